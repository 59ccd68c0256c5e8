"""What surrounds a number: its nature (result, stock, limit, goal, intention) and the thing it measures."""

from __future__ import annotations

import re

_NATURES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "limit",
        re.compile(
            r"最高|最多|最长|上限|限额|不超过|不少于|不低于|不高于|至多|封顶|每(?:年|人|户|家|个|亩).{0,8}$|给予.{0,6}$|压缩至|压缩到|缩短至|对.{1,20}的.{0,6}$"
        ),
    ),
    ("intention", re.compile(r"意向|拟(?!定)|有望|洽谈|需求")),
    ("target", re.compile(r"力争|目标|计划|预计|将(?!军)|到20\d\d年|年内|规划|争取|确保|预期")),
    (
        "stock",
        re.compile(r"现有|已有|在孵|存量|共有|拥有|在库|入库|总数|规模|余额|注册企业|在审|在辅导|过会"),
    ),
    (
        "cumulative",
        re.compile(r"累计|共计|截至|总计|今年以来|自.{1,12}以来|先后|成立以来|运行以来|\d月以来|一共"),
    ),
)
_CLAUSE = re.compile(r"[。;!?\n]")
_HAN_NOUN = re.compile(r"[\u4e00-\u9fffA-Za-z]{1,16}")
_STOP = re.compile(
    r"(?:进行|参加|参与|开展|围绕|面对面|的(?=[\u4e00-\u9fff])|达成|提供|实现|以上|以内|左右|和|与|及|负责人|在|分别|为|到|共|等|报名|参会|参训|座谈|洽谈)"
)
_BEFORE_NOUN = re.compile(
    r"([\u4e00-\u9fffA-Za-z“”]{1,14}?)(?:已达到?|达到?了?|为|约|共|共计|是|超过?|突破|近|仅|逾|累计|了|有|至|到)*$"
)
_LEADING = re.compile(
    r"^(?:.*(?:共建成|建成|新增|拥有|其中|累计|培育|实现|提供|获得|办理|解决|完成|发放|收集|已有|设置|提出|开展|举办|对接|引进|发布|走访))"
)


def nature_of(text: str, start: int, end: int) -> str:
    """current, cumulative, stock, limit, target or intention, by the words of the clause before the number."""
    before = _CLAUSE.split(text[max(0, start - 40) : start])[-1]
    clause = before.split(",")[-1]
    after = text[end : end + 3]
    if after.startswith(("以下", "以内", "封顶")):
        return "limit"
    for nature, pattern in _NATURES:
        if pattern.search(clause if nature in ("limit", "intention", "target") else before):
            return nature
    return "current"


def measure_of(text: str, start: int, end: int) -> str:
    """The thing counted: the noun after the measure word, else the one before the number; may be empty."""
    after = _HAN_NOUN.match(text, end)
    if after:
        noun = _STOP.split(after[0], maxsplit=1)[0]
        if 2 <= len(noun) <= 12:
            return noun
    before = _BEFORE_NOUN.search(text[max(0, start - 16) : start])
    if before is None:
        return ""
    noun = _LEADING.sub("", before[1]).strip("“”")
    return noun if 2 <= len(noun) <= 10 else ""
