"""The log of requests: one row for each that might have changed something."""

from __future__ import annotations

from datetime import datetime

import structlog
from django.db import DatabaseError

from tracker.models import AuditEntry

log = structlog.get_logger(__name__)


def record_request(  # one row, its columns by name
    *,
    user_id: int | None,
    now: datetime,
    method: str,
    view: str,
    on: str,
    outcome: int,
    source: str | None,
) -> None:
    """Write the row; an answer is not taken back because the log cannot be written, but that is said loudly."""
    try:
        AuditEntry.objects.create(
            at=now,
            user_id=user_id,
            method=method[:10],
            view=view[:80],
            on=on.replace("\x00", "")[:80],  # which PostgreSQL cannot hold
            outcome=outcome,
            source=source,
        )
    except DatabaseError:
        log.exception("request_not_on_record", view=view, on=on, outcome=outcome, user=user_id)
