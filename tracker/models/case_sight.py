"""Who sees a case, as a condition for queries of cases and of what belongs to them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from django.db.models import Q

from tracker.models.keys import Keys
from tracker.models.people import User

SEE_CASES: Final = "case.view"


def sight_of(user: User) -> tuple[Keys, frozenset[int]]:
    """The units and the paired firms whose cases a person sees, who does not see all."""
    return Keys(user.scope.units(SEE_CASES)), user.scope.own_enterprises(SEE_CASES)


def seen_case(units: Keys, firms: Keys | Collection[int], case: str = "") -> Q:
    """That one of these units has a part in it, or that it is of one of these firms.

    firms  few, so that PostgreSQL weighs each of them; as `Keys` where the query's text must not change with them
    case   `case__` where another noun names it
    """
    seen = Q(**{f"{case}visible_unit_ids__meets": units})
    how = "among" if isinstance(firms, Keys) else "in"
    return seen | Q(**{f"{case}enterprise__{how}": firms}) if firms else seen
