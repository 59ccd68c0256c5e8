"""Reading the sums that the database keeps of cases: the counts of `measures` by unit, without looking at a case."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from django.db import connection

from tracker.models import Tally, TallyChange
from tracker.models.cases import Source
from tracker.models.counted import COUNTED
from tracker.models.tallies import ALL, NONE, SPANNED
from tracker.reports.measures import MISSED, OPEN, View
from tracker.rules.periods import Period

_SUMS, _CHANGES = Tally._meta.db_table, TallyChange._meta.db_table
_MISSED: Final = sorted(MISSED)
_PERIODIC: Final = [base for base in COUNTED if base != OPEN and base not in MISSED]
_COLUMNS: Final = "base, day, span, unit, n0, n1, n2, n3"


@dataclass(frozen=True)
class Kept:
    """Which of the sums are asked for: of these categories, or of these sources; of neither: of all cases of the city.

    units     only theirs; None for those of every unit
    standing  whether those that are open now are asked for too; a period before has none
    spans     whether the days of handling are asked for too, nine tenths of the rows of a long period
    """

    categories: tuple[int, ...] = ()
    sources: tuple[str, ...] = ()
    units: tuple[int, ...] | None = None
    standing: bool = True
    spans: bool = True

    @property
    def is_narrowed(self) -> bool:
        """Whether not all cases are counted."""
        return bool(self.categories or self.sources)

    def facet_of(self, bases: Sequence[str]) -> tuple[str, list[Any]]:
        """The rows to read of some bases, as SQL: what has no day of handling to tell, of every source together."""
        return _facet(replace(self, sources=tuple(Source.values)) if bases == [SPANNED] else self)


@dataclass(frozen=True)
class Sums:
    """What the sums say of a unit, NONE for cases without one: its counts by code, and its cases by days of handling."""

    counts: dict[int, Counter[str]]
    spans: dict[int, Counter[int]]


def sums(by: str, view: View, kept: Kept) -> Sums:
    """The counts of a period, of every unit; one query."""
    found = Sums(defaultdict(Counter), defaultdict(Counter))
    for unit, base, span, near, late, *counts in _rows(by, view, kept):
        own = found.counts[unit]
        own.update({code: n for code, n in zip(COUNTED[base].codes, counts, strict=False) if n})
        if base == OPEN:
            own.update({code: n for code, n in (("near", near), ("overdue", late)) if n})
        if base == SPANNED and span != NONE and counts[0]:  # none are left of what was taken back
            found.spans[unit][span] += counts[0]
    for own in found.counts.values():
        del own["running"]
    return found


def sums_of_steps(
    by: str, steps: Sequence[Period], bases: Sequence[str], kept: Kept
) -> dict[tuple[int, str], int]:
    """(number of the step, base) → its cases; steps as in `_stepped`; one query."""
    return {(at, base): count for at, base, count in _stepped("", by, steps, bases, kept)}


def sums_of_units(
    by: str, steps: Sequence[Period], bases: Sequence[str], kept: Kept
) -> dict[tuple[int, int, str], int]:
    """(unit, number of the step, base) → its cases, NONE for those without a unit; one query."""
    return {(unit, at, base): count for unit, at, base, count in _stepped("unit, ", by, steps, bases, kept)}


def _stepped(  # a column more, and what is asked for
    more: str, by: str, steps: Sequence[Period], bases: Sequence[str], kept: Kept
) -> Sequence[Sequence[Any]]:
    """The sums of periods that are all whole months, or none of them."""
    facet, narrow = _facet(kept)
    is_month = steps[0].kind in ("month", "quarter")
    spans = "unnest(%s::date[], %s::date[]) WITH ORDINALITY AS step (first, last, at)"
    narrowed, within = f"by = %s AND {facet} AND base = ANY(%s)", "day BETWEEN step.first AND step.last"
    statement = f"""
        WITH changed AS MATERIALIZED (SELECT {more}base, day, n0 FROM {_CHANGES} WHERE {narrowed})
        SELECT {more}step.at - 1, base, sum(n0)
        FROM {spans} CROSS JOIN LATERAL (
          SELECT {more}base, n0 FROM {_SUMS} WHERE {narrowed} AND {within} AND is_month = %s
          UNION ALL SELECT {more}base, n0 FROM changed WHERE {within}
        ) AS rows GROUP BY {more}step.at, base
    """  # noqa: S608  # of our own words only
    asked = [by, *narrow, list(bases)]
    values = [*asked, [step.first for step in steps], [step.last for step in steps], *asked, is_month]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: Sequence[Sequence[Any]] = cursor.fetchall()
    return rows


def open_by_day(by: str, edges: Sequence[date], kept: Kept) -> tuple[dict[int, int], int]:
    """Open cases by when they are due, and how many of them are parked; one query.

    edges  sorted days; the cases under n are due from the n-th of them on (counted from 1) and before the next, under 0
           before them all; the last one stands for no day at all
    """
    facet, narrow = _facet(kept)
    narrowed, asked = f"by = %s AND {facet} AND base = %s", [by, *narrow, OPEN]
    selects, values = [f"SELECT day, n0, n1 FROM {_CHANGES} WHERE {narrowed}"], [list(edges), *asked]  # noqa: S608 - of our own words only
    for piece in around(edges[0], edges[-2]):
        select = (
            f"SELECT day, n0, n1 FROM {_SUMS} WHERE {narrowed} AND is_month = %s AND day BETWEEN %s AND %s"  # noqa: S608 - of our own words only
        )
        selects.append(select)
        values += [*asked, *piece]
    statement = f"""
        SELECT width_bucket(day, %s::date[]), sum(n1), sum(n0 - n1)
        FROM ({" UNION ALL ".join(selects)}) AS rows GROUP BY 1
    """  # noqa: S608  # of our own words only
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = cursor.fetchall()
    return {at: running for at, running, _parked in rows}, sum(parked for *_counts, parked in rows)


def pieces(first: date, last: date) -> Iterator[tuple[bool, date, date]]:
    """A period as whole months, by their first days, and the days beside them: (is it months, first, last)."""
    begin = first if first.day == 1 else _next_month(first)
    end = (last + timedelta(days=1)).replace(day=1)  # the first month that is not whole
    if begin >= end:
        yield False, first, last
        return
    yield True, begin, end - timedelta(days=1)
    if first < begin:
        yield False, first, begin - timedelta(days=1)
    if end <= last:
        yield False, end, last


def around(first: date, last: date) -> Iterator[tuple[bool, date, date]]:
    """All days there are: the months of these two day by day, those before and after as whole months, as `pieces`."""
    begin, end = first.replace(day=1), _next_month(last)
    yield True, date.min, begin - timedelta(days=1)
    yield False, begin, end - timedelta(days=1)
    yield True, end, date.max


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)


def _rows(by: str, view: View, kept: Kept) -> Sequence[Sequence[Any]]:
    """A SELECT for every piece of the period, a few ranges of the one index each; the changes are few, and read once."""
    selects: list[str] = []
    values: list[Any] = [by, view.on, view.near_until, view.on]
    for bases, is_month, first, last in _ranges(view, kept):
        facet, narrow = kept.facet_of(bases)
        selects.append(
            f"SELECT {_COLUMNS} FROM {_SUMS} WHERE by = %s AND {facet} AND is_month = %s"  # noqa: S608 - of our own words only
            " AND base = ANY(%s) AND day BETWEEN %s AND %s"
        )
        values += [by, *narrow, is_month, bases, first, last]
    for bases, first, last in _whole(view, kept):
        facet, narrow = kept.facet_of(bases)
        selects.append(
            f"SELECT {_COLUMNS} FROM changed WHERE {facet} AND base = ANY(%s) AND day BETWEEN %s AND %s"  # noqa: S608 - of our own words only
        )
        values += [*narrow, bases, first, last]
    statement = f"""
        WITH changed AS MATERIALIZED (SELECT * FROM {_CHANGES} WHERE by = %s)
        SELECT unit, base, span,
          sum(n1) FILTER (WHERE day BETWEEN %s AND %s), sum(n1) FILTER (WHERE day < %s),
          sum(n0), sum(n1), sum(n2), sum(n3)
        FROM ({" UNION ALL ".join(selects)}) AS rows GROUP BY unit, base, span
    """  # noqa: S608  # of our own words only
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: Sequence[Sequence[Any]] = cursor.fetchall()
    return rows


def _whole(view: View, kept: Kept) -> Iterator[tuple[list[str], date, date]]:
    """The days that are counted of each group of bases: (bases, first, last)."""
    first = view.period.first
    if kept.standing:
        yield [OPEN], date.min, date.max
    if kept.spans or kept.is_narrowed:
        yield _PERIODIC, first, view.period.last
    else:
        yield [base for base in _PERIODIC if base != SPANNED], first, view.period.last
        yield [SPANNED], first, view.period.last
    yield _MISSED, first, view.last(_MISSED[0])


def _ranges(view: View, kept: Kept) -> Iterator[tuple[list[str], bool, date, date]]:
    """The same in whole months and days: (bases, is it months, first, last)."""
    for bases, first, last in _whole(view, kept):
        if bases == [OPEN]:
            yield from ((bases, *piece) for piece in around(view.on, view.near_until))
        else:
            yield from ((bases, *piece) for piece in pieces(first, last))


def _facet(kept: Kept) -> tuple[str, list[Any]]:
    words = "category = ANY(%s) AND source = ''"
    values: list[Any] = [list(kept.categories) or [ALL]]
    if kept.sources:
        words, values = f"category = {ALL} AND source = ANY(%s)", [list(kept.sources)]
    if kept.units is None:
        return words, values
    return f"{words} AND unit = ANY(%s)", [*values, list(kept.units)]
