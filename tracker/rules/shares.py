"""Shares in percent, rounded in one way: a page, a workbook, a mail and a circular print the same number."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

_TENTH: Final = Decimal("0.1")


def percent_of(part: int, whole: int) -> Decimal | None:
    """To one place, a half upwards as Excel has it: 1 of 16 is 6.3; None where there is no whole."""
    return to_tenth(Fraction(100 * part, whole)) if whole else None


def share_words(part: int, whole: int) -> str:
    """90.0%; — where there is no whole."""
    found = percent_of(part, whole)
    return "—" if found is None else f"{found}%"


def to_tenth(value: Fraction) -> Decimal:
    """To one place, a half upwards: what is printed is what is compared."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(_TENTH, ROUND_HALF_UP)
