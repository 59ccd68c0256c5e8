"""Where work is stuck, and with whom: the overdue cases by the unit that has to move them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case as Choose
from django.db.models import Count, F, IntegerField, Min, Q, When

from tracker.models import Unit
from tracker.models.cases import CaseQuerySet, Status
from tracker.models.keys import Keys

BEFORE_OFFICE = (
    Status.REGISTERED,
    Status.ACCEPTED,
    Status.DISPUTED,
    Status.IN_REVIEW,
    Status.CALL_BACK,
)


@dataclass(frozen=True)
class Holder:
    """A unit with overdue cases before it: how many, and since when the oldest is due.

    is_office  it waits for the office's own step, not for a unit's work
    """

    unit: Unit
    count: int
    oldest_due_on: date
    is_office: bool


def held_by(cases: CaseQuerySet) -> Any:
    """Every case with `holder_id`, the unit that has to move it: the office where it waits for one, else the lead."""
    office = When(status__in=BEFORE_OFFICE, then=F("owner_office_id"))
    return cases.annotate(holder_id=Choose(office, default=F("lead_unit_id"), output_field=IntegerField()))


def held_by_unit(cases: CaseQuerySet, unit: Unit) -> Any:
    """Those that a unit has to move; without the choice of `held_by`, which no index knows."""
    before = Q(status__in=BEFORE_OFFICE)
    held = (before & Q(owner_office=unit)) | (~before & Q(lead_unit=unit))
    return cases.filter(held, visible_unit_ids__meets=Keys([unit.pk]))  # either has a part in it


def stuck(cases: CaseQuerySet, on: date, limit: int = 8) -> list[Holder]:
    """The units with the most overdue cases, most first; two queries."""
    rows = (
        held_by(cases.overdue(on))
        .filter(holder_id__isnull=False)
        .values("holder_id")
        .annotate(count=Count("id"), oldest=Min("due_on"))
        .order_by("-count", "oldest", "holder_id")[:limit]
    )
    found = list(rows)
    units = Unit.objects.in_bulk([row["holder_id"] for row in found])
    return [
        Holder(unit, row["count"], row["oldest"], unit.kind == "office")
        for row in found
        if (unit := units.get(row["holder_id"]))
    ]
