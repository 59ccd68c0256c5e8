"""Working time as one axis: whole numbers are working days, fractions the hours of the office from 8:30 to 18:00."""

import json
from bisect import bisect_left
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache

from tracker.rules.clock import start
from tracker.rules.deadlines import PRESETS, due_dates, step_due
from tracker.rules.workdays import Calendar

OPENS_SECONDS = 8.5 * 3600
OPEN_SECONDS = 9.5 * 3600
YEARS = 3
AHEAD_DAYS = 400
PRESET = PRESETS["classes"]


class Clock:
    """The working days of the three years before `now`, and enough after it for what is planned."""

    def __init__(self, now: datetime, zone: tzinfo, calendar: Calendar) -> None:
        local = now.astimezone(zone)
        first = local.date() - timedelta(days=365 * YEARS)
        span = (first + timedelta(days=step) for step in range(365 * YEARS + AHEAD_DAYS))
        self.days = [day for day in span if calendar.is_workday(day)]
        self.iso = [day.isoformat() for day in self.days]
        self._offsets = [f"{datetime.combine(day, time(12), zone):%z}" for day in self.days]
        self._calendar = calendar
        self.now = self._position(local)
        self.due = lru_cache(maxsize=None)(self._due)
        self.step_due = lru_cache(maxsize=None)(self._step_due)

    def at(self, position: float) -> str:
        """The moment, as PostgreSQL reads it."""
        day = int(position)
        minutes, seconds = divmod(OPENS_SECONDS + (position - day) * OPEN_SECONDS, 60)
        hours, minutes = divmod(int(minutes), 60)
        return (
            f"{self.iso[day]} {hours:02d}:{minutes:02d}:{int(seconds * 1e6) / 1e6:09.6f}{self._offsets[day]}"
        )

    def on(self, position: float) -> str:
        """The day."""
        return self.iso[int(position)]

    def first_of(self, year: int) -> int:
        """The position at which a year begins."""
        return bisect_left(self.days, date(year, 1, 1))

    @property
    def years(self) -> range:
        """The years up to now."""
        return range(self.days[0].year, self.days[int(self.now)].year + 1)

    def _due(self, day: int, case_class: str) -> tuple[str, str]:
        """When a case accepted on a day must be answered and solved."""
        dates = due_dates(self.days[day], case_class, preset=PRESET, calendar=self._calendar)
        return dates.reply.day.isoformat(), dates.solve.day.isoformat()

    def legs(self, day: int, case_class: str) -> str:
        """The clock of a case accepted on a day, as its row holds it."""
        return json.dumps([start(self.days[day], PRESET.span("solve", case_class))])

    def _step_due(self, day: int, step: str) -> str:
        """When a step begun on a day is due."""
        return step_due(step, self.days[day], preset=PRESET, calendar=self._calendar).day.isoformat()

    def _position(self, local: datetime) -> float:
        day = bisect_left(self.days, local.date())
        if self.days[day] != local.date():
            return day - 1e-6
        seconds = local.hour * 3600 + local.minute * 60 + local.second - OPENS_SECONDS
        return day + min(max(seconds / OPEN_SECONDS, 1e-6), 1 - 1e-6)
