"""Periods on pages: the one that an address names, those to choose from, and how each is called."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from tracker.models import Campaign
from tracker.reports.measures import View
from tracker.rules.errors import BadInput
from tracker.rules.periods import CAMPAIGN, Period, parse_period, period_of
from tracker.web.dates import Clock

BACK: Final = {"week": 2, "month": 2, "quarter": 2}  # how many of each are offered


def view_of(code: str, clock: Clock) -> View | None:
    """Today, at the period of an address; None where that names none. The campaign costs a query."""
    try:
        period = parse_period(code, today=clock.today, started_on=_began(code, clock.today))
    except BadInput:
        return None
    return View(period, clock.today, clock.near_until)


def _began(code: str, today: date) -> date:
    if code != CAMPAIGN:
        return today
    return Campaign.objects.filter(is_current=True).values_list("started_on", flat=True).first() or today


def periods_to_choose(today: date) -> list[tuple[str, str]]:
    """This and the last week, month and quarter, and the campaign; code and words."""
    found = []
    for kind in ("week", "month", "quarter"):
        period: Period | None = period_of(kind, today)
        for _turn in range(BACK[kind]):
            if period is not None:
                found.append((period.code, period_words(period)))
                period = period.before()
    return [*found, (CAMPAIGN, _("Since the campaign began"))]


def period_words(period: Period) -> str:
    """Week 48 (11-23 – 11-29); 2026-11; 2026, quarter 4; 2026-11-02 – 2026-11-20."""
    span = {"first": f"{period.first:%m-%d}", "last": f"{period.last:%m-%d}"}
    if period.kind == "week":
        return _("Week %(week)d (%(first)s – %(last)s)") % {"week": int(period.code[-2:]), **span}
    if period.kind == "month":
        return _("%(year)d-%(month)02d") % {"year": period.first.year, "month": period.first.month}
    if period.kind == "quarter":
        return _("%(year)d, quarter %(quarter)s") % {"year": period.first.year, "quarter": period.code[-1]}
    return f"{period.first} – {period.last}"


def step_words(period: Period) -> str:
    """Short, below a bar: W48; 2026-11; 2026 Q4."""
    return {"week": period.code[5:], "month": period.code, "quarter": period.code.replace("-", " ")}[
        period.kind
    ]
