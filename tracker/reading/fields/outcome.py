"""How an item ended: solved, under way, planned, or only told."""

from __future__ import annotations

import re

from ..draft import Choice
from ..flow import Flow

_SOLVED = re.compile(
    r"解决了(?:企业|困扰|地下)|得到(?:了)?(?:圆满|有效|妥善|及时)?解决|彻底解决|(?<![前内])(?:全部|均已|已全部)(?:办结|解决|销号)|问题已(?:经)?(?:办结|解决|销号)|当[天日场]办结|[\d一两三]天办结|办妥了?|办好了|打通了"
    r"|顺利(?:办结|拿到|通水|启运|投产|复工|开工|通关|交付|领取|过户)|恢复(?:供电|通车|通水|供水|供气|生产|运营)|正式通[水车气电]|已正式(?:运行|投用|通车|启用)|实时到账|就拿到了|接过新的|颁发了?《|迎刃而解|解了.{0,8}(?:燃眉之急|后顾之忧)"
    r"|成功(?:晋升|办理|拿到|获批|解决|申领|贷到|招到)|完成了全部流程|送来锦旗|(?:锦旗|感谢信).{0,12}(?:送到|送来)|帮助企业\d+天|实现销售额?|首家受益企业|保住了|没有断供|为企业(?:颁发|输送|追回|挽回\d)|追回(?:货款|欠款)|欠款.{0,6}(?:结清|到账)|贷款.{0,8}(?:已到账|到位)|退税款?.{0,4}到账|全部(?:到账|恢复|开通|通车|复工|复产)|完工通车|建成通车|全线通车|现已通车"
    r"|已(?:全部)?恢复(?:运行|营业|正常)|解决了[^,。]{2,12}(?:问题|难题)|办结[^,。]{0,12}手续|有效解决|正式落地|(?<![底前末旬])交付使用(?=[,。])"
    r"|完工(?:送电|通水|投用|交付)|(?:顺利|成功)(?:送电|开行|拿下)|已于\d{1,2}月\d{1,2}日(?:完工|竣工|建成|送电|通车)|赔付到账|送来了锦旗|最终帮助企业|收到\d+[余多]?万元退税|恢复至正常|保障了?[^,。]{0,10}(?:连续|正常)(?:生产|运转)"
)
_SOLVED_FOR_A_FIRM = re.compile(
    r"领取了《?|领到(?:新|了)|实现“拿地即开工”|发放(?:全市|全省|全区|首笔)?.{0,14}贷”?款?\d|[周时]?[期限间]由.{1,14}(?:压缩|缩短|减少)[为至到]|提出改造建议\d+条,预计年节约|拿到(?:了)?(?:贷款|许可|证)|获得.{0,6}贷款\d+万元"
    r"|(?<![前后可])(?:取得|拿到)[^,。]{0,14}(?:许可证|执照|证书|意见书)|避免(?:违约)?损失|挽回损失"
)
_PLANNED = re.compile(
    r"拟(?:自|于(?![^,。]{1,8}前)|将|投资|建设|出台)|正在征求|向社会征求|公开征求|谋划建设|计划\d{1,2}月(?:份|底)?(?:前)?开工|拟于.{1,12}(?:举办|召开|启动|开工)"
)
_OPEN = re.compile(
    r"承诺在|表示,?(?:工作组)?将|将会同|拟(?:通过|新增)|进入.{0,8}阶段|正在积极|预计.{0,14}(?:完成|投用|交付|通热|通水|通车|投产|使用|突破20)|有望.{0,8}交付"
    r"|(?:要求|确保|将于|于|力争|明确).{0,14}(?:日|月|底|旬|年)(?:底|末|之?前|内).{0,8}(?:办结|完成|反馈|完工|清偿|到位|交付|解决|补齐|投入使用)|工期\d+|达成合作意向|初步达成意向"
    r"|后期将|正在(?:办理|协调|推进|研究|施工|洽谈|审[核批]|对接|编制)|尚在|有待|已列入.{0,8}计划|持续跟进|力争到|计划(?:三年|两年|用|\d年)|力争.{0,10}前|持续关注|结对攻关|缺口(?:将|约)|缺口\d+人左右|目前,?已有?\d+项?|目前(?:已|.{1,6}已封顶)|其中\d项进入|建立.{0,4}上市后备|在审企业"
    r"|已(?:提请|转|移交|转交)[^,。]{0,10}(?:研究|办理)|其余(?:问题)?(?:全部|均)?(?:转入|列入|明确)|后续还?将|[日底]前[^,。;]{0,6}(?:答复|回复|付清|结清|完成[^,。;]{2}(?=[,。;]))|将持续(?:至|到)|向[^,。]{2,10}提交[^,。]{0,6}(?:备案|申请)|拟于[^,。]{1,8}前"
)
_NEVER = re.compile(r"(?!)")
_SAID = re.compile(r"反映|提出(?!(?:改进|改造)(?:建议|意见|方案))")
_VISIT = ("调研走访",)


def find_outcome(flow: Flow, *, kind: str, has_firm: bool) -> Choice:
    """resolved, in_progress, planned or reported, by the words of the body and the kind of help."""
    for value, pattern, confidence in (
        ("planned", _PLANNED, 0.6),
        ("resolved", _SOLVED, 0.75),
        ("resolved", _SOLVED_FOR_A_FIRM if has_firm else _NEVER, 0.6),
        ("in_progress", _OPEN, 0.6),
    ):
        match = pattern.search(flow.text, flow.body_start)
        if match:
            return _choice(flow, value, match, confidence)
    said = _SAID.search(flow.text, flow.body_start) if kind in _VISIT else None
    if said:
        return _choice(flow, "in_progress", said, 0.4)
    return Choice(text="", spans=(), confidence=0.5, reason="no_keyword", value="reported")


def _choice(flow: Flow, value: str, match: re.Match[str], confidence: float) -> Choice:
    return Choice(
        text=flow.raw(*match.span()),
        spans=flow.spans(*match.span()),
        confidence=confidence,
        reason="keyword",
        value=value,
    )
