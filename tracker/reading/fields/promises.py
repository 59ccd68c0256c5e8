"""What is promised without a day: 下一步…将…, 后期将…, 力争…"""

from __future__ import annotations

import re

from ..draft import Choice, Count, Passage, Unnamed
from ..flow import Flow

_SENTENCE = re.compile(r"[^。!?\n]{1,400}[。!?]?")
_FUTURE = re.compile(
    r"^(?:下一步|接下来|今后|后期|下步|后续|未来)|(?<![一-鿿]{0}即)(?:将(?:继续|持续|进一步|以|委托|会同|围绕|定期|不断|加快|积极|还|在|组织|于|对|按|跟踪|全力)|后期将|正在积极服务|承诺|表示,?将|力争|争取|计划(?:于|在|三年|年内|新增)|预计(?!可带动))"
)
_PROBLEM = re.compile(
    r"困难|难题|问题|诉求|瓶颈|堵点|盲区|缺口|不足|受阻|滞销|无法|难以|反映|缺工|紧张|迟迟未"
)
_RAISED = re.compile(r"反映|提出|诉求|受.{2,16}影响|针对|面临|因.{2,30}(?:无法|未能|难|一直)|存在|缺口|长期")
_SOLVED = re.compile(
    r"得到(?:了)?(?:圆满|有效|妥善)?解决|着力解决了|彻底解决|圆满解决|已(?:全部)?(?:办结|解决)|顺利(?:办结|拿到|通水|启运)|全部办结|打通了|成功(?:办理|解决)|当天办结"
)
_FIRMS = re.compile(r"企业|公司|市场主体|单位|商户|厂家|纳税人")


def find_promises(flow: Flow) -> tuple[Passage, ...]:
    """The sentences that promise something, one value each."""
    found = []
    for match in _SENTENCE.finditer(flow.text, flow.body_start):
        hit = _FUTURE.search(match[0])
        if hit is None:
            continue
        start = (
            match.start()
            if hit.start() == 0
            else _clause_start(flow.text, match.start() + hit.start(), match.start())
        )
        found.append(
            Passage(
                text=flow.raw(start, match.end()),
                spans=flow.spans(start, match.end()),
                confidence=0.75,
                reason="future_words",
            )
        )
    return tuple(found)


def _clause_start(text: str, at: int, floor: int) -> int:
    return max(floor, text.rfind(",", floor, at) + 1, text.rfind(";", floor, at) + 1)


def find_case_candidate(flow: Flow, outcome: Choice) -> Choice:
    """Whether the item tells of a difficulty somebody still has to solve."""
    raised = None
    for match in _SENTENCE.finditer(flow.text, flow.body_start):
        if _PROBLEM.search(match[0]) and _RAISED.search(match[0]):
            raised = match
            break
    if raised is None:
        return Choice(text="", spans=(), confidence=0.7, reason="no_keyword", value=False)
    is_open = outcome.value != "resolved" and not _SOLVED.search(flow.text, flow.body_start)
    return Choice(
        text=flow.raw(*raised.span()),
        spans=flow.spans(*raised.span()),
        confidence=0.6,
        reason="problem_words",
        value=is_open,
    )


def find_unnamed(counts: tuple[Count, ...], named: int) -> Unnamed | None:
    """The first count of firms that exceeds the ones named."""
    for count in counts:
        if (
            count.unit in ("家", "户")
            and (_FIRMS.search(count.measure) or not count.measure)
            and count.value > named
            and count.nature == "current"
        ):
            return Unnamed(
                text=count.text,
                spans=count.spans,
                confidence=0.7,
                reason="firms_counted",
                value=int(count.value) - named,
                approx=count.approx,
            )
    return None
