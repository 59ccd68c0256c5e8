"""What units have in hand, for the digest of whoever works in them: how much, and what comes first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from heapq import merge
from itertools import islice
from typing import Final

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber

from tracker.models import Case
from tracker.models.cases import CaseQuerySet
from tracker.reports.measures import MEASURES, View

MOST_ROWS: Final = 10
OWN: Final = ("overdue", "near", "in_hand")
COLUMNS: Final = ("number", "title", "due_on", "enterprise__name", "place")


@dataclass(frozen=True)
class Line:
    """A case as a digest names it."""

    number: str
    title: str
    whose: str
    due_on: date | None


@dataclass(frozen=True)
class Led:
    """What one unit leads, by code of OWN; what comes first with its due date and key, in that order."""

    counts: Counter[str] = field(default_factory=Counter)
    first: list[tuple[date, int, Line]] = field(default_factory=list)


@dataclass(frozen=True)
class Own:
    """The work of somebody's units by code of OWN, and what comes first, the latest on top.

    stood  the numbers when the week before was closed; None where it was not
    """

    counts: Counter[str]
    lines: list[Line]
    stood: Counter[str] | None = None


def led_by(cases: CaseQuerySet, unit_ids: Collection[int], view: View) -> dict[int, Led]:
    """Unit → what it leads, for all of them at once; two queries."""
    found = {unit_id: Led() for unit_id in unit_ids}
    led = cases.open().filter(lead_unit_id__in=sorted(unit_ids))
    counts = {code: Count("id", filter=MEASURES[code].rows(view)) for code in OWN}
    for unit_id, *many in led.order_by().values_list("lead_unit_id").annotate(**counts):
        found[unit_id].counts.update(dict(zip(OWN, many, strict=True)))
    running = led.exclude(status="parked").filter(due_on__isnull=False)
    place = Window(RowNumber(), partition_by=F("lead_unit_id"), order_by=("due_on", "id"))
    first = (
        running.annotate(place_in_unit=place).filter(place_in_unit__lte=MOST_ROWS).order_by("due_on", "id")
    )
    for unit_id, key, *columns in first.values_list("lead_unit_id", "id", *COLUMNS):
        line = _line(*columns)
        found[unit_id].first.append((columns[2], key, line))
    return found


def together(units: Iterable[Led], stood: Counter[str] | None) -> Own:
    """The work of several units as one person's."""
    counts: Counter[str] = Counter()
    rows = []
    for unit in units:
        counts.update(unit.counts)
        rows.append(unit.first)
    return Own(counts, [line for _due, _key, line in islice(merge(*rows), MOST_ROWS)], stood)


def lines(cases: QuerySet[Case]) -> list[Line]:
    """Cases as lines; one query."""
    return [_line(*columns) for columns in cases.values_list(*COLUMNS)]


def _line(number: str, title: str, due_on: date | None, firm: str | None, place: str) -> Line:
    return Line(number, title, firm or place, due_on)
