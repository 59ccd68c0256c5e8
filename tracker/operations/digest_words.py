"""How a digest says it: the days it tells, moves, jumps and dates, in the language that is switched on."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.models import Unit
from tracker.rules.jumps import LEAST_CASES, LEAST_PERCENT
from tracker.rules.periods import Period
from tracker.rules.workdays import Calendar, working_days_between

WEEK: Final = 7  # days


def heading(unit: Unit | None, period: Period) -> str:
    """金水区一周（11-23 – 11-29）, or the city's; two weeks where the one before had no working day."""
    if unit is None:
        told = (
            _("The city's week, %(days)s"),
            _("The city's two weeks, %(days)s"),
            _("The city's %(count)d weeks, %(days)s"),
        )
    else:
        told = (
            _("%(unit)s, %(days)s"),
            _("%(unit)s, two weeks, %(days)s"),
            _("%(unit)s, %(count)d weeks, %(days)s"),
        )
    weeks, days = period.days // WEEK, f"{period.first:%m-%d} – {period.last:%m-%d}"
    return told[min(weeks, len(told)) - 1] % {"unit": unit, "count": weeks, "days": days}


def quiet_words() -> str:
    """Instead of tables with nothing in them."""
    return _(
        "A quiet week: nothing came in, nothing was closed, nothing is overdue, and no promise is due this week."
    )


def move_words(now: int, before: int, period: Period) -> str:
    """A number of the week against the one of the week before."""
    words = {"move": signed(now - before), "span": _span_before(period)}
    return (_("%(move)s against the %(span)s") if now != before else _("as in the %(span)s")) % words


def since_words(now: int, then: int, day: date) -> str:
    """A number of today against what it was on a day."""
    words = {"move": signed(now - then), "day": f"{day:%m-%d}"}
    return (_("%(move)s since %(day)s") if now != then else _("as on %(day)s")) % words


def _span_before(period: Period) -> str:
    weeks = period.days // WEEK
    if weeks <= 1:
        return _("week before")
    return _("two weeks before") if weeks == 2 else _("%(count)d weeks before") % {"count": weeks}


def jump_words(percent: int | None, period: Period) -> str:
    """What stands before the mean, or that there was nothing."""
    if period.days == WEEK:
        none, mean = _(", nothing in the four weeks before"), _(", mean of the four weeks before")
    else:
        none, mean = _(", nothing in the four spans before"), _(", mean of the four spans before")
    return none if percent is None else mean


def jumps_rule(period: Period) -> str:
    """Which units are listed."""
    if period.days == WEEK:
        rule = _(
            "Listed are units whose collected cases differ from the mean of the four weeks before "
            "by at least %(percent)d%% and at least %(cases)d cases."
        )
    else:
        rule = _(
            "Listed are units whose collected cases differ from the mean of the four spans of %(days)d days before "
            "by at least %(percent)d%% and at least %(cases)d cases."
        )
    return rule % {"percent": LEAST_PERCENT, "cases": LEAST_CASES, "days": period.days}


def due_words(due_on: date | None, on: date, calendar: Calendar) -> str:
    """还剩 / 逾期 N 个工作日."""
    if due_on is None:
        return ""
    days = working_days_between(on, due_on, calendar)
    if due_on < on:
        late = max(-days, 1)
        return ngettext("%(days)d working day overdue", "%(days)d working days overdue", late) % {
            "days": late
        }
    if not days:
        return _("Due today")
    return ngettext("%(days)d working day left", "%(days)d working days left", days) % {"days": days}


def signed(number: int) -> str:
    """+1,204, −3."""
    return f"{number:+,d}".replace("-", "\N{MINUS SIGN}")


def decimal(number: float) -> str:
    """6.5, 0.75, 1,204."""
    return f"{number:,.2f}".rstrip("0").rstrip(".")
