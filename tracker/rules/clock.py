"""A case's clock: how its due date came about, leg by leg, so that it can be explained and counted again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from tracker.rules.deadlines import Span
from tracker.rules.errors import BadInput
from tracker.rules.workdays import (
    Calendar,
    DueDate,
    Skipped,
    add_working_days,
    days_after,
    working_days_between,
)

Kind = Literal["start", "hold", "extension"]
Entry = Mapping[str, Any]

STARTS: Final = ("accepted", "redone", "reopened", "rejected")


@dataclass(frozen=True)
class Leg:
    """One reason why the date is what it is: the days from the leg's beginning to its end.

    why        accepted, redone, reopened, rejected for a start; hold; extension
    begun_on   the day the counting starts from, not counted itself
    due        the day it leads to, with the days counted and skipped after `begun_on`
    span       what a start was given, as "15wd"
    held       first and last day of a hold
    """

    kind: Kind
    why: str
    begun_on: date
    due: DueDate
    span: str = ""
    held: tuple[date, date] | None = None


def start(on: date, span: Span, why: str = "accepted") -> dict[str, str]:
    """The entry of a clock that starts, or starts anew, on a day."""
    return {"kind": "start", "on": on.isoformat(), "span": str(span), "why": why}


def hold(since: date, until: date) -> dict[str, str]:
    """The entry of a time in which the clock stood still."""
    return {"kind": "hold", "on": since.isoformat(), "until": until.isoformat()}


def extension(until: date) -> dict[str, str]:
    """The entry of an extension to a day that was agreed."""
    return {"kind": "extension", "until": until.isoformat()}


def standing(clock: Iterable[Entry]) -> list[Entry]:
    """The entries that still count: those since it last started anew. Raises KeyError for one without its kind."""
    entries = list(clock)
    starts = [place for place, entry in enumerate(entries) if entry["kind"] == "start"]
    return entries[starts[-1] if starts else 0 :]


def reckon(clock: Iterable[Entry], calendar: Calendar) -> tuple[Leg, ...]:
    """The legs of a clock as the calendar counts them today; the last one's day is when the case is due.

    A clock that started anew forgets what came before. Raises BadInput `bad_clock` for entries that make no sense.
    """
    legs: list[Leg] = []
    try:
        for entry in standing(clock):
            if entry["kind"] == "start":
                legs.append(_start(entry, calendar))
            elif entry["kind"] == "hold":
                legs.append(_hold(entry, legs[-1].due.day, calendar))
            else:
                legs.append(_extension(entry, legs[-1].due.day, calendar))
    except (KeyError, ValueError, IndexError, OverflowError) as error:
        raise BadInput("bad_clock") from error
    return tuple(legs)


def due_on(clock: Iterable[Entry], calendar: Calendar) -> date | None:
    """The day a clock leads to; None for one that has not started."""
    legs = reckon(clock, calendar)
    return legs[-1].due.day if legs else None


def _start(entry: Entry, calendar: Calendar) -> Leg:
    on, span = date.fromisoformat(entry["on"]), Span.parse(entry["span"])
    return Leg("start", entry.get("why", "accepted"), on, span.after(on, calendar), str(span))


def _hold(entry: Entry, before: date, calendar: Calendar) -> Leg:
    since, until = date.fromisoformat(entry["on"]), date.fromisoformat(entry["until"])
    days = max(working_days_between(since, until, calendar), 0)
    return Leg("hold", "hold", before, add_working_days(before, days, calendar), held=(since, until))


def _extension(entry: Entry, before: date, calendar: Calendar) -> Leg:
    """To the agreed day, whatever the calendar makes of it; never to an earlier one than was counted without it."""
    until = max(date.fromisoformat(entry["until"]), before)
    off = {
        day: why
        for day in days_after(before, until)
        if (why := calendar.why_off(day)) is not None and day != until
    }
    counted = tuple(day for day in days_after(before, until) if day not in off)
    skipped = tuple(Skipped(day, why, calendar.names.get(day, "")) for day, why in off.items())
    provisional = until > before and not calendar.is_announced(before, until)
    return Leg("extension", "extension", before, DueDate(until, counted, skipped, provisional))
