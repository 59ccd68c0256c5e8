"""How it went and how old it is: what came in and was closed over the last periods, and open cases by when they are due."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from django.db.models import Count, Q

from tracker.models.cases import CaseQuerySet
from tracker.models.tallies import NEVER, NONE
from tracker.reports.measures import AGES, LATE_MONTH, LATE_WEEK, MEASURES, View, rows_of_base
from tracker.reports.progress import By
from tracker.reports.tallies import Kept, open_by_day, sums_of_steps, sums_of_units
from tracker.rules.periods import Kind, Period, period_of

# Base → the measure that counts all of its rows.
LINES: Final = {"registered": "collected", "closed": "closed"}
STEPS: Final[dict[Kind, int]] = {"week": 12, "month": 12, "quarter": 8}
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Step:
    """One of the periods that are told one after the other; `counts` by measure."""

    period: Period
    counts: Counter[str]


def steps_until(period: Period, on: date) -> list[Period]:
    """The last periods of its kind, the oldest first; months up to it for a campaign and from a day to a day."""
    kind: Kind = period.kind if period.kind in STEPS else "month"
    last = period if period.kind in STEPS else period_of(kind, min(period.last, on))
    found = [last]
    while len(found) < STEPS[kind]:
        before = found[0].before()
        assert before is not None  # noqa: S101  # a week, month or quarter has one
        found.insert(0, before)
    return found


def trend(cases: CaseQuerySet, by: By, view: View, kept: Kept | None) -> list[Step]:
    """What came in and what was closed, period by period; one query."""
    steps = steps_until(view.period, view.on)
    sums = sums_of_steps(by, steps, list(LINES), kept) if kept else _counted(cases, view, steps)
    return [
        Step(period, Counter({code: sums.get((at, base), 0) for base, code in LINES.items()}))
        for at, period in enumerate(steps)
    ]


def collected_before(by: By, period: Period, many: int) -> dict[int | None, list[int]]:
    """Unit → what came in of all cases in each of so many periods before, the oldest first; one query.

    A unit to which nothing came in is not among them; a campaign has no period before.
    """
    steps: list[Period] = []
    while len(steps) < many and (before := (steps[0] if steps else period).before()):
        steps.insert(0, before)
    found: defaultdict[int | None, list[int]] = defaultdict(lambda: [0] * many)
    if len(steps) == many:
        for (unit, at, _base), count in sums_of_units(by, steps, ["registered"], Kept()).items():
            if count:  # none are left of what was taken back
                found[None if unit == NONE else unit][at] = count
    return dict(found)


def _counted(cases: CaseQuerySet, view: View, steps: list[Period]) -> dict[tuple[int, str], int]:
    whole = replace(view, period=Period("", "free", steps[0].first, steps[-1].last))
    counts = {
        f"{base}_{at}": Count("id", filter=MEASURES[code].rows(replace(view, period=period)))
        for at, period in enumerate(steps)
        for base, code in LINES.items()
    }
    inside = Q()
    for base in LINES:
        inside |= rows_of_base(base, whole)
    found = cases.filter(inside).order_by().aggregate(**counts)
    return {(at, base): found[f"{base}_{at}"] for at in range(len(steps)) for base in LINES}


def ages(cases: CaseQuerySet, by: By, view: View, kept: Kept | None) -> Counter[str]:
    """The open cases by code of AGES; one query."""
    if kept is None:
        counts = {code: Count("id", filter=age.rows(view)) for code, age in AGES.items()}
        return Counter(cases.order_by().aggregate(**counts))
    edges = [
        view.on - (LATE_MONTH * _DAY),
        view.on - (LATE_WEEK * _DAY),
        view.on,
        view.near_until + _DAY,
        date.fromisoformat(NEVER).replace(day=1),  # as its month is kept
    ]
    due, parked = open_by_day(by, edges, kept)
    codes = [code for code in AGES if code != "parked"]
    return Counter({code: due.get(at, 0) for at, code in enumerate(codes)} | {"parked": parked})
