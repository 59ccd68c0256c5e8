"""Where a name begins: the words before it are cut off, the name itself stays whole."""

from __future__ import annotations

import re

from .shapes import has_trade, is_wordless
from .words import COUNTIES, PLACE, SOFT, TRADES, VERBS, WEAK, is_kept

REACH = 42
_NAME_CHAR = re.compile(r"[\u4e00-\u9fff〇A-Za-z0-9&·.\-]")
_IN_BRACKETS = re.compile(
    rf"(?:(?:{PLACE.pattern})[\u4e00-\u9fff]{{0,6}}|集团|控股|国际|股份|[A-Za-z]{{1,8}})"
)
_LOCATION = re.compile(
    r"(?:[\u4e00-\u9fff]{2,6}?(?:区|镇|乡|街道|办事处|村|产业园|园区|集聚区|开发区|工业园|科技园|孵化器|基地))(?=[\u4e00-\u9fff])"
)
_BRAND_BEFORE_PLACE = re.compile(
    r"(?:国网|中铁|中建|华润|国药|大唐|华能|华电|国电|中石化|中石油|中粮|中交|中电|中航|中铝|中车|中通|圆通|万科|碧桂园|绿地|华侨城|京东|百度|阿里|美团|海尔|格力|富士康|正大|丹尼斯|大商|新奥|中国移动通信集团|[A-Za-z0-9]{2,8})[\u4e00-\u9fff]{0,3}$"
)
_ZONE = re.compile(
    r"(?:郑州)?市?(?:[\u4e00-\u9fff]{2,4}?(?<!市)区|郑东新区|航空港(?:经济综合)?实验区|经济技术开发区|高新技术产业开发区)"
)
_LEADING = re.compile(
    r"(?:拟?投资|入股|培育|新建|共建|扶持|带动|来自|用于|投向|投给|拜访|看望|入驻|上门|再到|又到|来|去)(?!集团|控股|担保|基金|发展|有限|管理)"
)
_ALSO_BRANDS = ("中州", "中原", "华中", "华北")  # inside a name they are words like any other
_COUNTY = re.compile(rf"(?:{COUNTIES})$")
_PARTNER_END = re.compile(
    r"(?:院|所|学|校|会|局|中心|银行|分行|支行|公司|集团|厂|部门?|平台|基地|组|办|委|区|县|市|厅)(?:和|与|及|同|以及|或)$"
)
_JOINING = re.compile(r"(?:会同|联合|携手|[与和由、])$")
_FIRM_WORD_NEXT = re.compile(
    r"管理|咨询|服务|运营|孵化|集团|策划|开发|建设|数据|投资|发展|科技|会展|供应|信用|融资|担保|总部|产权|征信|综合|合作"
)


def reach_left(text: str, end: int, floor: int) -> int:
    """The leftmost place from which a name ending at `end` could begin: back to punctuation, not before `floor`."""
    at, stop = end, max(floor, end - REACH)
    while at > stop:
        c = text[at - 1]
        if c == ")":
            opening = text.rfind("(", max(stop, at - 12), at - 1)
            if opening < 0 or not _IN_BRACKETS.fullmatch(text, opening + 1, at - 1):
                break
            at = opening
        elif _NAME_CHAR.match(c):
            at -= 1
        else:
            break
    return at


def cut_left(text: str, start: int, end: int, *, registered: bool) -> tuple[int, str]:
    """Where the name that ends at `end` begins inside text[start:end], and why.

    registered   the name carries a full legal form, so it begins with a place more often than not
    """
    bracket = text.find("(", start, end)
    core_end = bracket if bracket > start else end
    first = _after_verb(text, start, core_end, registered=registered)
    place = _place_cut(text, first, core_end, registered=registered)
    if place is not None:
        return place, "legal_suffix"
    soft = _after_soft(text, first, core_end)
    weak = _after_weak(text, soft, core_end)
    name = _after_leading(text, _after_zone(text, weak, core_end), core_end)
    return name, "after_verb" if name > start else "legal_suffix"


def _after_verb(text: str, start: int, end: int, *, registered: bool) -> int:
    """The end of the last verb that leaves a name behind it: 华泰联合证券 without 联合 would leave a mere trade."""
    at = start
    for match in VERBS.finditer(text, start, end):
        if end - match.end() >= 2 and not (registered and TRADES.match(text, match.end(), end)):
            at = match.end()
    return at


def _after_soft(text: str, start: int, end: int) -> int:
    """The end of the last common noun that leaves a name behind it."""
    at = start
    for match in SOFT.finditer(text, start, end):
        if end - match.end() >= 2 and not _FIRM_WORD_NEXT.match(text, match.end()):
            at = match.end()
    return at


def _place_cut(text: str, start: int, end: int, *, registered: bool) -> int | None:
    """The place the name begins with; what stands before it stays only when it is a known brand."""
    best: re.Match[str] | None = None
    for place in PLACE.finditer(text, start, end):
        if end - place.end() < 1:
            break
        if best is None or _starts_anew(text, best, place):
            best = place
    if best is None:
        return None
    before = text[start : best.start()]
    if before.endswith("集团") and len(before) >= 4:  # X集团河南Y有限公司 is one name
        return cut_left(text, start, best.start() - 2, registered=False)[0]
    brand = _BRAND_BEFORE_PLACE.search(before)
    if brand:
        return start + brand.start()
    named = _before_place(text, start, best, registered=registered)
    if named is not None:
        return named
    if not before or registered or _is_cut(text, best.start()):
        return _skip_location(text, best, end)
    return None


def _before_place(text: str, start: int, found: re.Match[str], *, registered: bool) -> int | None:
    """会同数字郑州科技有限公司: words before the place belong to the name when a joining verb stands before them."""
    place = found.start()
    if found[0] in _ALSO_BRANDS and 2 <= place - start <= 3 and not _is_cut(text, place):
        return start
    at = start
    while at < place and text[at] in "与和由":
        at += 1
    word = text[at:place]
    is_joined = _JOINING.search(text, max(0, at - 2), at)
    return at if registered and is_joined and 2 <= len(word) <= 3 and is_wordless(word) else None


def _starts_anew(text: str, first: re.Match[str], second: re.Match[str]) -> bool:
    """Whether a later place begins the name: a joining word or a common noun stands before it."""
    between = text[first.end() : second.start()]
    if not between:
        return False
    if text[second.start() - 1] in WEAK and not is_kept(text, second.start() - 1):
        return True
    soft = None
    for soft in SOFT.finditer(between):  # noqa: B007 the last one counts
        pass
    return soft is not None and soft.end() == len(between)


def _is_cut(text: str, at: int) -> bool:
    last = text[at - 1]
    return (last in WEAK and not is_kept(text, at - 1)) or last in "区县市镇乡道园处"


def _skip_location(text: str, place: re.Match[str], end: int) -> int:
    """新密市河南郑煤…, 高新区郑州…: a district that only says where the firm is does not belong to its name."""
    start = place.start()
    following = PLACE.match(text, place.end(), end)
    if following and _COUNTY.match(place[0]) and place[0][-1] in "市县":
        start = place.end()
    elif place[0] in ("郑州", "郑州市"):
        zone = _ZONE.match(text, start, end)
        if zone and PLACE.match(text, zone.end(), end):
            start = zone.end()
    return _after_partner(text, _after_of(text, start, end), end)


def _after_of(text: str, start: int, end: int) -> int:
    """荥阳市的福泰阀门厂: the place says where the firm is."""
    at = text.rfind("的", start, end - 2)
    return at + 1 if at > start and not is_kept(text, at) else start


def _after_partner(text: str, start: int, end: int) -> int:
    """河南省农业科学院与仰韶生物…: a whole name before 与 is another one."""
    for at in range(end - 4, start + 4, -1):
        if text[at] not in "和与及同" or is_kept(text, at):
            continue
        if _PARTNER_END.search(text, start, at + 1) or has_trade(text[start:at]):
            return at + 1
    return start


def _after_weak(text: str, start: int, end: int) -> int:
    for at in range(end - 3, start - 1, -1):
        if text[at] in WEAK and not is_kept(text, at):
            return at + 1
    return start


def _after_leading(text: str, start: int, end: int) -> int:
    """投资某某公司: words that are also parts of names are cut only where a name cannot begin with them."""
    lead = _LEADING.match(text, start, end)
    return lead.end() if lead and end - lead.end() >= 3 else start


def _after_zone(text: str, start: int, end: int) -> int:
    """金水区某某公司: the district before the name is where it is."""
    zone = _LOCATION.match(text, start, end)
    if zone and end - zone.end() >= 3:
        return zone.end()
    return start
