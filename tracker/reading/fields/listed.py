"""Firms without a legal form, told by the list they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .cut import cut_left
from .mask import Mask
from .words import GENERIC_COMPANY, INDUSTRY, VISITED

_LIST_END = re.compile(
    r"(?:等(?:一批|多家|数家|\d{1,4}|[一二三四五六七八九十百两]{1,4})?(?:余|多)?(?:家|户|个)?|(?P<bare>(?<!\d)\d{1,3}家|[两三四五六七八九十]{1,2}家))(?:(?:我|全|辖)[市区县]|辖区|本地|区内|重点|规上|规模以上|龙头|骨干|工业|民营|代表性?|知名|优质|头部|上市|后备|科技型?|高新技术|“?专精特新”?|大型|生产|制造|包联|食品|外贸|中小|“?链主”?|头部|上下游|配套|入驻|会员|产业链|在建|受灾|停产|困难|医药|制造业|工业|服务业|建筑|建筑业|餐饮|商贸|商业|物流|外资|台资|民生|保供|出口|电商|跨境电商|农业|科技|汽车|装备制造|新能源|新材料|电子信息|软件|链上|成员|市属|国有|集团|业内|房地产)*(?:企业|公司|厂家|单位|药企|车企|房企)"
)
_LIST_CUT = re.compile(r"、|和|与|以及|及")
_NOT_SHORT = re.compile(
    r"(?:(?:[行产企农工商事就创]|服务|制造|建筑|加工|旅游|餐饮|零售|物流|养殖|种植|金融|地产|住宿|运输|批发|纺织|林|牧|渔|采矿|信息|开采)业|[类型区局委办处县市镇乡部院所校员人等性化会站]|部门|领域|企业|单位|方面|项目|问题|工作|园区|中心|协会|负责人|专家|代表|政策|服务|活动|产品|平台|基地|书记|[市区县局省院校处科组队]长|主席|领导|干部|成员|情况|大学|学院|产业园|科技园|工业园|景区)$|[内外]$|^(?:本地|当地|各|全|多|该|有关|相关|部分)|[的了是在被把将对]|\d"
)


def listed_names(text: str, mask: Mask, found: Mask) -> Iterator[tuple[int, int]]:
    """Short names in 走访远途客车、四鲜食品等企业: where each begins and ends; claims it in `found`."""
    for ending in _LIST_END.finditer(text):
        spans = _list_parts(text, ending.start())
        if not spans:
            continue
        has_firm = any(found.hits(a, b) for a, b in spans)
        visited = bool(VISITED.search(text[max(0, spans[0][0] - 5) : spans[0][0]]))
        is_list = len(spans) >= 2
        if not (is_list and (visited or has_firm)) and not (visited and not ending["bare"]):
            continue
        shortest = 2 if has_firm or any(_is_short_name(text[a:b]) for a, b in spans) else 3
        for start, end in spans:
            is_free = not found.hits(start, end) and not mask.hits(start, end)
            if is_free and _is_short_name(text[start:end], shortest):
                found.claim(start, end)
                yield start, end


def _list_parts(text: str, end: int) -> list[tuple[int, int]]:
    left = max((text.rfind(c, max(0, end - 160), end) for c in ",。;:!?\n“”《》()"), default=-1) + 1
    left = max(left, end - 160)
    parts: list[tuple[int, int]] = []
    at = left
    for match in _LIST_CUT.finditer(text, left, end):
        if match[0] != "、" and match.end() < end and match.start() - at < 2:
            continue
        parts.append((at, match.start()))
        at = match.end()
    parts.append((at, end))
    return _from_last_verb(text, [(a, b) for a, b in parts if b > a])


def _from_last_verb(text: str, parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The parts from the last one that holds a verb, which is cut off: 联合区税务局、区人社局深入康师傅."""
    for number in range(len(parts) - 1, -1, -1):
        start, end = parts[number]
        cut = cut_left(text, start, end, registered=False)[0]
        if cut > start or number == 0:
            return [(cut, end), *parts[number + 1 :]]
    return parts


def _is_short_name(name: str, shortest: int = 3) -> bool:
    return (
        shortest <= len(name) <= 10
        and not INDUSTRY.match(name)
        and not _NOT_SHORT.search(name)
        and not GENERIC_COMPANY.match(name)
    )
