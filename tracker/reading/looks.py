"""What a line looks like, as scores: a section head, a headline, its second line, a paragraph."""

from __future__ import annotations

import re

from .line import Line

MARK = re.compile(r"[★☆■□◆◇●○▲△▶►※◎⊙✦✪❖·•*#]{1,4} *")
NUMBERING = re.compile(
    r"(?:[(][一二三四五六七八九十]{1,3}[)]|[(]\d{1,2}[)]|[一二三四五六七八九十]{1,3}、|\d{1,2}[.、](?!\d) *|0?\d{1,2} +(?![家个名万亿年月日项条户件人余多位次])(?=[\u4e00-\u9fff“])|[①-⑳]) *"
)
BRACKETED = re.compile(r"【([^】]{2,24})】$|\[([^\]]{2,24})\]$")
_SECTION_WORDS = re.compile(
    r"(?:动态|简讯|要闻|短讯|快讯|速递|播报|风采|专栏|聚焦|之窗|亮点|典型案例|经验交流|经验做法|工作进展|工作推进|情况反映|信息集锦|信息荟萃|一线传真|短波)$"
)
_SECTION_ACTORS = re.compile(
    r"^(?:市直?|各|全市)?(?:工作组|助企工作组|开发区|区县|县区|县\(市|县市区|局委|市直|委局|委办局|部门|职能部门|基层|企业|综合|工作|专班|金融机构|服务)"
)
_ENDED = re.compile(r"[。!?！？…](?:[”’\")）】》]{0,2})$")
_SOURCE = re.compile(  # who sent the item, behind its last sentence
    r"[。!?！？…][”’\")）】》]{0,2} *(?P<source>[(（【](?!共|印|此页|完|内部|20\d\d|.{0,20}(?:动态|简讯|要闻|[短快]讯|速递|播报|信息|经验|做法) *[)）】]|[一二三四五六七八九十\d]{1,2}[)）])[^()（）【】。]{2,24}[)）】])$"
)
_UNIT = r"[\u4e00-\u9fff]{2,14}?(?:[组区县市镇乡局委办会]|街道|办事处|中心|管委会|工商联)"
_UNIT_IN_BRACKETS = re.compile(rf"[(（【]{_UNIT}(?:供稿)?(?: [\u4e00-\u9fff]{{2,4}})?[)）】]$")
SOURCE_LABEL = re.compile(
    r"[(（]?(?:供稿|来源|信息来源|报送|报送单位|供稿单位|撰稿|通讯员|作者)[::：][^,，。;；]{2,20}$"
)
_DASHED_SOURCE = re.compile(rf"[—―-]{{1,2}} ?{_UNIT}$")
MOST_OF_SOURCE = 32
_OPEN_END = re.compile(r"[,，、;；:：（(“《〈〔\-—]$")
CLAUSE_END = re.compile(r"[。,;]")
_AIM = re.compile(
    r"为(?:了|进一步|加大|加快|缓解|推动|深入|破解|帮助|全面|切实|扎实|有效|更好|贯彻|落实|解决|确保|方便|提升|提高|畅通|支持|促进|推进|助力|扩大|发挥|打通|保障)|针对|面对|围绕|[\u4e00-\u9fff]{2,6}(?:期间|以来),"
)
_SUBTITLE = re.compile("[-—―–]{2}")
_CLOSING = re.compile(r"[”’)）】》〉〕,，。.、;；:：!！?？]")
_OPENER = re.compile(
    r"^(?:近日|日前|近期|连日来|目前|当前|今年|去年|上周|本周|上午|下午|昨日|今日|日|自|为|针对|围绕|按照|根据|截至|随着|“?为|在.{2,24}(?:下|中|后|时|上|之际),|通过|下一步|同时|会上|会议|据悉|据了解|此次|活动|面对|聚焦|坚持|一是|首先|其中|此外|\d{4}年|\d{1,2}月|\d{1,2}日|[一二三四五六七八九十]{1,2}月[一二三四五六七八九十份])"
)
STRONG_OPENER = re.compile(
    r"^(?:近日|日前|近期|连日来|(?:\d{4}年)?\d{1,2}月\d{1,2}日(?:至|-|—|,|、|上午|下午)|\d{1,2}日(?:,|上午|下午)|今年以来|截至目前|上周|本周|截至\d|会议要求|下一步)"
)
_VERB = re.compile(
    r"召开|举办|开展|组织|推进|推动|出台|印发|助力|帮助|解决|协调|走访|调研|考察|座谈|培训|引进|打造|建立|搭建|服务|落实|培育|实施|启动|深入|力争|实现|再添|积极|赴|到|获|为|助|优化|破解|加快|多措并举|全力|精准|扎实|聚焦|强化|创新|发布|开通|上线|成立|签约|对接|入选|新增|跑出|护航|赋能|纾困|送|办|化解|架|促|“|!"
)
REPORTER = re.compile(
    r"^(?:“?万人助万企”?(?:活动)?|市|郑州市)?(?:“万人助万企”活动)?第[一二三四五六七八九十\d]{1,3}(?:助企)?(?:服务)?(?:工作)?组|^(?:郑州)?市(?:委|政府)?[\u4e00-\u9fff、]{1,14}?(?:局|委|办|中心|会|部|院|行|支队|公司)|^市工商联|^国网[\u4e00-\u9fff]{2,8}?公司|^[\u4e00-\u9fff]{2,6}(?:区|县|市)(?!场|民|县)|^[\u4e00-\u9fff]{2,6}(?:街道|办事处|镇|乡)"
)


def has_ended(text: str) -> bool:
    """Whether the line ends a sentence, with or without its source: 解开了疙瘩。(荥阳市豫龙镇)"""
    return bool(_ENDED.search(text[-3:])) or source_begins(text) >= 0


def source_begins(text: str, *, is_running: bool = False) -> int:
    """Where the source in brackets behind the last sentence begins; -1 when there is none.

    is_running   the text is that of a paragraph, so that a unit in brackets ends it even without a full stop
    """
    if text[-1:] not in ")）】":
        return -1
    left = max(0, len(text) - MOST_OF_SOURCE)
    if source := _SOURCE.search(text, left):
        return source.start("source")
    unit = _UNIT_IN_BRACKETS.search(text, left) if is_running else None
    return unit.start() if unit else -1


def is_source(text: str, *, labels: bool) -> bool:
    """Whether a line under a paragraph says who sent it: ——荥阳市, and 供稿：市财政局 where labels say so."""
    return bool(_DASHED_SOURCE.match(text) or (labels and SOURCE_LABEL.match(text)))


def section_score(line: Line) -> float:
    """How much the line looks like a section head."""
    words = line.words
    if len(words) > 26 or line.is_repeated or line.is_source:
        return -9.0
    score = -3.0
    head = line.text[: line.mark]
    starred = bool(MARK.match(line.text))
    if starred:
        score += 3.5 if "★" in head or "☆" in head else 2.5
    if BRACKETED.match(words):
        score += 4.0
        words = words[1:-1]
    elif line.text.startswith("【"):
        score -= 2
    if _SECTION_WORDS.search(words):
        score += 4.0 if _SECTION_ACTORS.match(words) else 3.0
    elif starred and _SECTION_ACTORS.match(words) and not _VERB.search(words):
        score += 1.5
    if re.search(r"[。,;!?]", words.replace("区县", "")):
        score -= 3
    if _VERB.search(words.replace("服务动态", "").replace("培训动态", "")):
        score -= 1.5
    return score - (1.5 if has_ended(words) else 0)


def headline_score(line: Line) -> float:
    """How much the line looks like the first line of a headline."""
    words = line.words
    size = len(words)
    if size > 60 or "。" in words or _CLOSING.match(words) or words.isascii() or line.is_source:
        return -6.0
    score = 0.5 if size <= 30 else 0.0 if size <= 42 else -2.0
    if has_ended(words):
        score -= 1.0 if words[-1] in "!！" else 4.0
    if not line.full and _OPEN_END.search(words):
        score -= 3.0
    score -= 1.0 * (words.count(",") + words.count(";"))
    if STRONG_OPENER.match(words):
        score -= 4.0
    elif _OPENER.match(words):
        score -= 0.8 if "," not in words else 2.0
    if REPORTER.match(words):
        score += 2.0
    if _VERB.search(words):
        score += 1.0
    if line.mark:
        score += 0.8
    return score + _layout(line) + (0.5 if line.gap else 0.0) - (1.5 if size < 5 else 0.0)


def _layout(line: Line) -> float:
    """What width and indentation say against a headline."""
    score = -3.0 * max(line.by_indent, 0)
    return score - (5.0 if line.runs else 1.0 if line.full else 0.0)


def continuation_score(line: Line) -> float:
    """How much the line looks like the second line of a headline."""
    words = line.text
    size = len(words)
    if size > 45 or "。" in words or line.mark or line.is_source:
        return -6.0
    score = 0.8 if size <= 26 else -0.5
    if has_ended(words) or (not line.full and _OPEN_END.search(words)):
        score -= 3.0
    score += 3.0 if _SUBTITLE.match(words) else 0.0
    score -= 0.9 * (words.count(",") + words.count(";"))
    if STRONG_OPENER.match(words):
        score -= 4.0
    elif _OPENER.match(words) and "," in words:
        score -= 2.0
    return score + 2.0 * _layout(line) - (1.0 if line.gap else 0.0) - (0.5 if REPORTER.match(words) else 0)


def body_score(line: Line) -> float:
    """How much the line looks like a line of a paragraph."""
    words = line.text
    size = len(words)
    score = 3.0 if size > 45 else 0.0
    if "。" in words[:400]:
        score += 2.0
    elif line.ended:
        score += 1.5
    if "," in words[:80] or ";" in words[:80]:
        score += 1.0
    elif size <= 30 and not line.full and not line.ended:
        score -= 2.0
    if STRONG_OPENER.match(words):
        score += 1.5
    elif _OPENER.match(words):
        score += 0.5
    return score + (1.0 if line.full else 0.0) + 1.5 * line.by_indent


def opening_score(line: Line) -> float:
    """How well the line serves as the first of a paragraph: a short one without a stop does not."""
    words = line.text
    if STRONG_OPENER.match(words) or _AIM.match(words):
        return 1.0
    if _CLOSING.match(words):
        return -4.0
    if line.full or len(words) > 45 or "," in words or "。" in words or line.ended:
        return 0.0
    return -3.0


def begins_for(headline: str, words: str) -> bool:
    """Whether the words begin the paragraph under the headline: with a day, an aim, or with who acts."""
    return bool(STRONG_OPENER.match(words) or _AIM.match(words)) or words[:2] == headline[:2]
