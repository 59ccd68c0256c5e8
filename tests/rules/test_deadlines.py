"""Presets, months, and how near a date is."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.calendars import day, shipped
from tracker.rules.deadlines import (
    PRESETS,
    Ladder,
    Span,
    due_dates,
    extension_until,
    near_until,
    overdue_since,
    preset_of,
    rung,
    stage,
    step_due,
)
from tracker.rules.errors import BadInput
from tracker.rules.workdays import Skipped, days_after, working_days_between

CALENDAR = shipped()
DAYS = st.dates(min_value=date(2025, 1, 1), max_value=date(2027, 12, 31))
SPANS = st.builds(Span, st.integers(min_value=0, max_value=60), st.sampled_from(["wd", "d"]))


@pytest.mark.parametrize(
    ("preset", "category_class", "accepted", "assign", "reply", "solve"),
    [
        ("13710", "B", "09-28", "09-29", "10-08", "10-13"),
        ("13710", "C", "09-28", "09-29", "10-08", "10-13"),
        ("13710", "A", "09-28", "09-29", "10-08", "10-28"),
        ("classes", "C", "09-28", "09-29", "10-08", "10-10"),
        ("classes", "B", "09-28", "09-29", "10-08", "10-23"),
        ("classes", "A", "09-05", "09-07", "09-09", "10-08"),
        ("classes", "A", "01-31", "02-02", "02-04", "02-28"),
        ("classes", "A", "01-15", "01-16", "01-20", "02-24"),
    ],
)
def test_due_dates(
    *, preset: str, category_class: str, accepted: str, assign: str, reply: str, solve: str
) -> None:
    found = due_dates(day(accepted), category_class, preset=PRESETS[preset], calendar=CALENDAR)
    assert [d.day for d in (found.assign, found.reply, found.solve)] == [day(assign), day(reply), day(solve)]


@pytest.mark.parametrize(
    ("step", "due"), [("sign", "10-08"), ("return", "10-08"), ("assist", "10-09"), ("assign", "09-30")]
)
def test_steps_with_their_own_clock(step: str, due: str) -> None:
    assert step_due(step, day("09-29"), preset=PRESETS["13710"], calendar=CALENDAR).day == day(due)


def test_the_unit_of_a_step_is_a_setting() -> None:
    preset = PRESETS["13710"]
    calendar_days = replace(preset, solve=preset.solve | {"B": Span.parse("7d")})
    assert due_dates(day("03-02"), "B", preset=preset, calendar=CALENDAR).solve.day == day("03-11")
    assert due_dates(day("03-02"), "B", preset=calendar_days, calendar=CALENDAR).solve.day == day("03-09")


def test_a_period_that_ends_on_a_day_off_says_what_it_skipped() -> None:
    due = Span(1, "m").after(day("09-05"), CALENDAR)
    assert due.skipped == tuple(Skipped(day(f"10-0{n}"), "holiday", "国庆节") for n in (5, 6, 7))
    assert len(due.counted) == 30


@pytest.mark.parametrize(
    ("start", "months", "due", "provisional"),
    [
        ("2024-01-31", 1, "2024-02-29", True),
        ("2025-01-31", 1, "2025-02-28", False),
        ("2025-11-30", 3, "2026-02-28", False),
        ("2026-12-01", 1, "2027-01-04", True),
        ("2028-02-29", 12, "2029-02-28", True),
        ("2026-03-02", 0, "2026-03-02", False),
    ],
)
def test_months(*, start: str, months: int, due: str, provisional: bool) -> None:
    found = Span(months, "m").after(day(start), CALENDAR)
    assert (found.day, found.provisional) == (day(due), provisional)


@given(DAYS, SPANS)
def test_every_explanation_adds_up(start: date, span: Span) -> None:
    due = span.after(start, CALENDAR)
    assert sorted({*due.counted, *(skip.day for skip in due.skipped)} - {start}) == list(
        days_after(start, due.day)
    )
    assert CALENDAR.is_workday(due.day) or due.day == start
    if span.count:
        assert len(due.counted) == span.count


@pytest.mark.parametrize("text", ["", "3", "wd", "-1d", "1000d", "3 wd", "٣d", "3WD"])
def test_bad_spans(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        Span.parse(text)
    assert caught.value.code == "bad_span"


def test_presets_are_plain_data() -> None:
    data = {"steps": {"assign": "2d"}, "solve": {"A": "2m"}}
    preset = preset_of("own", data, extension_notice=2)
    assert {step: str(span) for step, span in (preset.steps | preset.solve).items()} == {
        "assign": "2d",
        "A": "2m",
    }
    with pytest.raises(BadInput) as caught:
        preset.span("solve", "B")
    assert (caught.value.code, caught.value.params) == ("unknown_class", {"category_class": "B"})
    with pytest.raises(BadInput) as caught:
        preset.span("reply")
    assert (caught.value.code, caught.value.params) == ("unknown_step", {"step": "reply"})


@pytest.mark.parametrize(
    ("due", "until"), [("10-09", "10-08"), ("10-08", "10-07"), ("10-12", "10-11"), ("03-06", "03-05")]
)
def test_an_extension_is_asked_one_working_day_before(due: str, until: str) -> None:
    assert extension_until(day(due), PRESETS["13710"], CALENDAR) == day(until)


@pytest.mark.parametrize(
    ("on", "expected", "step"),
    [
        ("09-28", "on_track", None),
        ("09-29", "on_track", None),
        ("09-30", "near_due", "near_due"),
        ("10-03", "near_due", "near_due"),
        ("10-08", "near_due", "near_due"),
        ("10-09", "due_today", "chase"),
        ("10-10", "overdue", "chase"),
        ("10-11", "overdue", "chase"),
        ("10-12", "overdue", "supervise"),
        ("10-14", "overdue", "supervise"),
        ("10-15", "overdue", "escalate"),
    ],
)
def test_the_ladder_around_national_day(on: str, expected: str, step: str | None) -> None:
    due = day("10-09")
    assert stage(due, day(on), CALENDAR) == expected
    assert rung(due, day(on), CALENDAR, ladder=Ladder()) == step


def test_the_counts_of_the_ladder_are_settings() -> None:
    ladder = Ladder(near=3, supervise=1, escalate=2)
    rungs = [rung(day("10-09"), day(on), CALENDAR, ladder=ladder) for on in ("09-29", "10-10", "10-12")]
    assert rungs == ["near_due", "supervise", "escalate"]
    assert stage(day("10-09"), day("09-29"), CALENDAR, near=3) == "near_due"


@given(
    due=DAYS, on=DAYS, near=st.integers(min_value=0, max_value=5), late=st.integers(min_value=1, max_value=5)
)
def test_lists_and_cards_agree(*, due: date, on: date, near: int, late: int) -> None:
    is_near = on < due <= near_until(on, CALENDAR, near=near)
    assert is_near is (stage(due, on, CALENDAR, near=near) == "near_due")
    assert (due <= overdue_since(on, late, CALENDAR)) is (working_days_between(due, on, CALENDAR) >= late)
