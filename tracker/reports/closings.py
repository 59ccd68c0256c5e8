"""What closed periods say: the numbers as they stood, the cases behind them, and what has been corrected since."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import BigIntegerField, Count, Func, Q

from tracker.models import Case, ClosedCount, Closing, Confirmation, Unit
from tracker.models.cases import CaseQuerySet
from tracker.models.tallies import KINDS, NONE
from tracker.reports.measures import MEASURES, OPEN, View
from tracker.reports.progress import By, Progress, counting_for, of_unit, progress, rows_of, tops
from tracker.reports.tallies import Kept
from tracker.rules.periods import Period

# As of the moment of closing; what is open now says nothing of that.
CORRECTABLE: Final = [code for code, measure in MEASURES.items() if measure.base != OPEN]


@dataclass(frozen=True)
class Correction:
    """A number that is another one now: entered, corrected or voided after the period was closed."""

    unit_id: int | None
    code: str
    then: int
    now: int


def view_of_closing(closing: Closing) -> View:
    """The period as it was looked at."""
    period = Period(closing.code, closing.kind, closing.first, closing.last)  # type: ignore[arg-type]  # as stored
    return View(period, closing.on, closing.near_until)


def closed_progress(closing: Closing, by: By) -> dict[int | None, Progress]:
    """Unit → its numbers as they stood; two queries."""
    above = tops(by)
    found: defaultdict[int | None, Progress] = defaultdict(Progress)
    rows = ClosedCount.objects.filter(closing=closing, by=by).values_list("unit", "code", "count")
    for unit, code, count in rows:
        found[above.get(unit)].counts[code] += count
    for unit_key, days in closing.spans.get(by, {}).items():
        found[above.get(int(unit_key))].days.update({int(span): many for span, many in days.items()})
    return dict(found)


def units_then(by: By, counted: Collection[int | None]) -> list[Unit]:
    """The units of a kind in the city's own order, with those dissolved since that have something counted; one query."""
    known = [pk for pk in counted if pk is not None]
    return list(Unit.objects.of_kind(*KINDS[by]).filter(Q(is_active=True) | Q(pk__in=known)))


def topics_in(cases: CaseQuerySet) -> dict[str, int]:
    """Category → cases, keyed as JSON has it; a case without one is of no topic."""
    sorted_in = cases.filter(category__isnull=False).order_by().values_list("category_id")
    return {str(category): many for category, many in sorted_in.annotate(many=Count("id"))}


def stood(closing: Closing, by: By, codes: Collection[str]) -> dict[int, Counter[str]]:
    """Unit → these numbers as they stood, of the unit itself, not of those below it; one query."""
    found: defaultdict[int, Counter[str]] = defaultdict(Counter)
    rows = ClosedCount.objects.filter(closing=closing, by=by, code__in=codes)
    for unit, code, count in rows.values_list("unit", "code", "count"):
        found[unit][code] = count
    return dict(found)


def corrections(closing: Closing, by: By) -> list[Correction]:
    """Every number that is another one today, by unit and in the order of the measures."""
    then, now = (
        closed_progress(closing, by),
        progress(Case.objects.all(), by, view_of_closing(closing), Kept()),
    )
    found = []
    for unit_id in {*then, *now}:
        before, after = then.get(unit_id, Progress()).counts, now.get(unit_id, Progress()).counts
        found += [
            Correction(unit_id, code, before[code], after[code])
            for code in CORRECTABLE
            if before[code] != after[code]
        ]
    return found


def confirmed_by(closings: Sequence[Closing]) -> dict[int, int]:
    """Closed period → how many districts have confirmed its numbers; one query."""
    done = Confirmation.objects.filter(closing__in=closings).order_by().values_list("closing_id")
    return dict(done.annotate(many=Count("id")))


def cases_of_closing(  # whose, which, and whether as it stood or what changed since
    cases: CaseQuerySet, closing: Closing, code: str, *, by: By, unit: Unit | None, change: str = ""
) -> CaseQuerySet:
    """The cases behind a number as it stood; `change` added or gone: those it counts now and did not, and the other way."""
    counted = ClosedCount.objects.filter(closing=closing, by=by, code=code)
    if unit is not None:
        counted = counted.filter(unit__in=[NONE if pk is None else pk for pk in counting_for(by, unit)])
    ids = counted.values_list(Func("case_ids", function="unnest", output_field=BigIntegerField()))
    if not change:
        return cases.filter(pk__in=ids)
    today = rows_of(cases, code, view_of_closing(closing))
    today = of_unit(today, by, unit) if unit is not None else today
    if change == "added":
        return today.exclude(pk__in=ids)
    return cases.filter(pk__in=ids).exclude(pk__in=today.values("pk"))
