"""One act on a case: seen, permitted, possible, up to date, complete; then carried out and told, all or nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeAlias

from tracker.models import Case, FollowUp, User
from tracker.models.cases import CaseClass, Rating, ResultKind
from tracker.models.follow_ups import Audience
from tracker.models.requests import Answer
from tracker.operations.case_life.effects import EFFECTS, RULINGS
from tracker.operations.case_life.endings import merged_into
from tracker.operations.case_life.facts import Act, Facts
from tracker.operations.case_life.permit import obstacle, situation_of
from tracker.operations.cases import audience_of
from tracker.operations.holding import held, hold_calendar
from tracker.operations.notices import tell
from tracker.operations.repeats import once, own_key
from tracker.operations.trail import write_follow_up
from tracker.rules.errors import BadInput
from tracker.rules.status import DECLINED, HANDLING, TABLE, VOIDED, WITHDRAWN, Move

DIFFICULT_AFTER = 3
UNSOLVED = frozenset(
    {DECLINED, WITHDRAWN, VOIDED}
)  # what was merged into a case that ends so ends unsolved with it
LONGEST_TEXT = 20_000
TOLD_TO_ENTERPRISE = frozenset({"decline", "extend"})
Telling: TypeAlias = Callable[[FollowUp], FollowUp]
CHOICES = {
    "case_class": CaseClass.values,
    "result_kind": ResultKind.values,
    "rating": Rating.values,
    "ruling": RULINGS,
    "audience": Audience.values,
}


def act_on(  # noqa: PLR0913  # who, when, what, on which version, and who hears of it
    case: Case,
    verb: str,
    *,
    by: User,
    now: datetime,
    facts: Facts | None = None,
    version: int | None = None,
    key: str | None = None,
    telling: Telling = tell,
) -> FollowUp:
    """Take an act of the table on a case; the same `key` twice takes it once.

    version  the one the person was reading; an act that alters the case refuses an older one. None: whatever stands
    telling  who hears of it; a batch collects its acts and tells them together
    Raises   NotAllowed (`gone` when the person does not see the case), Conflict, BadInput
    """
    move = TABLE.get(verb)
    if move is None or not move.sources:
        raise BadInput("required", field="verb")
    facts, key = facts or Facts(), own_key(by, key)
    check_facts(move, facts, now)

    def carry_out() -> FollowUp:
        hold_calendar()
        act = Act(_locked(case, facts, by), move, facts, now, by)
        _check_move(act, version)
        return telling(_carry_out(act, key))

    return once(key, FollowUp, carry_out)


def usual_audience(verb: str) -> str:
    """For whose eyes an act is written unless somebody says so."""
    return Audience.ENTERPRISE if verb in TOLD_TO_ENTERPRISE else Audience.INTERNAL


def _carry_out(act: Act, key: str | None) -> FollowUp:
    case, move, facts, source = act.case, act.move, act.facts, act.case.status
    effect = EFFECTS.get(move.verb)
    target = (effect(act) if effect else None) or (move.targets[0] if move.targets else source)
    store(case, move, source, target)
    if target in UNSOLVED and target != source and (numbers := merged_into(case)):
        act.told["ends_too"] = numbers
    return write_follow_up(
        case,
        by=act.by,
        now=act.now,
        verb=move.verb,
        note=facts.note or facts.result,
        audience=facts.audience or usual_audience(move.verb),
        happened_on=act.day,
        moved=(source, target),
        details={"facts": act.told} if act.told else None,
        key=key,
    )


def _locked(case: Case, facts: Facts, by: User) -> Case:
    """The case's row, locked; with the other one of a merger always in the same order, so that two cannot wait for each other."""
    other_id = facts.target.pk if facts.target else case.merged_into_id
    if other_id is not None:
        both = Case.objects.filter(pk__in=[case.pk, other_id]).order_by("pk")
        list(both.select_for_update(of=("self",), no_key=True).values_list("pk"))
    return held(case, by, "owner_office", "campaign__deadline_preset", "registrar_unit")


def _check_move(act: Act, version: int | None) -> None:
    refused = obstacle(act.by, act.move, situation_of(act.case, act.facts.undo), version)
    if refused is not None:
        raise refused


def check_facts(move: Move, facts: Facts, now: datetime) -> None:
    """Whether what is said of an act is complete and readable, whatever case it is about; raises BadInput."""
    if move.verb == "tag" and not facts.tags and not facts.untags:
        raise BadInput("required", field="tags")
    for name in move.asks:
        if not _given(getattr(facts, name)):
            raise BadInput("required", field=name)
    for name, allowed in CHOICES.items():
        if (value := getattr(facts, name)) and value not in allowed:
            raise BadInput("required", field=name)
    for name in ("note", "result"):
        if len(getattr(facts, name)) > LONGEST_TEXT:
            raise BadInput("too_long", field=name, limit=LONGEST_TEXT)
    if facts.happened_on and facts.happened_on > now.date():
        raise BadInput("day_in_future", day=facts.happened_on.isoformat())


def _given(value: Any) -> bool:
    return bool(value.strip()) if isinstance(value, str) else bool(value)


def store(case: Case, move: Move, source: str, target: str) -> None:
    """The row as the act leaves it; what a unit asked for and nobody answered falls with its status."""
    case.status = target
    case.is_difficult = case.return_count + case.redo_count + case.reopen_count >= DIFFICULT_AFTER
    case.visible_unit_ids = audience_of(case)
    case.version += move.alters
    case.save()
    if source == HANDLING != target:
        case.requests.waiting().update(answer=Answer.DROPPED)
