"""Dates counted by hand on the wall calendar of 2026, and what must hold for every date."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.calendars import day, shipped
from tracker.rules.errors import BadInput
from tracker.rules.workdays import (
    Calendar,
    DayKind,
    Skipped,
    add_working_days,
    calendar_of,
    days_after,
    next_working_day,
    rows_of_notice,
    subtract_working_days,
    working_days_between,
)

CALENDAR = shipped()
DAYS = st.dates(min_value=date(2025, 1, 1), max_value=date(2027, 12, 31))

BY_HAND = """
02-06  5  02-13   02-06  6  02-14   02-06  7  02-24   02-09 15  03-06   02-10  7  02-26
02-12  1  02-13   02-12  2  02-14   02-12  3  02-24   02-13  1  02-14   02-13  2  02-24
02-13  3  02-25   02-13  4  02-26   02-13  5  02-27   02-13  6  02-28   02-13  7  03-02
02-14  1  02-24   02-15  1  02-24   02-23  1  02-24   02-24  4  02-28   02-24  5  03-02
02-27  1  02-28   02-27  2  03-02   02-28  1  03-02   03-01  1  03-02   02-20  0  02-20
09-18  1  09-20   09-19  1  09-20   09-20  1  09-21   09-18  5  09-24   09-18  6  09-28
09-24  1  09-28   09-24  3  09-30   09-24  4  10-08   09-25  1  09-28   09-28  2  09-30
09-28  3  10-08   09-29  1  09-30   09-30  1  10-08   09-30  2  10-09   09-30  3  10-10
09-30  4  10-12   09-30  7  10-15   10-01  1  10-08   10-07  1  10-08   10-08  2  10-10
10-09  1  10-10   10-10  1  10-12   10-11  1  10-12   09-22  7  10-09   09-21 15  10-19
04-03  1  04-07   04-30  1  05-06   05-08  1  05-09   05-09  1  05-11   06-18  1  06-22
01-01  1  01-04   2025-12-31 1 01-04   2025-09-30 1 2025-10-09   2025-10-10 1 2025-10-11
"""
CASES = [(start, int(days), due) for start, days, due in re.findall(r"(\S+) +(\d+) +(\S+)", BY_HAND)]


@pytest.mark.parametrize(("start", "days", "due"), CASES)
def test_as_counted_by_hand(start: str, days: int, due: str) -> None:
    assert add_working_days(day(start), days, CALENDAR).day == day(due)
    assert working_days_between(day(start), day(due), CALENDAR) == days


def test_the_hand_counted_list_is_long() -> None:
    assert len(set(CASES)) == 59


def test_national_day_explains_itself() -> None:
    due = add_working_days(day("09-30"), 3, CALENDAR)
    assert due.counted == (day("10-08"), day("10-09"), day("10-10"))
    assert due.skipped == tuple(Skipped(day(f"10-0{n}"), "holiday", "国庆节") for n in range(1, 8))
    assert due.made_up == (day("10-10"),)
    assert not due.provisional


def test_a_plain_weekend_has_no_name() -> None:
    due = add_working_days(day("03-06"), 1, CALENDAR)
    assert due.skipped == (Skipped(day("03-07"), "weekend"), Skipped(day("03-08"), "weekend"))


@pytest.mark.parametrize(
    ("start", "days", "due", "provisional"),
    [
        ("2026-12-30", 1, "2026-12-31", False),
        ("2026-12-31", 1, "2027-01-04", True),
        ("2027-02-04", 1, "2027-02-09", True),
        ("2026-12-31", 0, "2026-12-31", False),
        ("2027-03-01", 0, "2027-03-01", False),
    ],
)
def test_a_year_not_announced_is_marked(*, start: str, days: int, due: str, provisional: bool) -> None:
    found = add_working_days(day(start), days, CALENDAR)
    assert (found.day, found.provisional) == (day(due), provisional)


def test_statutory_days_give_way_to_the_notice() -> None:
    friday = date(2027, 1, 1)
    before = Calendar({}, frozenset(), statutory=frozenset({friday}))
    after = Calendar({}, frozenset({2027}), statutory=frozenset({friday}))
    edited = Calendar({friday: DayKind.WORK}, frozenset(), statutory=frozenset({friday}))
    assert [calendar.why_off(friday) for calendar in (before, after, edited)] == ["statutory", None, None]


def test_a_year_is_announced_by_its_national_day() -> None:
    early = [(date(2027, 2, 6), "off", "春节")]
    assert calendar_of(early).announced_years == frozenset()
    assert calendar_of([*early, (date(2027, 10, 1), "off", "国庆节")]).announced_years == {2027}
    assert CALENDAR.announced_years == {2025, 2026}


def test_the_shipped_year_has_as_many_working_days_as_the_notice_gives() -> None:
    counts = {y: working_days_between(date(y - 1, 12, 31), date(y, 12, 31), CALENDAR) for y in (2025, 2026)}
    assert counts == {2025: 248, 2026: 248}
    assert sum(kind == DayKind.WORK for day_, kind in CALENDAR.days.items() if day_.year == 2026) == 6
    assert sum(kind == DayKind.OFF for day_, kind in CALENDAR.days.items() if day_.year == 2026) == 33


@given(DAYS, st.integers(min_value=0, max_value=250))
def test_the_explanation_adds_up_to_the_date(start: date, days: int) -> None:
    due = add_working_days(start, days, CALENDAR)
    assert len(due.counted) == days
    assert sorted([*due.counted, *(skip.day for skip in due.skipped)]) == list(days_after(start, due.day))
    assert all(CALENDAR.is_workday(counted) for counted in due.counted)
    assert not any(CALENDAR.is_workday(skip.day) for skip in due.skipped)
    assert due.day == (due.counted[-1] if days else start)


@given(DAYS, DAYS, DAYS)
def test_between_adds_up_and_turns_its_sign(one: date, two: date, three: date) -> None:
    def between(start: date, end: date) -> int:
        return working_days_between(start, end, CALENDAR)

    assert between(one, two) + between(two, three) == between(one, three)
    assert between(one, two) == -between(two, one)


@given(
    days=st.dictionaries(DAYS, st.sampled_from(DayKind), max_size=40),
    announced=st.frozensets(st.integers(2025, 2028)),
    statutory=st.frozensets(DAYS, max_size=20),
    ends=st.tuples(DAYS, DAYS),
)
def test_between_is_a_count_of_the_days(
    days: dict[date, DayKind], announced: frozenset[int], statutory: frozenset[date], ends: tuple[date, date]
) -> None:
    calendar = Calendar(days, announced, statutory)
    first, last = min(ends), max(ends)
    counted = sum(calendar.is_workday(one) for one in days_after(first, last))
    assert working_days_between(first, last, calendar) == counted


@given(DAYS, st.integers(min_value=1, max_value=60))
def test_going_back_undoes_going_forward(end: date, days: int) -> None:
    start = subtract_working_days(end, days, CALENDAR)
    assert working_days_between(start, end, CALENDAR) == days
    assert working_days_between(start + timedelta(days=1), end, CALENDAR) == days - 1


@given(DAYS)
def test_the_next_working_day_is_the_first(start: date) -> None:
    found = next_working_day(start, CALENDAR)
    assert CALENDAR.is_workday(found)
    assert working_days_between(start - timedelta(days=1), found, CALENDAR) == 1


@pytest.mark.parametrize("days", [-1, 751, 10**400])
def test_days_out_of_range(days: int) -> None:
    for count in (add_working_days, subtract_working_days):
        with pytest.raises(BadInput) as caught:
            count(day("03-02"), days, CALENDAR)
        assert (caught.value.code, caught.value.params["days"]) == ("days_out_of_range", days)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"days": 3}', '{"days": [{"day": "2026-02-30", "kind": "off", "name": "x"}]}']
)
def test_a_calendar_file_that_is_none(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        rows_of_notice(text)
    assert caught.value.code == "bad_calendar"
