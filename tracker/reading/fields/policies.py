"""Policy documents: a title in 《》, a number such as 惠政办〔2022〕4号, or both."""

from __future__ import annotations

import re

from ..draft import Policy
from ..flow import Flow
from .mask import Mask

_TITLE = re.compile(r"《([^《》\n]{2,120}(?:《[^《》\n]{1,80}》[^《》\n]{0,60})?)》")
_NUMBER = (
    r"[\u4e00-\u9fff]{1,12}(?:字|发|办|函)?(?:〔|\[|\(|【|﹝|［|〈)(?:19|20)\d{2}(?:年)?(?:〕|\]|\)|】|﹞|］|〉) ?第?\d{1,4} ?号"
    r"|[\u4e00-\u9fff ]{0,16}公告 ?(?:19|20)\d{2} ?年 ?第 ?\d{1,4} ?号|(?:第\d{1,4}号)(?=令)"
)
_OF_A_YEAR = r"(?:19|20)\d{2} ?年 ?第 ?\d{1,4} ?号"  # the number of a 公告 whose issuers are in its title
_NUMBER_AFTER = re.compile(
    rf"[((,、]{{0,1}}(?:文号[:为]?|以下简称[^,()]{{1,20}},)? ?(?P<number>{_NUMBER})|\((?P<of_year>{_OF_A_YEAR})\)"
)
_NUMBER_ALONE = re.compile(rf"{_NUMBER}|(?<=公告\(){_OF_A_YEAR}(?=\))|(?<=通告\(){_OF_A_YEAR}(?=\))")
_OFFICIAL = re.compile(
    r"(?:通知|意见|方案|办法|措施|政策|条例|规划|细则|规定|计划|决定|公告|通告|通报|纲要|要点|指引|指南|清单|目录|名录|标准|规范|规程|制度|批复|函|法|法典|章程|准则|倡议书|倡议|行动|十条|\d+条|[一二三四五六七八九十]+条|若干|白皮书|机制|导则|预案|令|报告|议定书|工作法|服务手册|负面清单)"
    r"(?:\((?:试行|暂行|修订|修订版|草案|征求意见稿|20\d\d[^()]{0,12}|\d\.0版?|第[一二三四五六七八九十]批|[^()]{1,12})\))?(?:\d\.0版?)?$"
)
_LEAD_IN = re.compile(
    r"^.*(?:根据|按照|依据|依照|落实|印发|出台|转发|下发|执行|参照|贯彻|和|及|与|、|以|了|的|对照|结合|关于)(?=[\u4e00-\u9fff]{1,8}[〔\[(【])"
)
_NOT_POLICY = re.compile(
    r"(?:日报|晚报|时报|周刊|新闻|证书|许可证|执照|一本通|手册|协议|合同|承诺书|证|表|书)$"
)


def find_policies(flow: Flow, mask: Mask) -> tuple[Policy, ...]:
    """Every policy document of the item; claims titles of any kind, so that their numbers count nothing."""
    found: list[tuple[int, Policy]] = []
    for match in _TITLE.finditer(flow.text):
        number = _NUMBER_AFTER.match(flow.text, match.end())
        title = flow.raw(match.start(1), match.end(1))
        if number or (_OFFICIAL.search(match[1]) and not _NOT_POLICY.search(match[1])):
            found.append((match.start(), _titled(flow, match, title, number)))
        mask.claim(match.start(), match.end())
        if number:
            mask.claim(*number.span(number.lastgroup or 0))
    for match in _NUMBER_ALONE.finditer(flow.text) if "号" in flow.text else ():
        if not mask.hits(match.start(), match.end()):
            found.append((match.start(), _numbered(flow, match)))
            mask.claim(match.start(), match.end())
    return _without_repeats([policy for _, policy in sorted(found, key=lambda entry: entry[0])])


def _titled(flow: Flow, match: re.Match[str], title: str, number: re.Match[str] | None) -> Policy:
    spans = flow.spans(match.start(1), match.end(1))
    text = title
    if number:
        spans += flow.spans(*number.span(number.lastgroup or 0))
        text += flow.raw(*number.span(number.lastgroup or 0))
    return Policy(
        text=text,
        spans=spans,
        confidence=0.98 if number else 0.9,
        reason="title_with_number" if number else "title_words",
        title=title,
        number=number[number.lastgroup or 0].replace(" ", "") if number else None,
    )


def _numbered(flow: Flow, match: re.Match[str]) -> Policy:
    lead = _LEAD_IN.match(match[0])
    start = match.start() + (lead.end() if lead else 0)
    text = flow.raw(start, match.end())
    return Policy(
        text=text,
        spans=flow.spans(start, match.end()),
        confidence=0.85,
        reason="document_number",
        title=None,
        number=flow.text[start : match.end()].replace(" ", ""),
    )


def _without_repeats(policies: list[Policy]) -> tuple[Policy, ...]:
    seen: dict[tuple[str | None, str | None], Policy] = {}
    titles = {p.title for p in policies if p.number}
    for policy in policies:
        if policy.number or policy.title not in titles:
            seen.setdefault((policy.title, policy.number), policy)
    return tuple(seen.values())
