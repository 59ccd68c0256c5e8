"""Who reports an item: a working group, a district (through one of its units), or a bureau."""

from __future__ import annotations

import re

from ..draft import Reporter
from ..flow import Flow
from ..lexicon import Lexicon
from ..numerals import han_number, han_value

_P = "[\u4e00-\u9fff]"
_GROUP = re.compile(
    r"第?(?P<n>[一二三四五六七八九十]{1,3}|(?<=第)\d{1,3}|\d{1,3}(?=号))号?(?P<kind>(?:助企|服务|帮扶|包联|驻企)*(?:工作组|服务组|助企组|工作专班|组(?=赴|到|深入|走访|走进|开展|组织|协调|召开|帮|助|为|推|\()))"
)
_LEAD = re.compile(
    rf"(?:组长|牵头|责任|带队|领队)(?:单位|部门|局委)?(?:为|是|[::]) ?(?P<a>[^()、,。;\n]{{2,24}})|\((?P<b>(?:郑州)?市[^()、,。;:\n]{{1,20}}(?:局|委|办|会|院|行|公司|中心|部|协|联|社|团|工商联|税务局))(?:牵头|为组长单位|任组长单位)?\)"
    rf"|由(?P<c>(?:郑州)?市{_P}{{1,18}}?(?:局|委|办))(?:任|担任)?(?:牵头|组长单位)"
)
_MUNICIPAL = re.compile(
    rf"(?:郑州市|全市|市)(?:委|政府|人民政府)?(?:(?!和|与|及|为|在|对|召开|举办|组织|开展|联合){_P}){{0,12}}?(?:局|办公室|委员会|[改商农资健建工]委|(?:人才|活动|国防|人防|外事|编)办|工商联|总工会|联合会|贸促会|供销社|红十字会|妇联|科协|残联|侨联|文联|支队|管理中心|服务中心|中心|工会|税务局|海关|法院|检察院)(?!面|限|势|部|长|委)"
)
_OTHER_BUREAU = re.compile(
    r"团市委|市委\w{2}部|郑州海关|国网郑州供电公司|郑州供电公司|人民银行郑州中心支行|人行郑州中心支行|市消防救援支队"
)
_SUB = re.compile(
    rf"(?P<sub>{_P}{{2,5}}?(?:街道办事处|街道办|办事处|街道|镇(?!村|企)|乡(?!村|镇|企))|{_P}{{2,12}}?(?:局|服务中心|管委会|委员会|办公室|专班|商务局|产业园|集聚区|分局|大队))"
)
_SUB_NOT = re.compile(
    r"补[齐强]|完善|优化|提升|破解|化解|兑现|落实|强化|升级|改造|激活|赋能|护航|构建|搭[建起]|开辟|开设|拓展|加[快强]|创[建新]|设立|新增|盘活|启用|投用|做[优强实]|解决|协调|引进|培育|支持|召开|举办|组织|开展|推|助|服务企业|积极|深入|全力|出台|印发|联合|聚焦|建|区县|部分|多|企业|[“”,]|为|的|在|到|赴|与|和"
)
_TOO_SHORT = ("市局", "市办公室", "市中心", "市委员会", "全市局", "市海关", "市法院", "市检察院", "市工会")
_TOWNS = {
    "如意湖": "郑东新区",
    "龙湖": "郑东新区",
    "祭城路": "郑东新区",
    "商都路": "郑东新区",
    "龙子湖": "郑东新区",
    "博学路": "郑东新区",
    "杨桥": "郑东新区",
    "白沙": "郑东新区",
    "豫兴路": "郑东新区",
    "圃田": "郑东新区",
    "金光路": "郑东新区",
    "花园口": "惠济区",
    "须水": "中原区",
    "石佛": "高新区",
    "枫杨": "高新区",
    "梧桐": "高新区",
    "沟赵": "高新区",
    "双桥": "高新区",
    "明湖": "经开区",
    "潮河": "经开区",
    "京航": "经开区",
    "九龙": "经开区",
    "新港": "航空港区",
}
_SOURCE_BEHIND = re.compile(
    r"(?:[(【]|(?<=[。!?”])[—―-]{1,2})(?P<source>[^()【】。\n]{2,26}(?<![司厂团行元号]))[)】]?[。.]?$"
)
_SOURCE_BEFORE = re.compile(r"[(【](?P<source>[^()【】。\n]{2,26})[)】]")
_SECTION_KIND = (
    (re.compile(r"工作组"), "working_group"),
    (re.compile(r"局委|市直|部门|委局"), "bureau"),
    (re.compile(r"区|县|开发区"), "district"),
)


def find_reporter(flow: Flow, lexicon: Lexicon, section: str) -> Reporter | None:
    """The reporter named in the headline, else in the source, else in the body's first sentences.

    section   breaks ties
    """
    kind = next((k for pattern, k in _SECTION_KIND if pattern.search(section)), "")
    head_end = flow.body_start
    if head_end:
        found = _within(flow, lexicon, (0, head_end), kind)
        if found is not None:
            return found
    for source in (_SOURCE_BEHIND.search(flow.text, head_end), _SOURCE_BEFORE.match(flow.text, head_end)):
        found = _within(flow, lexicon, source.span("source"), kind) if source else None
        if found is not None:
            return found
    first = _sentences_end(flow.text, head_end)
    return _within(flow, lexicon, (head_end, first), kind) or _within(
        flow, lexicon, (head_end, len(flow.text)), kind
    )


def _sentences_end(text: str, start: int) -> int:
    end = text.find("。", start)
    end = text.find("。", end + 1) if end >= 0 else -1
    return end if end >= 0 else len(text)


def _within(flow: Flow, lexicon: Lexicon, window: tuple[int, int], kind: str) -> Reporter | None:
    readers = {"working_group": _group, "bureau": _bureau, "district": _district}
    found = {name: read(flow, lexicon, window) for name, read in readers.items()}
    if kind and found[kind] is not None:
        return found[kind]
    if kind == "district" and found["bureau"] is not None and window[0] > 0:
        return None
    ranked = [
        r
        for r in found.values()
        if r is not None and (not kind or r.kind == "working_group" or window[0] == 0 or kind == r.kind)
    ]
    return min(ranked, key=lambda r: r.spans[0], default=None)


def _group(flow: Flow, lexicon: Lexicon, window: tuple[int, int]) -> Reporter | None:
    match = _GROUP.search(flow.text, *window)
    if match is None or (match["kind"] in ("工作专班", "组") and "第" not in match[0]):
        return None
    number = int(match["n"]) if match["n"].isdigit() else int(han_value(match["n"]) or 0)
    if not number:
        return None
    lead = _LEAD.search(flow.text, 0, min(len(flow.text), flow.body_start + 600))
    spans = flow.spans(*match.span())
    text = flow.raw(*match.span())
    lead_unit = None
    if lead:
        group = next(g for g in ("a", "b", "c") if lead[g])
        lead_unit = flow.raw(*lead.span(group)).strip()
        spans += flow.spans(*lead.span(group))
        text += flow.raw(*lead.span(group))
    return Reporter(
        text=text,
        spans=spans,
        confidence=0.98,
        reason="group_number",
        kind="working_group",
        name=f"第{han_number(number)}工作组",
        number=number,
        lead_unit=lead_unit,
    )


def _bureau(flow: Flow, lexicon: Lexicon, window: tuple[int, int]) -> Reporter | None:
    known = _not_in_county(flow.text, lexicon, lexicon.bureau_pattern, window)
    built = _not_in_county(flow.text, lexicon, _MUNICIPAL, window) or _OTHER_BUREAU.search(flow.text, *window)
    match = min((m for m in (known, built) if m), key=lambda m: (m.start(), m is built), default=None)
    if match is None:
        return None
    is_known = match is known
    return Reporter(
        text=flow.raw(*match.span()),
        spans=flow.spans(*match.span()),
        confidence=0.97 if is_known else 0.8,
        reason="known_bureau" if is_known else "bureau_words",
        kind="bureau",
        name=flow.raw(*match.span()),
    )


def _not_in_county(
    text: str, lexicon: Lexicon, pattern: re.Pattern[str], window: tuple[int, int]
) -> re.Match[str] | None:
    """The first bureau that is the city's, not that of a 市 below it (新郑市税务局)."""
    for match in pattern.finditer(text, *window):
        before = text[max(0, match.start() - 4) : match.start() + 1]
        if match[0] not in _TOO_SHORT and not any(before.endswith(name) for name in lexicon.district_words):
            return match
    return None


def _district(flow: Flow, lexicon: Lexicon, window: tuple[int, int]) -> Reporter | None:
    match = _first_district(flow, lexicon, window)
    if match is None:
        return _by_town(flow, lexicon, window)
    name = lexicon.district_words.get(match[0]) or lexicon.bare_districts[match[0]]
    sub = _sub_unit(flow, lexicon, window, match.end())
    spans = flow.spans(*match.span())
    text = flow.raw(*match.span())
    if sub:
        spans += flow.spans(*sub)
        text += flow.raw(*sub)
    return Reporter(
        text=text,
        spans=spans,
        confidence=0.97,
        reason="sub_unit" if sub else "known_district",
        kind="district",
        name=name,
        sub_unit=flow.raw(*sub) if sub else None,
    )


def _first_district(flow: Flow, lexicon: Lexicon, window: tuple[int, int]) -> re.Match[str] | None:
    match = lexicon.district_pattern.search(flow.text, *window)
    if match or window[0]:
        return match
    bare = re.compile("|".join(map(re.escape, lexicon.bare_districts)) or r"(?!)")
    return bare.match(flow.text, *window)


def _sub_unit(flow: Flow, lexicon: Lexicon, window: tuple[int, int], after: int) -> tuple[int, int] | None:
    """The unit named right behind the district in the headline, else in the body's first mention."""
    text = flow.text
    match = _SUB.match(text, after, min(window[1], after + 18))
    if match and not _SUB_NOT.search(match["sub"]):
        return match.span("sub")
    return None


def _by_town(flow: Flow, lexicon: Lexicon, window: tuple[int, int]) -> Reporter | None:
    """如意湖办事处…: the district comes from the body, or from the list of its towns."""
    if window[0]:
        return None
    match = _SUB.match(flow.text, *window)
    if match is None or _SUB_NOT.search(match["sub"]):
        return None
    place = _place_of(flow.text, flow.body_start, match["sub"], lexicon)
    name = lexicon.district_words[flow.text[slice(*place)]] if place else _TOWNS.get(_town(match["sub"]))
    if name is None:
        return None
    stretches = [match.span("sub"), place] if place else [match.span("sub")]
    return Reporter(
        text="".join(flow.raw(*stretch) for stretch in stretches),
        spans=tuple(span for stretch in stretches for span in flow.spans(*stretch)),
        confidence=0.9 if place else 0.7,
        reason="sub_unit",
        kind="district",
        name=name,
        sub_unit=match["sub"],
    )


def _place_of(text: str, body_start: int, sub: str, lexicon: Lexicon) -> tuple[int, int] | None:
    """Where the district of a unit is named: right before it, else anywhere in the body."""
    pattern = lexicon.district_pattern
    named = re.search(rf"(?P<district>{pattern.pattern}){re.escape(sub)}", text)
    if named:
        return named.span("district")
    anywhere = pattern.search(text, body_start)
    return anywhere.span() if anywhere else None


def _town(sub: str) -> str:
    return re.sub(r"(?:街道办事处|街道办|办事处|街道|镇|乡)$", "", sub)
