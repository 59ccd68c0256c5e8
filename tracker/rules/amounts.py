"""Amounts in units of the same kind: what may be added, and how a sum is said."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

SCALES: Final = {
    "亿": Decimal(10) ** 8,
    "千万": Decimal(10) ** 7,
    "百万": Decimal(10) ** 6,
    "万": Decimal(10) ** 4,
    "千": Decimal(1000),
}
SAID_IN: Final = (("亿", SCALES["亿"]), ("万", SCALES["万"]))
MONEY: Final = "元"
# Shares and times: the sum of two of them says nothing.
NOT_ADDED: Final = (
    *("%", "％", "‰", "个百分点", "倍", "成"),
    *("天", "日", "个工作日", "工作日", "周", "个月", "月", "年", "小时", "个小时", "分钟"),
)


def in_base(value: Decimal, unit: str) -> tuple[Decimal, str]:
    """7.2 亿元 → 720000000 元; a unit without a scale stays as it is."""
    for scale, factor in SCALES.items():
        if unit.startswith(scale) and len(unit) > len(scale):
            return value * factor, unit.removeprefix(scale)
    return value, unit


def said(value: Decimal, unit: str) -> str:
    """720000000 元 → 7.2 亿元, to two places; only money is said in 万 and 亿."""
    for scale, factor in SAID_IN:
        if unit == MONEY and abs(value) >= factor:
            return f"{_plain(round(value / factor, 2))} {scale}{unit}"
    return f"{_plain(round(value, 2))} {unit}"


def _plain(value: Decimal) -> str:
    text = f"{value:,.2f}"
    return text.rstrip("0").rstrip(".")
