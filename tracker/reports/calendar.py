"""The city's calendar: announced days from the table, statutory days of years not announced yet."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.utils import timezone

from tracker.models import CalendarDay
from tracker.rules.workdays import Calendar, calendar_of

YEARS_AHEAD = 2


def calendar_of_city(on: date | None = None) -> Calendar:
    """Every announced day, and the statutory holidays of this year and the next two: one query."""
    year = (on or timezone.localdate()).year
    rows = CalendarDay.objects.values_list("day", "kind", "name")
    return calendar_of(rows, statutory=_statutory(year, year + YEARS_AHEAD))


@lru_cache(maxsize=8)
def _statutory(first: int, last: int) -> frozenset[date]:
    """Days off by law, as far as a package can know them: without the make-up days of a notice."""
    from holidays import country_holidays

    return frozenset(country_holidays("CN", years=range(first, last + 1)))
