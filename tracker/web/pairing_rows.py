"""The officers of a firm as rows, those of today first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from tracker.models import Enterprise, Pairing, User
from tracker.web.dates import Clock


def pairing_rows(user: User, firm: Enterprise, clock: Clock) -> list[dict[str, Any]]:
    """Current and former officers with their group and days: one query."""
    found = Pairing.objects.visible_to(user).filter(enterprise=firm).select_related("officer", "group")
    rows = [_row(one, clock) for one in found.order_by("-from_on", "-id")]
    return sorted(rows, key=lambda row: not row["is_current"])


def _row(pairing: Pairing, clock: Clock) -> dict[str, Any]:
    until, today = pairing.to_on, clock.today
    since = pairing.from_on.isoformat()
    return {
        "officer": str(pairing.officer),
        "officer_id": pairing.officer.public_id,
        "group": str(pairing.group or ""),
        "from_iso": since,
        "days": f"{since} – {until.isoformat()}" if until else _("since %(day)s") % {"day": since},
        "is_current": until is None or until >= today,
        "last_iso": max(pairing.from_on, today - timedelta(days=1)).isoformat(),
    }
