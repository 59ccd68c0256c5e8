"""The rows of the case list as the database has them, read by queries that are written once: no page is opened more."""

from __future__ import annotations

from typing import Any, Final

from tracker.models import Case, User
from tracker.models.case_sight import SEE_CASES, seen_case, sight_of
from tracker.models.compiled import Compiled
from tracker.models.keys import Keys

_COLUMNS: Final = (
    "id",
    "number",
    "title",
    "enterprise__name",
    "place",
    "status",
    "due_on",
    "last_follow_up_at",
    "clock",
    "source",
    "registered_at",
    "category__name",
    "category__name_en",
    "district__name",
    "district__short_name",
    "district__name_en",
    "lead_unit__name",
    "lead_unit__short_name",
    "lead_unit__name_en",
)
_ALL: Final = Compiled(lambda ids: Case.objects.filter(id__among=ids).values_list(*_COLUMNS), ids=Keys([-1]))
_SEEN: Final = Compiled(
    lambda ids, units, firms: Case.objects.filter(seen_case(units, firms), id__among=ids).values_list(
        *_COLUMNS
    ),
    ids=Keys([-1]),
    units=Keys([-2]),
    firms=Keys([-3]),
)


def cases_of(user: User, ids: list[int]) -> list[tuple[Any, ...]]:
    """Of these keys those that the person sees, in any order; one query."""
    if user.scope.sees_everything(SEE_CASES):
        return _ALL.rows(ids=Keys(ids))
    units, firms = sight_of(user)
    return _SEEN.rows(ids=Keys(ids), units=units, firms=Keys(firms))
