"""Numbers as bulletins write them: 3.46万, 1,200, 三十, 十余, 近百, 两."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MAGNITUDES = {"百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000, "": 1}
_HAN = "零〇一二两三四五六七八九十百千"
NUMBER = re.compile(
    r"(?P<digits>(?<![\d.])\d{1,3}(?:,\d{3})+(?![\d,])(?:\.\d{1,6})?|(?<![\d.])\d++(?:\.\d++)?)"
    rf"|(?P<han>(?<![{_HAN}])[{_HAN}]{{1,12}}+(?:点[零一二三四五六七八九]{{1,4}}+)?)"
    rf"|(?P<vague>(?<![{_HAN}\d数几])[数几](?=[十百千万亿]))"
    rf"|(?P<bare>(?<![{_HAN}\d数几万亿余多来.])[万亿](?=[余多元家人户]))"
)
_FIRST = re.compile(rf"[\d{_HAN}万亿数几]")  # where a number can begin; found faster than NUMBER itself
_TAIL = re.compile(
    r"(?P<m1>(?:[十百千](?!瓦|米|克|伏|赫))?[万亿]{0,2})(?P<mid>余|多|来|几)?(?:个(?=亿))?(?P<m2>[万亿]{0,2})"
)
BEFORE = re.compile(
    r"(?:大约|(?<![签预节制集契公])约|(?<![附临靠亲])近|接近|将近|超过|超|逾|突破|不少于|不低于|不少|不超过|不高于|不到|不足|至少|最多|至多|(?<![经通超难])过|大概|多达|高达|(?:至少|最多|不少于)[\u4e00-\u9fff]{2}(?<![、。]))(?:为|了)?$"
)
_THOUSANDS = re.compile(r"(?<![早晚以网])上[百千万](?![\d一二三四五六七八九])")  # 上千人
_HEDGE_ENDS = frozenset("约近超过逾破少于到足上概达为了高低多")  # the last characters of what BEFORE finds
AFTER = re.compile(r"(?:以上|以内|以下|左右|上下|余|多|之内|不等|之多|内(?!部|容|地|外|陆|镜|设|存))")


@dataclass(frozen=True)
class Number:
    """A number in a text: where it stands, what it is worth, and whether it is only about that."""

    start: int
    end: int
    value: float
    approx: bool
    written: str
    is_han: bool
    is_one: bool


def han_value(written: str) -> float | None:
    """The worth of a Chinese numeral up to 9,999: 三十二, 一百零五, 两千, 二〇二二; None if it is none."""
    whole, _, part = written.partition("点")
    if part:
        whole_value = han_value(whole)
        digits = "".join(str(DIGITS[c]) for c in part)
        return None if whole_value is None else whole_value + float("0." + digits)
    if len(whole) > 1 and all(c in DIGITS for c in whole):
        return float("".join(str(DIGITS[c]) for c in whole)) if len(whole) >= 3 else None
    total, current, last_ten = 0, 0, 10_000
    for c in whole:
        if c in DIGITS:
            if current:
                return None
            current = DIGITS[c]
            continue
        if _TENS[c] >= last_ten:
            return None
        last_ten = _TENS[c]
        total += (current or 1) * last_ten
        current = 0
    return float(total + current)


def magnitude(written: str) -> float:
    """万 → 10,000, 百万 → 1,000,000, 万亿 → 10¹², nothing → 1."""
    worth = 1.0
    for c in written:
        worth *= _MAGNITUDES.get(c, 10)
    return worth


def find_numbers(text: str, is_taken: Callable[[int, int], bool]) -> Iterator[Number]:
    """Every number in the text that is not part of something else, with its 万, 亿, 余, 多."""
    start = _FIRST.search(text)
    while start:
        at = start.start()
        match = None if is_taken(at, at + 1) else NUMBER.match(text, at)
        number = _read(text, match) if match else None
        if number is not None:
            yield number
        start = _FIRST.search(text, match.end() if match else start.end())


def _read(text: str, match: re.Match[str]) -> Number | None:
    kind = match.lastgroup
    written = match[0]
    if kind == "digits":
        value: float | None = float(written.replace(",", "")) if len(written) <= 18 else None
    elif kind == "han":
        value = han_value(written)
    else:
        value = 1.0 if kind == "vague" else magnitude(written)
    if value is None:
        return None
    tail = _TAIL.match(text, match.end())
    end, approx = match.end(), kind == "vague"
    if tail:
        value *= magnitude(tail["m1"]) * magnitude(tail["m2"])
        approx = approx or bool(tail["mid"])
        end = tail.end()
    before = _hedge(text, match.start())
    if kind == "bare" and not before and not text.startswith("亿元", match.start()):
        return None
    return Number(
        match.start(),
        end,
        value,
        approx or before,
        text[match.start() : end],
        kind != "digits",
        written == "一" and end == match.end(),
    )


def _hedge(text: str, start: int) -> bool:
    """Whether 约, 近, 超过 or the like stands right before."""
    left = max(0, start - 6)
    if _THOUSANDS.match(text, start - 1 if start else 0):
        return True
    if (
        start
        and text[start - 1] not in _HEDGE_ENDS
        and text.find("少", left, start) < 0
        and text.find("多", left, start) < 0
    ):
        return False
    return bool(BEFORE.search(text, left, start))


def han_number(number: int) -> str:
    """14 → 十四, for 1 … 99."""
    ones = "零一二三四五六七八九"
    tens, rest = divmod(number, 10)
    if not 0 < number < 100:
        return str(number)
    head = "" if tens == 0 else "十" if tens == 1 else ones[tens] + "十"
    return head + (ones[rest] if rest else "")


def year_number(written: str) -> int | None:
    """2022 or 二〇二二 → 2022."""
    digits = "".join(
        str("零一二三四五六七八九".find(c)) if c in "零一二三四五六七八九" else "0" if c in "〇○oO" else c
        for c in written
    )
    return int(digits) if digits.isdigit() else None
