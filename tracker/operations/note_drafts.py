"""What somebody has begun to write on a case survives a closed window, on any of their devices."""

from __future__ import annotations

from datetime import datetime

from tracker.models import Case, NoteDraft, User
from tracker.rules.errors import NotAllowed

LONGEST = 20_000


def keep_draft(case: Case, *, by: User, now: datetime, note: str) -> None:
    """The text as it stands now; an empty one is forgotten."""
    if not by.scope.may("case.note", case.visible_unit_ids, case.enterprise_id):
        raise NotAllowed("not_permitted", verb="case.note")
    if not note.strip():
        drop_draft(case, by=by)
        return
    NoteDraft.objects.update_or_create(case=case, user=by, defaults={"note": note[:LONGEST], "saved_at": now})


def drop_draft(case: Case, *, by: User) -> None:
    """It has been recorded, or thrown away."""
    NoteDraft.objects.filter(case=case, user=by).delete()
