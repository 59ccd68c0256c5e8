"""Where a number opens: the addresses of the rows behind it, the same on a page and in a mail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse

from tracker.models import Unit
from tracker.rules.periods import Period

_ANY_UNIT: Final = "0" * 12  # stands for its public id


@dataclass(frozen=True)
class RowsOf:
    """Where the numbers of one unit open, or of all together: made once for all of them."""

    page: str
    asked: str

    def of(self, by: str, unit: Unit) -> RowsOf:
        """Of one unit, where these are of all."""
        return RowsOf(self.page, f"{self.asked}&by={by}&unit={unit.public_id}")

    def path(self, code: str) -> str:
        """The list of the cases that a measure counts."""
        return f"{self.page}?measure={code}&{self.asked}"


def rows_of(
    period: Period, by: str = "", unit: Unit | None = None, narrowed: Mapping[str, Any] | None = None
) -> RowsOf:
    """Of a period, and what narrows it beside."""
    all_units = RowsOf(reverse("cases"), urlencode({"period": period.code, **(narrowed or {})}, doseq=True))
    return all_units.of(by, unit) if unit is not None else all_units


def own_path(code: str, period: Period) -> str:
    """Of the cases that the reader's own units lead those in hand, or, the latest first, near due or overdue ones."""
    asked = {"measure": code, "period": period.code} if code == "in_hand" else {"stage": code}
    return f"{reverse('cases')}?{urlencode({'mine': 'true', **asked})}"


@dataclass(frozen=True)
class ProgressPages:
    """The pages of progress in a period: made once for all units."""

    city: str
    unit: str
    asked: str

    def path(self, unit: Unit | None = None) -> str:
        """Of the city, or of one unit."""
        page = self.unit.replace(_ANY_UNIT, unit.public_id) if unit else self.city
        return f"{page}?{self.asked}"


def progress_pages(
    period: Period, narrowed: Mapping[str, Any] | None = None, *, as_table: bool = False
) -> ProgressPages:
    """The pages in a period, narrowed or not, or the same as workbooks."""
    ending = "_export" if as_table else ""
    return ProgressPages(
        reverse(f"progress{ending}"),
        reverse(f"progress_unit{ending}", args=[_ANY_UNIT]),
        urlencode({"period": period.code, **(narrowed or {})}, doseq=True),
    )
