"""The pages of one firm, as tabs."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.models import Enterprise


def tabs(firm: Enterprise, *, is_timeline: bool = False) -> list[dict[str, Any]]:
    """The pages of a firm."""
    return [
        {
            "label": _("Overview"),
            "url": reverse("enterprise", args=[firm.public_id]),
            "active": not is_timeline,
        },
        {
            "label": _("Timeline"),
            "url": reverse("enterprise_timeline", args=[firm.public_id]),
            "active": is_timeline,
        },
    ]
