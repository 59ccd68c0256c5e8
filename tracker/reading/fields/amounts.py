"""Sums of money."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ..draft import Amount
from ..flow import Flow
from ..numerals import AFTER, Number, find_numbers
from .mask import Mask
from .quantities import measure_of, nature_of

_UNIT = re.compile(
    r"个?(?:亿)?(?:人民币)?(?:(?P<cny>元(?:人民币)?(?!旦|素|器|宇|件|老|首|月|宵)|块钱|圆)|(?P<fx>美元|美金|欧元|港元|港币|日元|英镑|卢布|韩元))"
)
_MONEY_WORDS = re.compile(
    r"(?:[款额费税金贷债租]|投资|融资|出资|注资|增资|引资|授信|用信|产值|价值|货值|营收|收入|发放|投放|补贴|补助|奖励|放贷|成本|利润|注册资本|节约|节省|节支|减免|减负|退税|拨付|垫付|争取到?|售|卖|总价|报价|中标价|缴纳|兑现|让利|增收|创收|保费|采购)”?"
    r"(?:总额|总计|额度?|规模|总量)?(?:已?达到?|约|近|超过?|共计?|累计|总计|合计|为|了|高达|突破|逾|不少于|不低于|不超过|最高|最多|共|各|分别|增加|增至|提高到|提升至|降低|下降|减少)*$"
)
_NOT_MONEY = re.compile(
    r"[人户家个台件套吨名平亩次条张只份辆米公立箱部项款单笔株斤粒场位字度枚盏棵头袋瓶盒桶支册本组座栋级年天小分秒家户农企职居群师学用市商车片块片㎡%A-Za-z](?!于|到|场化)|千[瓦米克伏]|[余多]?[人户家个台件]"
)
_FX = {
    "美元": "USD",
    "美金": "USD",
    "欧元": "EUR",
    "港元": "HKD",
    "港币": "HKD",
    "日元": "JPY",
    "英镑": "GBP",
    "卢布": "RUB",
    "韩元": "KRW",
}
_RATHER_COMPOUND = re.compile(  # 三元材料, 二元结构: made of three, two
    r"元(?:材料|催化|结构|锂|电池|前驱|正极|体系|合金|共聚|乙丙|橡胶|杂交|猪|化(?!解)|格局|复合|载荷|经济|模式|投入|业态|主体|高温)"
)
_RANGE = re.compile(r" ?(?:至|到|-|—|–|~|―|、){1,2} ?$")
_AND = re.compile(r" ?(?:和|与|及|以及|、) ?(?:约|近)?$")
_LARGE = re.compile(r"[十百千万亿]+$")


@dataclass(frozen=True)
class _Unit:
    """What follows a number of money."""

    end: int
    currency: str
    reason: str


_NO_UNIT = _Unit(0, "", "")


def find_amounts(flow: Flow, mask: Mask, numbers: list[Number]) -> tuple[Amount, ...]:
    """Every sum of money outside claimed words, in order; claims its characters."""
    found: list[Amount] = []
    before: Number | None = None
    sum_end = 0
    for number in numbers:
        if mask.hits(number.start, number.end):
            before = None
            continue
        unit = _unit_of(flow.text, number, sum_end)
        if unit.end:
            if before is not None and _RANGE.fullmatch(flow.text, before.end, number.start):
                mask.claim(before.start, before.end)
                lower = replace(before, value=_lower_value(before, number))
                found.append(_value(flow, lower, replace(unit, end=before.end)))
            mask.claim(number.start, unit.end)
            found.append(_value(flow, number, unit))
            sum_end = unit.end
        before = None if unit.end else number
    return tuple(found)


def _unit_of(text: str, number: Number, sum_end: int) -> _Unit:
    """Where the sum ends, its currency and why it is a sum; end 0 when it is none.

    sum_end   where the sum before ended: 500万和1200万 are two sums
    """
    unit = _UNIT.match(text, number.end)
    if unit and unit["fx"]:
        return _Unit(unit.end(), _FX[unit["fx"]], "foreign_currency")
    if unit:
        is_compound = len(number.written) == 1 and _RATHER_COMPOUND.match(text, number.end)
        return _NO_UNIT if is_compound else _Unit(unit.end(), "CNY", "money_unit")
    if not re.search(r"[万亿]", number.written):
        return _NO_UNIT
    if _NOT_MONEY.match(text, number.end) and not AFTER.match(text, number.end):
        return _NO_UNIT
    is_second = sum_end and _AND.fullmatch(text, sum_end, number.start)
    if is_second or _MONEY_WORDS.search(text, max(0, number.start - 12), number.start):
        return _Unit(number.end, "CNY", "money_words")
    return _NO_UNIT


def _lower_value(first: Number, second: Number) -> float:
    """The lower end of 500万至1000万元 or 500-1000万元, which borrows the upper one's 万."""
    if re.search(r"[万亿]", first.written):
        return first.value
    large = _LARGE.search(re.sub(r"[余多来几]", "", second.written))
    if large is None:
        return first.value
    return first.value * _worth(large[0][-1] if second.is_han else large[0])


def _worth(written: str) -> float:
    worth = 1.0
    for c in written:
        worth *= {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}[c]
    return worth


def _value(flow: Flow, number: Number, unit: _Unit) -> Amount:
    start, end = number.start, unit.end
    return Amount(
        text=flow.raw(start, end),
        spans=flow.spans(start, end),
        confidence=0.97 if unit.reason == "money_unit" else 0.7,
        reason=unit.reason,
        value_cny=tidy(number.value) if unit.currency == "CNY" else None,
        currency=unit.currency,
        approx=number.approx or bool(AFTER.match(flow.text, end)),
        nature=nature_of(flow.text, start, end),
        measure=measure_of(flow.text, start, end),
    )


def numbers_of(flow: Flow, mask: Mask) -> list[Number]:
    """The free numbers of the item, found once for sums and counts."""
    return list(find_numbers(flow.text, mask.hits))


def tidy(value: float) -> float:
    """720000000.0 → 720000000, 0.1 + 0.2 noise rounded away."""
    rounded = round(value, 4)
    return int(rounded) if rounded == int(rounded) else rounded
