"""Visits: one entry makes the visit and, where wanted, the case, the promise and the assistance action."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.files.base import File

from tracker.models import AssistanceAction, Case, Category, Enterprise, Membership, Unit, User, Visit
from tracker.models.actions import ActionKind
from tracker.models.cases import Source
from tracker.models.visits import VisitFinding
from tracker.operations.actions import ActionData, CommitmentData, ParticipantData, link_case, log_action
from tracker.operations.attachments import attach
from tracker.operations.campaigns import current_campaign
from tracker.operations.case_life import Facts, act_on
from tracker.operations.cases import CaseData, register_case
from tracker.operations.enterprises import survivor_of
from tracker.operations.repeats import once, own_key
from tracker.rules.access import MAY
from tracker.rules.errors import BadInput, NotAllowed

LONGEST = {
    "people": 200,
    "title": 120,
    "promise": 300,
    "action_title": 200,
    "note": 20_000,
    "description": 20_000,
}


@dataclass(frozen=True)
class VisitData:
    """Everything the form of a visit holds.

    title, description, category   of the problem, when one was raised
    promise, promise_by            kept on the case, without a case on the action, which is then logged in any case
    as_action, action_title        whether the visit is reported as an assistance action too, and what that is called
    photos                         kept with the visit; one that is not taken in refuses the whole
    """

    finding: str
    visited_on: date
    people: str = ""
    note: str = ""
    title: str = ""
    description: str = ""
    category: Category | None = None
    promise: str = ""
    promise_by: date | None = None
    as_action: bool = False
    action_title: str = ""
    photos: Sequence[File[bytes]] = ()

    @property
    def is_problem(self) -> bool:
        """Whether something was raised that somebody has to solve."""
        return self.finding == VisitFinding.PROBLEM

    @property
    def wants_action(self) -> bool:
        """Asked for, or needed to carry a promise that no case carries."""
        return self.as_action or (bool(self.promise.strip()) and not self.is_problem)


def log_visit(
    enterprise: Enterprise, *, by: User, now: datetime, data: VisitData, key: str | None = None
) -> Visit:
    """Somebody was at a firm, any firm of the city; all of what came of it or nothing, and the same `key` once.

    A firm that was merged into another is visited as that one.
    """
    if not by.scope.may("visit.log"):
        raise NotAllowed("not_permitted", verb="visit.log")
    firm = survivor_of(Enterprise.objects.visible_to(by).get(pk=enterprise.pk))
    _check(data, now)
    key = own_key(by, key)
    return once(key, Visit, lambda: _log(firm, by, now, data, key))


def _log(firm: Enterprise, by: User, now: datetime, data: VisitData, key: str | None) -> Visit:
    """The visit first: a twin of this request waits at its key, and makes no second case."""
    unit = visiting_unit(by, now.date())
    if unit is None:
        raise NotAllowed("not_permitted", verb="visit.log")
    visit = Visit.objects.create(
        campaign=current_campaign(),
        enterprise=firm,
        visited_on=data.visited_on,
        unit=unit,
        by=by,
        people=data.people.strip(),
        finding=data.finding,
        note=data.note.strip(),
        created_at=now,
        idempotency_key=key,
    )
    visit.case = _case(firm, unit, by, now, data) if data.is_problem else None
    visit.action = _action(firm, visit, by, now, data) if data.wants_action else None
    if visit.case or visit.action:
        visit.save(update_fields=["case", "action"])
    if data.photos:
        attach(data.photos, to=visit, by=by, now=now)
    return visit


def visiting_unit(by: User, on: date) -> Unit | None:
    """The main unit among those where the person's role visits firms."""
    held = Membership.objects.current(on).filter(user=by, role__in=MAY["visit.log"]).select_related("unit")
    main = held.order_by("-is_main", "id").first()
    return main.unit if main else None


def _case(firm: Enterprise, unit: Unit, by: User, now: datetime, data: VisitData) -> Case:
    case = register_case(
        by=by,
        now=now,
        unit=unit,
        data=CaseData(
            title=data.title,
            description=data.description or data.note,
            source=Source.VISIT,
            raised_on=data.visited_on,
            enterprise=firm,
            category=data.category,
        ),
    )
    if data.promise.strip():
        facts = Facts(note=data.promise, until=data.promise_by, unit=unit)
        act_on(case, "promise", by=by, now=now, facts=facts)
    return case


def _action(firm: Enterprise, visit: Visit, by: User, now: datetime, data: VisitData) -> AssistanceAction:
    promised = bool(data.promise.strip()) and visit.case is None
    promise = CommitmentData(data.promise.strip(), owner=visit.unit, due_on=data.promise_by)
    action = log_action(
        by=by,
        now=now,
        data=ActionData(
            kind=ActionKind.VISIT,
            title=data.action_title.strip() or firm.name,
            summary="\n".join(filter(None, [data.note.strip(), data.title.strip()])),
            reporter=visit.unit,
            day=data.visited_on,
            districts=[firm.district] if firm.district else [],
            participants=[ParticipantData("assisted", enterprise=firm)],
            commitments=[promise] if promised else [],
        ),
    )
    if visit.case is not None:
        link_case(action, visit.case, by=by, now=now)
    return action


def _check(data: VisitData, now: datetime) -> None:
    if data.finding not in VisitFinding.values:
        raise BadInput("required", field="finding")
    if data.visited_on > now.date():
        raise BadInput("day_in_future", day=data.visited_on.isoformat())
    if data.is_problem and not data.title.strip():
        raise BadInput("required", field="title")
    for name, limit in LONGEST.items():
        if len(getattr(data, name)) > limit:
            raise BadInput("too_long", field=name, limit=limit)
    if data.promise_by and not data.promise.strip():
        raise BadInput("required", field="promise")
    if data.promise_by and data.promise_by < data.visited_on:
        raise BadInput("day_not_later", day=(data.visited_on - timedelta(days=1)).isoformat())
