"""Figures that add up: what actions and follow-ups of a period achieved; not limits, targets, stocks or totals to date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import QuerySet, Sum

from tracker.models import Figure
from tracker.models.actions import ActionQuerySet, FigureNature
from tracker.models.cases import CaseQuerySet
from tracker.reports.measures import View
from tracker.rules.amounts import MONEY, NOT_ADDED, SCALES, in_base


@dataclass
class Result:
    """A sum of figures of one measure in one unit.

    is_about  whether some of them were      in_actions, in_cases  how many actions and cases they come from
    """

    measure: str
    unit: str
    value: Decimal = Decimal(0)
    is_about: bool = False
    in_actions: int = 0
    in_cases: int = 0


def results(actions: ActionQuerySet, cases: CaseQuerySet, view: View) -> list[Result]:
    """Of these actions, already of the period, and of what was noted on these cases in it; the largest money first."""
    found: dict[tuple[str, str], Result] = {}
    for place, figures, of in (
        ("in_actions", of_actions(actions), "action_id"),
        ("in_cases", of_cases(cases, view), "follow_up__case_id"),
    ):
        seen = set()
        for measure, unit, source, value, is_about in _summed(figures, of):
            amount, base = in_base(value, unit)
            one = found.setdefault((measure, base), Result(measure, base))
            one.value += amount
            one.is_about |= is_about
            seen.add((measure, base, source))
        for measure, base, _source in seen:
            setattr(one := found[measure, base], place, getattr(one, place) + 1)
    return sorted(
        found.values(), key=lambda one: (one.unit != MONEY, -one.in_actions - one.in_cases, one.measure)
    )


def of_actions(actions: ActionQuerySet) -> QuerySet[Figure]:
    """The figures of actions that add up."""
    return that_add_up().filter(action__in=actions)


def of_cases(cases: CaseQuerySet, view: View) -> QuerySet[Figure]:
    """Those noted on cases in the period."""
    days = {
        "follow_up__happened_on__gte": view.period.first,
        "follow_up__happened_on__lte": view.period.last,
    }
    noted = that_add_up().filter(follow_up__isnull=False)  # found by the index of those, which are few
    return noted.filter(follow_up__case__in=cases, **days)


def that_add_up() -> QuerySet[Figure]:
    """This period's results; no shares and no times."""
    return Figure.objects.filter(nature=FigureNature.CURRENT).exclude(unit__in=NOT_ADDED)


def with_measure(figures: QuerySet[Figure], measure: str, unit: str) -> QuerySet[Figure]:
    """Those that went into one sum."""
    return figures.filter(measure=measure, unit__in=[unit, *(scale + unit for scale in SCALES)])


def _summed(figures: QuerySet[Figure], of: str) -> Iterable[tuple[Any, ...]]:
    rows = figures.order_by().values_list("measure", "unit", of)
    return rows.annotate(total=Sum("value"), about=BoolOr("approx")).iterator()
