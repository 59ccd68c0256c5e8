"""The work of units as a digest tells it: looked up for all of them at once, it is what each leads."""

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.reference import put as put_reference
from tracker.models import Case
from tracker.operations.city import make_city
from tracker.reports.calendar import calendar_of_city
from tracker.reports.digest import Board
from tracker.reports.measures import MEASURES, View
from tracker.reports.own_work import OWN
from tracker.rules.periods import period_of

NOW = datetime(2026, 11, 30, 8, tzinfo=ZoneInfo("Asia/Shanghai"))
MANY = 7  # units


@pytest.fixture
def board(db):
    put_reference()
    make_city(cases=1200, seed=5, now=NOW)
    leads = Case.objects.exclude(lead_unit=None).order_by("lead_unit").values_list("lead_unit", flat=True)
    units = list(leads.distinct()[:MANY])
    for at, pk in enumerate(Case.objects.open().order_by("id").values_list("pk", flat=True)):
        due = NOW.date() + timedelta(days=at % 40 - 20) if at % 9 else None
        Case.objects.filter(pk=pk).update(lead_unit=units[at % MANY], due_on=due)
    view = View(period_of("week", NOW.date() - timedelta(days=7)), NOW.date(), NOW.date() + timedelta(days=2))
    return Board(view, NOW.date() + timedelta(days=6), calendar_of_city(NOW.date()))


def leading():
    return sorted(set(Case.objects.exclude(lead_unit=None).values_list("lead_unit", flat=True)))


def counted(unit_ids, view):
    """The same by counting the cases one by one."""
    led = Case.objects.open().filter(lead_unit__in=unit_ids)
    counts = Counter({code: led.filter(MEASURES[code].rows(view)).count() for code in OWN})
    running = led.exclude(status="parked").exclude(due_on=None).order_by("due_on", "id")
    return counts, list(running.values_list("number", flat=True)[:10])


def test_what_is_looked_up_for_all_units_is_what_each_leads(board):
    units = leading()
    with CaptureQueriesContext(connection) as asked:
        board.look_up(units)
        told = [(some, board.own(some)) for some in ([units[0]], units[:3], units, [])]
    assert len(asked) == 3  # the counts, what comes first, and whether the week before was closed
    for some, own in told:
        assert (+own.counts, [line.number for line in own.lines]) == (
            +counted(some, board.view)[0],
            counted(some, board.view)[1],
        )
    assert len(told[2][1].lines) == 10
    assert told[2][1].counts["overdue"] > 10
