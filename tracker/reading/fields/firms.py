"""Enterprises: names that end in a legal form, banks and carriers, short names in lists, and their second mentions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..draft import Firm, Reporter
from ..flow import Flow
from ..lexicon import Lexicon
from .bare import bare_names
from .cut import cut_left, reach_left
from .listed import listed_names
from .mask import Mask
from .mentions import Hit, find_headline_forms, find_short_forms, join_mentions, with_given_names
from .quoted import quoted_names
from .roles import is_joined, is_lender, is_served, role_of
from .shapes import has_trade
from .words import BANKS, GENERIC_COMPANY, INDUSTRY, PLACE, SOFT, TRADES, VERBS, WEAK, is_kept

_P = "[\u4e00-\u9fff]"
_BRANCH = rf"(?:{_P}{{2,12}}?(?:分公司|支公司|分行|支行|营业部|分所|分社|分厂))?"
_LEGAL = re.compile(
    r"(?P<full>(?:股份有限公司|有限责任公司|有限公司|集团公司|总公司)(?:\((?:特殊普通合伙|普通合伙|有限合伙|集团|控股|中国)\))?|(?:律师|会计师|税务师|资产评估)事务所(?:\((?:特殊)?普通合伙\)|\([^()\n]{2,6}\))?|(?:专业)?合作(?:社|联社))"
    r"|(?P<short>(?:大酒店|酒店|宾馆|购物中心|家庭农场)(?!管理|行业|集团|用品|有限|业|等行)|分公司|支公司|公司(?!法|章程|治理|制|债|化)|集团(?!化|军|式|有限|股份)|(?<![增减持让发购控参出老国入])股份(?!有限|制|公司|合作|转让|改造|改革|占|比例|总|回购|支付)|总厂|(?:(?<![工水电])|(?<=[化加]工)|(?<=[发热]电))厂(?!房|区|家|商|长|门|址|内|外|里|界|矿|务|网|子|线|牌))"
)
_BRANCH_AFTER = re.compile(
    rf"(?:\([^()\n]{{2,8}}\)(?:分公司|分行)|(?:\([^()\n]{{2,8}}\))?(?P<place>(?:(?!和|与|及|为|在|的|向|等|新(?![郑密乡疆区])|对|到|将|已|从|获|项目|开展|申请|负责){_P}){{2,10}}?)(?:分公司|支公司|分行|支行|营业部|分所|分社|(?<=州)办事处)|(?:{PLACE.pattern})公司)"
)
_REST_OF_NAME = re.compile(
    rf"(?P<rest>(?:{_P}|[A-Za-z0-9]){{2,14}}?)(?:\([\u4e00-\u9fff]{{2,6}}\))?(?:股份有限公司|有限责任公司|有限公司)"
)
_FARMERS = re.compile(
    r"(?:[\d一二三四五六七八九十百余多]+[家个])?(?:农民|农业|农村|农机|种植|养殖|专业|各类|家庭农场|经济|和|与|等|新型)*$"
)
_PLACE_AND_FORM = re.compile(r"\([\u4e00-\u9fff]{2,6}\)(?:股份)?有限(?:责任)?公司")
_BRANCH_PLACED = re.compile(rf"(?:{PLACE.pattern}){_P}{{0,6}}?(?:供电|分)?公司")
_BANK = re.compile(
    rf"(?:(?:{BANKS})银行(?:股份有限公司)?|(?:(?:{PLACE.pattern})(?:(?!银行|和|与|及|等|组织|联合|协调|推动|引导|对接|积极|企业|[到对向由为在的]){_P}){{0,4}}?(?:农村商业|农商|村镇|商业)银行(?:股份有限公司)?)|(?:{PLACE.pattern}){{1,2}}(?:农商行|农信社|农村信用(?:合作)?联?社)|(?:(?<![^、,。;:\n和与及由“])|(?<=联合|协调|会同|对接|邀请|组织|推动|依托|促成|携手|获得))(?P<loose>(?:(?![和与及等]){_P}){{2,8}}?)(?:村镇银行|农商银行|农商行)|(?:工|农|建|中|交|邮储|招|浦发|国开|农发)行(?={_P}{{2,8}}?[分支]行))"
    rf"(?:(?:(?!和|与|及|为|在|的|向|等|给|对|到|将|已|、){_P}){{2,10}}?(?:[分支]行(?:营业部)?|营业部)|(?!业(?!务)|间|卡|账|家|柜))"
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
    "股份|有限责任公司|有限公司|集团|总公司|律师|会计师|税务师|资产评估|专业合作|合作|大酒店|酒店|宾馆|购物中心|家庭农场|分公司|支公司|公司|总厂|厂"
)
_DISTRICT = re.compile(r"(?:郑东新|航空港|[\u4e00-\u9fff]{2})区|[\u4e00-\u9fff]{2,3}县")
_ALL_OF = re.compile(  # 全市律师事务所: all of a kind
    rf"(?:{PLACE.pattern})?(?:全[国省市区县]|各[地省市区县]*|[省市区县]内|[辖城]区|[我本][省市区县]|[本当]地|所有|多数|部分|地方|法人|涉农|知名|优秀|专业|[省市区县](?:属|级|直))+的?$"
)
_COUNTED = re.compile(r"(?:\d+|[两二三四五六七八九十百]+)[余多]?[家个名户位]")


def without_reporter(firms: tuple[Firm, ...], reporter: Reporter | None) -> tuple[Firm, ...]:
    """A public utility that reports (国网郑州供电公司) is not a firm of its own item."""
    return tuple(firm for firm in firms if reporter is None or firm.name != reporter.name)


def find_firms(flow: Flow, mask: Mask, lexicon: Lexicon) -> tuple[Firm, ...]:
    """Every enterprise of the item once, as first written, with its other spellings; claims their characters."""
    hits: list[Hit] = []
    for hit in sorted(_candidates(flow, mask, lexicon), key=lambda h: (h.start, -h.end)):
        if not mask.hits(hit.start, hit.end):
            mask.claim(hit.start, hit.end)
            hit.in_headline = hit.start < flow.body_start
            hits.append(hit)
    firms = join_mentions(with_given_names(flow.text, hits))
    for firm in firms:
        find_short_forms(flow.text, firm, mask)
        find_headline_forms(flow.text[: flow.body_start], firm, mask)
    _give_roles(flow.text, firms)
    return tuple(_value(flow, firm) for firm in firms)


def _give_roles(text: str, firms: list[Hit]) -> None:
    """Each firm its role; in a list the first one's, unless a name says it is a bank or the like."""
    before: Hit | None = None
    served = False
    for firm in firms:
        firm.role = "partner" if firm.reason == "carrier_name" else role_of(text, firm.start, firm.end)
        in_list = before is not None and is_joined(text, before.end, firm.start)
        served = (served and in_list) or is_served(text, firm.start, firm.end)
        if served:
            firm.role = "assisted"
        elif (
            before is not None
            and in_list
            and firm.role == "assisted"
            and not is_lender(text[before.start : before.end])
        ):
            firm.role = before.role
        before = firm


def _value(flow: Flow, hit: Hit) -> Firm:
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


def _candidates(flow: Flow, mask: Mask, lexicon: Lexicon) -> list[Hit]:
    """All names: those known or with a form first, then the bare ones that stand beside them."""
    text, found = flow.text, Mask(len(flow.text))
    hits = [*_known_names(text, found, lexicon), *_by_trade(text, mask, found)]
    hits += _legal_names(text, mask, found, lexicon)
    hits += [Hit(a, b, text[a:b], "listed_name") for a, b in listed_names(text, mask, found)]
    hits += [Hit(a, b, text[a:b], "listed_name") for a, b in quoted_names(text, mask, found)]
    spans = [(hit.start, hit.end) for hit in hits]
    hits += [Hit(a, b, text[a:b], "listed_name") for a, b in bare_names(text, mask, found, spans)]
    return hits


def _known_names(text: str, found: Mask, lexicon: Lexicon) -> Iterator[Hit]:
    for start, end, canonical in lexicon.known_firms(text):
        if not _LEGAL.match(text, end):
            found.claim(start, end)
            yield Hit(start, end, text[start:end], "known_name", known=canonical)


def _by_trade(text: str, mask: Mask, found: Mask) -> Iterator[Hit]:
    for pattern, reason, signs in _BY_TRADE:
        if not any(sign in text for sign in signs):
            continue
        for match in pattern.finditer(text):
            start, end = _bank_begins(text, match), match.end()
            if start < end and not found.hits(start, end) and not mask.hits(start, end):
                found.claim(start, end)
                yield Hit(start, end, text[start:end], reason)


def _bank_begins(text: str, match: re.Match[str]) -> int:
    """Where the name of a bank begins: 并联系郑州农商银行 without its verb; its end when no name is left."""
    if not match.groupdict().get("loose"):
        return match.start()
    end = match.end("loose")
    start = cut_left(text, match.start(), end, registered=False)[0]
    is_no_name = end - start < 2 or VERBS.fullmatch(text, start, end) or _ALL_OF.match(text, start, end)
    return match.end() if is_no_name else start


def _legal_names(text: str, mask: Mask, found: Mask, lexicon: Lexicon) -> Iterator[Hit]:
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
        end = _with_branch(text, match, found)
        left = _floor(mask, found, reach_left(text, match.start(), floor), match.start())
        registered = match.lastgroup == "full"
        start, reason = cut_left(text, left, match.start(), registered=registered)
        start = _without_joint(text, start, left, floor)
        counted = _COUNTED.match(text, start, match.start())
        start = counted.end() if counted else start
        if match[0].endswith(("社", "农场")) and _DISTRICT.fullmatch(text, left, start):
            start = left  # 惠济区某某养殖专业合作社: registered in the district
        if _is_name(text, start, match, end):
            floor = end
            found.claim(start, end)
            name = text[start:end]
            yield Hit(start, end, name, reason, known=lexicon.enterprises.get(name))


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


def _with_branch(text: str, match: re.Match[str], found: Mask) -> int:
    """Where the name ends: after the branch right behind the legal form, before 获得民生银行郑州分行."""
    if match.lastgroup == "full" or match[0] == "集团":
        branch = _BRANCH_AFTER.match(text, match.end())
        if branch and (VERBS.search(branch["place"] or "") or found.hits(match.end(), branch.end())):
            return match.end()
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
    if len(core) < 2 or GENERIC_COMPANY.match(core) or _ALL_OF.match(core) or _is_clause(core, form):
        return False
    if form == "公司":
        return _is_short_company(core)
    if form == "集团":
        return not INDUSTRY.match(core) and not text.startswith(("企业", "客户"), end)
    if form in ("股份", "厂", "总厂"):
        is_institute = form != "股份" or core.endswith(("设计院", "研究院", "研究所"))
        is_placed = bool(PLACE.match(core) or TRADES.search(core))
        return is_placed and len(core) >= 4 and (is_institute or has_trade(core + form))
    if form.endswith(_INNS):
        return len(PLACE.sub("", core, count=1)) in range(2, len(core))
    is_branch = form in _BRANCHES and (PLACE.fullmatch(core) or VERBS.search(core[-2:]))
    return not (is_branch or ("合作" in form and _FARMERS.match(core)))


def _is_clause(core: str, form: str) -> bool:
    """Whether the words run on into 合作社 or 公司: 还为合作社发放贷款."""
    return core[-1] in "为给与及" and not form.endswith("有限公司") and not is_kept(core, len(core) - 1)


def _is_short_company(core: str) -> bool:
    return (
        len(core) <= 14
        and not INDUSTRY.match(core)
        and not re.search(r"[家个名多些该此贵]$|(?:\d|[两三四五六七八九十多余])家", core)
    )
