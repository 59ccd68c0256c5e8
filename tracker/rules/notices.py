"""Who is told of what, and when: acts and reminders → the people around a case; choices and working hours → a moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Literal

from tracker.rules.deadlines import Ladder, Rung, near_until, overdue_since, rung
from tracker.rules.status import ACCEPTED, CALL_BACK, DISPUTED, IN_REVIEW, REGISTERED
from tracker.rules.week import sending_time, week_before, week_of
from tracker.rules.workdays import Calendar, days_after, next_working_day, subtract_working_days

# Around a case: the heads of its units (former: those of the assignment before, excused: of the unit that an act
# excuses), who handles it or is named to, its office, who took it down, those above the office.
Circle = Literal[
    "lead",
    "former",
    "assist",
    "excused",
    "handler",
    "named",
    "office",
    "registrar",
    "supervisors",
    "managers",
]
How = Literal["off", "at_once", "daily", "weekly"]

HOWS: Final[tuple[How, ...]] = ("off", "at_once", "daily", "weekly")
ASSIGN, REPLY, SIGN, ASSIST = (
    "assign",
    "reply",
    "sign",
    "assist",
)  # steps with a date of their own, beside the day by which a case is solved
WORK, ANSWERS, PRESSING, DATES = "work", "answers", "pressing", "dates"
DIGEST = "digest"  # weekly, or off
DIGEST_HOWS: Final[tuple[How, ...]] = ("weekly", "off")
DEFAULTS: Final[Mapping[str, How]] = {
    WORK: "at_once",
    ANSWERS: "daily",
    PRESSING: "at_once",
    DATES: "daily",
    DIGEST: "weekly",
}
WITH_OFFICE: Final = frozenset({REGISTERED, ACCEPTED, DISPUTED, IN_REVIEW, CALL_BACK})  # it has to move next


@dataclass(frozen=True)
class Telling:
    """What kind of news it is, whom it is told, and whether it waits for the morning."""

    group: str
    to: tuple[Circle, ...]
    is_urgent: bool = False


_UNIT: Final[tuple[Circle, ...]] = ("lead", "handler")
_FOR_OFFICE: Final = Telling(WORK, ("office",))
_FOR_UNIT: Final = Telling(ANSWERS, _UNIT)
_FOR_UNITS: Final = Telling(ANSWERS, (*_UNIT, "assist"))
# What is taken back is told to those who heard of it, whoever they were.
_BACK_FROM_WORK: Final = Telling(WORK, ())
_BACK_FROM_ANSWER: Final = Telling(ANSWERS, ())

TELLINGS: Final[Mapping[str, Telling]] = {
    "register": _FOR_OFFICE,
    "ask_details": Telling(WORK, ("registrar",)),
    "supply": _FOR_OFFICE,
    "accept": Telling(ANSWERS, ("registrar",)),
    "decline": Telling(ANSWERS, ("registrar",)),
    "reconsider": Telling(ANSWERS, ("registrar",)),
    "settle": _FOR_OFFICE,
    "assign": Telling(WORK, ("lead", "assist")),
    "reassign": Telling(WORK, ("lead", "assist", "former")),
    "rule": Telling(WORK, ("lead", "assist", "former")),
    "sign": Telling(ANSWERS, ("office", "handler")),
    "return": _FOR_OFFICE,
    "claim_done": _FOR_OFFICE,
    "retract": Telling(ANSWERS, ("office",)),
    "reject": Telling(WORK, _UNIT),
    "reopen": Telling(WORK, _UNIT),
    "approve": _FOR_UNIT,
    "call_back": _FOR_UNIT,
    "rate": Telling(ANSWERS, ("office",)),
    "ask_extension": _FOR_OFFICE,
    "extend": _FOR_UNIT,
    "refuse_extension": _FOR_UNIT,
    "ask_park": _FOR_OFFICE,
    "park": _FOR_UNIT,
    "refuse_park": _FOR_UNIT,
    "set_answer_day": _FOR_UNIT,
    "resume": _FOR_UNIT,
    "withdraw": _FOR_UNITS,
    "overturn": _FOR_UNITS,
    "merge": _FOR_UNITS,
    "takes_in": Telling(ANSWERS, ("office", *_UNIT)),
    "ends_too": _FOR_OFFICE,  # it may want the case taken out again
    "unmerge": _FOR_UNITS,
    "gives_back": Telling(ANSWERS, ("office", *_UNIT)),
    "void": _FOR_UNITS,
    "send_up": _FOR_OFFICE,
    "hand_down": _FOR_OFFICE,
    "answer": _FOR_UNIT,
    "excuse": Telling(ANSWERS, (*_UNIT, "excused")),
    "set_handler": Telling(WORK, ("named",)),
    "promise": Telling(ANSWERS, ("office",)),
    "keep_promise": Telling(ANSWERS, ("office",)),
    "chase": Telling(PRESSING, _UNIT),
    "supervise": Telling(PRESSING, _UNIT, is_urgent=True),
    "escalate": Telling(PRESSING, (*_UNIT, "managers"), is_urgent=True),
    "instruct": Telling(PRESSING, _UNIT, is_urgent=True),
    "unassign": _BACK_FROM_WORK,
    "unapprove": _BACK_FROM_ANSWER,
    "unextend": _BACK_FROM_ANSWER,
    "unchase": Telling(PRESSING, ()),
    "redate": Telling(DATES, _UNIT),
    "handed_over": Telling(WORK, ("handler",)),
    "near_due": Telling(DATES, _UNIT),
    "came_due": Telling(DATES, _UNIT),
    "late_supervise": Telling(DATES, (*_UNIT, "supervisors")),
    "late_escalate": Telling(DATES, (*_UNIT, "supervisors", "managers")),
    "answer_day": Telling(DATES, ("office", *_UNIT)),
    "promise_due": Telling(DATES, _UNIT),
}
KIND_OF_RUNG: Final[Mapping[Rung, str]] = {
    "near_due": "near_due",
    "chase": "came_due",
    "supervise": "late_supervise",
    "escalate": "late_escalate",
}
_BY_DUE_DATE: Final = frozenset({*KIND_OF_RUNG.values(), "redate"})


def circles(kind: str, status: str, *, has_moved: bool = True, step: str = "") -> tuple[Circle, ...]:
    """Around a case in `status`, whom a kind of news is told; nobody for what is no news.

    Where the office has to move next, it is pressed and reminded too, and of due dates the office alone.
    has_moved  a rating that moved nothing is for the office alone
    step       which date it is about; that of an assisting unit is none of the lead unit's
    """
    telling = TELLINGS.get(kind)
    if telling is None:
        return ()
    if step == ASSIST:
        return tuple(one for one in telling.to if one not in _UNIT)
    if kind == "rate" and has_moved:
        return ("office", *_UNIT)
    if status in WITH_OFFICE and kind in _BY_DUE_DATE:
        return ("office", *(one for one in telling.to if one not in _UNIT))
    if status in WITH_OFFICE and telling.group == PRESSING:
        return ("office", *telling.to)
    return telling.to


def rungs_reached(on: date, calendar: Calendar, ladder: Ladder, *, within: int) -> dict[date, Rung]:
    """Due dates that have come to another rung of the ladder on a day or in the `within` working days before it.

    A day without a reminder, because a server stood still, is made up for; what was late long before is not told anew.
    """
    before = subtract_working_days(on, within, calendar)
    first = overdue_since(on, ladder.escalate + within + 1, calendar)
    last = near_until(on, calendar, near=ladder.near)
    found = {}
    for due in days_after(first, last):
        now = rung(due, on, calendar, ladder=ladder)
        if now is not None and now != rung(due, before, calendar, ladder=ladder):
            found[due] = now
    return found


@dataclass(frozen=True)
class Hours:
    """When offices work, on a working day."""

    begin: time = time(8, 30)
    end: time = time(18)

    def opening(self, day: date, like: datetime) -> datetime:
        """The moment a day's work begins, on the clock of `like`."""
        return datetime.combine(day, self.begin, tzinfo=like.tzinfo)

    def are_on(self, now: datetime, calendar: Calendar) -> bool:
        """Whether somebody sits at a desk."""
        return calendar.is_workday(now.date()) and self.begin <= now.time() < self.end

    def next_on(self, now: datetime, calendar: Calendar) -> datetime:
        """Now within working hours, else the next morning of a working day."""
        if self.are_on(now, calendar):
            return now
        return self.next_morning(now, calendar)

    def next_morning(self, now: datetime, calendar: Calendar) -> datetime:
        """The first beginning of a working day that is not over."""
        day = now.date() if now.time() <= self.begin else now.date() + timedelta(days=1)
        return self.opening(next_working_day(day, calendar), now)


def due_at(
    at: datetime, how: How, calendar: Calendar, hours: Hours, *, is_urgent: bool = False
) -> datetime | None:
    """When news of a moment goes out by mail; None for never. Both on the city's clock.

    at_once  within working hours, else the next working morning
    daily    the next working morning     weekly  the morning of the first working day of a week
    urgent   at once, whatever the hour, unless it is off
    """
    if how == "off":
        return None
    if is_urgent:
        return at
    if how == "at_once":
        return hours.next_on(at, calendar)
    return hours.next_morning(at, calendar) if how == "daily" else _next_week(at, calendar, hours)


def _next_week(at: datetime, calendar: Calendar, hours: Hours) -> datetime:
    """This week's morning when it is still to come, else that of the next week in which somebody works."""
    week = week_of(at.date())
    zone = at.tzinfo
    assert zone is not None  # noqa: S101  # a naive moment has no working hours
    while True:
        sent_at = sending_time(week, calendar, at=hours.begin, zone=zone)
        if sent_at is not None and sent_at >= at:
            return sent_at
        week = week_before(week, -1)


def period(how: How, on: date) -> str:
    """What there is one digest of: the day, or the week."""
    return week_of(on) if how == "weekly" else on.isoformat()
