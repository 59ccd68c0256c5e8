"""The ledger: everything an office writes about a case in one line, for many cases at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, Final, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery

from tracker.models import Case, CaseUnit, Category, FollowUp, Pairing, Unit, User
from tracker.models.compiled import Compiled
from tracker.models.follow_ups import Part, Verb
from tracker.models.keys import Keys
from tracker.reports.batches import tags_of

Names = tuple[str | None, str | None, str | None]
COLUMNS: Final = (
    *("id", "number", "title", "description", "place", "status", "source", "raised_on", "due_on"),
    *("resolved_on", "result_kind", "result", "extension_count", "rating", "rated_on"),
    *("contact__name", "contact__phone", "contact__redacted_at"),
    *("enterprise_id", "enterprise__name", "enterprise__credit_code", "enterprise__industry"),
    *("enterprise__district_id", "category_id", "district_id", "lead_unit_id"),
    *("assigned", "said", "officers"),
)


class Facts(NamedTuple):
    """The columns of one case, in the order of `COLUMNS`.

    assigned_on  since when the lead unit has it     said  the last note on it     officers  of the firm, by key
    """

    id: int
    number: str
    title: str
    description: str
    place: str
    status: str
    source: str
    raised_on: date
    due_on: date | None
    resolved_on: date | None
    result_kind: str
    result: str
    extensions: int
    rating: str
    rated_on: date | None
    contact_name: str | None
    contact_phone: str | None
    contact_redacted_at: datetime | None
    firm_id: int | None
    firm: str | None
    credit_code: str | None
    industry: str | None
    firm_district_id: int | None
    category_id: int | None
    district_id: int | None
    lead_id: int | None
    assigned_on: date | None
    said: str | None
    officers: list[int]


@dataclass(frozen=True)
class Lines:
    """Cases in the order asked for, and by case what few of them have.

    assisting  the units beside the lead     callers  who made the last call-back     officers  names by key
    """

    cases: Sequence[Facts]
    officers: Mapping[int, str]
    assisting: dict[int, list[int]]
    callers: dict[int, str]
    tags: dict[int, list[str]]


class Ledger:
    """The ledger of some cases on a day; its query is written once, whatever the number of pieces it is read in."""

    def __init__(self, cases: QuerySet[Case], *, on: date) -> None:
        self._facts = Compiled(partial(_facts, cases, on), keys=Keys([-1]))
        self._names: dict[int, str] = {}

    def lines(self, ids: Sequence[int]) -> Lines:
        """The lines of these cases, those not of the ledger left out: five queries, fewer where the officers are known."""
        rows = {row[0]: Facts._make(row) for row in self._facts.rows(keys=Keys(ids))}
        found = [rows[row_id] for row_id in ids if row_id in rows]
        seen = [one.id for one in found]
        rated = [one.id for one in found if one.rating]
        return Lines(
            cases=found,
            officers=self._named({pk for one in found for pk in one.officers}),
            assisting=_assisting(seen),
            callers=_callers(rated),
            tags=tags_of(seen),
        )

    def _named(self, officers: Set[int]) -> Mapping[int, str]:
        """Everybody met so far: the same few thousand look after all firms."""
        if unknown := officers - self._names.keys():
            self._names.update(User.objects.filter(pk__among=Keys(unknown)).values_list("pk", "name"))
        return self._names


def _facts(cases: QuerySet[Case], on: date, keys: Keys) -> QuerySet[Any, Any]:
    """What nearly every case has is read beside it: asked for apart it would be put together here, row by row."""
    of_case, of_firm = {"case": OuterRef("pk")}, {"enterprise": OuterRef("enterprise_id")}
    lead = CaseUnit.objects.filter(**of_case, is_current=True, part=Part.LEAD)
    notes = FollowUp.objects.filter(**of_case).exclude(note="").order_by("-at", "-id")
    officers = Pairing.objects.current(on).filter(**of_firm).order_by("id")
    return (
        cases.filter(id__among=keys)
        .annotate(
            assigned=Subquery(lead.values("assigned_on")[:1]),
            said=Subquery(notes.values("note")[:1]),
            officers=ArraySubquery(officers.values("officer_id")),
        )
        .values_list(*COLUMNS)
    )


def names() -> tuple[dict[int, Names], dict[int, Names]]:
    """Units and categories as (name, short name, English name) by key: few, so that no case need be joined to them."""
    units = Unit.objects.values_list("pk", "name", "short_name", "name_en")
    categories = Category.objects.values_list("pk", "name", "name_en")
    return (
        {pk: (name, short, english) for pk, name, short, english in units},
        {pk: (name, None, english) for pk, name, english in categories},
    )


def _assisting(ids: Sequence[int]) -> dict[int, list[int]]:
    """Case → the units that help with it."""
    found: dict[int, list[int]] = defaultdict(list)
    parts = CaseUnit.objects.filter(case_id__among=Keys(ids), is_current=True).exclude(part=Part.LEAD)
    for case_id, unit_id in parts.order_by("id").values_list("case_id", "unit_id"):
        found[case_id].append(unit_id)
    return found


def _callers(ids: Sequence[int]) -> dict[int, str]:
    """Who made the last call-back."""
    calls: Any = FollowUp.objects.filter(case_id__among=Keys(ids), verb=Verb.CALL_BACK)
    last = calls.order_by("case_id", "-at", "-id").distinct("case_id")
    return dict(last.values_list("case_id", "by__name"))
