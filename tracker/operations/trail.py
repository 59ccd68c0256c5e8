"""Writing one act on a case's trail; every verb ends here."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import F

from tracker.models import AssistanceAction, Case, FollowUp, User


def write_follow_up(  # noqa: PLR0913  # one row, its columns by name
    case: Case,
    *,
    by: User | None,
    now: datetime,
    verb: str,
    note: str = "",
    audience: str = "internal",
    happened_on: date | None = None,
    moved: tuple[str, str] = ("", ""),
    details: dict[str, Any] | None = None,
    action: AssistanceAction | None = None,
    key: str | None = None,
) -> FollowUp:
    """Append an act and count it; call inside the transaction that holds the case's row.

    by  None for the enterprise itself, which has no account
    """
    main = by.main_membership if by else None
    follow_up = FollowUp.objects.create(
        case=case,
        verb=verb,
        audience=audience,
        note=note.strip(),
        happened_on=happened_on or now.date(),
        by=by,
        by_unit=main.unit if main else None,
        at=now,
        from_status=moved[0],
        to_status=moved[1],
        details=details or {},
        action=action,
        idempotency_key=key,
    )
    Case.objects.filter(pk=case.pk).update(follow_up_count=F("follow_up_count") + 1, last_follow_up_at=now)
    return follow_up
