"""Working days as the State Council announces them: holidays off, make-up weekends worked, every date explained."""

import json
from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import accumulate
from typing import Final, Literal

from tracker.rules.errors import BadInput

MOST_DAYS: Final = 750  # three years: no case waits longer
WEEK, WORKED = 7, 5  # days, and those of the plain week that are worked
_ONE_DAY: Final = timedelta(days=1)

Why = Literal["weekend", "holiday", "statutory"]


class DayKind(StrEnum):
    """What an announced day is."""

    OFF = "off"
    WORK = "work"


@dataclass(frozen=True)
class Calendar:
    """The announced days, and what is known of years that are not announced yet.

    days             days that differ from the plain week
    announced_years  years whose notice is out; in any other one dates are provisional
    statutory        public holidays by law of the years to come, computed elsewhere
    names            what a day off is called, as 国庆节
    """

    days: Mapping[date, DayKind]
    announced_years: frozenset[int]
    statutory: Container[date] = frozenset()
    names: Mapping[date, str] = field(default_factory=dict)

    def is_workday(self, day: date) -> bool:
        """Whether offices work on this day."""
        return self.why_off(day) is None

    def why_off(self, day: date) -> Why | None:
        """Why a day is not worked; None for a working day."""
        kind = self.days.get(day)
        if kind is not None:
            return None if kind == DayKind.WORK else "holiday"
        if day.year not in self.announced_years and day in self.statutory:
            return "statutory"
        return "weekend" if day.weekday() >= WORKED else None

    def workdays_until(self, day: date) -> int:
        """Working days from the beginning of all days up to and including one, as if every year were announced.

        Only the difference of two days means something.
        """
        weeks, rest = divmod(day.toordinal() - 1, WEEK)  # the first of all days was a Monday
        days, apart = self._apart
        return WORKED * weeks + min(rest + 1, WORKED) + apart[bisect_right(days, day)]

    @cached_property
    def _apart(self) -> tuple[list[date], list[int]]:
        """The days on which the plain week does not hold, and by how much it errs before each of them and after all."""
        errs = {day: (kind == DayKind.WORK) - (day.weekday() < WORKED) for day, kind in self.days.items()}
        days = sorted(day for day, err in errs.items() if err)
        return days, list(accumulate((errs[day] for day in days), initial=0))

    def is_announced(self, first: date, last: date) -> bool:
        """Whether every year from the first day to the last is announced."""
        return all(year in self.announced_years for year in range(first.year, last.year + 1))


@dataclass(frozen=True)
class Skipped:
    """A day that did not count, and why."""

    day: date
    why: Why
    name: str = ""


@dataclass(frozen=True)
class DueDate:
    """A day that explains itself: counted and skipped days together are all days after the start up to it."""

    day: date
    counted: tuple[date, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    provisional: bool = False

    @property
    def made_up(self) -> tuple[date, ...]:
        """Counted Saturdays and Sundays: make-up working days people forget."""
        return tuple(day for day in self.counted if day.weekday() >= 5)


def calendar_of(
    rows: Iterable[tuple[date, str, str]], *, statutory: Container[date] = frozenset()
) -> Calendar:
    """A calendar from rows of day, kind and name.

    A year counts as announced when its National Day is among the rows, so that a single day entered early
    does not make the rest of its year look certain.
    """
    listed = [(day, DayKind(kind), name) for day, kind, name in rows]
    return Calendar(
        days={day: kind for day, kind, _name in listed},
        announced_years=frozenset(
            day.year for day, _kind, _name in listed if (day.month, day.day) == (10, 1)
        ),
        statutory=statutory,
        names={day: name for day, kind, name in listed if kind == DayKind.OFF},
    )


def rows_of_notice(text: str) -> tuple[tuple[date, str, str], ...]:
    """The rows of one shipped calendar file (JSON), as `calendar_of` takes them."""
    try:
        rows = json.loads(text)["days"]
        return tuple(
            (date.fromisoformat(row["day"]), DayKind(row["kind"]).value, row["name"]) for row in rows
        )
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput("bad_calendar", problem=str(error)) from error


def add_working_days(start: date, days: int, calendar: Calendar) -> DueDate:
    """The day `days` working days after `start`; `start` itself is not counted.

    days      whole working days, 0 … 750
    Returns   the day, the days counted, the days skipped and why, and `provisional` where a year is not announced
    Source    the State Council's yearly notice, held as CalendarDay rows
    """
    if not 0 <= days <= MOST_DAYS:
        raise BadInput("days_out_of_range", low=0, high=MOST_DAYS, days=days)
    counted: list[date] = []
    skipped: list[Skipped] = []
    day = start
    while len(counted) < days:
        day += _ONE_DAY
        why = calendar.why_off(day)
        if why is None:
            counted.append(day)
        else:
            skipped.append(Skipped(day, why, calendar.names.get(day, "")))
    provisional = days > 0 and not calendar.is_announced(start + _ONE_DAY, day)
    return DueDate(day, tuple(counted), tuple(skipped), provisional)


def subtract_working_days(end: date, days: int, calendar: Calendar) -> date:
    """The latest day from which `end` is at least `days` working days away; `end` itself counts when worked."""
    if not 0 <= days <= MOST_DAYS:
        raise BadInput("days_out_of_range", low=0, high=MOST_DAYS, days=days)
    day = end
    while days:
        days -= calendar.is_workday(day)
        day -= _ONE_DAY
    return day


def working_days_between(start: date, end: date, calendar: Calendar) -> int:
    """Working days after `start` up to and including `end`; negative when `end` is earlier.

    From today to a due date it says how many are left, from a due date to today by how many it is overdue.
    """
    if end < start:
        return -working_days_between(end, start, calendar)
    if calendar.is_announced(start, end):
        return calendar.workdays_until(end) - calendar.workdays_until(start)
    return sum(calendar.is_workday(day) for day in days_after(start, end))


def next_working_day(day: date, calendar: Calendar) -> date:
    """The day itself when worked, else the next one that is."""
    while not calendar.is_workday(day):
        day += _ONE_DAY
    return day


def runs(days: Iterable[date]) -> tuple[tuple[date, date], ...]:
    """Days in order → the first and last day of every unbroken run of them."""
    found: list[tuple[date, date]] = []
    for day in days:
        if found and day - found[-1][1] == _ONE_DAY:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return tuple(found)


def days_after(start: date, end: date) -> Iterator[date]:
    """Every calendar day after `start` up to and including `end`."""
    return (start + timedelta(days=count) for count in range(1, (end - start).days + 1))
