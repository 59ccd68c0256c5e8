"""Days and times as ready strings: formatted here once a row, because templates take three times as long."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tracker.models.actions import DayPrecision
from tracker.reports.calendar import calendar_and_near
from tracker.rules.deadlines import Ladder, near_until
from tracker.rules.status import OPEN, PARKED
from tracker.rules.workdays import Calendar


@dataclass(frozen=True)
class Due:
    """How a due date is shown: words, a tone for the colour, the exact day as title."""

    text: str = ""
    tone: str = "ok"
    title: str = ""


@dataclass
class Clock:
    """Today, and how far due dates are from it; made once a request, so the calendar is read once.

    near  so many working days before it is due a case is near
    """

    today: date
    calendar: Calendar
    near: int = Ladder().near
    _known: dict[date, Due] = field(default_factory=dict)
    _ahead: list[int] = field(default_factory=lambda: [0])  # working days in so many calendar days from today
    _behind: list[int] = field(default_factory=lambda: [0])

    @classmethod
    def of_request(cls) -> Clock:
        """The clock of the city's time zone, with days off called as the reader calls them: one query."""
        today, english = timezone.localdate(), (get_language() or "").startswith("en")
        return cls(today, *calendar_and_near(today, english=english))

    @property
    def near_until(self) -> date:
        """The last due date that counts as near."""
        return near_until(self.today, self.calendar, near=self.near)

    def due(self, due_on: date | None, *, is_open: bool = True) -> Due:
        """Days left or overdue of an open case; just the day of one that has ended."""
        if due_on is None:
            return Due()
        if not is_open:
            return Due(day(due_on, self.today))
        if due_on not in self._known:
            self._known[due_on] = self._due(due_on)
        return self._known[due_on]

    def of_case(self, due_on: date | None, status: str) -> Due:
        """The same of a case by its status; while it is parked its clock stands still and no day is late."""
        if due_on is not None and status == PARKED:
            return Due(_("Clock stopped"), "ok", due_on.isoformat())
        return self.due(due_on, is_open=status in OPEN)

    def _working_days(self, due_on: date) -> int:
        """As rules count them, walking each day once a page: a list of old cases would walk the same years fifty times."""
        away = (due_on - self.today).days
        ahead = away > 0
        counts = self._ahead if ahead else self._behind
        if len(counts) <= abs(away):
            counts = [*counts]  # one of its own until it is whole: the threads of an export share the clock
            while len(counts) <= abs(away):
                steps = len(counts) if ahead else 1 - len(counts)
                counts.append(counts[-1] + self.calendar.is_workday(self.today + timedelta(days=steps)))
            if ahead:
                self._ahead = counts
            else:
                self._behind = counts
        return counts[away] if ahead else -counts[-away]

    def _due(self, due_on: date) -> Due:
        days = self._working_days(due_on)
        title = due_on.isoformat()
        if not self.calendar.is_announced(*sorted((self.today, due_on))):
            title = _("%(day)s (calendar not announced yet)") % {"day": title}
        if due_on < self.today:
            late = max(-days, 1)
            text = ngettext("%(days)d working day overdue", "%(days)d working days overdue", late)
            return Due(text % {"days": late}, "overdue", title)
        if due_on == self.today:
            return Due(_("Due today"), "near", title)
        text = ngettext("%(days)d working day left", "%(days)d working days left", days) % {"days": days}
        return Due(text, "near" if due_on <= self.near_until else "ok", title)


def day(value: date | None, today: date) -> str:
    """04-25 in this year, 2025-04-25 in another."""
    if value is None:
        return ""
    return f"{value.month:02}-{value.day:02}" if value.year == today.year else value.isoformat()


def moment(value: datetime | None, today: date) -> str:
    """Today 14:20, yesterday, else the day."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    if local.date() == today:
        return _("Today %(time)s") % {"time": f"{local:%H:%M}"}
    if local.date() == today - timedelta(days=1):
        return _("Yesterday %(time)s") % {"time": f"{local:%H:%M}"}
    return day(local.date(), today)


def exact_moment(value: datetime, today: date) -> str:
    """04-25 14:20, with the year when it is another."""
    local = timezone.localtime(value)
    return f"{day(local.date(), today)} {local:%H:%M}"


_BY_PRECISION: dict[str, Callable[[date], str]] = {
    DayPrecision.MONTH: lambda on: f"{on:%Y-%m}",
    DayPrecision.QUARTER: lambda on: f"{on.year} Q{(on.month + 2) // 3}",
    DayPrecision.YEAR: lambda on: f"{on.year}",
}


def action_day(on: date | None, precision: str, *, as_written: str, today: date) -> str:
    """The day of an action as exactly as it is known, else as it was written."""
    if on is None:
        return as_written or "—"
    shown = _BY_PRECISION.get(precision)
    return shown(on) if shown else day(on, today)
