"""Who is told of what, and when: the table to the letter, the ladder day by day, working hours around holidays."""

from datetime import date, datetime, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from tests.rules.calendars import day, shipped
from tracker.rules.deadlines import Ladder, rung
from tracker.rules.notices import (
    DEFAULTS,
    DIGEST,
    HOWS,
    KIND_OF_RUNG,
    TELLINGS,
    Circle,
    Hours,
    circles,
    due_at,
    period,
    rungs_reached,
)
from tracker.rules.status import STATUSES, TABLE, UNDO

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR, HOURS, LADDER = shipped(), Hours(), Ladder()
UNTOLD = {"pass_check", "tag", "untag"}
BESIDE = {"takes_in", "ends_too", "gives_back", "redate", "handed_over"}  # told beside the act
REMINDERS = {"near_due", "came_due", "late_supervise", "late_escalate", "answer_day", "promise_due"}


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=SHANGHAI)


def test_every_act_is_told_or_said_to_be_no_news():
    assert set(TELLINGS) == set(TABLE) - UNTOLD | REMINDERS | BESIDE


def test_every_telling_has_a_group_people_choose_about_and_circles_there_are():
    assert {telling.group for telling in TELLINGS.values()} == set(DEFAULTS) - {DIGEST}
    assert {circle for telling in TELLINGS.values() for circle in telling.to} == set(get_args(Circle))
    assert set(DEFAULTS.values()) <= set(HOWS)


def test_only_what_leaders_and_supervisors_press_for_does_not_wait_for_the_morning():
    urgent = {kind for kind, telling in TELLINGS.items() if telling.is_urgent}
    assert urgent == {"supervise", "escalate", "instruct"}


@pytest.mark.parametrize(
    ("kind", "status", "expected"),
    [
        ("assign", "assigned", ("lead", "assist")),
        ("sign", "handling", ("office", "handler")),
        ("chase", "handling", ("lead", "handler")),
        ("chase", "in_review", ("office", "lead", "handler")),
        ("near_due", "handling", ("lead", "handler")),
        ("near_due", "in_review", ("office",)),
        ("redate", "handling", ("lead", "handler")),
        ("redate", "accepted", ("office",)),
        ("late_supervise", "handling", ("lead", "handler", "supervisors")),
        ("late_escalate", "accepted", ("office", "supervisors", "managers")),
        ("answer_day", "parked", ("office", "lead", "handler")),
        ("note", "handling", ()),
        ("register", "registered", ("office",)),
    ],
)
def test_who_is_told(kind, status, expected):
    assert circles(kind, status) == expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("near_due", ()),
        ("late_supervise", ("supervisors",)),
        ("late_escalate", ("supervisors", "managers")),
    ],
)
def test_the_date_of_an_assisting_unit_is_none_of_the_lead_unit_s(kind, expected):
    assert circles(kind, "handling", step="assist") == expected


def test_a_rating_that_moved_nothing_is_for_the_office_alone():
    assert circles("rate", "closed", has_moved=False) == ("office",)
    assert circles("rate", "handling") == ("office", "lead", "handler")


def test_in_every_status_somebody_hears_of_whatever_is_told():
    told = set(TELLINGS) - set(UNDO.values())  # taking back is told to those who heard of it
    assert [(kind, status) for kind in told for status in STATUSES if not circles(kind, status)] == []


def test_each_due_date_climbs_the_ladder_once_a_rung():
    due, told = day("11-27"), []
    for count in range(-20, 40):
        on = due + timedelta(days=count)
        if CALENDAR.is_workday(on):
            reached = rungs_reached(on, CALENDAR, LADDER, within=1)
            told += [(str(on)[5:], reached[due])] if due in reached else []
    assert told == [("11-25", "near_due"), ("11-27", "chase"), ("12-01", "supervise"), ("12-04", "escalate")]


def test_over_the_national_day_the_ladder_waits_for_working_days():
    due, told = day("09-30"), []
    for on in [
        *(day(f"09-{number}") for number in (25, 28, 29, 30)),
        *(day(f"10-{n:02}") for n in range(8, 17)),
    ]:
        reached = rungs_reached(on, CALENDAR, LADDER, within=1)
        told += [(str(on)[5:], reached[due])] if due in reached else []
    assert told == [("09-28", "near_due"), ("09-30", "chase"), ("10-09", "supervise"), ("10-13", "escalate")]


def test_days_without_a_reminder_are_made_up_for_and_what_is_long_late_is_not_told_anew():
    on = day("11-25")
    reached = rungs_reached(on, CALENDAR, LADDER, within=5)
    assert reached == {
        due: rung(due, on, CALENDAR, ladder=LADDER)
        for due in (on + timedelta(days=count) for count in range(-60, 60))
        if rung(due, on, CALENDAR, ladder=LADDER)
        and rung(due, on, CALENDAR, ladder=LADDER) != rung(due, day("11-18"), CALENDAR, ladder=LADDER)
    }
    assert (min(reached), max(reached)) == (day("11-12"), day("11-29"))
    assert set(KIND_OF_RUNG) == set(reached.values())


@pytest.mark.parametrize(
    ("how", "written", "expected"),
    [
        ("at_once", "11-25T10:00", "11-25T10:00"),
        ("at_once", "11-25T08:29", "11-25T08:30"),
        ("at_once", "11-25T18:00", "11-26T08:30"),
        ("at_once", "11-27T22:15", "11-30T08:30"),
        ("at_once", "09-20T09:00", "09-20T09:00"),
        ("at_once", "09-30T18:30", "10-08T08:30"),
        ("daily", "11-25T08:30", "11-25T08:30"),
        ("daily", "11-25T08:31", "11-26T08:30"),
        ("daily", "10-09T17:00", "10-10T08:30"),
        ("daily", "09-30T12:00", "10-08T08:30"),
        ("weekly", "11-23T08:30", "11-23T08:30"),
        ("weekly", "11-23T08:31", "11-30T08:30"),
        ("weekly", "02-12T12:00", "02-24T08:30"),
        ("weekly", "09-29T12:00", "10-08T08:30"),
    ],
)
def test_mails_keep_to_working_hours(how, written, expected):
    assert due_at(at(written), how, CALENDAR, HOURS) == at(expected)


@pytest.mark.parametrize("how", ["at_once", "daily", "weekly"])
def test_what_is_urgent_goes_at_once_unless_it_is_off(how):
    night = at("10-01T23:00")
    assert due_at(night, how, CALENDAR, HOURS, is_urgent=True) == night
    assert due_at(night, "off", CALENDAR, HOURS, is_urgent=True) is None


def test_a_mail_never_leaves_before_its_news_nor_outside_working_hours():
    start = at("09-18T00:00")
    for count in range(0, 60 * 24, 5):
        written = start + timedelta(hours=count)
        for how in ("at_once", "daily", "weekly"):
            sent_at = due_at(written, how, CALENDAR, HOURS)
            assert sent_at >= written
            assert HOURS.are_on(sent_at, CALENDAR)


def test_there_is_one_digest_a_day_or_week():
    assert period("daily", date(2026, 12, 31)) == "2026-12-31"
    assert period("weekly", date(2027, 1, 3)) == "2026-W53"
