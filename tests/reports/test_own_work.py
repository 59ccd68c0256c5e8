"""The work of units as a digest tells it: looked up for all of them at once, what each leads and has to answer."""

from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.reference import put as put_reference
from tracker.models import Case, CaseUnit
from tracker.operations.city import make_city
from tracker.reports.calendar import calendar_of_city
from tracker.reports.digest import Board
from tracker.reports.measures import MEASURES, View
from tracker.reports.own_work import OWN
from tracker.rules.periods import period_of

NOW = datetime(2026, 11, 30, 8, tzinfo=ZoneInfo("Asia/Shanghai"))
MANY = 7  # units


def asked(case, unit, due_on, part="assist", **more):
    """A unit has to answer on a case, beside the one that leads it."""
    CaseUnit.objects.filter(case=case, unit=unit, is_current=True).update(is_current=False)
    given = {"case_id": case, "unit_id": unit, "part": part, "due_on": due_on, "assigned_on": NOW.date()}
    return CaseUnit.objects.create(**given | more)


@pytest.fixture
def board(db):
    put_reference()
    make_city(cases=1200, seed=5, now=NOW)
    leads = Case.objects.exclude(lead_unit=None).order_by("lead_unit").values_list("lead_unit", flat=True)
    units = list(leads.distinct()[:MANY])
    for at, pk in enumerate(Case.objects.open().order_by("id").values_list("pk", flat=True)):
        due = NOW.date() + timedelta(days=at % 40 - 20) if at % 9 else None
        Case.objects.filter(pk=pk).update(lead_unit=units[at % MANY], due_on=due)
        asked(pk, units[(at + 1) % MANY], due, "assist" if at % 2 else "parallel")
        if at % 3 == 0:
            asked(pk, units[(at + 2) % MANY], NOW.date())
    view = View(period_of("week", NOW.date() - timedelta(days=7)), NOW.date(), NOW.date() + timedelta(days=2))
    return Board(view, NOW.date() + timedelta(days=6), calendar_of_city(NOW.date()))


def leading():
    return sorted(set(Case.objects.exclude(lead_unit=None).values_list("lead_unit", flat=True)))


def waited_for(unit_ids):
    """Case → the day by which one of these units has to answer, by looking at the parts one by one."""
    days = {}
    for part in CaseUnit.objects.filter(unit__in=unit_ids, is_current=True).select_related("case"):
        is_open = part.part != "lead" and part.case.status in ("assigned", "handling")
        if is_open and part.answered_on is None and part.excused_on is None:
            days[part.case] = min(days.get(part.case, date.max), part.due_on or date.max)
    return days


def counted(unit_ids, view):
    """The same by counting the cases one by one."""
    led = Case.objects.open().filter(lead_unit__in=unit_ids)
    counts = Counter({code: led.filter(MEASURES[code].rows(view)).count() for code in OWN})
    days = waited_for(unit_ids)
    many = len(days)
    for case in led.exclude(status="parked").exclude(due_on=None):
        days[case] = min(days.get(case, date.max), case.due_on)
    placed = sorted(days, key=lambda case: (days[case], case.pk))[:10]
    return +counts, many, [(case.number, None if days[case] == date.max else days[case]) for case in placed]


def test_what_is_looked_up_for_all_units_is_what_each_leads_and_has_to_answer(board):
    units = leading()
    with CaptureQueriesContext(connection) as asked_for:
        board.look_up(units)
        told = [(some, board.own(some)) for some in ([units[0]], units[:3], units, [])]
    # the counts, what comes first, what is to be answered, and whether the week before was closed
    assert len(asked_for) == 4
    for some, own in told:
        lines = [(line.number, line.due_on) for line in own.lines]
        assert (+own.counts, own.asked, lines) == counted(some, board.view)
    assert len(told[2][1].lines) == 10
    assert told[2][1].counts["overdue"] > 10
    assert 10 <= told[2][1].asked < sum(board.own([one]).asked for one in units)  # some wait for two of them
    of_each = (line for one in units for line in board.own([one]).lines)
    assert {line.part for line in of_each} == {"", "assist", "parallel"}


def led_and_asked(board, due_on, **more):
    """A case that the first unit leads and the second assists with, due before and after all others."""
    first, second, *_rest = leading()
    case = Case.objects.filter(status="handling").earliest("id")
    Case.objects.filter(pk=case.pk).update(lead_unit=first, due_on=date(2027, 12, 1))
    CaseUnit.objects.filter(case=case).exclude(part="lead").delete()
    asked(case.pk, second, due_on, **more)
    return case, first, second


@pytest.mark.parametrize(("day", "who"), [(date(2026, 1, 5), "assist"), (date(2027, 12, 30), "")])
def test_a_case_comes_once_by_the_earlier_of_its_days(board, day, who):
    case, first, second = led_and_asked(board, day)
    Case.objects.filter(lead_unit__in=[first, second]).exclude(pk=case.pk).update(lead_unit=leading()[2])
    CaseUnit.objects.filter(unit__in=[first, second]).exclude(case=case).update(is_current=False)
    found = [(line.number, line.due_on, line.part) for line in board.own([first, second]).lines]
    assert found == [(case.number, min(day, date(2027, 12, 1)), who)]


@pytest.mark.parametrize(
    "done", [{"answered_on": NOW.date()}, {"excused_on": NOW.date()}, {"is_current": False}]
)
def test_what_was_answered_or_excused_waits_no_more(board, done):
    case, _first, second = led_and_asked(board, date(2026, 1, 5), **done)
    own = board.own([second])
    assert (case.number in {line.number for line in own.lines}, own.asked) == (
        False,
        len(waited_for([second])),
    )


def test_what_has_no_day_comes_last(board):
    case, _first, second = led_and_asked(board, None)
    Case.objects.filter(lead_unit=second).update(due_on=None)
    CaseUnit.objects.filter(unit=second).exclude(case=case).exclude(part="lead").update(due_on=NOW.date())
    parts = CaseUnit.objects.filter(unit=second, due_on=NOW.date(), is_current=True).order_by("-case")
    parts.filter(pk__in=list(parts.values_list("pk", flat=True)[9:])).update(is_current=False)
    lines = board.own([second]).lines
    assert (lines[-1].number, lines[-1].due_on) == (case.number, None)
    assert {line.due_on for line in lines[:-1]} == {NOW.date()}
