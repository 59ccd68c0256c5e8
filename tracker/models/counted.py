"""What is counted of cases: conditions on the row alone, so that the database can keep sums of exactly these.

Pages, lists, exports and mails count through `reports.measures`, which adds the period; `tallies` keeps the sums.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.db.models import F, Q

from tracker.models.cases import CONTENT, SAID, Origin, ResultKind, Status
from tracker.rules.status import OPEN

CALLED_OFF: Final = (Status.VOIDED, Status.MERGED, Status.WITHDRAWN, Status.DECLINED)


@dataclass(frozen=True)
class Base:
    """Cases that are counted on a day of theirs.

    day    the column with the day     whole  the code of the count of all of them
    rows   which ones                  parts  code → which of them are counted under it; at most three
    """

    day: str
    whole: str
    rows: Q = field(default_factory=Q)
    parts: Mapping[str, Q] = field(default_factory=dict)

    @property
    def codes(self) -> tuple[str, ...]:
        """Everything that is counted, in the order of the columns that keep it."""
        return (self.whole, *self.parts)


_STANDS: Final = ~Q(status=Status.VOIDED)
_NOT_CALLED_OFF: Final = ~Q(status__in=CALLED_OFF)

COUNTED: Final[Mapping[str, Base]] = {
    "registered": Base("registered_at", "collected", _STANDS, {"handed_down": Q(origin=Origin.HANDED_DOWN)}),
    "accepted": Base("accepted_on", "accepted", _STANDS, {"returned": Q(return_count__gt=0)}),
    "open": Base(
        "due_on",
        "in_hand",
        Q(status__in=OPEN),
        {"running": ~Q(status=Status.PARKED), "difficult": Q(is_difficult=True)},
    ),
    "to_sign": Base(
        "sign_due_on", "to_sign", _NOT_CALLED_OFF, {"signed_in_time": Q(signed_on__lte=F("sign_due_on"))}
    ),
    "due": Base(
        "due_on",
        "due",
        _NOT_CALLED_OFF,
        {"solved_in_time": Q(resolved_on__lte=F("due_on")), "extended": Q(extension_count__gt=0)},
    ),
    "resolved": Base("resolved_on", "resolved"),
    "closed": Base(
        "closed_on",
        "closed",
        Q(status=Status.CLOSED),
        {
            "judged": ~Q(result_kind=ResultKind.EXPLAINED),
            "solved": Q(result_kind=ResultKind.SOLVED),
            "redone": Q(redo_count__gt=0),
        },
    ),
    "drawn": Base(
        "drawn_on",
        "drawn",
        _STANDS,
        {"called_back": Q(first_said__in=SAID), "content": Q(first_said__in=CONTENT)},
    ),
}
