"""The ledger: everything an office writes about a case in one line, for many cases at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from django.db.models import QuerySet

from tracker.models import Case, CaseUnit, Category, Contact, FollowUp, Pairing, Unit
from tracker.models.follow_ups import Part, Verb
from tracker.models.keys import Keys
from tracker.reports.batches import tags_of

Names = tuple[str | None, str | None, str | None]
COLUMNS: Final = (
    *("id", "number", "title", "description", "place", "status", "source", "raised_on", "due_on"),
    *("resolved_on", "result_kind", "result", "extension_count", "rating", "rated_on", "contact_id"),
    *("enterprise_id", "enterprise__name", "enterprise__credit_code", "enterprise__industry"),
    *("enterprise__district_id", "category_id", "district_id", "lead_unit_id"),
)


class Facts(NamedTuple):
    """The columns of one case, in the order of `COLUMNS`."""

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
    contact_id: int | None
    firm_id: int | None
    firm: str | None
    credit_code: str | None
    industry: str | None
    firm_district_id: int | None
    category_id: int | None
    district_id: int | None
    lead_id: int | None


@dataclass(frozen=True)
class Ledger:
    """Cases in the order asked for, and what belongs to them by case or by firm.

    assisting  the units beside the lead     contacts  name and number, unmasked
    """

    cases: Sequence[Facts]
    assisting: dict[int, list[int]]
    assigned_on: dict[int, date]
    officers: dict[int, list[str]]
    contacts: dict[int, tuple[str, str]]
    said: dict[int, str]
    callers: dict[int, str]
    tags: dict[int, list[str]]


def ledger(cases: QuerySet[Case], ids: Sequence[int], *, on: date) -> Ledger:
    """The lines of these cases, those not among `cases` left out: seven queries, whatever the number of rows."""
    rows = {row[0]: Facts._make(row) for row in cases.filter(id__among=Keys(ids)).values_list(*COLUMNS)}
    found = [rows[row_id] for row_id in ids if row_id in rows]
    seen = [one.id for one in found]
    assisting, assigned_on = _units(seen)
    return Ledger(
        cases=found,
        assisting=assisting,
        assigned_on=assigned_on,
        officers=_officers({one.firm_id for one in found if one.firm_id}, on),
        contacts=_contacts({one.contact_id for one in found if one.contact_id}),
        said=_said(seen),
        callers=_callers([one.id for one in found if one.rating]),
        tags=tags_of(seen),
    )


def names() -> tuple[dict[int, Names], dict[int, Names]]:
    """Units and categories as (name, short name, English name) by key: few, so that no case need be joined to them."""
    units = Unit.objects.values_list("pk", "name", "short_name", "name_en")
    categories = Category.objects.values_list("pk", "name", "name_en")
    return (
        {pk: (name, short, english) for pk, name, short, english in units},
        {pk: (name, None, english) for pk, name, english in categories},
    )


def _units(ids: Sequence[int]) -> tuple[dict[int, list[int]], dict[int, date]]:
    """Who helps, and since when the lead unit has it."""
    assisting: dict[int, list[int]] = defaultdict(list)
    assigned_on: dict[int, date] = {}
    parts = CaseUnit.objects.filter(case_id__among=Keys(ids), is_current=True).order_by("id")
    for case_id, part, day, unit_id in parts.values_list("case_id", "part", "assigned_on", "unit_id"):
        if part == Part.LEAD:
            assigned_on[case_id] = day
        else:
            assisting[case_id].append(unit_id)
    return assisting, assigned_on


def _officers(firm_ids: set[int], on: date) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    pairs = Pairing.objects.current(on).filter(enterprise_id__among=Keys(firm_ids)).order_by("id")
    for firm_id, name in pairs.values_list("enterprise_id", "officer__name"):
        found[firm_id].append(name)
    return found


def _contacts(ids: set[int]) -> dict[int, tuple[str, str]]:
    kept = Contact.objects.filter(pk__among=Keys(ids), redacted_at__isnull=True)
    return {pk: (name, phone) for pk, name, phone in kept.values_list("pk", "name", "phone")}


def _said(ids: Sequence[int]) -> dict[int, str]:
    """The last note on each, read off the index of the trail."""
    trail: Any = FollowUp.objects.filter(case_id__among=Keys(ids)).exclude(note="")
    last = trail.order_by("case_id", "-at", "-id").distinct("case_id")
    return dict(last.values_list("case_id", "note"))


def _callers(ids: Sequence[int]) -> dict[int, str]:
    """Who made the last call-back."""
    calls: Any = FollowUp.objects.filter(case_id__among=Keys(ids), verb=Verb.CALL_BACK)
    last = calls.order_by("case_id", "-at", "-id").distinct("case_id")
    return dict(last.values_list("case_id", "by__name"))
