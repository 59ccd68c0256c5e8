"""Firms without a legal form, told by the list they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..numerals import han_value
from .cut import cut_left
from .mask import Mask
from .shapes import has_trade, is_brand
from .words import VISITED, is_kept

_P = "[\u4e00-\u9fff]"
_NOUNS = r"企业|公司|厂家|药企|车企|房企|商户|商家|老字号|券商|商超|超市|服务商|供应商|采购商|经销商|运营商|国企|民企|单位|机构"
_SORT = rf"(?:(?![为向对与和到从给将已由被把就的地在或及]){_P}|“[^“”\n]{{1,8}}”|[A-Za-z0-9]|\d号楼){{0,14}}?"
_LIST_END = re.compile(
    rf"等(?!地|问题|方面|领域|行业){_SORT}(?P<noun>{_NOUNS})"
    rf"|(?P<more>(?:以及|[和及与])(?:近|约|逾|超过?)?(?:\d{{1,4}}[余多]?|[两三四五六七八九十百]{{1,3}}[余多]?)家){_SORT}(?P<noun3>企业|公司)"
    rf"|(?P<bare>(?<!\d)\d{{1,3}}家|[两三四五六七八九十]{{1,2}}家){_SORT}(?P<noun2>{_NOUNS})"
)
_JOINT = re.compile(r"、|以及|和|与|及")
_WALL = re.compile(r"[,。;:!?\n“”《》()]")
_UNIT_NOUNS = ("单位", "机构")  # their lists name authorities too
_OTHER_SORT = re.compile(r"行业|领域|产业的|区县|县区|县市|市县|乡镇|街道|部门|高校|问题|活动|项目(?!单位)")
_GROUP = re.compile(r"(?:[\d余多数几]|[两三四五六七八九十])家[\u4e00-\u9fff]{0,8}(?:企业|公司|厂家|商户)$")
_DESIGNERS = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:(?:设计|规划|勘测|检测)研?究?|[一二三四五六七八九十])院$")
_OF_FIRMS = re.compile(r"服务|活动|政策|品牌|名单|培育|梯队|标准|称号|产品|诉求|问题|需求|发展")
_LONGEST = 160
Span = tuple[int, int]


def ends_list_of_firms(text: str, at: int) -> bool:
    """Whether 等29家企业 or 3家企业 stands at `at`: the end of a list of firms, not of their services."""
    ending = _LIST_END.match(text, at)
    return (
        ending is not None
        and not _OTHER_SORT.search(ending[0])
        and (ending["noun"] or ending["noun2"] or ending["noun3"]) not in _UNIT_NOUNS
        and not _OF_FIRMS.match(text, ending.end())
    )


class _List(NamedTuple):
    """A list and what it says of its members."""

    spans: list[Span]
    is_visited: bool
    stated: int  # 3 in 甲、乙、丙3家企业, 0 after 等
    are_units: bool
    opens: bool  # it begins the clause
    has_more: bool  # 甲、乙及近200家企业


def listed_names(text: str, mask: Mask, found: Mask) -> Iterator[Span]:
    """Short names in 走访远途客车、四鲜食品等企业: where each begins and ends; claims it in `found`."""
    for ending in _LIST_END.finditer(text):
        if found.hits(*ending.span()) or _OTHER_SORT.search(ending[0]):
            continue
        spans = _list_parts(text, ending.start(), found)
        if not spans:
            continue
        visited = bool(VISITED.search(text[max(0, spans[0][0] - 5) : spans[0][0]]))
        are_units = (ending["noun"] or ending["noun2"]) in _UNIT_NOUNS
        opens = spans[0][0] == 0 or bool(_WALL.match(text, spans[0][0] - 1))
        members = _List(spans, visited, _stated(ending["bare"]), are_units, opens, bool(ending["more"]))
        for start, end in _members(text, members, mask, found):
            found.claim(start, end)
            yield start, end


def _members(text: str, members: _List, mask: Mask, found: Mask) -> list[Span]:
    """The parts of the list that are names of firms; none when nothing speaks for a list of firms."""
    has_firm = any(found.hits(a, b) for a, b in members.spans)
    free = [s for s in members.spans if not found.hits(*s) and not mask.hits(*s)]
    traded = [(a, b) for a, b in free if has_trade(text[a:b])]
    if members.are_units:
        return traded if len(members.spans) >= 2 and (has_firm or len(traded) >= 2) else []
    is_list = len(members.spans) >= 2
    is_told = members.has_more or members.stated == len(free) or (members.opens and len(free) >= 3)
    is_counted = is_told and _are_brands([text[a:b] for a, b in free])
    speaks = members.is_visited or has_firm or bool(traded) or is_counted
    if not (is_list and speaks) and not (members.is_visited and not members.stated):
        return []
    names = [_institute(text[a:b]) for a, b in free]
    sure = has_firm or traded or (is_list and sum(map(is_brand, names)) >= 2)
    shortest = 2 if sure or any(is_brand(text[a:b]) for a, b in free) else 3
    return [(a, b) for a, b in free if (a, b) in traded or is_brand(_institute(text[a:b]), shortest)]


def _are_brands(names: list[str]) -> bool:
    """Whether all are no words of the language, and most of three characters or more."""
    long = sum(is_brand(name) for name in names)
    return long >= max(1, 0.6 * len(names)) and all(is_brand(name, 2) for name in names)


def _institute(name: str) -> str:
    """中机六院 among firms is one: the name before its 院."""
    return _DESIGNERS.sub("", name)


def _stated(written: str | None) -> int:
    """The number in 3家 or 三家."""
    number = (written or "").rstrip("家")
    return int(number) if number.isdigit() else int(han_value(number) or 0)


def joints(text: str, start: int, end: int) -> Iterator[Span]:
    """The joining words between names; 和 inside 天和 joins nothing."""
    for match in _JOINT.finditer(text, start, end):
        if match[0] == "、" or not any(is_kept(text, at) for at in range(*match.span())):
            yield match.span()


def _list_parts(text: str, end: int, found: Mask) -> list[Span]:
    left = max(0, end - _LONGEST)
    for wall in _WALL.finditer(text, left, end):
        if not found.hits(*wall.span()):  # the brackets of 富泰(郑州)有限公司 are no wall
            left = wall.end()
    parts: list[Span] = []
    at = left
    for start, stop in joints(text, left, end):
        if found.hits(start, stop) or (text[start] != "、" and stop < end and start - at < 2):
            continue
        parts.append((at, start))
        at = stop
    parts.append((at, end))
    return _from_last_verb(text, _behind_groups(text, [(a, b) for a, b in parts if b > a], found), found)


def _behind_groups(text: str, parts: list[Span], found: Mask) -> list[Span]:
    """The parts behind a group without a name: 辖区26家食品企业与丹尼斯、大张等9家商超."""
    for number in range(len(parts) - 2, -1, -1):
        start, end = parts[number]
        if _GROUP.search(text, start, end) and not found.hits(start, end):
            return parts[number + 1 :]
    return parts


def _from_last_verb(text: str, parts: list[Span], found: Mask) -> list[Span]:
    """The parts from the last one that holds a verb, which is cut off: 联合区税务局、区人社局深入康师傅."""
    for number in range(len(parts) - 1, -1, -1):
        start, end = parts[number]
        if found.hits(start, end):
            known = _first_hit(found, start, end)
            if known > start and number:  # 走访甲公司: the list begins with the firm
                return parts[number:] if cut_left(text, start, known, registered=False)[0] > start else parts
            continue
        cut = cut_left(text, start, end, registered=False)[0]
        if cut > start:
            return [(cut, end), *parts[number + 1 :]]
    return parts


def _first_hit(found: Mask, start: int, end: int) -> int:
    return next(at for at in range(start, end) if found.hits(at, at + 1))
