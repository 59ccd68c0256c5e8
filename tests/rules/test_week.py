"""Weeks around New Year, holidays and midnight."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.calendars import day, shipped
from tracker.rules.errors import BadInput
from tracker.rules.week import (
    covered_days,
    covered_weeks,
    days_of,
    first_working_day,
    local_date,
    monday_of,
    sending_time,
    week_before,
    week_due,
    week_of,
)
from tracker.rules.workdays import Calendar, DayKind

CALENDAR = shipped()
SHANGHAI = ZoneInfo("Asia/Shanghai")
EIGHT = time(8)


@pytest.mark.parametrize(
    ("on", "week"),
    [
        ("2026-11-23", "2026-W48"),
        ("2026-11-29", "2026-W48"),
        ("2026-12-27", "2026-W52"),
        ("2026-12-28", "2026-W53"),
        ("2027-01-03", "2026-W53"),
        ("2027-01-04", "2027-W01"),
        ("2025-12-29", "2026-W01"),
        ("2024-02-29", "2024-W09"),
    ],
)
def test_week_of(on: str, week: str) -> None:
    assert week_of(day(on)) == week
    assert day(on) in days_of(week)


def test_week_53_and_its_neighbours() -> None:
    assert monday_of("2026-W53") == date(2026, 12, 28)
    assert (week_before("2027-W01"), week_before("2026-W53", -1)) == ("2026-W53", "2027-W01")
    assert days_of("2026-W53")[-1] == date(2027, 1, 3)


@pytest.mark.parametrize(
    "text",
    [
        "2027-W53",
        "2026-W00",
        "2026-W54",
        "2026-48",
        "2026-W7",
        "1999-W01",
        "9999-W01",
        "",
        "2026-W٤٨",
        "2026-W48\n",
    ],
)
def test_bad_weeks(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        monday_of(text)
    assert (caught.value.code, caught.value.params) == ("bad_week", {"text": text})


@given(st.dates(min_value=date(2001, 1, 1), max_value=date(2199, 12, 22)))
def test_a_week_and_its_monday_are_one_thing(on: date) -> None:
    week = week_of(on)
    assert monday_of(week) == on - timedelta(days=on.weekday())
    assert week_of(monday_of(week)) == week
    assert week_before(week_before(week), -1) == week


@pytest.mark.parametrize(
    ("week", "sent_on", "covered"),
    [
        ("2026-W48", "2026-11-23", ("2026-W47",)),
        ("2026-W41", "2026-10-08", ("2026-W40",)),
        ("2026-W08", None, ("2026-W07",)),
        ("2026-W09", "2026-02-24", ("2026-W07", "2026-W08")),
        ("2026-W10", "2026-03-02", ("2026-W09",)),
        ("2026-W01", "2025-12-29", ("2025-W52",)),
        ("2026-W19", "2026-05-06", ("2026-W18",)),
        ("2025-W41", "2025-10-09", ("2025-W40",)),
        ("2027-W01", "2027-01-04", ("2026-W53",)),
    ],
)
def test_what_a_digest_covers_and_when_it_goes(
    week: str, sent_on: str | None, covered: tuple[str, ...]
) -> None:
    assert first_working_day(week, CALENDAR) == (day(sent_on) if sent_on else None)
    assert covered_weeks(week, CALENDAR) == covered


def test_the_days_a_digest_covers() -> None:
    assert covered_days("2026-W09", CALENDAR) == (day("02-09"), day("02-22"))
    assert covered_days("2026-W48", CALENDAR) == (day("11-16"), day("11-22"))


def test_no_week_is_covered_twice_or_never() -> None:
    weeks = [week_before("2027-W01", count) for count in range(100, -1, -1)]
    sent = [week for week in weeks if first_working_day(week, CALENDAR) is not None]
    covered = [week for sending in sent for week in covered_weeks(sending, CALENDAR)]
    assert covered == [week_before(weeks[0]), *weeks[:-1]]


def test_midnight_belongs_to_the_wall_in_shanghai() -> None:
    sunday = datetime(2026, 11, 22, 23, 59, 58, tzinfo=SHANGHAI)
    monday = sunday + timedelta(seconds=2)
    for zone in (SHANGHAI, UTC, ZoneInfo("America/New_York")):
        assert [week_of(local_date(t.astimezone(zone), SHANGHAI)) for t in (sunday, monday)] == [
            "2026-W47",
            "2026-W48",
        ]
    with pytest.raises(ValueError, match="aware"):
        local_date(datetime(2026, 11, 22), SHANGHAI)  # noqa: DTZ001 - a naive time is what is refused


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "week"),
    [
        ("2026-11-22T23:59:58", "2026-W47"),
        ("2026-11-23T07:59:59", "2026-W47"),
        ("2026-11-23T08:00:00", "2026-W48"),
        ("2026-11-23T06:00:00", "2026-W47"),
        ("2026-12-01T09:00:00", "2026-W49"),
        ("2026-12-15T09:00:00", "2026-W51"),
        ("2026-12-28T08:00:00", "2026-W53"),
        ("2027-01-03T12:00:00", "2026-W53"),
        ("2026-10-05T12:00:00", "2026-W40"),
        ("2026-10-08T08:00:00", "2026-W41"),
        ("2026-02-18T12:00:00", "2026-W07"),
        ("2026-02-24T07:00:00", "2026-W07"),
        ("2026-02-24T08:00:00", "2026-W09"),
    ],
)
def test_the_week_whose_digest_should_be_out(now: str, week: str) -> None:
    for zone in (SHANGHAI, UTC, ZoneInfo("America/New_York")):
        assert week_due(shanghai(now).astimezone(zone), CALENDAR, at=EIGHT, zone=SHANGHAI) == week


def test_sending_time() -> None:
    assert sending_time("2026-W48", CALENDAR, at=EIGHT, zone=SHANGHAI) == datetime(
        2026, 11, 23, 0, 0, tzinfo=UTC
    )
    assert sending_time("2026-W08", CALENDAR, at=EIGHT, zone=SHANGHAI) is None


def test_a_calendar_without_working_days_still_answers() -> None:
    first = date(2026, 1, 1)
    empty = Calendar({first + timedelta(days=n): DayKind.OFF for n in range(365)}, frozenset({2026}))
    assert len(covered_weeks("2026-W30", empty)) == 8
    assert week_due(shanghai("2026-07-20T09:00:00"), empty, at=EIGHT, zone=SHANGHAI) == "2026-W30"
