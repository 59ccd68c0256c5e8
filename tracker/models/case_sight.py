"""Who sees a case, as a condition for queries of cases and of what belongs to them."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from tracker.models.keys import Keys
from tracker.models.people import User

VERB = "case.view"


def case_seen_by(user: User, case: str = "") -> Q:
    """That a person, who does not see all, sees a case.

    case  `case__` where another noun names it
    """
    return seen_case(Keys(user.scope.units(VERB)), user.scope.own_enterprises(VERB), case)


def seen_case(units: Keys, firms: Keys | Collection[int], case: str = "") -> Q:
    """That one of these units has a part in it, or that it is of one of these firms.

    firms  few, so that PostgreSQL weighs each of them; as `Keys` where the query's text must not change with them
    """
    seen = Q(**{f"{case}visible_unit_ids__meets": units})
    if isinstance(firms, Keys):
        return seen | Q(**{f"{case}enterprise__among": firms})
    return seen | Q(**{f"{case}enterprise_id__in": firms}) if firms else seen
