"""Firms without a legal form outside of “等企业” lists: visited, helped, dealing, or standing beside a known one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .cut import cut_left
from .listed import Span, joints
from .mask import Mask
from .shapes import SURE_TRADE, begins_brand, has_trade, is_brand
from .words import PLACE

_P = "[\u4e00-\u9fff]"
_VISIT = re.compile(
    r"(?:走访慰问|走访调研|调研走访|走访|拜访|看望|参观|考察|观摩|走进|到访)(?:了|过)?(?!调研|慰问|考察|活动)"
)
_HELP = re.compile(
    r"(?:帮助|协助|支持|推动|指导|帮扶|助力|辅导|协调|促成|组织|引导|邀请|联合|会同|针对|涉及|惠及|深入|来到|前往|调研|联系|对接|携手|督促|(?<![因认视作称成变])为|(?<![一-鿿]面)对|[给由与]|(?<![达得遇受做感看想收])到)(?:了|到)?(?:位于[^,。;、\n]{2,10}的)?"
)
_ASK = ("协调", "联合", "会同", "联系", "对接", "携手", "邀请")
_AID = ("为", "帮助", "支持", "协助")
_OF_FIRMS = re.compile(
    r"(?:入驻|辖区|区内|园区|本地|龙头|重点|骨干|链主|包联|上市|专精特新|高新技术|规上|科技|外贸|民营|配套|[商食制装工])企业“?"
)
_COMPLAINS = re.compile(r"”?(?:负责人)?(?:提出|反映|因|称|表示|急需|遇到|面临|获|拿到|通过|成功|顺利)")
_SPEAKS = re.compile(r"(?:公司)?(?:有关|相关|主要|企业)?(?:负责人|董事长|总经理|总裁|创始人|财务总监)")
_OPENS = re.compile(r"(?<=[,。;:!?\n“])(?:会上|其中|随后|目前|现场|近日|日前|当天|当日)?,?")
_DEALS = re.compile(
    rf"(?:(?![,。;\n]){_P}){{0,3}}?(?:达成|签订|签署|签约|签了|合作|共建|对接|牵手|结成|缔结|联手)"
)
_SAYS = re.compile(
    r"(?:有关|相关)?负责人|董事长|总经理|与|和|签[订署约]|达成|获[得批评]|反映|提出|表示|成功|顺利|拿到|成立|投资|投产|恢复|复工"
)
_RIGHT_WALL = re.compile(
    r"[、,。;:!?\n“”《》()\d]|以及|和|与|及|的|等|签[订署约]|达成|对接|办理|办结|招[录聘工收]|发放|提供|申[请报]|解决|开展|参加|参与|入驻|有关|相关|负责人|董事长|总经理|了解|调研|走访|考察|参观|检查|督导|宣讲|慰问|现场|实地|座谈|"
    r"新建|建设|投资|反映|提出|表示|成功|顺利|完成|实现|获[得批评]|组织|召开|举[行办]|新增|车间|厂区|总部|生产|研发|协调|输送|落实|争取|减[免少]|节[约省]|降低|提[升高]|送[去达上]|拿到|领[取到]|取得|恢复|进行|设立|开设|推出|进入|纳入|新开|共[同建]|联合|在|于|为|向|将|已|从|因|受|被|把|对|到|到访|开通|联系|扩大|拓展|打通|融资|贷款|发展|复工|复产|增产|项目|企业|公司|工人|职工|员工|担保|时(?=[,。])|成立|投产|[一两三四五六七八九十]"
)
_GOES_ON = re.compile(  # words that make the trade before them one of the language's: 食品安全, 汽车产业
    r"产业|行业|领域|园区?|局|城(?!区)|馆|街|市场|协会|商会|学院|大学|研究|安全|政策|加工|配件|零件|零部件|中心|平台|基地|商户|人才|专业|展|节(?![约省])|消费|下乡|以旧|门类|类|业|店|站|厅|办(?!理|结)|部|委|处|会|院|所|校|班|组(?!织)|队|技术|工程|设备|服务|产品|集聚|一体|方面|岗位|支行|银行|应用|赛道|指数|板块|概念|补贴|贸易|文化|协同|融合|旅游|示范|小镇|品牌|订单|工业|港|带|链|谷|岛|岗|化|型|性|学|税|券|票|费"
)
_NOT_BEFORE = re.compile(r"(?:电子|生产|推广|普及|建设|发展)$")
_AFTER_NAME = re.compile(r"[、,。;:!?“”()]|以及|[和与及等]")
_NAME_CHAR = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]")
_CLAUSE_END = re.compile(r"[,。;:!?\n]")
_MOST = 14
_LONGEST = 200
_NEAR = 800


def bare_names(text: str, mask: Mask, found: Mask, firms: list[Span]) -> Iterator[Span]:
    """Names told by what stands around them; claims them in `found`. `firms` are those found already."""
    told = [*_visited(text, mask, found), *_met(text, mask, found), *_called_firms(text, mask, found)]
    for start, end in told:
        firms.append((start, end))
        yield start, end
    yield from _speakers(text, mask, found)
    for span in sorted(firms):
        yield from _beside(text, span, mask, found)


def _visited(text: str, mask: Mask, found: Mask) -> Iterator[Span]:
    """走访宇通客车, 走访了合记烩面、老蔡记和葛记焖饼: whole parts up to a stop, each a name."""
    for verb in _VISIT.finditer(text):
        chain = _chain(text, verb.end(), mask, found)
        if not chain or _joint_after(text, chain[-1][1]) or not all(_looks(text[a:b]) for a, b in chain):
            continue
        stop = text[chain[-1][1] : chain[-1][1] + 1]
        is_sure = len(chain) > 1 or has_trade(text[slice(*chain[0])])
        is_told = stop in ",。\n;" and _is_repeated(text, *chain[0]) and verb[0] != "考察"
        if is_sure or is_told:
            yield from _claimed(chain, found)


def _met(text: str, mask: Mask, found: Mask) -> Iterator[Span]:
    """帮助宇通重工及东风日产郑州工厂办理…, 三晖电气与安图生物签订…: a trade tells that one of them is a firm."""
    for pattern, is_opening in ((_HELP, False), (_OPENS, True)):
        for lead in pattern.finditer(text):
            if _NOT_BEFORE.search(text, max(0, lead.start() - 2), lead.start()):
                continue
            has_sign = _holds_trade(text, lead.end())
            if not has_sign and (is_opening or not lead[0].startswith(_ASK + _AID)):
                continue
            if is_opening and not begins_brand(text, lead.end()):
                continue
            chain = _chain(text, lead.end(), mask, found)
            sure = [s for s in chain if has_trade(text[slice(*s)], is_sure=True)]
            if is_opening and len(sure) < 2 and not (chain and _SAYS.match(text, chain[-1][1])):
                continue
            if sure or (not is_opening and _is_told(text, lead[0], chain)):
                yield from _claimed([s for s in chain if _looks(text[slice(*s)])], found)


def _holds_trade(text: str, start: int) -> bool:
    """Whether the clause that begins at `start` has a trade a name could end in."""
    stop = _CLAUSE_END.search(text, start, start + _LONGEST)
    return bool(SURE_TRADE.search(text, start, stop.start() if stop else start + _LONGEST))


def _is_told(text: str, verb: str, chain: list[Span]) -> bool:
    """协调丹尼斯、世纪联华、美团优选开设专柜; 为富士康设立专班 where the text has 富士康 again."""
    if not chain or not all(is_brand(text[slice(*s)]) for s in chain):
        return False
    if len(chain) >= 2:
        return verb.startswith(_ASK)
    return verb in _AID and _is_repeated(text, *chain[0])


def _called_firms(text: str, mask: Mask, found: Mask) -> Iterator[Span]:
    """入驻企业安图数科提出…: the brand right behind the word for its kind."""
    for kind in _OF_FIRMS.finditer(text):
        end = _right(text, kind.end(), mask, found)
        if end > kind.end() and is_brand(text[kind.end() : end]) and _COMPLAINS.match(text, end):
            yield from _claimed([(kind.end(), end)], found)


def _speakers(text: str, mask: Mask, found: Mask) -> Iterator[Span]:
    """合记烩面负责人说: a trade, or a name the text has twice."""
    for words in _SPEAKS.finditer(text):
        left = _left(text, words.start(), mask, found)
        start = cut_left(text, left, words.start(), registered=False)[0] if left < words.start() else left
        name = text[start : words.start()]
        if has_trade(name, is_sure=True) or (is_brand(name) and _is_repeated(text, start, words.start())):
            yield from _claimed([(start, words.start())], found)


def _beside(text: str, span: Span, mask: Mask, found: Mask) -> Iterator[Span]:
    """The names joined to a known one, to the left up to a verb, to the right up to what follows a name."""
    start, end = span
    deals = bool(_DEALS.match(text, end))
    while (joint := _joint_before(text, start)) is not None:
        left = _left(text, joint, mask, found)
        cut = cut_left(text, left, joint, registered=False)[0] if joint - left > 1 else left
        if joint - cut < 2 or not _fits(text[cut:joint], text[joint:start], deals=deals):
            break
        yield from _claimed([(cut, joint)], found)
        if cut > left:
            break
        start = cut
    joint_at = _joint_after(text, end)
    if joint_at is None:
        return
    chain = _chain(text, joint_at[1], mask, found)
    word = text[slice(*joint_at)]
    for a, b in chain:
        if not _fits(text[a:b], word, deals=bool(_DEALS.match(text, chain[-1][1]))):
            return
        yield from _claimed([(a, b)], found)
        word = "、"


def _fits(name: str, joint: str, *, deals: bool) -> bool:
    """Whether a name beside a firm is one too; with 与 people and authorities stand beside firms as well."""
    return has_trade(name) or ((joint != "与" or deals) and is_brand(name))


def _looks(name: str) -> bool:
    return has_trade(name) or is_brand(name)


def _is_repeated(text: str, start: int, end: int) -> bool:
    """Whether the words stand a second time nearby."""
    words = text[start:end]
    return words in text[max(0, start - _NEAR) : start] or words in text[end : end + _NEAR]


def _claimed(spans: list[Span], found: Mask) -> Iterator[Span]:
    for start, end in spans:
        if not found.hits(start, end):
            found.claim(start, end)
            yield start, end


def _chain(text: str, start: int, mask: Mask, found: Mask) -> list[Span]:
    """The joined parts that begin at `start`, each up to what can follow a name, until one runs on in other words."""
    parts: list[Span] = []
    at = start
    while len(parts) < 12:
        end = _right(text, at, mask, found)
        if end - at < 2 or found.hits(at, min(end + 1, len(text))):
            break
        parts.append((at, end))
        joint = _joint_after(text, end)
        if joint is None:
            break
        at = joint[1]
    return parts


def _right(text: str, start: int, mask: Mask, found: Mask) -> int:
    """Where the name that begins at `start` ends; `start` when it runs on into other words."""
    first = _RIGHT_WALL.match(text, start)
    if first and (len(first[0]) > 1 or not _NAME_CHAR.match(text, start)):
        return start
    stop = min(len(text), start + _MOST)
    at = start + 2
    while wall := _RIGHT_WALL.search(text, at, stop + 1):
        end = wall.start()
        if mask.hits(start, end) or found.hits(start, end):
            return start
        developer = text[start : wall.end()]
        if wall[0] == "发展" and _AFTER_NAME.match(text, wall.end()) and _looks(developer):
            return wall.end()
        name = text[start:end]
        if has_trade(name):
            if not _GOES_ON.match(text, end):
                return end
        elif wall[0] in "、,。;:!?\n“”《》()的等" or is_brand(name):
            return end
        at = wall.end()
    return start


def _joint_before(text: str, start: int) -> int | None:
    """Where the joining word that ends at `start` begins."""
    for first, end in joints(text, max(0, start - 2), start):
        if end == start:
            return first
    return None


def _joint_after(text: str, end: int) -> Span | None:
    """The joining word that begins at `end`."""
    joint = next(joints(text, end, min(len(text), end + 2)), None)
    return joint if joint is not None and joint[0] == end else None


def _left(text: str, end: int, mask: Mask, found: Mask) -> int:
    """How far to the left of `end` one name could reach: to a stop, a joining word, or claimed words."""
    left = max(0, end - _MOST - 10)
    for at in range(end - 1, left - 1, -1):
        if text[at] in "、,。;:!?\n“”《》()" or mask.hits(at, at + 1) or found.hits(at, at + 1):
            left = at + 1
            break
    for _, stop in joints(text, left, end):
        left = stop if end - stop >= 2 else left
    place = PLACE.match(text, left)
    return left if place is None or place.end() < end else end
