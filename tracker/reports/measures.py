"""What a number about cases means, once: every page, list, export and mail that shows it counts these rows.

A measure is a condition on a case for a period. The ones of a base share its day, which an index finds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import Q
from django.utils import timezone

from tracker.models.counted import COUNTED
from tracker.rules.periods import Period
from tracker.rules.shares import percent_of, share_words

OPEN: Final = "open"  # as of now, whatever the period
LATE_WEEK, LATE_MONTH = 7, 30  # days
MISSED: Final = frozenset({"to_sign", "due"})  # what falls due later than today is not missed yet


@dataclass(frozen=True)
class View:
    """When somebody looks, and at which period.

    on          today: what is open or late is so now     near_until  the last due date that counts as near
    """

    period: Period
    on: date
    near_until: date

    def last(self, base: str) -> date:
        """The last day of the period that counts."""
        return min(self.period.last, self.on) if base in MISSED else self.period.last


@dataclass(frozen=True)
class Measure:
    """A condition on cases; `base` is the one it narrows, which has the day that an index finds."""

    base: str
    only: Callable[[View], Q] = lambda _view: Q()

    def rows(self, view: View) -> Q:
        """The cases that are counted."""
        return rows_of_base(self.base, view) & self.only(view)


@dataclass(frozen=True)
class Share:
    """A part of a whole; `percent` is None where there is no whole."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        """0 … 100, to one place."""
        found = percent_of(self.part, self.whole)
        return None if found is None else float(found)

    def __str__(self) -> str:
        return share_words(self.part, self.whole)


def rows_of_base(base: str, view: View) -> Q:
    """The cases of a base whose day lies in the period; of the open ones all."""
    counted, first, last = COUNTED[base], view.period.first, view.last(base)
    if base == OPEN:
        return counted.rows
    if counted.day == "registered_at":
        days = Q(registered_at__gte=_moment(first), registered_at__lt=_moment(last + timedelta(days=1)))
    else:
        days = Q(**{f"{counted.day}__gte": first, f"{counted.day}__lte": last})
    return days & counted.rows


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _measures() -> dict[str, Measure]:
    found = {base.whole: Measure(name) for name, base in COUNTED.items()}
    for name, base in COUNTED.items():
        for code, part in base.parts.items():
            found[code] = Measure(name, lambda _view, part=part: part)  # type: ignore[misc]
    running = COUNTED[OPEN].parts["running"]
    found["near"] = Measure(OPEN, lambda view: running & Q(due_on__gte=view.on, due_on__lte=view.near_until))
    found["overdue"] = Measure(OPEN, lambda view: running & Q(due_on__lt=view.on))
    del found["running"]  # it is told by its days alone
    return found


def _ages() -> dict[str, Measure]:
    """Open cases by when they are due; each open case is in one of them. Days of lateness are calendar days."""
    open_rows = COUNTED[OPEN].parts["running"]

    def due(first: int | None, last: int | None) -> Measure:
        def only(view: View) -> Q:
            days = Q(due_on__isnull=False) & open_rows
            days &= Q(due_on__gte=view.on - timedelta(days=first)) if first is not None else Q()
            return days & (Q(due_on__lte=view.on - timedelta(days=last)) if last is not None else Q())

        return Measure(OPEN, only)

    return {
        "late_longer": due(None, LATE_MONTH + 1),
        "late_month": due(LATE_MONTH, LATE_WEEK + 1),
        "late_week": due(LATE_WEEK, 1),
        "due_soon": Measure(
            OPEN, lambda view: open_rows & Q(due_on__gte=view.on, due_on__lte=view.near_until)
        ),
        "due_later": Measure(OPEN, lambda view: open_rows & Q(due_on__gt=view.near_until)),
        "undated": Measure(OPEN, lambda _view: open_rows & Q(due_on__isnull=True)),
        "parked": Measure(OPEN, lambda _view: ~open_rows),
    }


MEASURES: Final[Mapping[str, Measure]] = _measures()
# The open cases by their age; beside the measures, which tell of them how many there are.
AGES: Final[Mapping[str, Measure]] = _ages()
# Rate → numerator, denominator; printed with both.
RATES: Final[Mapping[str, tuple[str, str]]] = {
    "signing": ("signed_in_time", "to_sign"),
    "punctual": ("solved_in_time", "due"),
    "solving": ("solved", "judged"),
    "content": ("content", "called_back"),
    "coverage": ("called_back", "drawn"),
    "redoing": ("redone", "closed"),
    "returning": ("returned", "accepted"),
    "extending": ("extended", "due"),
}
