"""Trend and age of the open cases: the sums of the database, the rows themselves and the numbers of a page agree."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction

from tracker.models import Case, Category, Unit
from tracker.operations.city import make_city
from tracker.operations.reference import load_reference
from tracker.operations.tallies import fold
from tracker.reports.measures import AGES, View
from tracker.reports.progress import of_unit, progress, rows_of, total
from tracker.reports.tallies import Kept
from tracker.reports.trend import ages, collected_before, steps_until, trend
from tracker.rules.periods import free, parse_period

NOW = datetime(2026, 11, 24, 10, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY, NEAR = NOW.date(), NOW.date() + timedelta(days=2)
PERIODS = ("2026-W47", "2026-10", "2026-Q3", "campaign", "2026-03-17..2026-11-23")


@pytest.fixture(scope="module")
def city(django_db_setup, django_db_blocker):
    """One city for the module; some of its changes are folded into the sums, some are not yet."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            load_reference()
            make_city(cases=1200, seed=5, now=NOW)
            fold()
            Case.objects.filter(number__endswith="7").update(due_on=TODAY + timedelta(days=1))
            yield
            transaction.set_rollback(True)
        connection.close()


def look(code):
    return View(parse_period(code, today=TODAY, started_on=TODAY - timedelta(days=200)), TODAY, NEAR)


def kinds_of_kept():
    category = Category.objects.filter(case__isnull=False).earliest("id")
    return (
        (Case.objects.all(), Kept()),
        (Case.objects.filter(category=category), Kept(categories=(category.pk,))),
        (Case.objects.filter(source="visit"), Kept(sources=("visit",))),
    )


@pytest.mark.parametrize("code", PERIODS)
@pytest.mark.parametrize("by", ["district", "bureau", "group"])
def test_the_sums_tell_what_the_rows_tell(city, code, by):
    view = look(code)
    for cases, kept in kinds_of_kept():
        assert trend(cases, by, view, kept) == trend(cases, by, view, None)
        assert +ages(cases, by, view, kept) == +ages(cases, by, view, None)


def test_of_one_unit(city):
    unit = Unit.objects.districts().get(name="金水区")
    cases, kept = of_unit(Case.objects.all(), "district", unit), Kept(units=(unit.pk,))
    view = look("2026-W47")
    assert trend(cases, "district", view, kept) == trend(cases, "district", view, None)
    assert +ages(cases, "district", view, kept) == +ages(cases, "district", view, None)
    assert sum(ages(cases, "district", view, kept).values()) == cases.open().count() > 0


@pytest.mark.parametrize("code", PERIODS[:3])
def test_the_last_step_is_the_period_itself(city, code):
    view = look(code)
    numbers = total(progress(Case.objects.all(), "district", view)).counts
    last = trend(Case.objects.all(), "district", view, Kept())[-1]
    assert last.period == view.period
    assert last.counts["collected"] == numbers["collected"] > 0
    assert last.counts["closed"] == numbers["closed"]


@pytest.mark.parametrize("by", ["district", "bureau", "group"])
def test_what_came_in_before_is_what_each_period_told(city, by):
    for period in (look("2026-W47").period, free(TODAY - timedelta(days=14), TODAY - timedelta(days=1))):
        earlier, step = [], period
        for _turn in range(4):
            step = step.before()
            earlier.insert(0, progress(Case.objects.all(), by, View(step, TODAY, NEAR)))
        told = {
            unit: [one[unit].counts["collected"] if unit in one else 0 for one in earlier]
            for unit in units(earlier)
        }
        found = collected_before(by, period, 4)
        assert found == {unit: counts for unit, counts in told.items() if any(counts)}
        assert len(found) > 1
    assert collected_before(by, look("campaign").period, 4) == {}


def units(found):
    return {unit for one in found for unit in one}


def test_every_open_case_has_one_age_which_opens_it(city):
    view = look("2026-W47")
    numbers = total(progress(Case.objects.all(), "district", view)).counts
    found = ages(Case.objects.all(), "district", view, Kept())
    assert sum(found.values()) == numbers["in_hand"]
    assert sum(found[code] for code in AGES if code.startswith("late_")) == numbers["overdue"]
    assert found["due_soon"] == numbers["near"]
    assert {code: rows_of(Case.objects.all(), code, view).count() for code in AGES} == {
        code: found[code] for code in AGES
    }
    assert min(found[code] for code in ("late_longer", "late_week", "due_soon", "due_later")) > 0


@pytest.mark.parametrize(
    ("code", "first", "last", "many"),
    [
        ("2026-W01", "2025-W42", "2026-W01", 12),
        ("2026-02", "2025-03", "2026-02", 12),
        ("2026-Q1", "2024-Q2", "2026-Q1", 8),
        ("campaign", "2025-12", "2026-11", 12),
        ("2026-03-17..2026-10-23", "2025-11", "2026-10", 12),
    ],
)
def test_which_periods_are_told(code, first, last, many):
    steps = steps_until(look(code).period, TODAY)
    assert (steps[0].code, steps[-1].code, len(steps)) == (first, last, many)
