"""Progress per district, bureau and working group: the counts of `measures`, by unit, for a period."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Final, Literal

from django.db.models import Count, F

from tracker.models import Unit
from tracker.models.cases import CaseQuerySet
from tracker.models.tallies import KINDS, NONE, UNITS
from tracker.reports.measures import AGES, MEASURES, RATES, Share, View, rows_of_base
from tracker.reports.tallies import Kept, Sums, sums
from tracker.rules.shares import to_tenth

By = Literal["district", "bureau", "group"]
COLUMN: Final[Mapping[By, str]] = UNITS  # type: ignore[assignment]


@dataclass(frozen=True)
class Handling:
    """Working days from acceptance to the claim that was approved, as counted on that day; None without cases."""

    median: float | None = None
    mean: float | None = None
    cases: int = 0


@dataclass
class Progress:
    """The counts of a unit, or of all of them together."""

    unit: Unit | None = None
    counts: Counter[str] = field(default_factory=Counter)
    days: Counter[int] = field(default_factory=Counter)

    def rate(self, code: str) -> Share:
        """A rate with its numerator and denominator."""
        part, whole = RATES[code]
        return Share(self.counts[part], self.counts[whole])

    @property
    def handling(self) -> Handling:
        """How long solving took."""
        if not self.days:
            return Handling()
        values = sorted(self.days.elements())
        middle = len(values) // 2
        median = values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2
        return Handling(float(median), float(to_tenth(Fraction(sum(values), len(values)))), len(values))

    def add(self, other: Progress) -> None:
        """Count another's cases too."""
        self.counts.update(other.counts)
        self.days.update(other.days)


def units_of(by: By) -> list[Unit]:
    """The units of a kind, in the city's own order."""
    return list(Unit.objects.of_kind(*KINDS[by]).active())


def progress(
    cases: CaseQuerySet, by: By, view: View, kept: Kept | None = None, *, with_days: bool = True
) -> dict[int | None, Progress]:
    """Unit → its progress, None for the cases of no unit of this kind.

    kept  the sums that count exactly these cases, where there are any: two queries, however large the city.
          Without them the cases are counted one by one
    with_days  whether to tell how long handling took, which narrowed sums do not know
    A unit below another one counts for the one above that is of this kind.
    """
    is_summed = kept is not None and not (with_days and kept.is_narrowed)
    above = {} if is_summed else tops(by)  # the sums count for the unit of the kind already
    found: defaultdict[int | None, Progress] = defaultdict(Progress)
    if kept is None:
        for row in _counts(cases, COLUMN[by], view):
            unit = found[above.get(row.pop("of"))]
            unit.counts.update({code: count for code, count in row.items() if count})
    else:
        _read(found, sums(by, view, replace(kept, spans=with_days)))
    if with_days and not is_summed:
        for of, days, count in handled_in(cases, by, view):
            found[above.get(of)].days[days] += count
    return dict(found)


def _read(found: dict[int | None, Progress], read: Sums) -> None:
    for of, counts in read.counts.items():
        found[None if of == NONE else of].counts.update(counts)
    for of, days in read.spans.items():
        found[None if of == NONE else of].days.update(days)


def rows_of(cases: CaseQuerySet, code: str, view: View) -> CaseQuerySet:
    """The cases behind a number."""
    return cases.filter((MEASURES.get(code) or AGES[code]).rows(view))


def of_unit(cases: CaseQuerySet, by: By, unit: Unit) -> CaseQuerySet:
    """The cases that count for a unit."""
    return cases.filter(**{f"{COLUMN[by]}__in": counting_for(by, unit)})


def counting_for(by: By, unit: Unit) -> list[int | None]:
    """The units whose cases count for this one."""
    return [below for below, top in tops(by).items() if top == unit.pk]


def total(found: Mapping[int | None, Progress]) -> Progress:
    """All of them together."""
    whole = Progress()
    for one in found.values():
        whole.add(one)
    return whole


def tops(by: By) -> dict[int | None, int]:
    """Unit → the one of this kind that it is or belongs to."""
    rows = list(Unit.objects.values_list("id", "kind", "parent_id"))
    kinds, parents = {pk: kind for pk, kind, _parent in rows}, {pk: parent for pk, _kind, parent in rows}
    found: dict[int | None, int] = {}
    for pk, _kind, _parent in rows:
        top: int | None = pk
        while top is not None and kinds.get(top) not in KINDS[by]:
            top = parents.get(top)
        if top is not None:
            found[pk] = top
    return found


def _counts(cases: CaseQuerySet, column: str, view: View) -> Any:
    """One row a unit that has cases, with every count: the cases are read once."""
    counts = {code: Count("id", filter=measure.rows(view)) for code, measure in MEASURES.items()}
    return cases.order_by().values(of=F(column)).annotate(**counts)


def handled_in(cases: CaseQuerySet, by: By, view: View) -> Any:
    """How many cases of a unit took so many working days of handling: (unit, days, cases)."""
    rows = cases.filter(rows_of_base("resolved", view), handling_days__isnull=False).order_by()
    spans = rows.values(of=F(COLUMN[by])).annotate(count=Count("id"))
    return spans.values_list("of", "handling_days", "count")
