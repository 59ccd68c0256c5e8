"""The same act on many cases: each for itself, all that is possible done, all that is not refused in words; and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from tracker.models import BulkAct, BulkRow, Case, FollowUp, User
from tracker.operations.case_life import Facts, act_on
from tracker.operations.case_life.act import check_facts
from tracker.operations.case_life.tagging import signed
from tracker.operations.case_life.undoing import state_before
from tracker.operations.holding import held, hold_calendar
from tracker.operations.notices_of_batches import tell_back, tell_of_batch
from tracker.operations.repeats import once, own_key
from tracker.rules.errors import BadInput, Conflict, DomainError, NotAllowed
from tracker.rules.status import IN_BULK, TABLE, UNDO, Move


def act_on_many(
    chosen: Mapping[str, int | None],
    verb: str,
    *,
    by: User,
    now: datetime,
    facts: Facts,
    key: str | None = None,
) -> BulkAct:
    """Take an act on each of the chosen cases that allows it; the same `key` twice is one batch.

    chosen  number of a case → the version the person was reading; None: whatever stands
    Raises  NotAllowed where no role of the person may, BadInput for what is wrong with all of them alike
    """
    if verb not in IN_BULK:
        raise BadInput("required", field="verb")
    if not by.scope.may(f"case.{verb}"):
        raise NotAllowed("not_permitted", verb=f"case.{verb}")
    check_number(len(chosen))
    check_facts(TABLE[verb], facts, now)
    main = by.main_membership
    batch = BulkAct(
        verb=verb,
        note=facts.note.strip(),
        facts=told_of(TABLE[verb], facts),
        chosen=len(chosen),
        by=by,
        by_unit=main.unit if main else None,
        at=now,
        idempotency_key=own_key(by, key),
    )
    return once(batch.idempotency_key, BulkAct, lambda: _run(batch, chosen, facts))


def undo_batch(batch: BulkAct, *, by: User, now: datetime) -> BulkAct:
    """Take back what a batch did, on each case on which nothing has happened since; a second time changes nothing.

    Raises  NotAllowed `not_yours` for anybody but whoever did it, Conflict `undo_over` when it is too late
    """
    with transaction.atomic():
        hold_calendar()
        current = held(batch, by)
        if current.by_id != by.pk:
            raise NotAllowed("not_yours")
        if current.undone_at is not None:
            return current
        if now > undo_ends(current):
            raise Conflict("undo_over", minutes=settings.BULK_UNDO_MINUTES)
        rows = list(current.rows.standing().select_related("case", "batch", "follow_up").order_by("case_id"))
        undone = {act.pk: back for row in rows for act, back in _taken_back(row, by, now)}
        if undone:  # else whoever did it may try again
            current.undone_at, current.undone_by = now, by
            current.save()
        BulkRow.objects.bulk_update(rows, ["undo", "undo_refusal", "undo_refusal_params"])
        tell_back(current, undone, now=now)
    return current


def undo_ends(batch: BulkAct) -> datetime:
    """Until when a batch may be taken back."""
    return batch.at + timedelta(minutes=settings.BULK_UNDO_MINUTES)


def may_undo(batch: BulkAct, *, by: User, now: datetime) -> bool:
    """Whether the person may still take it back, as far as the batch itself says."""
    return batch.by_id == by.pk and batch.undone_at is None and now <= undo_ends(batch)


def check_number(count: int) -> None:
    """Whether that many cases can be dealt with at once; raises BadInput."""
    if not count:
        raise BadInput("none_chosen")
    if count > settings.BULK_CASES:
        raise BadInput("too_many_cases", count=count, limit=settings.BULK_CASES)


def told_of(move: Move, facts: Facts) -> dict[str, Any]:
    """What was said for all of them, by the names of the trail."""
    texts: dict[str, Any] = {
        "unit": facts.unit.name if facts.unit else "",
        "assisting": [unit.name for unit in facts.assisting],
        "parallel": [unit.name for unit in facts.parallel],
        "until": str(facts.until or ""),
        "result_kind": facts.result_kind,
        "tags": signed(facts.tags, facts.untags),
    }
    return {name: value for name, value in texts.items() if value and name in move.facts}


def _run(batch: BulkAct, chosen: Mapping[str, int | None], facts: Facts) -> BulkAct:
    """Every case in the order of its key, so that two batches cannot wait for each other."""
    hold_calendar()
    batch.save()
    by = batch.by
    seen = Case.objects.visible_to(by).filter(number__in=list(chosen)).order_by("pk")
    rows, acts = [], []
    for case in seen.select_for_update(of=("self",), no_key=True):
        row, before = BulkRow(batch=batch, case=case), state_before(batch.verb, case)
        try:
            row.follow_up = act_on(
                case,
                batch.verb,
                by=by,
                now=batch.at,
                facts=facts,
                version=chosen[case.number],
                telling=_nobody_yet,
            )
            acts.append(row.follow_up)
            row.before = before
        except DomainError as error:
            row.refusal, row.refusal_params = error.code, error.params
        rows.append(row)
    BulkRow.objects.bulk_create(rows)
    tell_of_batch(batch, acts)
    return batch


def _taken_back(row: BulkRow, by: User, now: datetime) -> Iterator[tuple[FollowUp, FollowUp]]:
    """The act and the one that took it back; nothing where that is refused."""
    try:
        row.undo = act_on(
            row.case,
            UNDO[row.batch.verb],
            by=by,
            now=now,
            facts=Facts(undo=row, audience=row.follow_up.audience if row.follow_up else ""),
            telling=_nobody_yet,
        )
    except DomainError as error:
        row.undo_refusal, row.undo_refusal_params = error.code, error.params
    if row.follow_up is not None and row.undo is not None:
        yield row.follow_up, row.undo


def _nobody_yet(act: FollowUp) -> FollowUp:
    """People hear of the batch as a whole."""
    return act
