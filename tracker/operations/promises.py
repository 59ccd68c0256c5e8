"""Promises made with an assistance action: marking one as kept; those of a case are kept by an act on it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from tracker.models import AssistanceAction, Commitment, User
from tracker.models.actions import ActionStatus
from tracker.operations.holding import held
from tracker.rules.errors import BadInput, Conflict, NotAllowed

VERB = "action.keep_promise"


def may_keep(by: User, action: AssistanceAction, promise: Commitment) -> bool:
    """Whether somebody who sees the action may say that the promise is kept: for a unit that has a part in it, or made it."""
    audience = action.visible_unit_ids + ([promise.owner_id] if promise.owner_id else [])
    return action.status == ActionStatus.STANDING and by.scope.may(VERB, audience)


def keep_promise(
    action: AssistanceAction, key: int, *, by: User, now: datetime, kept_on: date | None = None
) -> Commitment:
    """It is done, today or on an earlier day; a second time changes nothing.

    key     the promise's; a correction of the action gives its promises new ones
    Raises  NotAllowed, Conflict `promise_gone`, BadInput `day_in_future`
    """
    day = kept_on or now.date()
    if day > now.date():
        raise BadInput("day_in_future", day=day.isoformat())
    with transaction.atomic():
        current = held(action, by)
        if not by.scope.may(VERB):
            raise NotAllowed("not_permitted", verb=VERB)
        promise = current.commitments.filter(pk=key).first()
        if promise is None or current.status != ActionStatus.STANDING:
            raise Conflict("promise_gone")
        if not may_keep(by, current, promise):
            raise NotAllowed("not_permitted", verb=VERB)
        if promise.kept_on is None:
            promise.kept_on = day
            promise.save()
    return promise
