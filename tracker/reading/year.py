"""The year a bulletin without a date of its own speaks of: the latest one its facts are given in."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

from .flow import fold
from .numerals import year_number

Turn = Literal["", "ends", "begins"]
_YEAR = re.compile(
    r"(?<!\d)(?P<y>20\d{2}|二[〇零○][一二三四五六七八九〇零○]{2})"
    r"(?:(?P<doc>[〕\]】])|(?=[.\-/]\d{1,2}[.\-/]\d)|(?P<half>年度)|年(?:第?[一二三四1-4]季度|[上下]半年|(?P<m>\d{1,2})月(?P<d>\d{1,2}日)?|(?P<plain>)))"
)
_PLANNED_BEFORE = re.compile(r"计划|预计|力争|争取|确保|拟|将|目标|规划|有望|预期|届时|[到至]$|[到至]底?$")
_PLANNED_AFTER = re.compile(r"(?:年?底|年?末|[一-鿿]{0,3})(?:之?前|投用|投产|竣工|建成)")
_PAST_BEFORE = re.compile(r"(?:自|从|早在|曾于|成立于|创办于|始建于|注册于|自从)$")
_PAST_AFTER = re.compile(
    r"[^,。;]{0,6}(?:成立|创办|创建|注册|入驻|落户|建成|投产|上线|搬迁|认定|获评|[^,。;]{0,4}同期)"
)
_COMPARED = re.compile(r"(?:较|比|同比|对比)$")
_BARE = re.compile(r"(?<![年\d.])(?P<m>1[0-2]|0?[1-9])月(?:3[01]|[12]\d|0?[1-9])日")
MOST_MENTIONS = 2_000


@dataclass(frozen=True)
class TextYear:
    """A year read off the text, and what a bulletin at the turn of the year does with December and January.

    turn      "ends": it is December's year and a day of January lies in the next; "begins": it is January's
    """

    year: int
    turn: Turn = ""


@dataclass(frozen=True)
class When:
    """What gives a day its year: the bulletin's own date, else a year it names or speaks of."""

    date: datetime.date | None = None
    year: int | None = None
    turn: Turn = ""
    is_inferred: bool = False

    @property
    def this_year(self) -> int | None:
        """What 今年 means."""
        return self.date.year if self.date else self.year

    def of(self, month: int, day: int) -> int | None:
        """The year of a day written without one: nearest to the bulletin's date, else in its year."""
        if self.date is not None:
            date = self.date
            years = [y for y in (date.year - 1, date.year, date.year + 1) if is_day(y, month, day)]
            return min(years, key=lambda y: abs((datetime.date(y, month, day) - date).days), default=None)
        if self.year is None:
            return None
        if self.turn == "ends" and month <= 2:
            return self.year + 1
        return self.year - 1 if self.turn == "begins" and month >= 11 else self.year


def is_day(year: int, month: int, day: int) -> bool:
    """Whether the calendar has it."""
    try:
        datetime.date(year, month, day)
    except ValueError:
        return False
    return True


def text_year(text: str) -> TextYear | None:
    """The latest year that carries facts; plans, older history and titles count little. None when unclear."""
    weights: dict[int, float] = defaultdict(float)
    full: dict[int, set[int]] = defaultdict(set)
    folded = fold(text)
    for number, match in enumerate(_YEAR.finditer(folded)):
        if number >= MOST_MENTIONS:
            break
        year, weight = _weigh(folded, match)
        weights[year] += weight
        if match["d"] and weight > 0.5:
            full[year].add(int(match["m"]))
    best = max(weights.values(), default=0.0)
    if best < 0.5:
        return None
    year = max(year for year, weight in weights.items() if weight >= max(0.5, best * 0.3))
    return TextYear(year, _turn(folded, full[year]))


def _weigh(text: str, match: re.Match[str]) -> tuple[int, float]:
    """The year a mention speaks for, and how strongly."""
    year = year_number(match["y"]) or 0
    if match["doc"]:
        return year, 0.8
    before = re.split(r"[。;\n]", text[max(0, match.start() - 24) : match.start()])[-1]
    if _COMPARED.search(before):
        return year + 1, 0.8
    return year, _strength(text, match, before)


def _strength(text: str, match: re.Match[str], before: str) -> float:
    """How much a year in running text counts: plans and history little, a full date most."""
    is_past = _PAST_BEFORE.search(before)
    if is_past and match["m"]:  # 自2024年10月起: lately
        return 0.5
    if is_past or _PAST_AFTER.match(text, match.end()):
        return 0.2
    if _PLANNED_BEFORE.search(before) or _PLANNED_AFTER.match(text, match.end()):
        return 0.1
    if match["half"] or text.startswith("以来", match.end()):
        return 0.4 if match["half"] else 0.5
    return 2.0 if match["d"] else 1.0


def _turn(text: str, full: set[int]) -> Turn:
    """Whether all days without a year lie around New Year, on the other side of those that have one."""
    months = {int(match["m"]) for match in _BARE.finditer(text)}
    if not months or months - {11, 12, 1, 2}:
        return ""
    if full and min(full) >= 11:
        return "ends"
    return "begins" if months & {11, 12} and months & {1, 2} else ""
