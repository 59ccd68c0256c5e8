"""What a change of the calendar would do, shown before it is done: the days, the years, the dates that move."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tracker.models import CalendarDay
from tracker.reports.calendar import calendar_from
from tracker.reports.calendar_moves import DateMove, date_moves


@dataclass(frozen=True)
class DayRow:
    """A day as the calendar holds it, or as somebody wants it; without a kind it is as the plain week has it."""

    day: date
    kind: str
    name: str = ""
    name_en: str = ""


@dataclass(frozen=True)
class DayChange:
    """A day that becomes something else; None where the calendar says nothing of it."""

    day: date
    before: DayRow | None
    after: DayRow | None


@dataclass(frozen=True)
class Preview:
    """Everything a change of the calendar would do.

    unchanged    wanted days that stand there already
    kept         days of the wanted years that nobody named and that stay
    announced    years that become certain; unannounced: years that become provisional again
    token        stands for all of this: another token, another outcome
    """

    changes: tuple[DayChange, ...]
    unchanged: tuple[DayRow, ...]
    kept: tuple[DayRow, ...]
    announced: tuple[int, ...]
    unannounced: tuple[int, ...]
    moves: tuple[DateMove, ...]
    token: str

    @property
    def moved_cases(self) -> int:
        """How many cases have a date that moves."""
        return len({move.case_id for move in self.moves})


def preview_of(wanted: Iterable[DayRow], *, on: date) -> Preview:
    """What these days would change in the city's calendar: five queries, whatever the number of cases."""
    rows = {row.day: row for row in stored_days()}
    named = {row.day: _with_english(row, rows) for row in wanted}
    changes = tuple(
        DayChange(day, rows.get(day), row if row.kind else None)
        for day, row in sorted(named.items())
        if rows.get(day) != (row if row.kind else None)
    )
    after = rows | {change.day: change.after for change in changes}
    old, new = (
        calendar_from(((row.day, row.kind, row.name) for row in known if row), on)
        for known in (rows.values(), after.values())
    )
    moves = tuple(date_moves(old, new)) if changes else ()
    touched, changed = {day.year for day in named}, {change.day for change in changes}
    return Preview(
        changes=changes,
        unchanged=tuple(row for day, row in sorted(named.items()) if day not in changed and row.kind),
        kept=tuple(row for day, row in sorted(rows.items()) if day.year in touched and day not in named),
        announced=tuple(sorted(new.announced_years - old.announced_years)),
        unannounced=tuple(sorted(old.announced_years - new.announced_years)),
        moves=moves,
        token=_token(changes, moves),
    )


def stored_days() -> list[DayRow]:
    """The calendar's days, earliest first: one query."""
    rows = CalendarDay.objects.order_by("day").values_list("day", "kind", "name", "name_en")
    return [DayRow(*row) for row in rows]


def _with_english(row: DayRow, known: dict[date, DayRow]) -> DayRow:
    """A day named as another one before it is called the same in English."""
    if row.name_en or not row.kind:
        return row
    same = (one.name_en for one in known.values() if one.name == row.name and one.name_en)
    return DayRow(row.day, row.kind, row.name, next(same, ""))


def _token(changes: tuple[DayChange, ...], moves: tuple[DateMove, ...]) -> str:
    told = [[str(change.day), *map(repr, (change.before, change.after))] for change in changes]
    told += [[str(move.case_id), move.what, f"{move.before} {move.after} {move.part_id}"] for move in moves]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()
