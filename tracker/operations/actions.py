"""Assistance actions: log, correct, void, link to cases."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from django.db import transaction

from tracker.models import (
    AssistanceAction,
    Case,
    Commitment,
    Enterprise,
    Figure,
    Participant,
    PolicyDocument,
    Unit,
    User,
)
from tracker.models.actions import ActionKind, ActionStatus, DayPrecision
from tracker.operations.campaigns import current_campaign
from tracker.operations.enterprises import survivor_of
from tracker.operations.figures import FigureData
from tracker.operations.holding import held
from tracker.operations.repeats import once, own_key
from tracker.operations.trail import write_follow_up
from tracker.rules.audience import action_audience
from tracker.rules.errors import BadInput, Conflict, NotAllowed
from tracker.rules.names import one_line


@dataclass(frozen=True)
class ParticipantData:
    """Who took part: one of enterprise, unit, or a bare name; `role` is assisted, partner or other."""

    role: str
    enterprise: Enterprise | None = None
    unit: Unit | None = None
    name: str = ""


@dataclass(frozen=True)
class PolicyData:
    """A policy document by title, number or both."""

    title: str
    number: str = ""


@dataclass(frozen=True)
class CommitmentData:
    """A promise; without a day it stays on the list until somebody sets one."""

    text: str
    owner: Unit | None = None
    due_on: date | None = None


@dataclass(frozen=True)
class ActionData:
    """Everything a form, a review or the admin knows of an action."""

    kind: str
    title: str
    reporter: Unit | None
    summary: str = ""
    day: date | None = None
    day_precision: str = "day"
    day_as_written: str = ""
    listed_on: date | None = None
    reporter_sub_unit: str = ""
    outcome: str = ""
    unnamed_enterprises: int | None = None
    unnamed_is_approx: bool = False
    districts: Sequence[Unit] = ()
    participants: Sequence[ParticipantData] = ()
    figures: Sequence[FigureData] = ()
    policies: Sequence[PolicyData] = ()
    commitments: Sequence[CommitmentData] = field(default_factory=tuple)


PLAIN_FIELDS = (
    "kind",
    "title",
    "summary",
    "day",
    "day_precision",
    "day_as_written",
    "reporter_sub_unit",
    "outcome",
    "unnamed_enterprises",
    "unnamed_is_approx",
)


def log_action(*, by: User, now: datetime, data: ActionData, key: str | None = None) -> AssistanceAction:
    """A new action with its participants and figures; the same `key` twice returns the first one."""
    reporter, key = _checked(by, now, data), own_key(by, key)
    action = AssistanceAction(
        campaign=current_campaign(), reporter=reporter, logged_by=by, logged_at=now, idempotency_key=key
    )
    _set_plain(action, data, now)
    action.visible_unit_ids = _audience(data, reporter)
    return once(key, AssistanceAction, lambda: _save_new(action, data))


def edit_action(
    action: AssistanceAction, *, by: User, now: datetime, version: int, data: ActionData
) -> AssistanceAction:
    """Correct an action as a whole; a colleague's newer version is never overwritten."""
    reporter = _checked(by, now, data)
    with transaction.atomic():
        current = held(action, by)
        _may_change(by, current, "action.edit")
        if not by.scope.may("action.log", [current.reporter_id]):
            raise NotAllowed("not_own_unit", unit=str(current.reporter))
        if current.version != version:
            raise Conflict("stale")
        _set_plain(current, data, now)
        current.reporter = reporter
        current.visible_unit_ids = _audience(data, reporter)
        current.version += 1
        current.save()
        kept = {promise.text: promise.kept_on for promise in current.commitments.all()}
        for related in (current.participants, current.figures, current.commitments):
            related.all().delete()
        _save_parts(current, data, kept)
    return current


def void_action(action: AssistanceAction, *, by: User, now: datetime, reason: str) -> AssistanceAction:
    """Take back a wrong entry; it stays, marked, with the reason."""
    if not reason.strip():
        raise BadInput("reason_required")
    with transaction.atomic():
        current = held(action, by)
        _may_change(by, current, "action.void")
        if current.status != ActionStatus.VOIDED:
            current.status, current.void_reason = ActionStatus.VOIDED, reason.strip()[:200]
            current.version += 1
            current.save()
    return current


def link_case(action: AssistanceAction, case: Case, *, by: User, now: datetime) -> None:
    """Note on the case's trail that this action belongs to it; a second time changes nothing."""
    _may_change(by, action, "action.edit")
    with transaction.atomic():
        locked = held(case, by)
        if action.cases.filter(pk=locked.pk).exists():
            return
        action.cases.add(locked)
        write_follow_up(
            locked,
            by=by,
            now=now,
            verb="link_action",
            happened_on=action.day,
            action=action,
        )


def _save_new(action: AssistanceAction, data: ActionData) -> AssistanceAction:
    action.save(force_insert=True)
    _save_parts(action, data)
    return action


def _set_plain(action: AssistanceAction, data: ActionData, now: datetime) -> None:
    for name in PLAIN_FIELDS:
        setattr(action, name, getattr(data, name))
    action.title = one_line(data.title)
    action.listed_on = data.listed_on or data.day or action.listed_on or now.date()


def _save_parts(
    action: AssistanceAction, data: ActionData, kept: Mapping[str, date | None] = MappingProxyType({})
) -> None:
    """The lists of an action; a promise that was kept and is still there stays kept."""
    action.districts.set(data.districts)
    action.policies.set([_policy(policy) for policy in data.policies])
    Participant.objects.bulk_create(
        Participant(action=action, **_shallow(p)) for p in _distinct(data.participants)
    )
    Figure.objects.bulk_create(Figure(action=action, **_shallow(f)) for f in data.figures)
    Commitment.objects.bulk_create(
        Commitment(action=action, kept_on=kept.get(c.text), **_shallow(c)) for c in data.commitments
    )


def _shallow(part: ParticipantData | FigureData | CommitmentData) -> dict[str, object]:
    return {f.name: getattr(part, f.name) for f in dataclasses.fields(part)}


def _distinct(participants: Sequence[ParticipantData]) -> list[ParticipantData]:
    """One row a firm: the same firm under two names in one text, or merged into the other, took part once."""
    seen: dict[object, ParticipantData] = {}
    for given in participants:
        part = dataclasses.replace(given, enterprise=given.enterprise and survivor_of(given.enterprise))
        seen.setdefault(part.enterprise or part.unit or part.name, part)
    return list(seen.values())


def _policy(data: PolicyData) -> PolicyDocument:
    policy, _created = PolicyDocument.objects.get_or_create(title=data.title, number=data.number)
    return policy


def _audience(data: ActionData, reporter: Unit) -> list[int]:
    return action_audience(
        reporter_id=reporter.pk,
        district_ids=[district.pk for district in data.districts],
        participant_unit_ids=[part.unit.pk for part in data.participants if part.unit],
    )


def _checked(by: User, now: datetime, data: ActionData) -> Unit:
    """The reporter, once the data makes sense and the person may log for it."""
    if not data.title.strip():
        raise BadInput("required", field="title")
    if data.kind not in ActionKind.values:
        raise BadInput("required", field="kind")
    if data.reporter is None:
        raise BadInput("required", field="reporter")
    if data.day is None and data.day_precision == DayPrecision.DAY:
        raise BadInput("required", field="day")
    if data.day and data.day > now.date():
        raise BadInput("day_in_future", day=data.day.isoformat())
    if not by.scope.may("action.log", [data.reporter.pk]):
        raise NotAllowed("not_own_unit", unit=str(data.reporter))
    return data.reporter


def _may_change(by: User, action: AssistanceAction, verb: str) -> None:
    if not by.scope.may(verb, action.visible_unit_ids):
        raise NotAllowed("not_permitted", verb=verb)
