"""Telling a successor of the work that was handed over to them: one notice, whatever it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from tracker.models import Notice, User
from tracker.models.ids import new_public_id
from tracker.models.notices import OtherNews


def tell_successor(  # what is said of it
    to: User,
    *,
    person: User,
    by: User,
    now: datetime,
    from_on: date,
    firms: Sequence[int],
    cases: Sequence[int],
) -> Notice:
    """From whom, from which day on, and the keys of what it is; call inside the transaction of the hand-over."""
    main = by.main_membership
    return Notice.objects.create(
        recipient=to,
        kind=OtherNews.HANDED_OVER,
        told_for=new_public_id(),
        params={
            "person": str(person),
            "by": " ".join(filter(None, [str(main.unit) if main else "", str(by)])),
            "from_on": from_on.isoformat(),
            "firms": sorted(set(firms)),
            "cases": sorted(set(cases)),
        },
        at=now,
    )
