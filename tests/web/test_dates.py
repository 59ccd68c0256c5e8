"""Days and times in words."""

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from django.utils.timezone import localdate

from tests.people import reference
from tracker.models import CalendarDay, Campaign, DeadlinePreset
from tracker.reports.calendar import calendar_of_city
from tracker.rules.deadlines import near_until
from tracker.rules.workdays import DayKind, calendar_of, working_days_between
from tracker.web.dates import Clock, Due, action_day, day, moment

__all__ = ["reference"]

TODAY = date(2026, 11, 23)
NATIONAL_DAY = [(date(2026, 10, n), DayKind.OFF, "国庆节") for n in range(1, 8)]
CALENDAR = calendar_of(
    [*NATIONAL_DAY, (date(2026, 10, 10), DayKind.WORK, "国庆节"), (date(2026, 1, 1), DayKind.OFF, "元旦")]
)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("today", "due_on", "text", "tone"),
    [
        ("2026-09-30", "2026-10-08", "1 working day left", "near"),
        ("2026-09-30", "2026-10-10", "3 working days left", "ok"),
        ("2026-10-08", "2026-10-08", "Due today", "near"),
        ("2026-10-09", "2026-09-30", "2 working days overdue", "overdue"),
        ("2026-10-11", "2026-10-10", "1 working day overdue", "overdue"),
    ],
)
def test_due_dates_count_working_days(today, due_on, text, tone):
    due = Clock(date.fromisoformat(today), CALENDAR).due(date.fromisoformat(due_on))
    assert (due.text, due.tone, due.title) == (text, tone, due_on)


def test_near_is_what_the_city_says(reference):
    today = localdate()
    assert Clock.of_request().near_until == near_until(today, calendar_of_city(today))
    Campaign.objects.update(deadline_preset=DeadlinePreset.objects.create(code="x", name="一", near_days=7))
    assert Clock.of_request().near_until == near_until(today, calendar_of_city(today), near=7)
    CalendarDay.objects.all().delete()
    assert Clock.of_request().near == 7


def test_pages_count_as_the_rules_do():
    clock = Clock(date(2026, 10, 4), CALENDAR)
    for away in range(-30, 31):
        due_on = date(2026, 10, 4) + timedelta(days=away)
        assert clock._working_days(due_on) == working_days_between(clock.today, due_on, CALENDAR)


def test_a_year_not_announced_is_marked():
    due = Clock(date(2026, 12, 30), CALENDAR).due(date(2027, 1, 6))
    assert due.title == "2027-01-06 (calendar not announced yet)"


def test_an_ended_case_shows_only_its_day():
    clock = Clock(date(2026, 10, 9), CALENDAR)
    assert clock.due(date(2026, 9, 1), is_open=False).text == "09-01"
    assert clock.due(None).text == ""


def test_the_year_is_shown_when_it_is_another():
    assert (day(date(2026, 4, 5), date(2026, 11, 1)), day(date(2025, 4, 5), date(2026, 11, 1))) == (
        "04-05",
        "2025-04-05",
    )


def test_moments_are_in_the_city_s_time():
    utc = ZoneInfo("UTC")
    today = date(2026, 11, 24)
    assert moment(datetime(2026, 11, 23, 16, 5, tzinfo=utc), today) == "Today 00:05"
    assert moment(datetime(2026, 11, 23, 15, 5, tzinfo=utc), today) == "Yesterday 23:05"
    assert moment(datetime(2026, 11, 1, 1, 0, tzinfo=utc), today) == "11-01"


@pytest.mark.parametrize(
    ("precision", "text"),
    [("day", "04-25"), ("month", "2026-04"), ("quarter", "2026 Q2"), ("year", "2026"), ("vague", "04-25")],
)
def test_an_action_s_day_is_as_exact_as_it_is_known(precision, text):
    assert action_day(date(2026, 4, 25), precision, as_written="近日", today=date(2026, 11, 1)) == text


def test_a_vague_day_is_as_written():
    assert action_day(None, "vague", as_written="近日", today=date(2026, 11, 1)) == "近日"


@pytest.mark.parametrize(
    ("status", "text", "tone"),
    [
        ("handling", "2 working days overdue", "overdue"),
        ("parked", "Clock stopped", "ok"),
        ("closed", "09-30", "ok"),
    ],
)
def test_a_parked_case_is_never_late(status, text, tone):
    due = Clock(date(2026, 10, 9), CALENDAR).of_case(date(2026, 9, 30), status)
    assert (due.text, due.tone) == (text, tone)


def test_a_clock_that_threads_share_counts_as_one_alone():
    """The readers of an export do."""
    interval, days = sys.getswitchinterval(), [TODAY - timedelta(days=days) for days in range(1, 1500, 3)]

    def counted(clock: Clock) -> list[Due]:
        return [clock.due(day) for day in days]

    alone = counted(Clock(TODAY, CALENDAR))
    sys.setswitchinterval(1e-5)
    try:
        for _round in range(20):
            with ThreadPoolExecutor(3, initializer=translation.activate, initargs=("en",)) as pool:
                found = list(pool.map(counted, [Clock(TODAY, CALENDAR)] * 3))
            assert found == [alone] * 3
    finally:
        sys.setswitchinterval(interval)
