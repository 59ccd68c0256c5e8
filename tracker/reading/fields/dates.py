"""Days, months, quarters, years and vague days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..draft import Day
from ..flow import Flow
from ..numerals import han_value, year_number
from ..year import When, is_day
from .mask import Mask

_H = "一二三四五六七八九十"
_YEAR = r"(?:(?P<y>(?<!\d)(?:19|20)\d{2}|二[〇零○oO0][一二三四五六七八九〇零○]{2}) ?年|(?P<ry>今年|去年|上年|明年|前年))?"
_MONTH = rf"(?<![\d.{_H}])(?P<m>1[0-2]|0?[1-9]|十[一二]?|[{_H[:-1]}])(?!个) ?月"
_DAY_NUMBER = rf"(?:3[01]|[12]\d|0?[1-9]|三十一?|二?十[{_H[:-1]}]|[二三]?十|廿[{_H[:-1]}]?|[{_H[:-1]}])"
_TO = r" ?(?:至|到|-|—|–|~|～|―){1,2} ?"
_FULL = re.compile(
    rf"{_YEAR}{_MONTH}份? ?(?P<d>{_DAY_NUMBER}) ?(?:(?P<sign>[日号])|(?=(?:{_TO}|、)(?:3[01]|[12]\d|0?[1-9]) ?日))(?!报)"
)
_NUMERIC = re.compile(
    r"(?<![\d.\-/])(?P<y>(?:19|20)\d{2})(?P<s>[.\-/])(?P<m>1[0-2]|0?[1-9])(?P=s)(?P<d>3[01]|[12]\d|0?[1-9])日?(?![\d.\-/]*\d)"
)
_LISTED_DAY = re.compile(
    rf"(?:\([^()\n]{{1,6}}\)|上午|下午|晚)?(?:{_TO}|、|和|及)(?P<d>{_DAY_NUMBER})[日号](?!报|内|之内|以内)"
)
_BARE_DAY = re.compile(
    r"(?:(?<=[。;,!\n”(])|(?:本月|当月|同月)|(?<=截至)|(?<=截止)|(?<=^))(?P<d>3[01]|[12]\d|0?[1-9])日(?=,|上午|下午|晚|早|起|[\u4e00-\u9fff]{2})(?!内|之内|以内|均|报|前|后)"
)
_MONTH_ONLY = re.compile(
    rf"{_YEAR}{_MONTH}(?P<part>份|(?:底|末|初|中旬|上旬|下旬)(?:之?前)?|)(?!\d|[{_H}]|票|球|薪|嫂|均|租|饼|度)"
)
_QUARTER = re.compile(
    r"(?:(?P<y>(?<!\d)20\d{2})年|(?P<ry>今年|去年|上年|明年))(?:第|前)?(?P<q>[一二三四1-4])个?季度"
)
_HALF = re.compile(r"(?:(?P<y>(?<!\d)20\d{2})年|(?P<ry>今年|去年|上年|明年))(?P<h>[上下])半年")
_YEAR_ONLY = re.compile(r"(?<![\d.])(?P<y>(?:19|20)\d{2})年(?:年?度|底前?|末|初)?")
_RELATIVE = re.compile(
    r"近日|日前|近期|连日来|近来|不久前|前不久|上周[一二三四五六日]?(?!期)|本周[一二三四五六日]?(?!期|转)|上月|本月(?!\d)|昨日|昨天|今日(?!头)|(?:元旦|春节|节|国庆|中秋|端午|清明|五一|“五一”)(?:假期)?(?:前夕|期间)|(?<![今去明每几多\d前数])年前(?!\d|[一二三四五])|岁末年初"
)
_SHIFT = {"今年": 0, "去年": -1, "上年": -1, "明年": 1, "前年": -2}


@dataclass(frozen=True)
class _Hit:
    start: int
    end: int
    iso: str | None
    granularity: str
    reason: str


@dataclass
class _Context:
    """What resolves a day without a year: the bulletin's date or year, the last full day of the item."""

    when: When
    year: int | None = None
    month: int | None = None


def find_dates(flow: Flow, mask: Mask, when: When) -> tuple[Day, ...]:
    """Every date of the item, in order; claims its characters."""
    hits = list(_days(flow.text, mask, _Context(when)))
    for sign, pattern, read in (
        ("季度", _QUARTER, _quarter),
        ("半年", _HALF, _half),
        ("月", _MONTH_ONLY, _month),
        ("年", _YEAR_ONLY, _year),
        ("", _RELATIVE, _relative),
    ):
        for match in _near(pattern, flow.text, sign):
            if not mask.hits(match.start(), match.end()):
                mask.claim(match.start(), match.end())
                hits.append(read(match, when))
    hits.sort(key=lambda hit: hit.start)
    return tuple(_value(flow, hit) for hit in hits)


def _near(pattern: re.Pattern[str], text: str, sign: str) -> Iterator[re.Match[str]]:
    """The matches of a pattern that holds `sign` within its first ten characters: found from the signs."""
    if not sign:
        yield from pattern.finditer(text)
        return
    done, at = 0, text.find(sign)
    while at >= 0:
        match = pattern.search(text, max(done, at - 10), at + 24)
        if match and match.start() <= at:
            yield match
            done = match.end()
        at = text.find(sign, max(at + 1, done))


def _value(flow: Flow, hit: _Hit) -> Day:
    return Day(
        text=flow.raw(hit.start, hit.end),
        spans=flow.spans(hit.start, hit.end),
        confidence={"year_missing": 0.7, "year_inferred": 0.6}.get(hit.reason, 0.95),
        reason=hit.reason,
        iso=hit.iso,
        granularity=hit.granularity,
    )


def _days(text: str, mask: Mask, context: _Context) -> Iterator[_Hit]:
    signs = (("月", _FULL), ("", _NUMERIC), ("日", _BARE_DAY))
    matches = [match for sign, pattern in signs for match in _near(pattern, text, sign)]
    for match in sorted(matches, key=lambda m: m.start()):
        if mask.hits(match.start(), match.end()):
            continue
        yield from _with_followers(text, match, mask, context)


def _with_followers(text: str, match: re.Match[str], mask: Mask, context: _Context) -> Iterator[_Hit]:
    """The day and the ones hung on it: 4月25日至27日, 4月25日、26日."""
    hit = _day(match, context)
    if hit is None:
        return
    mask.claim(hit.start, hit.end)
    yield hit
    follower = _LISTED_DAY.match(text, hit.end)
    while follower:
        day = int(han_value(follower["d"]) or 0) if not follower["d"].isdigit() else int(follower["d"])
        iso, reason = _resolve(context.year, context.month, day, context.when)
        if not iso:
            return
        mask.claim(follower.start(), follower.end())
        yield _Hit(follower.start("d"), follower.end(), iso, "day", reason)
        follower = _LISTED_DAY.match(text, follower.end())


def _day(match: re.Match[str], context: _Context) -> _Hit | None:
    groups = match.groupdict()
    day = _number(groups["d"])
    month = _number(groups.get("m")) or context.month
    date = context.when.date
    year = _year_of(groups, context.when)
    if groups.get("m") is None:
        year = context.year
        if month is None and date is not None:
            month = date.month if (day or 0) <= date.day else (date.month - 2) % 12 + 1
    iso, reason = _resolve(year, month, day, context.when)
    if iso is None:
        return None
    context.month, context.year = month, int(iso[:4]) if iso[0] != "-" else year
    return _Hit(match.start(), match.end(), iso, "day", reason)


def _resolve(year: int | None, month: int | None, day: int | None, when: When) -> tuple[str | None, str]:
    """The ISO day; without a year the one the bulletin gives it."""
    if not month or not day:
        return None, ""
    reason = "written_date"
    if year is None:
        year = when.of(month, day)
        reason = "year_inferred" if when.is_inferred else reason
        if year is None and when.date is None:
            return (f"--{month:02}-{day:02}", "year_missing") if is_day(2024, month, day) else (None, "")
    return (f"{year:04}-{month:02}-{day:02}", reason) if year and is_day(year, month, day) else (None, "")


def _number(written: str | None) -> int | None:
    if not written:
        return None
    if written.isdigit():
        return int(written)
    value = han_value(written.replace("廿", "二十"))
    return None if value is None else int(value)


def _year_of(groups: dict[str, str | None], when: When) -> int | None:
    written, relative = groups.get("y"), groups.get("ry")
    if written:
        return year_number(written)
    if relative and when.this_year:
        return when.this_year + _SHIFT[relative]
    return None


def _quarter(match: re.Match[str], when: When) -> _Hit:
    year = _year_of(match.groupdict(), when)
    quarter = "一二三四".find(match["q"]) + 1 or int(match["q"])
    return _Hit(
        match.start(), match.end(), f"{year}-Q{quarter}" if year else None, "quarter", "written_period"
    )


def _half(match: re.Match[str], when: When) -> _Hit:
    year = _year_of(match.groupdict(), when)
    half = 1 if match["h"] == "上" else 2
    return _Hit(match.start(), match.end(), f"{year}-H{half}" if year else None, "half", "written_period")


def _month(match: re.Match[str], when: When) -> _Hit:
    month = _number(match["m"]) or 1
    year = _year_of(match.groupdict(), when) or when.of(month, 15)
    iso = f"{year:04}-{month:02}" if year and "旬" not in match["part"] else None
    return _Hit(match.start(), match.end(), iso, "month", "written_period")


def _year(match: re.Match[str], when: When) -> _Hit:
    return _Hit(match.start(), match.end(), match["y"], "year", "written_period")


def _relative(match: re.Match[str], when: When) -> _Hit:
    return _Hit(match.start(), match.end(), None, "relative", "relative_date")
