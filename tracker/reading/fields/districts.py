"""The city's districts as place or actor."""

from __future__ import annotations

import re

from ..draft import Named, Reporter
from ..flow import Flow
from ..lexicon import Lexicon
from .mask import Mask
from .words import OTHER_CITY

_NOT_AFTER = re.compile(r"[域块位](?!于)|保税|联动(?!区)")
_NOT_BEFORE = re.compile(r"(?:保税|综保|临|出海|内陆|自由|大|国家|国家级|省级|市级|全省|全国|各|机)$")
_BARE_NOT_AFTER = re.compile(
    r"机场|综合保税|综保|国际|银行|农商|支行|分行|黄帝|枣|窑|少林|大枣|烧饼|羊|西瓜|大蒜|科技城|金融岛|龙子湖|经济|中学|技术|[\u4e00-\u9fff]{0,12}?(?:公司|集团|学院|大学|支行|分公司|厂)|广场|塔|纪念|路|街|大道|大厦|城际|电厂|高铁|站|海关|法院|检察院|火车站|汽车站|[\u4e00-\u9fff]{0,4}?煤矿|水库|产业集聚区|产业园|开发区|工业园|商会|籍|卷烟"
)
_WENT_TO = re.compile(r"(?:在|赴|到|来到|深入|走进|前往|奔赴)$")
_THERE = re.compile(  # what follows a place somebody is at: 在上街举办, 赴上街、荥阳
    r"[,、。;]|[和与及](?![一-鿿]{0,2}(?:公司|集团))|召开|举办|举行|开展|组织|调研|走访|考察|督导|现场|实地|落户|投资|设立|建设|新建|建成|开工|揭牌|启动|两|三|各|全|宣讲|对接|解决|帮助|协调|的|县|地"
)
_ALSO_WIDER = ("中原", "郑东")  # 在中原 is more often the plain than the district


def find_districts(flow: Flow, names: Mask, lexicon: Lexicon) -> tuple[Named, ...]:
    """Each district once, as first written; `names` are the stretches that are parts of proper names."""
    text = flow.text
    found: dict[str, tuple[int, int, str]] = {}
    seen = Mask(len(text))
    for match in lexicon.district_pattern.finditer(text):
        seen.claim(*match.span())
        if names.hits(*match.span()) or not _is_ours(text, match, lexicon):
            continue
        name = lexicon.district_words[match[0]]
        found.setdefault(name, (*match.span(), "known_district" if match[0] == name else "district_alias"))
    for short, name in lexicon.bare_districts.items():
        if name not in found and short in text and short not in _ALSO_WIDER and len(short) == 2:
            at = _bare(text, short, names, seen, is_quarter=name[-1] == "区")
            if at >= 0:
                found[name] = (at, at + len(short), "district_alias")
    ordered = sorted(found.items(), key=lambda entry: entry[1][0])
    return tuple(_value(flow, name, hit) for name, hit in ordered)


def with_reporter(districts: tuple[Named, ...], reporter: Reporter | None) -> tuple[Named, ...]:
    """A district that reports is one of the item's districts, even when it is only meant (如意湖办事处)."""
    if reporter is None or reporter.kind != "district" or any(d.name == reporter.name for d in districts):
        return districts
    return (
        Named(
            text=reporter.text,
            spans=reporter.spans,
            confidence=0.8,
            reason=reporter.reason,
            name=reporter.name,
        ),
        *districts,
    )


def _value(flow: Flow, name: str, hit: tuple[int, int, str]) -> Named:
    start, end, reason = hit
    return Named(
        text=flow.raw(start, end),
        spans=flow.spans(start, end),
        confidence=0.97 if reason == "known_district" else 0.9,
        reason=reason,
        name=name,
    )


def _is_ours(text: str, match: re.Match[str], lexicon: Lexicon) -> bool:
    if _NOT_AFTER.match(text, match.end()):
        return False
    before = text[max(0, match.start() - 6) : match.start()]
    if _NOT_BEFORE.search(before):
        return False
    if match[0] in ("高新区", "经开区", "经济技术开发区", "高新技术产业开发区", "航空港", "港区", "航空港区"):
        towns = (*lexicon.bare_districts, *lexicon.bare_districts.values())
        return not OTHER_CITY.search(before) and not before.endswith(towns)
    return True


def _bare(text: str, short: str, names: Mask, seen: Mask, *, is_quarter: bool) -> int:
    """The first mention without 区, 县, 市; that of a city quarter (上街) only where somebody is or goes."""
    at = text.find(short)
    while at >= 0:
        end = at + len(short)
        is_free = not names.hits(at, end) and not seen.hits(at, end)
        is_there = not is_quarter or (_WENT_TO.search(text, max(0, at - 2), at) and _THERE.match(text, end))
        if is_free and is_there and not _BARE_NOT_AFTER.match(text, end):
            return at
        at = text.find(short, end)
    return -1
