"""A case's dates: the clock starts, stands still, is extended; the day it leads to is stored for lists to filter by."""

from __future__ import annotations

from datetime import date

from tracker.models import Case, CaseUnit
from tracker.models.follow_ups import Part
from tracker.operations.case_life.facts import Act, Change
from tracker.rules import clock
from tracker.rules.deadlines import step_due
from tracker.rules.workdays import Calendar

SIMPLE = "C"


def start_clock(act: Change, why: str) -> None:
    """The time to solve begins, or begins anew, today."""
    case = act.case
    case.case_class = case.case_class or SIMPLE
    case.clock = [clock.start(act.today, act.preset.span("solve", case.case_class), why)]
    set_due(case, act.calendar)


def set_due(case: Case, calendar: Calendar) -> None:
    """The day the clock leads to, on the case and its lead unit."""
    case.due_on = clock.due_on(case.clock, calendar)
    if case.pk:
        case.units.filter(part=Part.LEAD, is_current=True).update(due_on=case.due_on)


def hold_clock(act: Act) -> None:
    """The time since the case was parked does not count."""
    case = act.case
    if case.clock and case.parked_on:
        case.clock = [*case.clock, clock.hold(case.parked_on, act.today)]
        set_due(case, act.calendar)
    case.parked_on = case.next_answer_on = None


def extend_clock(act: Act, until: date) -> None:
    """The agreed day instead of the counted one."""
    act.case.clock = [*act.case.clock, clock.extension(until)]
    set_due(act.case, act.calendar)


def due_of_step(act: Act, step: str, started_on: date) -> date:
    """When a step with a clock of its own is due."""
    return step_due(step, started_on, preset=act.preset, calendar=act.calendar).day


def lead_part(case: Case) -> CaseUnit | None:
    """The part of the unit that leads now."""
    return case.units.filter(part=Part.LEAD, is_current=True).first()
