"""今日待办: what waits for a person today, counted once and never beyond a cap."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import IntegerField, QuerySet, Subquery

from tracker.models import Campaign, Case, Draft
from tracker.models.cases import CaseQuerySet, Status
from tracker.rules.access import Scope, union

CAP = 1000


class CappedCount(Subquery):
    """How many rows a query has, counted up to one above the cap."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS capped)"
    output_field = IntegerField()

    def __init__(self, queryset: QuerySet[Any]) -> None:
        super().__init__(queryset.order_by().values("pk")[: CAP + 1])


@dataclass(frozen=True)
class Waiting:
    """How many of one kind wait; `code` names the kind, counts above 1,000 are only known to be more."""

    code: str
    count: int

    @property
    def text(self) -> str:
        """12, or 1,000+."""
        return f"{CAP:,}+" if self.count > CAP else f"{self.count:,}"


def near_due(cases: CaseQuerySet, on: date, until: date) -> CaseQuerySet:
    """Open, the clock running, and due between today and the last day that counts as near."""
    return cases.open().filter(due_on__gte=on, due_on__lte=until).exclude(status=Status.PARKED)


def overdue(cases: CaseQuerySet, on: date) -> CaseQuerySet:
    """Open and past their day."""
    return cases.overdue(on)


def led_by(cases: CaseQuerySet, scope: Scope) -> CaseQuerySet:
    """Led by a unit the person works for."""
    return cases.filter(lead_unit_id__in=sorted(union(grant.unit_ids for grant in scope.grants)))


def waiting(
    cases: CaseQuerySet, drafts: QuerySet[Draft], *, scope: Scope, on: date, near_until: date
) -> list[Waiting]:
    """What waits, by role, in the order of the day; one query.

    cases, drafts  what the person sees
    Returns        only the kinds that the person's roles have a hand in
    """
    found = _kinds(cases, drafts, scope=scope, on=on, near_until=near_until)
    if not found:
        return []
    counts = {code: CappedCount(rows) for code, rows in found.items()}
    row = Campaign.objects.filter(is_current=True).annotate(**counts).values(*counts).first()
    return [Waiting(code, row[code] if row else 0) for code in found]


def _kinds(
    cases: CaseQuerySet, drafts: QuerySet[Draft], *, scope: Scope, on: date, near_until: date
) -> dict[str, QuerySet[Any]]:
    """The kinds a person's roles have a hand in, each as its rows."""
    if not scope.may("case.view"):
        return {}
    office: dict[str, QuerySet[Any]] = {
        "drafts": drafts,
        "registered": cases.filter(status=Status.REGISTERED),
        "disputed": cases.filter(status=Status.DISPUTED),
        "in_review": cases.filter(status=Status.IN_REVIEW),
        "call_back": cases.filter(status=Status.CALL_BACK),
    }
    units: dict[str, QuerySet[Any]] = {"assigned": led_by(cases.filter(status=Status.ASSIGNED), scope)}
    everybody: dict[str, QuerySet[Any]] = {
        "near": near_due(cases, on, near_until),
        "overdue": overdue(cases, on),
        "parked": cases.filter(status=Status.PARKED),
    }
    return (
        (units if scope.may("case.sign") else {}) | (office if scope.may("case.accept") else {}) | everybody
    )


def next_in_line(cases: CaseQuerySet, limit: int = 8) -> list[Case]:
    """The open cases whose day comes first; parked ones wait for another day."""
    return list(
        cases.open()
        .filter(due_on__isnull=False)
        .exclude(status=Status.PARKED)
        .select_related("enterprise", "district")
        .only(
            "number",
            "title",
            "status",
            "due_on",
            "place",
            "enterprise__name",
            "district__name",
            "district__short_name",
            "district__name_en",
        )
        .order_by("due_on", "id")[:limit]
    )
