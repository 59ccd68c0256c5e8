"""Measures and rates in words: for pages, exports and mails."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MEASURE_LABELS: Final[dict[str, Promise]] = {
    "collected": _("Collected"),
    "handed_down": _("Handed down from above"),
    "accepted": _("Accepted"),
    "returned": _("Returned by a unit"),
    "in_hand": _("Still open"),
    "near": _("Near due"),
    "overdue": _("Overdue"),
    "difficult": _("Difficult cases"),
    "to_sign": _("Due to be signed for"),
    "signed_in_time": _("Signed for in time"),
    "due": _("Due in the period"),
    "solved_in_time": _("Solved in time"),
    "extended": _("With an extension"),
    "resolved": _("Resolved"),
    "closed": _("Closed"),
    "judged": _("Closed, without explained ones"),
    "solved": _("Solved, after review"),
    "redone": _("Done over before"),
    "drawn": _("Drawn for call-back"),
    "called_back": _("Validly called back"),
    "content": _("Content"),
}
AGE_LABELS: Final[dict[str, Promise]] = {
    "late_longer": _("Overdue for more than 30 days"),
    "late_month": _("Overdue for 8 to 30 days"),
    "late_week": _("Overdue for up to 7 days"),
    "due_soon": _("Near due"),
    "due_later": _("Due later"),
    "undated": _("Without a due date yet"),
    "parked": _("Parked"),
}
RATE_LABELS: Final[dict[str, Promise]] = {
    "signing": _("Signed for in time, rate"),
    "punctual": _("Solved in time, rate"),
    "solving": _("Solved, rate"),
    "content": _("Satisfaction"),
    "coverage": _("Call-back coverage"),
    "redoing": _("Done over, rate"),
    "returning": _("Returned, rate"),
    "extending": _("Extended, rate"),
}
