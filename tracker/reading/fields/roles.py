"""What an enterprise is in an item: helped, a partner in helping, or something else."""

from __future__ import annotations

import re

from .shapes import TRADE_END
from .words import FINANCE

_PARTNER_BEFORE = re.compile(
    r"(?:联合|协调|会同|携手|委托|依托|邀请|联系|沟通|引入|聘请|牵线)(?:了|到)?(?:[\u4e00-\u9fff、]{0,4})?$"
)
_GUESTS = re.compile(
    r"[^。;,]{0,40}等?[\d一-十余多]{1,6}家[^。;,]{0,8}(?:企业|公司)|[^。;,]{0,30}等[^。;,]{0,8}企业"
)
_WITH_BEFORE = re.compile(r"(?P<who>[^,。;:\n]{0,24}),?(?:与|同|和)$")
_WITH_AFTER = re.compile(r"(?:[^。;\n]{0,16}?)(?:合作|签约|签订|签署|达成|对接|联合|共建|共同)")
_EQUAL = re.compile(r"(?:公司|集团|厂|院|所|学校|高校|院校|学院|大学|中心|[支分]?行|合作社|\))$")
_BY = re.compile(r"由$")
_DOES = re.compile(r"(?:负责|承建|承担|承办|执飞|提供|实施|运营|担保|出资|捐赠|让利|代建)")
_HELPED_BEFORE = re.compile(r"(?:帮助|协助|支持|走访|调研|服务|为|到|深入|指导|针对|辖区|走进)$")
_GONE_BEFORE = re.compile(r"(?:盘活|处置|关停|注销|清退|拖欠)$")
_INVESTOR = re.compile(r"(?:投资管理|创业投资|投资合伙|私募)")
_JOINED = re.compile(r"[、和及与]|以及")
_SERVED_BEFORE = re.compile(r"(?:为|给)$")
_GETS = re.compile(r"[^。;,\n]{0,40}?(?:提供|解决|办理|减免|协调|落实|争取|送)")
_SEEN_BEFORE = re.compile(r"(?:参观|观摩)(?:学习)?了?$")


def role_of(text: str, start: int, end: int) -> str:
    """assisted, partner or other, by the firm's trade and the words around it."""
    before = text[max(0, start - 30) : start]
    if FINANCE.search(text, start, end) and not is_served(text, start, end):
        return "partner"
    if _SEEN_BEFORE.search(before):
        return "other"
    if _GONE_BEFORE.search(before):
        return "other"
    if _HELPED_BEFORE.search(before):
        return "assisted"
    with_whom = _WITH_BEFORE.search(before)
    if with_whom and _WITH_AFTER.match(text, end):
        return _beside(with_whom["who"], text[start:end])
    return "partner" if _is_called_in(text, before, end) else "assisted"


def _beside(who: str, name: str) -> str:
    """A firm that signs with a firm, a bank or an institute is helped; with an authority it is a partner."""
    if not _EQUAL.search(who) and not TRADE_END.search(who):
        return "partner"
    return "other" if _INVESTOR.search(name) else "assisted"


def _is_called_in(text: str, before: str, end: int) -> bool:
    if _BY.search(before):
        return bool(_DOES.match(text, end))
    return bool(_PARTNER_BEFORE.search(before[-12:])) and not _GUESTS.match(text, end)


def is_served(text: str, start: int, end: int) -> bool:
    """为…、…等38家持牌机构提供服务: even a bank is helped when it is what the help is for."""
    return bool(_SERVED_BEFORE.search(text, max(0, start - 1), start)) and bool(_GETS.match(text, end))


def is_joined(text: str, end: int, start: int) -> bool:
    """Whether two names, one ending at `end` and one beginning at `start`, stand in one list."""
    return bool(_JOINED.fullmatch(text, end, start))


def is_lender(name: str) -> bool:
    """Whether the name is that of a bank, an insurer, a carrier or a utility."""
    return bool(FINANCE.search(name))
