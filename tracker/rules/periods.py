"""Periods that managers read: a week, a month, a quarter, the campaign, or from a day to a day; and the one before each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from tracker.rules.errors import BadInput
from tracker.rules.week import monday_of, week_of

Kind = Literal["week", "month", "quarter", "campaign", "free"]
KINDS: Final[tuple[Kind, ...]] = ("week", "month", "quarter", "campaign", "free")
CAMPAIGN: Final = "campaign"
LONGEST_FREE: Final = 3 * 366  # days
_MONTH: Final = re.compile(r"(20\d\d)-(\d\d)", re.ASCII)
_QUARTER: Final = re.compile(r"(20\d\d)-Q([1-4])", re.ASCII)
_FREE: Final = re.compile(r"(20\d\d-\d\d-\d\d)\.\.(20\d\d-\d\d-\d\d)", re.ASCII)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """From a day to a day, both included; `code` is how it stands in an address: 2026-W48, 2026-11, 2026-Q4, …"""

    code: str
    kind: Kind
    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    def before(self) -> Period | None:
        """What it is compared with: the week, month or quarter before, as many days before; nothing before a campaign."""
        day = self.first - _DAY
        if self.kind == "campaign":
            return None
        if self.kind == "free":
            return free(self.first - timedelta(days=self.days), day)
        return period_of(self.kind, day)

    def after(self) -> Period | None:
        """The next of its kind; a campaign and a free period have none."""
        return None if self.kind in ("campaign", "free") else period_of(self.kind, self.last + _DAY)


def period_of(kind: Kind, day: date) -> Period:
    """The week, month or quarter in which a day lies."""
    if kind == "week":
        monday = day - timedelta(days=day.weekday())
        return Period(week_of(day), "week", monday, monday + timedelta(days=6))
    if kind == "month":
        return Period(f"{day:%Y-%m}", "month", day.replace(day=1), _month_end(day.year, day.month))
    quarter = (day.month + 2) // 3
    last = _month_end(day.year, 3 * quarter)
    return Period(f"{day.year}-Q{quarter}", "quarter", date(day.year, 3 * quarter - 2, 1), last)


def free(first: date, last: date) -> Period:
    """From a day to a day; raises BadInput for none and for more than three years."""
    if last < first or (last - first).days >= LONGEST_FREE:
        raise BadInput("bad_period")
    return Period(f"{first}..{last}", "free", first, last)


def parse_period(code: str, *, today: date, started_on: date) -> Period:
    """The period of an address.

    started_on  the campaign's first day; `campaign` reaches from there until today
    Raises      BadInput `bad_period`
    """
    if code == CAMPAIGN:
        return Period(CAMPAIGN, "campaign", min(started_on, today), today)
    try:
        return _parsed(code)
    except (ValueError, BadInput) as error:
        raise BadInput("bad_period") from error


def _parsed(code: str) -> Period:
    if found := _MONTH.fullmatch(code):
        return period_of("month", date(int(found[1]), int(found[2]), 1))
    if found := _QUARTER.fullmatch(code):
        return period_of("quarter", date(int(found[1]), 3 * int(found[2]), 1))
    if found := _FREE.fullmatch(code):
        return free(date.fromisoformat(found[1]), date.fromisoformat(found[2]))
    return period_of("week", monday_of(code))


def _month_end(year: int, month: int) -> date:
    after = date(year + month // 12, month % 12 + 1, 1)
    return after - _DAY
