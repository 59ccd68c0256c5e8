"""The orders of each list by the word of the address, the usual one first; an index serves each of them."""

from __future__ import annotations

from typing import Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.rules.status import OPEN
from tracker.web.paging import Order, Stretch

_OPEN: Final = Q(status__in=OPEN)
_DUE: Final = _OPEN & Q(due_on__isnull=False)

CASES: Final = {
    "newest": Order(name="number", label=_("Newest first")),
    "registered": Order(key="registered_at", name="number", label=_("Latest registered first")),
    "due": Order(
        name="number",
        label=_("Due first"),
        stretches=(Stretch(_DUE, "due_on", descending=False), Stretch(~_DUE)),
    ),
    "quiet": Order(
        name="number",
        label=_("Longest without a follow-up"),
        stretches=(
            Stretch(_OPEN & Q(last_follow_up_at__isnull=True), descending=False),
            Stretch(_OPEN & Q(last_follow_up_at__isnull=False), "last_follow_up_at", descending=False),
            Stretch(~_OPEN),
        ),
    ),
    "active": Order(
        name="number",
        label=_("Latest follow-up first"),
        stretches=(
            Stretch(Q(last_follow_up_at__isnull=False), "last_follow_up_at"),
            Stretch(Q(last_follow_up_at__isnull=True)),
        ),
    ),
}
ACTIONS: Final = {
    "newest": Order(key="listed_on", label=_("Latest day first")),
    "oldest": Order(key="listed_on", descending=False, label=_("Earliest day first")),
}
ENTERPRISES: Final = {
    "newest": Order(label=_("Newest first")),
    "name": Order(key="name", descending=False, label=_("By name")),
}
VISITS: Final = {
    "newest": Order(key="visited_on", label=_("Latest day first")),
    "oldest": Order(key="visited_on", descending=False, label=_("Earliest day first")),
}
# Follow-ups have no name of their own, and their id says nothing that is secret.
FOLLOW_UPS: Final = {
    "newest": Order(key="at", name="id", label=_("Latest first")),
    "oldest": Order(key="at", name="id", descending=False, label=_("Earliest first")),
}
