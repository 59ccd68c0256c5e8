"""The city's calendar: announced days from the table, statutory days of years not announced yet."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from django.db.models import QuerySet, Subquery
from django.utils import timezone

from tracker.models import CalendarDay, Campaign
from tracker.models.compiled import Compiled
from tracker.rules.deadlines import Ladder
from tracker.rules.workdays import Calendar, calendar_of

YEARS_AHEAD = 2


def calendar_of_city(on: date | None = None, *, english: bool = False) -> Calendar:
    """Every announced day, and the statutory holidays of this year and the next two: one query.

    english  days off are called by their English names where they have one
    """
    return calendar_and_near(on, english=english)[0]


def calendar_and_near(on: date | None = None, *, english: bool = False) -> tuple[Calendar, int]:
    """The same, and how many working days before it is due a case of the current campaign is near; one query for both."""
    rows = _DAYS.rows()
    near = rows[0][-1] if rows else _near_days().first()
    named = ((day, kind, (english and name_en) or name) for day, kind, name, name_en, _near in rows)
    return calendar_from(named, on), Ladder().near if near is None else near


def _near_days() -> QuerySet[Campaign, int | None]:
    current = Campaign.objects.filter(is_current=True)
    return current.values_list("deadline_preset__near_days", flat=True)


_DAYS: Final = Compiled(
    lambda: CalendarDay.objects.annotate(near=Subquery(_near_days()[:1])).values_list(
        "day", "kind", "name", "name_en", "near"
    )
)


def calendar_from(rows: Iterable[tuple[date, str, str]], on: date | None = None) -> Calendar:
    """A calendar of these days, with the statutory holidays around a day: what the city's would be with them."""
    year = (on or timezone.localdate()).year
    return calendar_of(rows, statutory=Statutory(year, year + YEARS_AHEAD))


@dataclass(frozen=True)
class Statutory(Container[date]):
    """The days off by law of these years, worked out when one is asked for: most work lies in years that are announced."""

    first: int
    last: int

    def __contains__(self, day: object) -> bool:
        return day in _statutory(self.first, self.last)


@lru_cache(maxsize=8)
def _statutory(first: int, last: int) -> frozenset[date]:
    """As far as a package can know them: without the make-up days of a notice.

    The package holds every country, ten megabytes of them.
    """
    from holidays import country_holidays

    return frozenset(country_holidays("CN", years=range(first, last + 1)))
