"""The shipped calendars of 2025 and 2026, and 2027 by its statutory days alone."""

from datetime import date
from pathlib import Path

import tracker
from tracker.rules.workdays import Calendar, calendar_of, rows_of_notice

DATA = Path(tracker.__file__).parent / "data"
STATUTORY_2027 = frozenset(
    date.fromisoformat(f"2027-{day}")
    for day in ("01-01", "02-05", "02-06", "02-07", "02-08", "04-05", "05-01", "10-01")
)


def shipped() -> Calendar:
    rows = [
        row
        for year in (2025, 2026)
        for row in rows_of_notice((DATA / f"calendar_{year}.json").read_text(encoding="utf-8"))
    ]
    return calendar_of(rows, statutory=STATUTORY_2027)


def day(text: str) -> date:
    """A day of 2026 as 10-08, or any other with its year."""
    return date.fromisoformat(text if len(text) == 10 else f"2026-{text}")
