"""The filters of the list of follow-ups."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tracker.models import Case, Enterprise, Unit
from tracker.models.cases import Status
from tracker.models.follow_ups import Audience, Verb
from tracker.reports.narrowing import from_day, till_day, with_files
from tracker.reports.search import search_follow_ups
from tracker.web import orders
from tracker.web.case_facts import WITH_FILES
from tracker.web.fields import ENTERPRISES, UNITS, Box, LookupBox, LookupBoxes
from tracker.web.list_filter import Day, Firm, ListFilter, Person, Picks, Values, foreign, several

OWN = [("mine", _("Mine"))]


class FollowUpFilter(ListFilter):
    """Filters of the list of follow-ups: what was done, by whom, when; and on which cases, as far as one sees them."""

    list_name = "follow_ups"
    orders = orders.FOLLOW_UPS
    rare: ClassVar[frozenset[str]] = frozenset(("officer", "enterprise", "audience", "files", "status"))

    verb = Values(**several(_("Act")), choices=Verb.choices)
    unit = Picks(field_name="by_unit", label=_("Unit"), widget=LookupBoxes(UNITS))
    district = Picks(**several(_("District")), method="in_districts")
    own = django_filters.ChoiceFilter(
        label=_("My own"), choices=OWN, method="of_mine", empty_label=_("Any"), widget=Box
    )
    since = Day(label=_("From"), method="done_since")
    until = Day(label=_("To"), method="done_until")
    officer = Person(field_name="by", label=_("Done by"))
    audience = django_filters.ChoiceFilter(
        label=_("For whom"), choices=Audience.choices, empty_label=_("Any"), widget=Box
    )
    enterprise = Firm(label=_("Enterprise"), widget=LookupBox(ENTERPRISES), method="of_enterprise")
    status = Values(**several(_("Status of the case")), choices=Status.choices, method="at_status")
    files = django_filters.ChoiceFilter(
        label=_("Files"), choices=WITH_FILES, method="filed", empty_label=_("Any"), widget=Box
    )

    def __init__(self, request: HttpRequest, queryset: Any) -> None:
        super().__init__(request, queryset)
        self.offer("unit", Unit.objects.visible_to(self.user))
        self.offer("enterprise", Enterprise.objects.visible_to(self.user))

    def _of_cases(self, qs: Any, **asked: Any) -> Any:
        return qs.filter(case__in=Case.objects.visible_to(self.user).filter(**asked))

    def search(self, qs: Any, _name: str, words: str) -> Any:
        """Words in the note, or in its case as that is found itself."""
        return search_follow_ups(qs, words)

    def in_districts(self, qs: Any, _name: str, districts: list[Unit]) -> Any:
        """On cases of the districts."""
        ids = [district.pk for district in districts]
        return self._of_cases(qs, district_id__in=ids, **foreign(self.user, ids))

    def of_enterprise(self, qs: Any, _name: str, firm: Enterprise) -> Any:
        """On cases of a firm."""
        return self._of_cases(qs, enterprise=firm)

    def at_status(self, qs: Any, _name: str, statuses: list[str]) -> Any:
        """On cases that stand so now."""
        return self._of_cases(qs, status__in=statuses)

    def of_mine(self, qs: Any, _name: str, _how: str) -> Any:
        """What I did."""
        return qs.filter(by=self.user)

    def done_since(self, qs: Any, _name: str, day: Any) -> Any:
        """Done on the day or later."""
        return qs.filter(at__gte=from_day(day))

    def done_until(self, qs: Any, _name: str, day: Any) -> Any:
        """Done on the day or earlier."""
        return qs.filter(at__lt=till_day(day))

    def filed(self, qs: Any, _name: str, _wanted: str) -> Any:
        """With a file."""
        return with_files(qs, "follow_up")
