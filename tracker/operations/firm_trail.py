"""Writing one act on a firm's own trail: a state, another name, a merge."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from tracker.models import Enterprise, EnterpriseAct, User
from tracker.rules.errors import BadInput

LONGEST_REASON = 300


def write_firm_act(  # one row, its columns by name
    firm: Enterprise,
    verb: str,
    *,
    by: User,
    now: datetime,
    reason: str = "",
    on: date | None = None,
    details: dict[str, Any],
) -> EnterpriseAct:
    """Append an act; call inside the transaction that holds the firm's row."""
    return EnterpriseAct.objects.create(
        enterprise=firm,
        verb=verb,
        happened_on=on or now.date(),
        reason=checked_reason(reason),
        by=by,
        at=now,
        details=details,
    )


def checked_reason(reason: str) -> str:
    """On one line, and short enough to be kept."""
    clean = " ".join(reason.split())
    if len(clean) > LONGEST_REASON:
        raise BadInput("too_long", field="reason", limit=LONGEST_REASON)
    return clean
