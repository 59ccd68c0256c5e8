"""Due dates of cases over Spring Festival and National Day 2026, counted by hand on the wall calendar.

In working days, in calendar days and in months, with the make-up days 02-14, 02-28, 09-20 and 10-10; then with holds.
"""

import re
from datetime import date

import pytest

from tests.rules.calendars import day, shipped
from tracker.rules.clock import extension, hold, reckon, start
from tracker.rules.deadlines import Span, span_between
from tracker.rules.workdays import days_after, runs

CALENDAR = shipped()
BY_HAND = """
02-02 15wd 02-28   02-06 15wd 03-05   02-13 15wd 03-12   02-14 15wd 03-13   02-24 15wd 03-16
02-06  7d  02-13   02-07  7d  02-14   02-08  7d  02-24   02-09  7d  02-24   02-16  7d  02-24
02-17  7d  02-24   02-21  7d  02-28   02-22  7d  03-02   02-13  3d  02-24   02-12  2d  02-14
02-27  1d  02-28   02-28  1d  03-02   01-14  1m  02-14   01-15  1m  02-24   01-23  1m  02-24
01-24  1m  02-24   01-28  1m  02-28   01-29  1m  02-28   01-30  1m  02-28   01-31  1m  02-28
02-01  1m  03-02   02-10  1m  03-10   02-14  1m  03-16   02-28  1m  03-30   02-12  5wd 02-26
09-14 15wd 10-10   09-18 15wd 10-15   09-24 15wd 10-22   09-30 15wd 10-27   10-09 15wd 10-29
09-13  7d  09-20   09-18  7d  09-28   09-19  7d  09-28   09-20  7d  09-28   09-21  7d  09-28
09-23  7d  09-30   09-24  7d  10-08   09-28  7d  10-08   09-30  7d  10-08   10-01  7d  10-08
10-02  7d  10-09   10-03  7d  10-10   10-04  7d  10-12   09-28  3d  10-08   09-22  3d  09-28
10-07  3d  10-10   08-20  1m  09-20   08-25  1m  09-28   08-31  1m  09-30   08-30  1m  09-30
09-01  1m  10-08   09-07  1m  10-08   09-08  1m  10-08   09-10  1m  10-10   09-11  1m  10-12
09-12  1m  10-12   09-30  1m  10-30   10-10  1m  11-10   09-24  5wd 10-09   09-29  5wd 10-12
"""
CASES = re.findall(r"(\S+) +(\S+) +(\S+)", BY_HAND)

# accepted, span, parked from, to → due
HELD = """
09-21 5wd 09-24 10-09 10-12   09-21 5wd 09-30 10-07 09-29   09-21 5wd 09-18 09-20 09-30
02-09 5wd 02-12 02-25 02-27   02-09 5wd 02-14 02-23 02-14   02-09 5wd 02-13 02-14 02-24
09-01 1m  09-28 10-10 10-14   02-09 7d  02-13 02-28 03-03
"""
HOLDS = re.findall(r"(\S+) +(\S+) +(\S+) +(\S+) +(\S+)", HELD)


@pytest.mark.parametrize(("accepted", "span", "due"), CASES)
def test_as_counted_by_hand(accepted: str, span: str, due: str) -> None:
    (leg,) = reckon([start(day(accepted), Span.parse(span))], CALENDAR)
    assert leg.due.day == day(due)
    assert sorted([*leg.due.counted, *(one.day for one in leg.due.skipped)]) == list(
        days_after(day(accepted), day(due))
    )


def test_the_hand_counted_list_is_long() -> None:
    assert (len(set(CASES)), len(set(HOLDS))) == (65, 8)


@pytest.mark.parametrize(("accepted", "span", "since", "until", "due"), HOLDS)
def test_holds_as_counted_by_hand(*, accepted: str, span: str, since: str, until: str, due: str) -> None:
    clock = [start(day(accepted), Span.parse(span)), hold(day(since), day(until))]
    assert reckon(clock, CALENDAR)[-1].due.day == day(due)


def test_every_leg_begins_where_the_one_before_ended() -> None:
    clock = [start(day("09-21"), Span(5, "wd")), hold(day("09-24"), day("10-09")), extension(day("10-18"))]
    legs = reckon(clock, CALENDAR)
    assert [leg.due.day for leg in legs] == [day("09-29"), day("10-12"), day("10-18")]
    assert [leg.begun_on for leg in legs[1:]] == [leg.due.day for leg in legs[:-1]]


def test_days_in_a_row_are_taken_together() -> None:
    days = [day(text) for text in ("10-08", "10-09", "10-10", "10-12")]
    assert runs(days) == ((days[0], days[2]), (days[3], days[3]))
    assert runs([]) == ()


@pytest.mark.parametrize(
    ("due", "likely", "span"),
    [
        ("10-08", "3wd", "3wd"),
        ("10-08", "7d", "7d"),  # 10-05 is a day off, so both lead there and the preset decides
        ("10-09", "3wd", "4wd"),  # the preset said four when this began
        ("10-10", "7d", "5wd"),
        ("10-11", "3wd", None),  # a Sunday: nothing leads there
        ("09-20", "3wd", None),
    ],
)
def test_how_long_a_step_was_given(due: str, likely: str, span: str | None) -> None:
    found = span_between(date(2026, 9, 28), day(due), CALENDAR, likely=Span.parse(likely))
    assert (str(found) if found else None) == span
