"""Authorities, institutes, associations, parks and platforms: who takes part and is no enterprise."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..draft import Named, Reporter
from ..flow import Flow
from ..lexicon import Lexicon
from .cut import cut_left, reach_left
from .mask import Mask
from .words import SOFT, VERBS

_P = "[\u4e00-\u9fff]"
_TAIL = re.compile(
    r"(?:人民政府|管委会|管理委员会|委员会(?!工作)|领导小组办公室|办公室(?!主任)|大学研究生院|大学(?!生|城|(?:国家大学)?科技园)|职业学院|学院(?!派)|专业学校|学校|小学|中学(?!生)|研究院|研究所|科学院(?:[\u4e00-\u9fff]{2,10}?研究所)?|设计院|研究中心|创新中心(?!培育|试点|认定)|服务中心|双创中心|交易中心|运营中心|担保中心|交易所|协会|商会|学会|联合会|工商联|总工会|海关|法院|检察院|医院(?!感)|防治院|保健院|"
    r"中试基地|产业集聚区|软件园|创意园|文创园(?!区)|医药园|研发中心(?!建设)|检验测试中心|检测中心|试验区(?!内)|产业园(?!区)|创业园(?!科技|[\u4e00-\u9fff]{0,6}有限)|科技园(?!区)|科教园区|试点园区|科技城|人力资源市场|服务大厅|办事处|消防救援(?:大队|支队)|支队|大队|税务局|局(?<![布格结大全开邮]局)(?!面|限|部|势|长|委|领导|委办)|省委|省政府|厅(?!长|级)|街道(?!办))"
)
_FORCE = re.compile(r"(?:(?:助企|金融|企业|项目|要素)(?:服务)?|物流保畅)专班(?!电话|机制|联系[电人]|人员)")
_NEW_FORCE = re.compile(rf"(?:成立|组建)(?P<name>(?![了由]|\d)(?:(?![为向驻等的]){_P}){{2,10}}服务专班)")
_DEPARTMENT = re.compile(
    r"(?:(?<=协调|联合|会同|对接|委托)|(?<=县)|(?<=区)|(?<=市)|(?<=向))(?:财政|人社|房管|住建|税务|发改|工信|科技|环保|国土|规划|消防|公安|应急|金融|商务|交通|公交|水利|电力|市场监管|自然资源|生态环境)部门(?!负责|对接|人员|协同|联|间|和|职)"
)
_TOWN = re.compile(
    rf"[区市县][在到赴]?(?P<name>(?![在到赴与和及为对由向从]){_P}{{2,4}}?(?:镇|乡|街道))(?=联合|组织|开展|举办|投入|选派|邀请|针对|主动|积极|创新|助企|启动|成立|建立|迅速|为)"
)
_WITHIN = re.compile(
    rf"(?:(?!和|与|及|等|为|在|对|向|由|到|的|已|将|是|有){_P}){{1,8}}?(?:分局|支队|大队|分所|研究所|学院|医院|管理局|(?:人社|财政|科技|经发|建设|商务|应急|规划)局|(?<=河南)基地|办公室|管理处|分中心)"
)
_HAS_PARTS = ("局", "管委会", "厅", "大学", "学院", "院", "研究所", "交易所", "委员会", "总队")
_MINISTRIES = [
    "科技部",
    "工业和信息化部",
    "工信部",
    "财政部",
    "商务部",
    "发展改革委",
    "发改委",
    "人社部",
    "农业农村部",
    "生态环境部",
    "教育部",
    "税务总局",
    "证监会",
    "国资委",
]
_STATE = re.compile(
    "|".join(
        [
            *(f"国家{name}" for name in _MINISTRIES),
            "中国人民银行郑州中心支行|人民银行郑州中心支行|中国人民银行|人民银行",
        ]
    )
    + "|"
    + "|".join(f"{name}(?!门)" for name in _MINISTRIES if name != "发改委")
)
_JOINED = "工业和信息化|自然资源和规划|人力资源和社会保障|住房和城乡建设|住房保障和房地产|文化广电和旅游|发展和改革|卫生和|政务服务和大数据|粮食和物资|商务和物流业|节能和|行政审批和政务信息|科技和工业信息化|农业和农村|林业和草原"
_UNIT = re.compile(
    rf"(?:省|郑州市|市|综合保税区|综保区|区|县)(?:(?<=市)(?:委|政府))?(?:(?:发改委|卫健委|国资委|科工信局|金融办|营商办|(?<=[区县])活动办|口岸办|贸促会|农委|科协|供销社|文联|侨联|妇联|残联|团委|工商联|总工会|人社局)|"
    rf"(?:{_JOINED}|(?!和|与|及|等|为|联合|召开|举办|组织|会同|到|赴|在|对|向|由|企业|开展|领导|市|区|县){_P}){{1,14}}?"
    r"(?:局(?<![布格结]局)|厅|活动办|人才办|外事办|金融办|营商办|发改委|农委|卫健委|国资委|发展改革委|工商联|总工会|公积金中心|(?:服务|事务|担保|能源|管理|指导)中心|小组办公室|(?<=团)委))(?!面|限|部|势|长|领导|委|办)"
)
_BARE = re.compile(rf"[、和与](?P<name>(?:{_JOINED})局|发改委|科工局|工信局|科工信局|住建局|人社局)(?!长)")
_LEADING_GROUP = re.compile(r"(?:省|市|区|县)(?:(?![市省以由])[\u4e00-\u9fff“”]){2,20}?领导小组办公室")
_OWN_VERBS = re.compile(
    r"(?<=[区县市镇组局])[在赴到]|谋划建设|谋划|建成|补齐|补强|完善|优化|新建|筹建|设立|依托|(?<=[握带看跟随])着|全力推进|加快推进|推进|拨通|打造|落实|落户|归集|入驻|建设(?=.{2,8}(?:基地|中心|平台))|(?<=已)转(?=[省市区县])|转交|移交|拜访"
    r"|\d[余多万亿]*(?:平方米|平方公里|亩|㎡|吨)"
)
_SOURCE = ("来源:", "供稿:")
_KINDS = r"(?:大厦|写字楼|商贸城|商城|品城|广场|商务中心|电影小镇|度假区)"
_VENUE = rf"(?!(?:商[业务贸]|文化|市民|休闲|农贸|批发|大型|重点|周边|辖区|各)+{_KINDS})(?:(?![为向由等的和与及在对]){_P}){{2,10}}?{_KINDS}"
_VENUES = re.compile(  # who runs a building or a market is called by its name: 走访金成大厦、正道大厦
    rf"(?:走访|参观|走进|推动|协助|帮助)了?(?P<all>{_VENUE}(?:[、和与]{_VENUE})*)(?!管理|有限|公司|片区|运营|商户|经营|项目)"
)
_COMMITTEE = re.compile(rf"{_P}{{2,8}}(?:大学|学院|研究院){_P}{{2,16}}领导小组办公室")
_BY_SIGN = (
    ("", _STATE),
    ("领导小组办公室", _LEADING_GROUP),
    ("", _UNIT),
    ("专班", _FORCE),
    ("服务专班", _NEW_FORCE),
    ("部门", _DEPARTMENT),
    ("", _TOWN),
    ("", _BARE),
)
_GENERIC = re.compile(
    r"^(?:各|有关|相关|职能|主管|业务|政府|多|该|本|多个|企业|市直|涉企|涉及|等|沿途|交通的?|地方|上级|其他|两|三|部分|审批|监管|我|全|的|服务|工作|助企服务|人民|管理|镇|乡|和|委|县|区|级|分|所属|基层|所有|全市|市级|本级|内设|内部|主办|承办|行业|同业|专业|商|汽车|消费|夜间|电子|食品|装备|制造|现代|特色|小微|农业|农业科技|省级|国家级|新建|建设|产业|联合|检验|检测|研发|技术)*$"
)


def find_organisations(
    flow: Flow, mask: Mask, lexicon: Lexicon, reporter: Reporter | None
) -> tuple[Named, ...]:
    """Every organisation once; the reporter itself is left out, its sub-unit and lead unit are in."""
    text = flow.text
    found: dict[str, tuple[int, int]] = {}
    taken = Mask(len(text))
    for start, end in sorted(_candidates(text, mask, lexicon), key=lambda s: (s[0], -s[1])):
        name = text[start:end]
        if mask.hits(start, end) or taken.hits(start, end) or any(n.endswith(name) for n in found):
            continue
        taken.claim(start, end)
        if not _is_reporter(name, reporter, lexicon) and not text.endswith(_SOURCE, 0, start):
            found.setdefault(name, (start, end))
    for unit in (reporter.sub_unit, reporter.lead_unit) if reporter else ():
        if unit and not any(name.endswith(unit) for name in found) and unit in text:
            found = {name: span for name, span in found.items() if not unit.endswith(name)}
            found[unit] = (text.index(unit), text.index(unit) + len(unit))
    return tuple(_value(flow, span) for span in found.values())


def _value(flow: Flow, span: tuple[int, int]) -> Named:
    text = flow.raw(*span)
    return Named(text=text, spans=flow.spans(*span), confidence=0.75, reason="organisation_words", name=text)


def _is_reporter(name: str, reporter: Reporter | None, lexicon: Lexicon) -> bool:
    if reporter is None:
        return False
    if reporter.kind == "bureau":
        known = lexicon.bureau_words
        return name == reporter.name or (name in known and known[name] == known.get(reporter.name))
    return name == reporter.name


def _candidates(text: str, mask: Mask, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    for sign, pattern in (("", lexicon.bureau_pattern), *_BY_SIGN):
        for match in pattern.finditer(text) if sign in text else ():
            if match.lastgroup:
                yield match.span(match.lastgroup)
            else:
                yield _with_district(text, match.start(), lexicon), _with_part(text, match.end())
    for match in _COMMITTEE.finditer(text) if "领导小组办公室" in text else ():
        start = match.start()
        for verb in VERBS.finditer(text, start, match.end() - 8):
            start = verb.end()
        yield start, match.end()
    for match in _VENUES.finditer(text):
        for venue in re.finditer("[^、和与]+", match["all"]):
            yield match.start("all") + venue.start(), match.start("all") + venue.end()
    yield from _by_tail(text, mask, lexicon)


def _by_tail(text: str, mask: Mask, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """Names told by their last word: …研究院, …协会, …街道."""
    floor = 0
    for match in _TAIL.finditer(text):
        start = _begin(text, match, floor, mask)
        if match[0] in ("办事处", "街道"):
            start = _without_district(text, start, match.start(), lexicon)
        elif start < match.start():
            start = _with_district(text, start, lexicon)
        if _is_name(text[max(0, start) : match.start()], match):
            end = _with_part(text, match.end())
            yield start, end
            floor = end


def _with_part(text: str, end: int) -> int:
    """市税务局第一税务分局, 清华大学经济管理学院: a part named right behind the whole belongs to the name."""
    if not text.endswith(_HAS_PARTS, 0, end):
        return end
    part = _WITHIN.match(text, end)
    if part is None or VERBS.search(part[0]) or SOFT.search(part[0]):
        return end
    return part.end()


def _with_district(text: str, start: int, lexicon: Lexicon) -> int:
    """金水区住建局: the pattern begins at 区, the name with the district; so with 河南省."""
    if text.startswith("河南省", max(0, start - 2)):
        return max(0, start - 2)
    for district in lexicon.district_pattern.finditer(text, max(0, start - 10), start + 1):
        if district.end() in (start, start + 1):
            return district.start()
    return start


def _without_district(text: str, start: int, end: int, lexicon: Lexicon) -> int:
    """须水街道 of 中原区须水街道: a street office goes by its own name."""
    district = lexicon.district_pattern.match(text, start, end)
    return district.end() if district and end - district.end() >= 2 else start


def _begin(text: str, match: re.Match[str], floor: int, mask: Mask) -> int:
    """Where the name begins; where its tail does when a verb stands right before that."""
    is_street = match[0] == "办事处" and text.endswith("街道", 0, match.start())
    end = match.start() - 1 if is_street else match.end() - 1
    left = reach_left(text, end, max(floor, end - 26))
    for at in range(end - 1, left - 1, -1):
        if mask.hits(at, at + 1):
            left = at + 1
            break
    for verb in _OWN_VERBS.finditer(text, left, match.end()):
        left = max(left, min(verb.end(), match.start()))
    return min(match.start(), cut_left(text, left, end, registered=False)[0])


def _is_name(core: str, match: re.Match[str]) -> bool:
    if not core or core in "区县市":
        return match[0].startswith("消防救援")
    size = len(core) + len(match[0])
    if not 3 <= size <= 24 or _GENERIC.match(core):
        return False
    return not re.search(r"[一二三四五六七八九十两\d]+[家个所]|^[)(]", core)
