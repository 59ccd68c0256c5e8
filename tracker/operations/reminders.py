"""Reminding people, once a working day: of due dates, promises, and answers on parked cases."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction

from tracker.models import Campaign, Case, CaseUnit, Commitment, Notice, Unit
from tracker.models.cases import CaseQuerySet, Status
from tracker.models.notices import NoticeQuerySet, Reminder
from tracker.operations.notices import hours_of_city
from tracker.operations.recipients import Called, CaseParts, Post, call, heads_of, parts_of, seen_by
from tracker.reports.calendar import calendar_of_city
from tracker.reports.deadlines import ladder_for, preset_for
from tracker.reports.replies import unreplied
from tracker.rules.deadlines import Rung
from tracker.rules.notices import ASSIGN, ASSIST, KIND_OF_RUNG, REPLY, SIGN, circles, rungs_reached
from tracker.rules.status import RUNNING
from tracker.rules.workdays import Calendar, subtract_working_days, working_days_between

MADE_UP_FOR: Final = 5  # working days without a reminder
AT_ONCE: Final = 500
LONGEST_TO_ASSIGN: Final = timedelta(days=92)  # a case accepted longer ago is not told anew
AT_WORK: Final = (Status.ASSIGNED, Status.HANDLING)  # where an assisting unit's answer is waited for
COLUMNS: Final = (
    "status",
    "due_on",
    "reply_due_on",
    "sign_due_on",
    "accepted_on",
    "next_answer_on",
    "owner_office_id",
    "registrar_id",
    "enterprise_id",
    "visible_unit_ids",
)


@dataclass(frozen=True)
class News:
    """Something to be told of a case because of the day; `posts` hear of it beside those around the case.

    step  which date it is about, where that is not the one by which the case is solved
    """

    case: Case
    kind: str
    told_for: str
    params: dict[str, Any]
    posts: frozenset[Post] = field(default_factory=frozenset)
    step: str = ""


@dataclass(frozen=True)
class Morning:
    """A day, and the due dates that have come to another rung on it."""

    on: date
    calendar: Calendar
    reached: Mapping[date, Rung]

    def news(self, case: Case, due: date | None, *, step: str = "", unit: Unit | None = None) -> News:
        """That a date of a case is near or past; `unit` is the assisting one whose date it is."""
        assert due is not None  # noqa: S101  # the query asked for days
        day, days = due.isoformat(), working_days_between(self.on, due, self.calendar)
        told_for = " ".join(filter(None, [step, day, str(unit.pk) if unit else ""]))
        params: dict[str, Any] = {"due_on": day, "days": days}
        if step:
            params["step"] = step
        if unit:
            params |= {"unit": unit.name, "unit_en": unit.name_en}
        posts = frozenset({heads_of(unit)} if unit else ())
        return News(case, KIND_OF_RUNG[self.reached[due]], told_for, params, posts, step)


def remind(*, now: datetime) -> int:
    """The morning's reminders: due dates at a new rung of the ladder, promises, answers of parked cases.

    Once a working day, all or nothing; again, or twice at once, changes nothing. Returns how many there are then.
    """
    on, hours, calendar = now.date(), hours_of_city(), calendar_of_city(now.date())
    begins = hours.opening(on, now)
    if now < begins or not calendar.is_workday(on):
        return 0
    with transaction.atomic():
        mornings = reminders_since(begins)
        if mornings.exists():
            return 0
        news = [*_due(on, calendar), *_answers(on, calendar), *_promises(on, calendar)]
        for start in range(0, len(news), AT_ONCE):
            rows = list(_rows(news[start : start + AT_ONCE], on, begins))
            Notice.objects.bulk_create(rows, batch_size=AT_ONCE * 10, ignore_conflicts=True)
        Notice.objects.bulk_create(_promises_of_actions(on, calendar, begins), ignore_conflicts=True)
        return mornings.count()


def reminders_since(at: datetime) -> NoticeQuerySet:
    """What people were reminded of at that moment or later."""
    return Notice.objects.filter(follow_up__isnull=True, kind__in=Reminder.values, at__gte=at)


def _rows(news: Sequence[News], on: date, at: datetime) -> Iterator[Notice]:
    parts = parts_of({one.case.pk: one.case for one in news}.values())
    calls = [_call(one, parts) for one in news]
    for one, accounts in zip(news, seen_by(calls, on), strict=True):
        for user_id in accounts:
            yield Notice(
                recipient_id=user_id,
                kind=one.kind,
                case=one.case,
                told_for=one.told_for,
                params=one.params,
                at=at,
            )


def _call(news: News, parts: CaseParts) -> Called:
    called = call(news.case, circles(news.kind, news.case.status, step=news.step), parts[news.case.pk])
    called.posts |= news.posts
    return called


def _due(on: date, calendar: Calendar) -> Iterator[News]:
    """Dates that have come to another rung: by which a case is solved, assigned, replied to, signed for, or assisted."""
    for campaign in Campaign.objects.select_related("deadline_preset"):
        morning = Morning(on, calendar, rungs_reached(on, calendar, ladder_for(campaign), within=MADE_UP_FOR))
        days = list(morning.reached)
        cases = Case.objects.filter(campaign=campaign).only(*COLUMNS).order_by("id")
        for case in cases.filter(status__in=RUNNING, due_on__in=days):
            yield morning.news(case, case.due_on)
        yield from _to_assign(campaign, cases, morning)
        for case in unreplied(cases).filter(reply_due_on__in=days):
            yield morning.news(case, case.reply_due_on, step=REPLY)
        for case in cases.filter(status=Status.ASSIGNED, sign_due_on__in=days):
            yield morning.news(case, case.sign_due_on, step=SIGN)
        parts = CaseUnit.objects.unanswered().filter(case__campaign=campaign, case__status__in=AT_WORK)
        for part in parts.filter(due_on__in=days).select_related("case", "unit__parent").order_by("id"):
            yield morning.news(part.case, part.due_on, step=ASSIST, unit=part.unit)


def _to_assign(campaign: Campaign, cases: CaseQuerySet, morning: Morning) -> Iterator[News]:
    """Accepted cases whose day to be assigned by has come to another rung; it is counted, and stored nowhere."""
    span, waiting = preset_for(campaign).steps.get(ASSIGN), cases.filter(status=Status.ACCEPTED)
    if span is None or not morning.reached:
        return
    accepted = waiting.filter(accepted_on__gte=min(morning.reached) - LONGEST_TO_ASSIGN)
    since = accepted.order_by("accepted_on").values_list("accepted_on", flat=True).distinct()
    due = {day: span.after(day, morning.calendar).day for day in since if day}
    days = [day for day, last in due.items() if last in morning.reached]
    for case in waiting.filter(accepted_on__in=days):
        yield morning.news(case, due[case.accepted_on] if case.accepted_on else None, step=ASSIGN)


def _answers(on: date, calendar: Calendar) -> Iterator[News]:
    """Parked cases whose next answer is due; they stay parked."""
    since = _since(on, calendar)
    cases = Case.objects.filter(status=Status.PARKED, next_answer_on__gt=since, next_answer_on__lte=on)
    for case in cases.only(*COLUMNS).order_by("id"):
        day = str(case.next_answer_on)
        yield News(case, Reminder.ANSWER_DAY, day, {"due_on": day})


def _promises(on: date, calendar: Calendar) -> Iterator[News]:
    """Promises on cases that are due and not kept, however the case ended; whoever's they are hears of it too."""
    since = _since(on, calendar)
    due = Commitment.objects.unkept().filter(due_on__gt=since, due_on__lte=on)
    rows = due.filter(case__isnull=False).select_related("case", "owner__parent").order_by("id")
    for promise in rows:
        day, case, owner = str(promise.due_on), promise.case, promise.owner
        assert case is not None  # noqa: S101  # the query asked for cases
        posts = frozenset({heads_of(owner)} if owner else ())
        params = {"due_on": day, "text": promise.text}
        yield News(case, Reminder.PROMISE_DUE, f"{day} {promise.pk}", params, posts)


def _promises_of_actions(on: date, calendar: Calendar, at: datetime) -> Iterator[Notice]:
    """Promises made with an action, due and not kept: told to the heads of whoever made it, and to who wrote it down."""
    due = Commitment.objects.unkept().filter(due_on__gt=_since(on, calendar), due_on__lte=on)
    related = ("action__reporter__parent", "owner__parent")
    rows = list(due.filter(case__isnull=True).select_related(*related).order_by("id"))
    calls = [_call_of_action(one) for one in rows]
    for promise, accounts in zip(rows, seen_by(calls, on) if calls else [], strict=True):
        day, params = str(promise.due_on), {"due_on": str(promise.due_on), "text": promise.text}
        # A correction of the action gives its promises new keys: their words tell them apart.
        words = hashlib.sha256(promise.text.encode()).hexdigest()[:20]
        for user_id in accounts:
            told = {"told_for": f"{day} {words}", "params": params, "at": at}
            yield Notice(recipient_id=user_id, kind=Reminder.PROMISE_DUE, action=promise.action, **told)


def _call_of_action(promise: Commitment) -> Called:
    action = promise.action
    assert action is not None  # noqa: S101  # the query asked for what is on no case
    return Called(action, {heads_of(promise.owner or action.reporter)}, {action.logged_by_id})


def _since(on: date, calendar: Calendar) -> date:
    """What fell due on this day or before was reminded of, or is long past."""
    return subtract_working_days(on, MADE_UP_FOR, calendar) - timedelta(days=1)
