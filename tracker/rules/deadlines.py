"""When a step is due and how near that is: presets are data, the counts of the reminder ladder are settings."""

import calendar as months
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from tracker.rules.errors import BadInput
from tracker.rules.workdays import (
    MOST_DAYS,
    Calendar,
    DueDate,
    Skipped,
    add_working_days,
    days_after,
    next_working_day,
    subtract_working_days,
    working_days_between,
)

Unit = Literal["wd", "d", "m"]
Stage = Literal["on_track", "near_due", "due_today", "overdue"]
Rung = Literal["near_due", "chase", "supervise", "escalate"]

_SPAN: Final = re.compile(r"(\d{1,3})(wd|d|m)", re.ASCII)
_UNITS: Final[dict[str, Unit]] = {"wd": "wd", "d": "d", "m": "m"}


@dataclass(frozen=True)
class Span:
    """A length of time: working days (wd), calendar days (d) or months (m)."""

    count: int
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> "Span":
        """The span written as "3wd", "7d" or "1m"."""
        found = _SPAN.fullmatch(text)
        if found is None:
            raise BadInput("bad_span", text=text)
        return cls(int(found[1]), _UNITS[found[2]])

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"

    def after(self, start: date, calendar: Calendar) -> DueDate:
        """The day this span ends when it begins on `start`, never on a day off."""
        if self.unit == "wd":
            return add_working_days(start, self.count, calendar)
        nominal = start + timedelta(days=self.count) if self.unit == "d" else _months_after(start, self.count)
        return _moved_to_workday(start, nominal, calendar)


def span_between(start: date, due: date, calendar: Calendar, *, likely: Span) -> Span | None:
    """How long a step was given whose start and due date alone are known; None where no length leads there.

    likely  what the preset says today; where that leads elsewhere the preset was changed since, and the
            working days between are what was given
    """
    if likely.after(start, calendar).day == due:
        return likely
    days = working_days_between(start, due, calendar)
    given = Span(days, "wd") if 0 <= days <= MOST_DAYS else None
    return given if given and given.after(start, calendar).day == due else None


@dataclass(frozen=True)
class Preset:
    """One set of deadlines an office works by.

    steps             assign, sign, reply, return, assist: how long each takes from its own start
    solve             class of the case (A complex, B normal, C simple) → how long until it is solved
    extension_notice  working days before the due date by which an extension is asked
    """

    code: str
    steps: Mapping[str, Span]
    solve: Mapping[str, Span]
    extension_notice: int = 1

    def span(self, step: str, category_class: str = "") -> Span:
        """How long a step takes; solving depends on the class."""
        if step == "solve":
            if category_class not in self.solve:
                raise BadInput("unknown_class", category_class=category_class)
            return self.solve[category_class]
        if step not in self.steps:
            raise BadInput("unknown_step", step=step)
        return self.steps[step]


def preset_of(code: str, data: Mapping[str, Mapping[str, str]], *, extension_notice: int = 1) -> Preset:
    """A preset from plain data: {"steps": {"assign": "1wd", …}, "solve": {"A": "1m", …}}."""
    steps, solve = (
        {name: Span.parse(span) for name, span in data.get(part, {}).items()} for part in ("steps", "solve")
    )
    return Preset(code, steps, solve, extension_notice)


def spans_of(preset: Preset) -> dict[str, dict[str, str]]:
    """The plain data that `preset_of` made a preset from."""
    parts = {"steps": preset.steps, "solve": preset.solve}
    return {part: {name: str(span) for name, span in spans.items()} for part, spans in parts.items()}


_COMMON: Final = {"sign": "2wd", "return": "2wd", "assist": "3wd"}

PRESETS: Final[Mapping[str, Preset]] = {
    "13710": preset_of(
        "13710",
        {
            "steps": _COMMON | {"assign": "1wd", "reply": "3wd"},
            "solve": {"A": "1m", "B": "7wd", "C": "7wd"},
        },
    ),
    "classes": preset_of(
        "classes",
        {
            "steps": _COMMON | {"assign": "1wd", "reply": "3wd"},
            "solve": {"A": "1m", "B": "15wd", "C": "5wd"},
        },
    ),
}


@dataclass(frozen=True)
class DueDates:
    """The dates a case gets when it is accepted."""

    assign: DueDate
    reply: DueDate
    solve: DueDate


def due_dates(accepted_on: date, category_class: str, *, preset: Preset, calendar: Calendar) -> DueDates:
    """When a case accepted on a day must be assigned, answered and solved."""
    assign, reply = (preset.span(step).after(accepted_on, calendar) for step in ("assign", "reply"))
    return DueDates(assign, reply, preset.span("solve", category_class).after(accepted_on, calendar))


def step_due(step: str, started_on: date, *, preset: Preset, calendar: Calendar) -> DueDate:
    """When a step with a clock of its own is due: sign, return and assist start at the assignment."""
    return preset.span(step).after(started_on, calendar)


def extension_until(due: date, preset: Preset, calendar: Calendar) -> date:
    """The last day on which an extension of this due date may be asked."""
    return subtract_working_days(due, preset.extension_notice, calendar)


@dataclass(frozen=True)
class Ladder:
    """When reminders climb, in working days: before the due date, and after it."""

    near: int = 2
    supervise: int = 2
    escalate: int = 5


def stage(due: date, on: date, calendar: Calendar, *, near: int = 2) -> Stage:
    """How near a due date is on a day."""
    if on >= due:
        return "overdue" if on > due else "due_today"
    return "near_due" if working_days_between(on, due, calendar) <= near else "on_track"


def rung(due: date, on: date, calendar: Calendar, *, ladder: Ladder) -> Rung | None:
    """The step of the reminder ladder a due date has reached on a day; None while it is far off."""
    now = stage(due, on, calendar, near=ladder.near)
    if now in {"on_track", "near_due"}:
        return "near_due" if now == "near_due" else None
    late = working_days_between(due, on, calendar)
    if late >= ladder.escalate:
        return "escalate"
    return "supervise" if late >= ladder.supervise else "chase"


def near_until(on: date, calendar: Calendar, *, near: int = 2) -> date:
    """The last due date that counts as near on a day, so that a list can ask SQL for on < due ≤ this."""
    return add_working_days(on, near + 1, calendar).day - timedelta(days=1)


def overdue_since(on: date, days: int, calendar: Calendar) -> date:
    """The latest due date that is overdue by at least `days` working days (1 or more) on a day, for SQL."""
    return subtract_working_days(on, days, calendar)


def _months_after(start: date, count: int) -> date:
    """The same day of a later month, or its last day: 31 January + 1 month is 28 or 29 February."""
    year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    return date(year, month + 1, min(start.day, months.monthrange(year, month + 1)[1]))


def _moved_to_workday(start: date, nominal: date, calendar: Calendar) -> DueDate:
    """A period that ends on a day off ends on the next working day (Civil Code, art. 203)."""
    day = next_working_day(nominal, calendar)
    counted = tuple(days_after(start, nominal - timedelta(days=1)))
    skipped = tuple(
        Skipped(off, why, calendar.names.get(off, ""))
        for off in days_after(nominal - timedelta(days=1), day)
        if (why := calendar.why_off(off)) is not None
    )
    ended = (day,) if day > start else ()
    return DueDate(day, counted + ended, skipped, not calendar.is_announced(nominal, day))
