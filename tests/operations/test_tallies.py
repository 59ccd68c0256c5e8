"""The sums of cases: right after every act, before and after folding, while people write, and with the guard seen failing."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pgtrigger
import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from tests.operations.life import WAYS, Life
from tracker.models import Case, Tally, TallyChange, Unit
from tracker.operations.cases import edit_case
from tracker.operations.tallies import count_anew, differences, fold
from tracker.reports.measures import MEASURES, View
from tracker.reports.progress import COLUMN, progress
from tracker.reports.tallies import Kept, pieces
from tracker.rules.errors import DomainError
from tracker.rules.periods import free, parse_period
from tracker.rules.status import TABLE


@pytest.fixture
def life(person, now):
    return Life(person, now)


def view(life, code="campaign"):
    on = life.now.date()
    return View(parse_period(code, today=on, started_on=date(2026, 1, 1)), on, on)


def agree(life, code="campaign"):
    """The sums say what counting says, for every kind of unit, all cases and each category and source of them."""
    look = view(life, code)
    narrowed = [(Kept(), Case.objects.all())]
    for category in set(Case.objects.values_list("category", flat=True)) - {None}:
        narrowed.append((Kept(categories=(category,)), Case.objects.filter(category=category)))
    for source in set(Case.objects.values_list("source", flat=True)):
        narrowed.append((Kept(sources=(source,)), Case.objects.filter(source=source)))
    for by in COLUMN:
        for kept, cases in narrowed:
            live, read = progress(cases, by, look), progress(cases, by, look, kept)
            assert told(read) == told(live), (by, kept)
            shorter = progress(cases, by, look, kept, with_days=False)
            assert counts_of(shorter) == counts_of(live), (by, kept)


def told(found):
    return {unit: (dict(one.counts), dict(one.days)) for unit, one in found.items() if one.counts or one.days}


def counts_of(found):
    return {unit: one.counts for unit, one in found.items() if one.counts}


def wander(life, case, rng, steps):
    """So many acts that happen to be possible, by whoever may."""
    for _step in range(steps):
        verbs = [verb for verb, move in TABLE.items() if case.status in move.sources and not move.undoes]
        try:
            case = life.act(
                case, rng.choice(verbs), rating=rng.choice(["satisfied", "unsolved", "unreachable"])
            )
        except DomainError:
            continue
    return case


def test_every_status_is_counted(life):
    for status in WAYS:
        life.walk(status, life.register(f"到{status}"))
    agree(life)
    assert TallyChange.objects.exists()
    assert differences() == 0


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whatever_happens_to_cases_is_counted(life, seed):
    rng = random.Random(seed)
    for number in range(8):
        case = wander(life, life.register(f"第{number}件"), rng, 12)
        if number % 3 == 0:
            fold()
        if number % 4 == 1:
            changes = {"district": rng.choice(list(Unit.objects.districts()))}
            edit_case(case, by=life.people.office, now=life.now, version=case.version, changes=changes)
    agree(life)
    fold(at_once=7)
    assert not TallyChange.objects.exists()
    agree(life)
    assert differences() == 0


def test_what_comes_to_nothing_leaves_no_row(life):
    case = life.act(life.register(), "void")
    fold()
    assert not Tally.objects.exists()
    assert set(progress(Case.objects.all(), "district", view(life), Kept())) == set()
    assert case.status == "voided"


def test_what_was_taken_back_took_no_days(life):
    """Its sum stands and comes to nothing until it is folded away."""
    case = life.walk("call_back")
    fold()
    life.act(case, "call_back", rating="unsolved")
    found = progress(Case.objects.all(), "bureau", view(life), Kept())
    assert [(dict(one.days), one.handling.median) for one in found.values()] == [({}, None)]


def test_a_follow_up_changes_no_sum(life):
    case = life.walk("handling")
    fold()
    life.note(case, by=life.people.staff)
    assert not TallyChange.objects.exists()


def test_many_cases_in_one_statement(life):
    cases = [life.walk("handling", life.register(f"第{number}件")) for number in range(4)]
    Case.objects.filter(pk__in=[case.pk for case in cases[:3]]).update(due_on=date(2026, 11, 2))
    agree(life)


def test_writing_past_the_guards_is_found_and_put_right(life):
    """With the trigger off the sums go wrong: the comparison sees it."""
    case = life.walk("handling")
    with pgtrigger.ignore("tracker.Case:tally_update"):
        Case.objects.filter(pk=case.pk).update(due_on=date(2026, 11, 2))
    assert differences() > 0
    with pytest.raises(CommandError):
        call_command("tallies", "--check")
    with pytest.raises(AssertionError):
        agree(life)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2026-11-02", "2026-11-08", ["days 02..08"]),
        ("2026-11-01", "2026-11-30", ["months 01..30"]),
        ("2026-10-15", "2026-11-30", ["months 01..30", "days 15..31"]),
        ("2026-10-15", "2026-12-01", ["months 01..30", "days 15..31", "days 01..01"]),
        ("2026-10-02", "2026-11-29", ["days 02..29"]),
        ("2026-01-01", "2026-12-31", ["months 01..31"]),
        ("2026-11-08", "2026-11-02", ["days 08..02"]),
    ],
)
def test_a_period_in_whole_months_and_the_days_beside_them(first, last, expected):
    found = pieces(date.fromisoformat(first), date.fromisoformat(last))
    assert [f"{'months' if m else 'days'} {a:%d}..{b:%d}" for m, a, b in found] == expected


@pytest.mark.parametrize("period", [("2026-11-02", "2026-11-23"), ("2026-10-31", "2026-12-01")])
def test_any_days_are_counted(life, period):
    for status in WAYS:
        life.walk(status, life.register(f"到{status}"))
    fold()
    look = view(life)
    days = [date.fromisoformat(day) for day in period]
    look = View(free(*days), look.on, look.near_until)
    read, live = (progress(Case.objects.all(), "bureau", look, kept) for kept in (Kept(), None))
    assert told(read) == told(live)
    assert {code for one in read.values() for code in one.counts} <= set(MEASURES)


@pytest.mark.django_db(transaction=True)
def test_folding_and_counting_anew_while_people_work(person, now):
    """Writers, two folders and one that counts anew at once: afterwards nothing is missing and nothing doubled."""
    life = Life(person, now)
    cases = [life.walk("handling", life.register(f"第{number}件")) for number in range(12)]

    def work(number):
        try:
            if number % 4 == 3:
                return count_anew() if number == 7 else fold(at_once=5)
            wander(life, cases[number], random.Random(number), 6)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(12)))
    assert differences() == 0
    fold()
    assert differences() == 0
    count_anew()
    call_command("tallies", "--check")
    agree(life)
