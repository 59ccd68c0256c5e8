"""What the calendar's pages show: a year month by month, its announced days, and what a change would do."""

from __future__ import annotations

from calendar import Calendar as Weeks
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tracker.models import User
from tracker.reports.calendar_moves import DateMove
from tracker.reports.calendar_preview import DayChange, DayRow, Preview, stored_days
from tracker.rules.workdays import runs
from tracker.web.dates import Clock
from tracker.web.explain import day_count

SHOWN_MOVES = 200
FIRST_YEAR, LAST_YEAR = 2000, 2100


def year_context(user: User, asked: str) -> dict[str, Any]:
    """A year of the calendar: two queries."""
    clock = Clock.of_request()
    year = _year(asked, clock.today.year)
    days = [row for row in stored_days() if row.day.year == year]
    may_edit = user.scope.may("calendar.edit")
    return {
        "heading": _("Working calendar %(year)d") % {"year": year},
        "year": year,
        "is_announced": clock.calendar.is_announced(date(year, 1, 1), date(year, 12, 31)),
        "years": [
            {"label": str(one), "url": f"{reverse('calendar')}?year={one}", "active": one == year}
            for one in range(max(year - 2, FIRST_YEAR), min(year + 2, LAST_YEAR) + 1)
        ],
        "weekdays": _weekdays(),
        "months": [_month(year, month, clock, days) for month in range(1, 13)],
        "occasions": [*_occasions(days, clock, may_edit=may_edit)],
        "may_edit": may_edit,
    }


def _year(asked: str, current: int) -> int:
    """The year of the address; nonsense is this year."""
    is_year = asked.isascii() and asked.isdigit() and len(asked) == 4
    return int(asked) if is_year and FIRST_YEAR <= int(asked) <= LAST_YEAR else current


def _weekdays() -> list[tuple[str, str]]:
    """Each in short and in full, from Monday."""
    short = (_("Mo"), _("Tu"), _("We"), _("Th"), _("Fr"), _("Sa"), _("Su"))
    return [(word, str(WEEKDAYS[number])) for number, word in enumerate(short)]


def _month(year: int, month: int, clock: Clock, rows: Iterable[DayRow]) -> dict[str, Any]:
    named = {row.day: _name(row) for row in rows}
    weeks = [
        [_cell(day, clock, named) if day.month == month else None for day in week]
        for week in Weeks().monthdatescalendar(year, month)
    ]
    worked = sum(clock.calendar.is_workday(day["day"]) for week in weeks for day in week if day)
    count = _("%(count)d working days") % {"count": worked}
    return {"name": MONTHS[month], "weeks": weeks, "worked": count}


def _cell(day: date, clock: Clock, named: dict[date, str]) -> dict[str, Any]:
    """A day as it is shown: a mark where it differs from the plain week."""
    why, is_weekend = clock.calendar.why_off(day), day.weekday() >= 5
    kind, mark = "", ""
    if why in ("holiday", "statutory"):
        kind, mark = ("off", _("off")) if why == "holiday" else ("law", _("off?"))
    elif why is None and is_weekend:
        kind, mark = "work", _("work")
    return {
        "day": day,
        "number": day.day,
        "kind": kind or ("rest" if is_weekend else ""),
        "mark": mark,
        "name": named.get(day) or (_("Public holiday by law, not announced") if kind == "law" else ""),
        "is_today": day == clock.today,
    }


def _occasions(days: Iterable[DayRow], clock: Clock, *, may_edit: bool) -> Iterator[dict[str, Any]]:
    """The announced days of one occasion and kind taken together, in the order of the year."""
    for (name, kind), rows in groupby(days, key=lambda row: (_name(row), row.kind)):
        known = [row.day for row in rows]
        for first, last in runs(known):
            count = (last - first).days + 1
            edit = f"{reverse('calendar_day')}?day={first}" if may_edit else ""
            text = _spell(first) if first == last else f"{_spell(first)} – {_spell(last)}"
            yield {
                "name": name,
                "is_off": kind == "off",
                "days": _("%(days)s (%(count)s)") % {"days": text, "count": day_count(count)},
                "edit_url": edit,
            }


def _spell(day: date) -> str:
    return f"{day:%m-%d} {date_format(day, 'D')}"


def _name(row: DayRow) -> str:
    return row.name_en if (get_language() or "").startswith("en") and row.name_en else row.name


def preview_context(preview: Preview, *, whole_year: bool) -> dict[str, Any]:
    """What a change would do: groups of days, years, and the dates that move; numbers and days, never whose case.

    whole_year  the change names a year's days, so that those it does not name are worth showing
    """
    return {
        "groups": _groups(preview, whole_year),
        "announced": preview.announced,
        "unannounced": preview.unannounced,
        "moved_cases": preview.moved_cases,
        "moved_dates": len(preview.moves),
        "moves": [_move(move) for move in preview.moves[:SHOWN_MOVES]],
        "more_moves": max(len(preview.moves) - SHOWN_MOVES, 0),
        "changes": len(preview.changes),
    }


def _groups(preview: Preview, whole_year: bool) -> list[dict[str, Any]]:
    """The days by what happens to them; a group without any is not shown."""
    added = [one for one in preview.changes if one.before is None]
    removed = [one for one in preview.changes if one.after is None]
    changed = [one for one in preview.changes if one.before and one.after]
    unchanged, kept = (
        [DayChange(row.day, row, row) for row in rows] for rows in (preview.unchanged, preview.kept)
    )
    groups = (
        (_("Added"), added, ""),
        (_("Changed"), changed, ""),
        (_("Removed"), removed, ""),
        (_("Unchanged"), unchanged, _("They stand in the calendar already.")),
        (
            _("Kept"),
            kept if whole_year else [],
            _("Days of the same year that were not named; they stay as they are."),
        ),
    )
    return [
        {"title": title, "count": len(rows), "hint": hint, "rows": [_row(one) for one in rows]}
        for title, rows, hint in groups
        if rows
    ]


def _row(change: DayChange) -> dict[str, str]:
    return {
        "day": f"{change.day} {date_format(change.day, 'D')}",
        "before": _state(change.before),
        "after": _state(change.after),
    }


def _state(row: DayRow | None) -> str:
    if row is None:
        return _("not listed")
    return f"{_('Day off') if row.kind == 'off' else _('Working day')} · {_name(row)}"


def _move(move: DateMove) -> dict[str, str]:
    words = {
        "solve": _("Due date"),
        "reply": _("To be answered by"),
        "sign": _("To be signed by"),
        "assist": _("Assisting unit's due date"),
    }
    return {
        "number": move.number,
        "what": words[move.what],
        "before": str(move.before),
        "after": str(move.after),
    }
