"""What the weekly digest tells: the city's table, a district's week, the work of somebody's units. Numbers as in `progress`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Final

from tracker.models import Case, Closing, Commitment, Unit
from tracker.models.cases import CaseQuerySet
from tracker.reports.closings import closed_progress, stood
from tracker.reports.measures import View
from tracker.reports.own_work import MOST_ROWS, OWN, Led, Line, Own, led_by, lines, together
from tracker.reports.progress import Progress, of_unit, progress, total, units_of
from tracker.reports.ranking import silent_units
from tracker.reports.tallies import Kept
from tracker.reports.trend import collected_before
from tracker.rules.jumps import PERIODS, Jump, jump
from tracker.rules.periods import Period, free, period_of
from tracker.rules.workdays import Calendar

WORST: Final = 3


@dataclass(frozen=True)
class Promise:
    """A promise on a case that is due in the week of sending."""

    number: str
    text: str
    due_on: date


@dataclass(frozen=True)
class Row:
    """A district of the city's table, with the same days before, and what was open when those were closed."""

    unit: Unit | None
    now: Progress
    before: Progress
    stood: Progress | None = None

    @property
    def is_quiet(self) -> bool:
        """Nothing came in or was closed, as little as before, and nothing is overdue."""
        moved = (one.counts[code] for one in (self.now, self.before) for code in ("collected", "closed"))
        return not any(moved) and not self.now.counts["overdue"]


class Board:
    """The week for everybody: each number asked for once, whoever reads it.

    view   today, and the week that is told     until  the last day of the week of sending
    """

    def __init__(self, view: View, until: date, calendar: Calendar) -> None:
        self.view, self.until, self.calendar = view, until, calendar
        self.cases: CaseQuerySet = Case.objects.all()
        self._led: dict[int, Led] = {}

    @cached_property
    def rows(self) -> list[Row]:
        """The districts in the city's order."""
        then = self._then
        return [
            Row(unit, *self._of(unit.pk), then.get(unit.pk) or Progress() if self.closing else None)
            for unit in units_of("district")
        ]

    @cached_property
    def city(self) -> Row:
        """All cases together."""
        then = total(self._then) if self.closing else None
        return Row(None, total(self._now), total(self._before), then)

    @cached_property
    def closing(self) -> Closing | None:
        """The week before, closed; what is open is told against it."""
        week = period_of("week", self.view.period.first - timedelta(days=1))
        return Closing.objects.filter(code=week.code).first()

    @cached_property
    def jumps(self) -> list[tuple[Unit, Jump]]:
        """Districts to which unusually many or few cases came, the furthest from their mean first."""
        before = collected_before("district", self.view.period, PERIODS)
        found = []
        for row in self.rows:
            if row.unit and (one := jump(row.now.counts["collected"], before.get(row.unit.pk, [0]))):
                found.append((row.unit, one))
        return sorted(found, key=lambda pair: -abs(pair[1].now - pair[1].mean))

    @property
    def weeks_before(self) -> Period:
        """The days whose mean a jump is seen against."""
        first, last = self.view.period.first, self.view.period.first - timedelta(days=1)
        return free(first - timedelta(days=PERIODS * self.view.period.days), last)

    @cached_property
    def difficult(self) -> list[Line]:
        """Cases for a meeting, the ones due first on top."""
        return lines(self.cases.open().difficult().order_by("due_on", "id")[:MOST_ROWS])

    @cached_property
    def silent(self) -> list[Unit]:
        """Who took no case down, reported no action and made no visit in the week."""
        return silent_units(self.view.period)

    def worst(self, unit: Unit) -> list[Line]:
        """The cases of a district that are late longest."""
        late = of_unit(self.cases.overdue(self.view.on), "district", unit)
        return lines(late.order_by("due_on", "id")[:WORST])

    def promises(self, unit: Unit) -> list[Promise]:
        """What was promised on cases of a district until the end of the week of sending, however they ended."""
        theirs = of_unit(self.cases, "district", unit)
        rows = Commitment.objects.unkept().filter(due_on__lte=self.until, case__in=theirs)
        found = rows.order_by("due_on", "id").values_list("case__number", "text", "due_on")[:MOST_ROWS]
        return [Promise(number, text, due_on) for number, text, due_on in found if due_on]

    @cached_property
    def _now(self) -> dict[int | None, Progress]:
        return progress(self.cases, "district", self.view, Kept())

    @cached_property
    def _before(self) -> dict[int | None, Progress]:
        before = self.view.period.before()
        if before is None:
            return {}
        return progress(self.cases, "district", replace(self.view, period=before), Kept())

    @cached_property
    def _then(self) -> dict[int | None, Progress]:
        return closed_progress(self.closing, "district") if self.closing else {}

    @cached_property
    def _led_then(self) -> dict[int, Counter[str]]:
        return stood(self.closing, "bureau", OWN) if self.closing else {}

    def look_up(self, unit_ids: Collection[int]) -> None:
        """Ask at once for the work of many units, whoever will read of it."""
        if missing := set(unit_ids) - self._led.keys():
            self._led |= led_by(self.cases, missing, self.view)

    def own(self, unit_ids: Collection[int]) -> Own:
        """The work of somebody's units; three queries where it was not looked up."""
        self.look_up(unit_ids)
        led = [self._led[unit_id] for unit_id in unit_ids]
        if self.closing is None:
            return together(led, None)
        then: Counter[str] = Counter()
        for unit_id in unit_ids:
            then.update(self._led_then.get(unit_id, {}))
        return together(led, then)

    def _of(self, unit_id: int) -> tuple[Progress, Progress]:
        return self._now.get(unit_id) or Progress(), self._before.get(unit_id) or Progress()


def period_of_digest(first: date, last: date) -> Period:
    """The week told, or the days where a week without work left its numbers to the next."""
    return period_of("week", first) if (last - first) == timedelta(days=6) else free(first, last)
