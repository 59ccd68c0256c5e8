"""What stands on top of every page: the current campaign, and how many notices are unread."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from django.db.models import QuerySet

from tracker.models import Campaign, Notice, User
from tracker.models.case_sight import SEE_CASES, sight_of
from tracker.models.compiled import Compiled
from tracker.models.keys import Keys
from tracker.models.notices import NoticeQuerySet
from tracker.reports.today import CappedCount

MOST_UNREAD: Final = 99


class TopBar(NamedTuple):
    """The campaign's names, and the unread notices up to one above `MOST_UNREAD`."""

    name: str = ""
    name_en: str = ""
    product_name: str = ""
    product_name_en: str = ""
    city: str = ""
    city_en: str = ""
    unread: int = 0


def top_bar(user: User | None) -> TopBar:
    """For whoever is signed in, or for nobody; one query, written once because every page asks it."""
    if user is None:
        found = _NOBODY.rows()
    elif user.scope.sees_everything(SEE_CASES):
        found = _ALL.rows(user=user.pk)
    else:
        units, firms = sight_of(user)
        found = _SEEN.rows(user=user.pk, units=units, firms=Keys(firms))
    return TopBar(*found[0]) if found else TopBar()


def _campaign(unread: NoticeQuerySet) -> QuerySet[Campaign, Any]:
    count = CappedCount(unread.unread(), cap=MOST_UNREAD)
    campaigns = Campaign.objects.filter(is_current=True).annotate(unread=count)
    return campaigns.order_by("id").values_list(*TopBar._fields)[:1]


_NOBODY: Final = Compiled(
    lambda: Campaign.objects.filter(is_current=True).order_by("id").values_list(*TopBar._fields[:-1])[:1]
)
_ALL: Final = Compiled(lambda user: _campaign(Notice.objects.filter(recipient=user)), user=-1)
_SEEN: Final = Compiled(
    lambda user, units, firms: _campaign(Notice.objects.filter(recipient=user).within(units, firms)),
    user=-1,
    units=Keys([-2]),
    firms=Keys([-3]),
)
