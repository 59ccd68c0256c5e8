"""A clock's legs: started, held, extended; the days of each leg add up to its end."""

from datetime import date

import pytest

from tests.rules.calendars import shipped
from tracker.rules import clock
from tracker.rules.clock import due_on, extension, hold, reckon, start
from tracker.rules.deadlines import Span
from tracker.rules.errors import BadInput

CITY = shipped()
FIVE = Span(5, "wd")


def test_a_clock_that_has_not_started_leads_nowhere():
    assert due_on([], CITY) is None


def test_five_working_days_over_national_day():
    assert due_on([start(date(2026, 9, 29), FIVE)], CITY) == date(2026, 10, 12)


def test_a_hold_moves_the_day_by_its_working_days():
    entries = [start(date(2026, 11, 2), FIVE), hold(date(2026, 11, 4), date(2026, 11, 9))]
    first, held = reckon(entries, CITY)
    assert (first.due.day, held.due.day) == (date(2026, 11, 9), date(2026, 11, 12))
    assert held.held == (date(2026, 11, 4), date(2026, 11, 9))


def test_a_hold_over_a_weekend_costs_nothing():
    assert due_on([start(date(2026, 11, 2), FIVE), hold(date(2026, 11, 6), date(2026, 11, 8))], CITY) == date(
        2026, 11, 9
    )


def test_an_extension_ends_on_the_agreed_day_even_on_a_sunday():
    leg = reckon([start(date(2026, 11, 2), FIVE), extension(date(2026, 11, 22))], CITY)[-1]
    assert leg.due.day == date(2026, 11, 22)
    assert leg.begun_on == date(2026, 11, 9)


def test_an_extension_never_takes_days_away():
    """The counted day may have moved past the agreed one since: another class, another calendar."""
    legs = reckon([start(date(2026, 11, 2), Span(15, "wd")), extension(date(2026, 11, 10))], CITY)
    assert legs[-1].due.day == legs[0].due.day == date(2026, 11, 23)
    assert legs[-1].due.counted == ()


def test_a_new_start_forgets_what_came_before():
    entries = [
        start(date(2026, 11, 2), FIVE),
        extension(date(2026, 11, 20)),
        start(date(2026, 11, 23), FIVE, "redone"),
    ]
    assert [(leg.why, leg.due.day) for leg in reckon(entries, CITY)] == [("redone", date(2026, 11, 30))]


@pytest.mark.parametrize("span", ["1wd", "5wd", "15wd", "7d", "1m"])
@pytest.mark.parametrize(
    "begun", [date(2026, 2, 10), date(2026, 4, 29), date(2026, 9, 24), date(2026, 11, 2)]
)
def test_every_day_of_a_leg_is_counted_or_skipped(span, begun):
    entries = [start(begun, Span.parse(span)), hold(begun, date(2026, 12, 1)), extension(date(2027, 1, 3))]
    for leg in reckon(entries, CITY):
        told = sorted([*leg.due.counted, *(day.day for day in leg.due.skipped)])
        assert told == list(clock.days_after(leg.begun_on, leg.due.day))


@pytest.mark.parametrize(
    "entries",
    [
        [{"kind": "hold"}],
        [{"on": "x"}],
        [{"kind": "start", "on": "2026-13-01", "span": "5wd"}],
        [{"kind": "extension", "until": "2026-01-01"}],
    ],
)
def test_entries_that_make_no_sense_are_refused(entries):
    with pytest.raises(BadInput) as refused:
        reckon(entries, CITY)
    assert refused.value.code == "bad_clock"
