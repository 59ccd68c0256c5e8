"""今日待办: what waits for a person today; each kind is one queryset, counted on the start page and opened as a list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import IntegerField, QuerySet, Subquery

from tracker.models import (
    AssistanceAction,
    Campaign,
    Case,
    CaseRequest,
    CaseUnit,
    Commitment,
    Draft,
    EnterpriseLink,
)
from tracker.models.cases import CaseQuerySet, Check, Status
from tracker.models.follow_ups import Part
from tracker.reports.replies import unreplied
from tracker.rules.access import Scope, union
from tracker.rules.status import OPEN

CAP = 1000
IN_ACTIONS: Final = "promised_actions"  # the one kind whose rows are actions


class CappedCount(Subquery):
    """How many rows a query has, counted up to one above the cap."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS capped)"
    output_field = IntegerField()

    def __init__(self, queryset: QuerySet[Any], cap: int = CAP) -> None:
        super().__init__(queryset.order_by().values("pk")[: cap + 1])


@dataclass(frozen=True)
class Waiting:
    """How many of one kind wait; `code` names the kind, counts above 1,000 are only known to be more."""

    code: str
    count: int

    @property
    def text(self) -> str:
        """12, or 1,000+."""
        return f"{CAP:,}+" if self.count > CAP else f"{self.count:,}"


@dataclass(frozen=True)
class Desk:
    """Whose day it is.

    cases, actions, drafts  what the person sees     near_until  the last due date that counts as near
    """

    user_id: int
    scope: Scope
    cases: CaseQuerySet
    actions: QuerySet[AssistanceAction]
    drafts: QuerySet[Draft]
    on: date
    near_until: date

    @property
    def unit_ids(self) -> list[int]:
        """The units the person works for."""
        return sorted(union(grant.unit_ids for grant in self.scope.grants))

    def owned(self, verb: str) -> CaseQuerySet:
        """The cases on which the person's office may do `verb`."""
        if self.scope.sees_everything(verb):
            return self.cases
        return self.cases.filter(owner_office_id__in=sorted(self.scope.units(verb)))


Rows = Callable[[Desk], QuerySet[Any]]


def near_due(cases: CaseQuerySet, on: date, until: date) -> CaseQuerySet:
    """Open, the clock running, and due between today and the last day that counts as near."""
    return cases.open().filter(due_on__gte=on, due_on__lte=until).exclude(status=Status.PARKED)


def overdue(cases: CaseQuerySet, on: date) -> CaseQuerySet:
    """Open and past their day."""
    return cases.overdue(on)


def led_by(cases: CaseQuerySet, scope: Scope) -> CaseQuerySet:
    """Led by a unit the person works for."""
    return cases.filter(lead_unit_id__in=sorted(union(grant.unit_ids for grant in scope.grants)))


def _at(status: str, verb: str) -> Rows:
    """Standing at a status, before the office that has to move it."""
    return lambda desk: desk.owned(verb).filter(status=status)


def _asked(desk: Desk) -> CaseQuerySet:
    return desk.owned("case.extend").filter(pk__in=CaseRequest.objects.waiting().values("case_id"))


def _to_answer(desk: Desk) -> CaseQuerySet:
    parts = CaseUnit.objects.unanswered().filter(unit_id__in=desk.unit_ids)
    return desk.cases.filter(status__in=(Status.ASSIGNED, Status.HANDLING), pk__in=parts.values("case_id"))


def _handled(desk: Desk) -> CaseQuerySet:
    """In hand, as the handler of the unit that leads or of one whose answer is still awaited."""
    mine = CaseUnit.objects.filter(handler_id=desk.user_id, is_current=True)
    asked = mine.filter(answered_on=None, excused_on=None)
    parts = mine.filter(part=Part.LEAD).values("case_id").union(asked.values("case_id"))
    return desk.cases.filter(status=Status.HANDLING, pk__in=parts)


def _to_reply(desk: Desk) -> CaseQuerySet:
    """In the hands of my units, and the day is near or past by which the enterprise hears a first word."""
    at_work = led_by(desk.cases.filter(status__in=(Status.ASSIGNED, Status.HANDLING)), desk.scope)
    return unreplied(at_work.filter(reply_due_on__lte=desk.near_until))


def _unhappy(desk: Desk) -> CaseQuerySet:
    """Over for the office, not for the enterprise: to be reopened, or settled by calling them."""
    said = EnterpriseLink.objects.unhappy().values("case_id")
    return desk.owned("case.reopen").exclude(status__in=OPEN).filter(pk__in=said)


def _promised(desk: Desk) -> CaseQuerySet:
    """However they ended: what was promised in public stands until it is kept."""
    return desk.cases.filter(pk__in=_due_promises(desk).filter(case__isnull=False).values("case_id"))


def _promised_in_actions(desk: Desk) -> QuerySet[AssistanceAction]:
    return desk.actions.filter(pk__in=_due_promises(desk).filter(action__isnull=False).values("action_id"))


def _due_promises(desk: Desk) -> QuerySet[Commitment]:
    return Commitment.objects.unkept().filter(due_on__lte=desk.on, owner_id__in=desk.unit_ids)


# In the order of the day; the verb is what the person must be able to do to have a hand in it.
KINDS: Final[dict[str, tuple[str, Rows]]] = {
    "to_sign": ("case.sign", lambda desk: led_by(desk.cases.filter(status=Status.ASSIGNED), desk.scope)),
    "to_answer": ("case.answer", _to_answer),
    "to_reply": ("case.answer", _to_reply),
    "handled": ("case.answer", _handled),
    "details": (
        "case.supply",
        lambda desk: desk.cases.filter(status=Status.INCOMPLETE, registrar_unit_id__in=desk.unit_ids),
    ),
    "drafts": ("bulletin.review", lambda desk: desk.drafts),
    "registered": ("case.accept", _at(Status.REGISTERED, "case.accept")),
    "accepted": ("case.assign", _at(Status.ACCEPTED, "case.assign")),
    "disputed": ("case.rule", _at(Status.DISPUTED, "case.rule")),
    "asked": ("case.extend", _asked),
    "in_review": ("case.approve", _at(Status.IN_REVIEW, "case.approve")),
    "call_back": ("case.call_back", _at(Status.CALL_BACK, "case.call_back")),
    "to_check": (
        "case.pass_check",
        lambda desk: desk.owned("case.pass_check").filter(quality_check=Check.PENDING),
    ),
    "unhappy": ("case.reopen", _unhappy),
    "answer_day": (
        "case.resume",
        lambda desk: desk.owned("case.resume").filter(status=Status.PARKED, next_answer_on__lte=desk.on),
    ),
    "promised": ("case.keep_promise", _promised),
    IN_ACTIONS: ("action.keep_promise", _promised_in_actions),
    "near": ("case.view", lambda desk: near_due(desk.cases, desk.on, desk.near_until)),
    "overdue": ("case.view", lambda desk: overdue(desk.cases, desk.on)),
    "escalated": ("case.instruct", lambda desk: desk.cases.open().filter(escalated_on__isnull=False)),
    "difficult": ("case.escalate", lambda desk: desk.cases.open().difficult()),
    "parked": ("case.view", lambda desk: desk.cases.filter(status=Status.PARKED)),
}


def kinds_of(scope: Scope) -> list[str]:
    """The kinds a person's roles have a hand in."""
    return [code for code, (verb, _rows) in KINDS.items() if scope.may("case.view") and scope.may(verb)]


def rows_of(code: str, desk: Desk) -> QuerySet[Any]:
    """The rows behind a count; none for a kind the person has no hand in."""
    return KINDS[code][1](desk) if code in kinds_of(desk.scope) else desk.cases.none()


def waiting(desk: Desk) -> list[Waiting]:
    """What waits, by role, in the order of the day; one query."""
    found = {code: rows_of(code, desk) for code in kinds_of(desk.scope)}
    if not found:
        return []
    counts = {code: CappedCount(rows) for code, rows in found.items()}
    row = Campaign.objects.filter(is_current=True).annotate(**counts).values(*counts).first()
    return [Waiting(code, row[code] if row else 0) for code in found]


def next_in_line(cases: CaseQuerySet, limit: int = 8) -> list[Case]:
    """The open cases whose day comes first; parked ones wait for another day."""
    return list(
        cases.open()
        .filter(due_on__isnull=False)
        .exclude(status=Status.PARKED)
        .select_related("enterprise", "district")
        .only(
            "number",
            "title",
            "status",
            "due_on",
            "place",
            "enterprise__name",
            "district__name",
            "district__short_name",
            "district__name_en",
        )
        .order_by("due_on", "id")[:limit]
    )
