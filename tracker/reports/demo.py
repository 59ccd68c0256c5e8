"""The demo accounts of a run on one's own machine, for the page where nobody is signed in yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.models import Membership


@dataclass(frozen=True)
class DemoAccount:
    """A name to sign in with, and as what."""

    name: str
    role: str
    unit: str


def demo_accounts(on: date) -> list[DemoAccount]:
    """The accounts made for trying; there are none in production."""
    held = Membership.objects.current(on).filter(user__is_demo=True, user__is_active=True)
    rows = held.select_related("user", "unit").order_by("id")
    return [DemoAccount(one.user.username, one.get_role_display(), str(one.unit)) for one in rows]
