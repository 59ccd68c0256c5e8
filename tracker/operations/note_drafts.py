"""What somebody has begun to write on a case survives a closed window, on any of their devices."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from tracker.models import Case, NoteDraft, User
from tracker.rules.errors import NotAllowed

LONGEST = 20_000
LONGEST_BOX = 100


def keep_draft(
    case: Case, *, by: User, now: datetime, note: str, figures: Mapping[str, str] = MappingProxyType({})
) -> None:
    """The text as it stands now, and the figures as typed; an empty one is forgotten."""
    if not by.scope.may("case.note", case.visible_unit_ids, case.enterprise_id):
        raise NotAllowed("not_permitted", verb="case.note")
    if not note.strip() and not figures:
        drop_draft(case, by=by)
        return
    typed = {name: text[:LONGEST_BOX] for name, text in figures.items()}
    begun = {"note": note[:LONGEST], "figures": typed, "saved_at": now}
    NoteDraft.objects.update_or_create(case=case, user=by, defaults=begun)


def drop_draft(case: Case, *, by: User) -> None:
    """It has been recorded, or thrown away."""
    NoteDraft.objects.filter(case=case, user=by).delete()
