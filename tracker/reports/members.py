"""The people of a unit, for whoever may name one of them as handler of its case."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tracker.models import Membership, Unit, User
from tracker.models.keys import Keys
from tracker.models.people import UserQuerySet


def members_of(unit_ids: Iterable[int | None], on: date) -> UserQuerySet:
    """Everybody with an account who works for one of these units, or for one below it, on a day; None is no unit."""
    below = Unit.objects.within(Keys(filter(None, unit_ids)))
    held = Membership.objects.current(on).filter(unit__in=below)
    rows: UserQuerySet = User.objects.filter(is_active=True, pk__in=held.values("user_id"))
    return rows.order_by("name", "id")
