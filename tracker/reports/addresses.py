"""Where a number opens: the addresses of the rows behind it, the same on a page and in a mail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from tracker.models import Unit
from tracker.rules.periods import Period


@dataclass(frozen=True)
class RowsOf:
    """Where the numbers of one unit open, or of all together: made once for all of them."""

    page: str
    asked: str

    def path(self, code: str) -> str:
        """The list of the cases that a measure counts."""
        return f"{self.page}?measure={code}&{self.asked}"


def rows_of(
    period: Period, by: str = "", unit: Unit | None = None, narrowed: Mapping[str, Any] | None = None
) -> RowsOf:
    """Of a period, and what narrows it beside."""
    asked: dict[str, Any] = {"period": period.code, **(narrowed or {})}
    if unit is not None:
        asked |= {"by": by, "unit": unit.public_id}
    return RowsOf(reverse("cases"), urlencode(asked, doseq=True))


def own_path(code: str, period: Period) -> str:
    """Of the cases that the reader's own units lead those in hand, or, the latest first, near due or overdue ones."""
    asked = {"measure": code, "period": period.code} if code == "in_hand" else {"stage": code}
    return f"{reverse('cases')}?{urlencode({'mine': 'true', **asked})}"


def progress_path(
    period: Period,
    unit: Unit | None = None,
    narrowed: Mapping[str, Any] | None = None,
    *,
    as_table: bool = False,
) -> str:
    """The page of progress in a period, or the same as a workbook; of the city, or of one unit."""
    ending = "_export" if as_table else ""
    page = reverse(f"progress_unit{ending}", args=[unit.public_id]) if unit else reverse(f"progress{ending}")
    return f"{page}?{urlencode({'period': period.code, **(narrowed or {})}, doseq=True)}"
