"""What units have in hand, for the digest of whoever works in them: how much, and what comes first.

In hand is what a unit leads, and what it assists with or handles in parallel and has not answered yet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from heapq import merge
from typing import Final, TypeAlias

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber

from tracker.models import Case, CaseUnit
from tracker.models.cases import CaseQuerySet
from tracker.reports.measures import MEASURES, View
from tracker.rules.status import TABLE

MOST_ROWS: Final = 10
OWN: Final = ("overdue", "near", "in_hand")
COLUMNS: Final = ("number", "title", "due_on", "enterprise__name", "place")
OF_CASE: Final = ("case__number", "case__title", "case__enterprise__name", "case__place")
PART_COLUMNS: Final = ("unit_id", "case_id", "part", "due_on", *OF_CASE)


@dataclass(frozen=True)
class Line:
    """A case as a digest names it.

    due_on  the day that counts: the case's, or that of the unit's own answer
    part    what the unit does for it, where it does not lead it: a code of `Part`
    """

    number: str
    title: str
    whose: str
    due_on: date | None
    part: str = ""


Placed: TypeAlias = tuple[date, int, Line]  # by its day and the key of the case


@dataclass(frozen=True)
class Led:
    """What one unit leads, by code of OWN, and what waits for its answer; of both what comes first, in order.

    asked  the keys of the cases on which the unit has to answer
    """

    counts: Counter[str] = field(default_factory=Counter)
    first: list[Placed] = field(default_factory=list)
    asked: set[int] = field(default_factory=set)
    first_asked: list[Placed] = field(default_factory=list)


@dataclass(frozen=True)
class Own:
    """The work of somebody's units by code of OWN, and what comes first, the latest on top.

    stood  the numbers when the week before was closed; None where it was not
    asked  on how many cases one of the units has to answer
    """

    counts: Counter[str]
    lines: list[Line]
    stood: Counter[str] | None = None
    asked: int = 0

    @property
    def is_idle(self) -> bool:
        """Whether the units lead no open case and owe no answer."""
        return not self.counts["in_hand"] and not self.asked


def led_by(cases: CaseQuerySet, unit_ids: Collection[int], view: View) -> dict[int, Led]:
    """Unit → what it leads and has to answer, for all of them at once; three queries."""
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
    for unit_id, placed in _to_answer(cases, unit_ids):
        found[unit_id].asked.add(placed[1])
        if len(found[unit_id].first_asked) < MOST_ROWS:
            found[unit_id].first_asked.append(placed)
    return found


def _to_answer(cases: CaseQuerySet, unit_ids: Collection[int]) -> Iterator[tuple[int, Placed]]:
    """Unit and case where it assists or works in parallel and is waited for, the earliest day first, then those with none.

    All of them, not the first of each: whoever has several units reads of a case once, so its key has to be known.
    """
    waiting = cases.filter(status__in=TABLE["answer"].sources)
    parts = CaseUnit.objects.unanswered().filter(unit_id__in=sorted(unit_ids), case__in=waiting)
    ordered = parts.order_by(F("due_on").asc(nulls_last=True), "case_id")
    for unit_id, key, part, due_on, *columns in ordered.values_list(*PART_COLUMNS):
        number, title, firm, place = columns
        yield unit_id, (due_on or date.max, key, Line(number, title, firm or place, due_on, part))


def together(units: Iterable[Led], stood: Counter[str] | None) -> Own:
    """The work of several units as one person's; what two of them have a part in comes once, by the earlier day."""
    counts: Counter[str] = Counter()
    led, waiting, asked = [], [], set[int]()
    for unit in units:
        counts.update(unit.counts)
        asked |= unit.asked
        led.append(unit.first)
        waiting.append(unit.first_asked)
    found: dict[int, Line] = {}
    for _due, key, line in merge(*led, *waiting, key=_place):
        if len(found) == MOST_ROWS:
            break
        found.setdefault(key, line)
    return Own(counts, list(found.values()), stood, len(asked))


def _place(placed: Placed) -> tuple[date, int]:
    return placed[:2]


def lines(cases: QuerySet[Case]) -> list[Line]:
    """Cases as lines; one query."""
    return [_line(*columns) for columns in cases.values_list(*COLUMNS)]


def _line(number: str, title: str, due_on: date | None, firm: str | None, place: str) -> Line:
    return Line(number, title, firm or place, due_on)
