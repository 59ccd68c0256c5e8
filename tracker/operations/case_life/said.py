"""What the enterprise itself says of its case: the one move that nobody with an account makes."""

from __future__ import annotations

from datetime import datetime

from tracker.models import Case, FollowUp
from tracker.operations.case_life.act import store
from tracker.operations.case_life.facts import Change, Facts
from tracker.operations.case_life.offices import rate
from tracker.operations.notices import tell
from tracker.operations.trail import write_follow_up
from tracker.rules.errors import Conflict
from tracker.rules.status import RATABLE, TABLE


def rated_by_enterprise(case: Case, rating: str, *, now: datetime) -> FollowUp:
    """Take a rating on the locked case: waiting for the call-back it has its effect at once, as if the office had called.

    Elsewhere nothing moves, and the trail says only that there is a rating: what it says is for the office.
    Raises Conflict `not_ratable` while there is nothing to judge.
    """
    move, source = TABLE["rate"], case.status
    if source not in RATABLE:
        raise Conflict("not_ratable")
    if source not in move.sources:
        return tell(write_follow_up(case, by=None, now=now, verb=move.verb, moved=(source, source)))
    change = Change(case, move, Facts(rating=rating), now, told={"rating": rating})
    target = rate(change, rating)
    store(case, move, source, target)
    return tell(
        write_follow_up(
            case,
            by=None,
            now=now,
            verb=move.verb,
            moved=(source, target),
            details={"facts": change.told},
        )
    )
