"""Weeks as the digest knows them: the ISO week of sending, the weeks it covers, and the day it goes out."""

import re
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

from tracker.rules.errors import BadInput
from tracker.rules.workdays import Calendar

_KEY: Final = re.compile(r"(2[01]\d\d)-W(\d\d)", re.ASCII)  # other centuries only come from broken addresses
_WEEK: Final = timedelta(days=7)
_LONGEST_PAUSE: Final = 8  # weeks; no holiday lasts so long, a calendar full of errors might


def local_date(now: datetime, zone: tzinfo) -> date:
    """The date on the wall of a zone at an instant; a naive time has no answer."""
    if now.tzinfo is None:
        raise ValueError("an aware datetime is needed")
    return now.astimezone(zone).date()


def week_of(day: date) -> str:
    """The ISO week of a day: 2026-12-31 is in 2026-W53, and so is 2027-01-03."""
    year, week, _weekday = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def monday_of(week: str) -> date:
    """The first day of a week written as 2026-W48."""
    found = _KEY.fullmatch(week)
    try:
        if found is None:
            raise ValueError(week)
        return date.fromisocalendar(int(found[1]), int(found[2]), 1)
    except ValueError as error:
        raise BadInput("bad_week", text=week) from error


def days_of(week: str) -> tuple[date, ...]:
    """Monday to Sunday."""
    monday = monday_of(week)
    return tuple(monday + timedelta(days=count) for count in range(7))


def week_before(week: str, count: int = 1) -> str:
    """The week `count` weeks earlier; a negative count looks ahead."""
    return week_of(monday_of(week) - count * _WEEK)


def first_working_day(week: str, calendar: Calendar) -> date | None:
    """The day a week's digest goes out; None for a week without a working day."""
    return next((day for day in days_of(week) if calendar.is_workday(day)), None)


def covered_weeks(week: str, calendar: Calendar) -> tuple[str, ...]:
    """The weeks whose figures a week's digest tells, earliest first.

    Usually the one before; weeks that sent none because nobody worked leave theirs to the next.
    """
    covered = [week_before(week)]
    while first_working_day(covered[0], calendar) is None and len(covered) < _LONGEST_PAUSE:
        covered.insert(0, week_before(covered[0]))
    return tuple(covered)


def covered_days(week: str, calendar: Calendar) -> tuple[date, date]:
    """The first and last day of the weeks a digest covers."""
    return monday_of(covered_weeks(week, calendar)[0]), monday_of(week) - timedelta(days=1)


def sending_time(week: str, calendar: Calendar, *, at: time, zone: tzinfo) -> datetime | None:
    """The instant a week's digest goes out; None for a week without a working day."""
    day = first_working_day(week, calendar)
    return None if day is None else datetime.combine(day, at, tzinfo=zone)


def week_due(now: datetime, calendar: Calendar, *, at: time, zone: tzinfo) -> str:
    """The latest week whose digest should be out at an instant: after a long pause one catches up, not all."""
    week = week_of(local_date(now, zone))
    for count in range(_LONGEST_PAUSE):
        sent_at = sending_time(week_before(week, count), calendar, at=at, zone=zone)
        if sent_at is not None and sent_at <= now:
            return week_before(week, count)
    return week
