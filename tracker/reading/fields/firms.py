"""Enterprises: names that end in a legal form, banks and carriers, short names in lists, and their second mentions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..draft import Firm, Reporter
from ..flow import Flow
from ..lexicon import Lexicon
from .cut import cut_left, reach_left
from .listed import listed_names
from .mask import Mask
from .roles import is_joined, is_lender, role_of
from .words import GENERIC_COMPANY, INDUSTRY, PLACE, SOFT, TRADES, VERBS, WEAK

_P = "[\u4e00-\u9fff]"
_BRANCH = rf"(?:{_P}{{2,12}}?(?:分公司|支公司|分行|支行|营业部|分所|分社|分厂))?"
_LEGAL = re.compile(
    r"(?P<full>(?:股份有限公司|有限责任公司|有限公司|集团公司|总公司)(?:\((?:特殊普通合伙|普通合伙|有限合伙|集团|控股|中国)\))?|(?:律师|会计师|税务师|资产评估)事务所(?:\((?:特殊)?普通合伙\)|\([^()\n]{2,6}\))?|(?:专业)?合作(?:社|联社))"
    r"|(?P<short>(?:大酒店|酒店|宾馆|购物中心|家庭农场)(?!管理|行业|集团|用品|有限|业|等行)|分公司|支公司|公司(?!法|章程|治理|制|债|化)|集团(?!化|军|式|有限|股份)|总厂|(?:(?<![工水电])|(?<=[化加]工)|(?<=[发热]电))厂(?!房|区|家|商|长|门|址|内|外|里|界|矿|务|网|子|线|牌))"
)
_BRANCH_AFTER = re.compile(
    rf"(?:\([^()\n]{{2,8}}\))?(?:(?!和|与|及|为|在|的|向|等|新(?![郑密乡疆])|对|到|将|已|项目|开展|申请|负责){_P}){{2,10}}?(?:分公司|支公司|分行|支行|营业部|分所|分社|(?<=州)办事处)"
)
_REST_OF_NAME = re.compile(
    rf"(?P<rest>(?:{_P}|[A-Za-z0-9]){{2,14}}?)(?:\([\u4e00-\u9fff]{{2,6}}\))?(?:股份有限公司|有限责任公司|有限公司)"
)
_FARMERS = re.compile(
    r"(?:[\d一二三四五六七八九十百余多]+[家个])?(?:农民|农业|农村|农机|种植|养殖|专业|各类|家庭农场|经济|和|与|等|新型)*$"
)
_PLACE_AND_FORM = re.compile(r"\([\u4e00-\u9fff]{2,6}\)(?:股份)?有限(?:责任)?公司")
_BRANCH_PLACED = re.compile(rf"(?:{PLACE.pattern}){_P}{{0,6}}?(?:供电|分)?公司")
_BANKS = "中国工商|工商|中国农业发展|农业发展|中国农业|农业|中国建设|建设|中国邮政储蓄|邮政储蓄|邮储|交通|招商|中信|中国光大|光大|浦发|上海浦东发展|民生|中国民生|兴业|平安|华夏|广发|浙商|渤海|恒丰|中原|郑州|洛阳|焦作中旅|平顶山|国家开发|中国进出口|进出口|中国|汇丰|渣打|东亚|北京|上海|徽商|齐鲁|江苏|网商|微众"
_BANK = re.compile(
    rf"(?:(?:{_BANKS})银行(?:股份有限公司)?|(?:(?:{PLACE.pattern})(?:(?!银行|和|与|及|等|组织|联合|协调|推动|引导|对接|积极|企业|[到对向由为在的]){_P}){{0,4}}?(?:农村商业|农商|村镇|商业)银行(?:股份有限公司)?)|(?:{PLACE.pattern})(?:农商行|农信社|农村信用(?:合作)?联?社)|(?<=[、,和与及“])(?:(?![和与及等]){_P}){{2,6}}?(?:村镇银行|农商银行|农商行)|(?:工|农|建|中|交|邮储|招|浦发|国开|农发)行(?={_P}{{2,8}}?[分支]行))"
    rf"(?:(?:(?!和|与|及|为|在|的|向|等|给|对|到|将|已|、){_P}){{2,10}}?(?:[分支]行(?:营业部)?|营业部))?(?!业|间|卡|账|家|柜)"
)
_CARRIER = re.compile(
    rf"(?:中国|河南|郑州)(?:移动|联通|电信|铁塔|广电)(?:公司)?(?!互联|支付|办公|终端|通信|网络|业|设备|信号|的?用户)(?:(?:(?!和|与|及|为|在|的|向|等|给){_P}){{2,8}}?(?:分公司|公司))?"
)
_BRANCHES = ("分公司", "支公司")
_INNS = ("酒店", "宾馆", "购物中心", "农场")  # a name of these begins with its place
_BY_TRADE = (
    (_BANK, "bank_name", ("银行", "支行", "分行", "农商行", "农信", "信用")),
    (_CARRIER, "carrier_name", ("移动", "联通", "电信", "铁塔", "广电")),
)
_FORM = re.compile(  # how _LEGAL begins; plain words are found faster
    "股份有限公司|有限责任公司|有限公司|集团|总公司|律师|会计师|税务师|资产评估|专业合作|合作|大酒店|酒店|宾馆|购物中心|家庭农场|分公司|支公司|公司|总厂|厂"
)
_ALIAS_GIVEN = re.compile(r"\((?:以下|下|下文)?简称[::]?“?([^“”()\n,]{2,12})”?\)")
_SHORT_TAIL = re.compile(r"公司|集团|企业|负责人|相关负责人|董事长|总经理|方面")


@dataclass
class _Hit:
    start: int
    end: int
    name: str
    reason: str
    aliases: list[str] = field(default_factory=list)
    known: str | None = None
    in_headline: bool = False
    role: str = "assisted"


def without_reporter(firms: tuple[Firm, ...], reporter: Reporter | None) -> tuple[Firm, ...]:
    """A public utility that reports (国网郑州供电公司) is not a firm of its own item."""
    return tuple(firm for firm in firms if reporter is None or firm.name != reporter.name)


def find_firms(flow: Flow, mask: Mask, lexicon: Lexicon) -> tuple[Firm, ...]:
    """Every enterprise of the item once, as first written, with its other spellings; claims their characters."""
    hits: list[_Hit] = []
    for hit in sorted(_candidates(flow, mask, lexicon), key=lambda h: (h.start, -h.end)):
        if not mask.hits(hit.start, hit.end):
            mask.claim(hit.start, hit.end)
            hit.in_headline = hit.start < flow.body_start
            hits.append(hit)
    firms = _join_mentions(hits)
    for firm in firms:
        _find_short_forms(flow.text, firm, mask)
    _give_roles(flow.text, firms)
    return tuple(_value(flow, firm) for firm in firms)


def _give_roles(text: str, firms: list[_Hit]) -> None:
    """Each firm its role; in a list the first one's, unless a name says it is a bank or the like."""
    before: _Hit | None = None
    for firm in firms:
        firm.role = role_of(text, firm.start, firm.end)
        in_list = before is not None and is_joined(text, before.end, firm.start)
        if (
            before is not None
            and in_list
            and firm.role == "assisted"
            and not is_lender(text[before.start : before.end])
        ):
            firm.role = before.role
        before = firm


def _value(flow: Flow, hit: _Hit) -> Firm:
    text = flow.raw(hit.start, hit.end)
    return Firm(
        text=text,
        spans=flow.spans(hit.start, hit.end),
        confidence={
            "known_name": 0.99,
            "legal_suffix": 0.95,
            "bank_name": 0.95,
            "carrier_name": 0.9,
            "after_verb": 0.8,
        }.get(hit.reason, 0.6),
        reason=hit.reason,
        name=text,
        role=hit.role,
        aliases=tuple(dict.fromkeys(alias for alias in hit.aliases if alias != hit.name)),
        known=hit.known,
    )


def _candidates(flow: Flow, mask: Mask, lexicon: Lexicon) -> Iterator[_Hit]:
    text = flow.text
    found = Mask(len(text))
    for start, end, canonical in lexicon.known_firms(text):
        if not _LEGAL.match(text, end):
            found.claim(start, end)
            yield _Hit(start, end, text[start:end], "known_name", known=canonical)
    for pattern, reason, signs in _BY_TRADE:
        if not any(sign in text for sign in signs):
            continue
        for match in pattern.finditer(text):
            if not found.hits(*match.span()) and not mask.hits(*match.span()):
                found.claim(*match.span())
                yield _Hit(match.start(), match.end(), match[0], reason)
    yield from _legal_names(text, mask, found, lexicon)
    for start, end in listed_names(text, mask, found):
        yield _Hit(start, end, text[start:end], "listed_name")


def _legal_names(text: str, mask: Mask, found: Mask, lexicon: Lexicon) -> Iterator[_Hit]:
    floor = 0
    for sign in _FORM.finditer(text):
        match = _LEGAL.match(text, sign.start())
        if (
            match is None
            or match.start() < floor
            or found.hits(match.start(), match.end())
            or _is_inner(text, match)
        ):
            continue
        end = _with_branch(text, match)
        left = _floor(mask, found, reach_left(text, match.start(), floor), match.start())
        registered = match.lastgroup == "full"
        start, reason = cut_left(text, left, match.start(), registered=registered)
        start = _without_joint(text, start, left, floor)
        if _is_name(text, start, match, end):
            floor = end
            found.claim(start, end)
            name = text[start:end]
            yield _Hit(start, end, name, reason, known=lexicon.enterprises.get(name))


def _is_inner(text: str, match: re.Match[str]) -> bool:
    """集团 inside a longer name: 河南嵩岳集团嵩基水泥有限公司."""
    if match[0] not in ("集团", "集团公司"):
        return False
    if _PLACE_AND_FORM.match(text, match.end()):
        return True
    after = _REST_OF_NAME.match(text, match.end())
    if after is None or not 2 <= len(after["rest"]) <= 14:
        return False
    rest = after["rest"]
    return not (VERBS.search(rest) or SOFT.match(rest) or any(c in WEAK for c in rest))


def _with_branch(text: str, match: re.Match[str]) -> int:
    if match.lastgroup == "full" or match[0] == "集团":
        branch = _BRANCH_AFTER.match(text, match.end())
    else:
        branch = _BRANCH_PLACED.match(text, match.end()) if match[0] == "公司" else None
    return branch.end() if branch else match.end()


def _floor(mask: Mask, found: Mask, left: int, end: int) -> int:
    """The words claimed by something else end the reach."""
    for at in range(end - 1, left - 1, -1):
        if mask.hits(at, at + 1) or found.hits(at, at + 1):
            return at + 1
    return left


def _without_joint(text: str, start: int, left: int, floor: int) -> int:
    """和, 与, 及 right after the name before join two names."""
    if start == left == floor and text[start : start + 2] == "以及":
        return start + 2
    if (
        start == left
        and start
        and text[start] in "和与及或"
        and (start == floor or text[start - 1] in "”)》、")
    ):
        return start + 1
    return start


def _is_name(text: str, start: int, match: re.Match[str], end: int) -> bool:
    core, form = text[start : match.start()], match[0]
    if len(core) < 2 or GENERIC_COMPANY.match(core):
        return False
    if form == "公司":
        return _is_short_company(core)
    if form == "集团":
        return not INDUSTRY.match(core) and not text.startswith(("企业", "客户"), end)
    if form in ("厂", "总厂"):
        return len(core) >= 4 and bool(PLACE.match(core) or TRADES.search(core))
    if form.endswith(_INNS):
        return len(PLACE.sub("", core, count=1)) in range(2, len(core))
    is_generic = _FARMERS.match(core) if "合作" in form else form in _BRANCHES and PLACE.fullmatch(core)
    return not is_generic


def _is_short_company(core: str) -> bool:
    return (
        len(core) <= 14
        and not INDUSTRY.match(core)
        and not re.search(r"[家个名多些]$|(?:\d|[两三四五六七八九十多余])家", core)
    )


def _join_mentions(hits: list[_Hit]) -> list[_Hit]:
    """Second mentions become aliases of the fullest spelling, which keeps the first one's place."""
    firms: list[_Hit] = []
    for hit in sorted(hits, key=lambda h: -len(h.name)):
        owner = next((f for f in firms if _is_same(hit, f)), None)
        if owner is None:
            firms.append(hit)
        elif hit.name != owner.name:
            owner.aliases.append(hit.name)
    return sorted(firms, key=lambda h: h.start)


def _is_same(short: _Hit, full: _Hit) -> bool:
    if _without_form(short.name) == _without_form(full.name) or (short.known and short.known == full.known):
        return True
    if re.search(r"有限(?:责任)?公司$|合作社$", short.name):
        return False
    core = re.sub(r"(?:公司|集团|厂)$", "", short.name)
    if short.reason == "bank_name" and re.search(r"[支分]行(?:营业部)?$", full.name):
        return short.in_headline and full.name.startswith(short.name)  # in a list, bank and branch are two
    if core in full.name:
        return True
    return len(core) >= 2 and set(core) <= set(full.name) and short.name[-1] == full.name[-1]


def _without_form(name: str) -> str:
    """中国银行股份有限公司河南省分行 and 中国银行河南省分行 are one."""
    return name if name.endswith("公司") else re.sub(r"股份有限公司|有限责任公司", "", name)


def _find_short_forms(text: str, firm: _Hit, mask: Mask) -> None:
    """瑞恒精密 for 河南瑞恒精密制造有限公司; and what 以下简称 says."""
    given = _ALIAS_GIVEN.match(text, firm.end)
    if given:
        firm.aliases.append(given[1])
        mask.claim(*given.span())
    core = _core(firm.name)
    for size in range(min(len(core), 8), 1, -1):
        short = core[:size]
        at = text.find(short)
        while at >= 0:
            end = at + size
            if not mask.hits(at, end) and (size >= 4 or _SHORT_TAIL.match(text, end)):
                tail = re.match("公司|集团", text[end : end + 2])
                end += 2 if tail else 0
                firm.aliases.append(text[at:end])
                mask.claim(at, end)
            at = text.find(short, end)


def _core(name: str) -> str:
    place = PLACE.match(name)
    core = name[place.end() :] if place else name
    return re.split(r"\(|(?:集团)?(?:股份|有限)", core.removeprefix("市"), maxsplit=1)[0]
