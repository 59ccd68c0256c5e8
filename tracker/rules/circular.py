"""The official text of a circular (通报), written from its facts word by word.

The text is Chinese whatever language its readers have chosen: it is a document, not a page. Lines that begin with
一、 are headings of the first level, with （一） of the second; everything else is a paragraph.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from tracker.rules.circular_facts import Facts, Line, Rate, Table, Topic
from tracker.rules.ranking import INDICATORS
from tracker.rules.shares import percent_of, share_words

INDICATOR_ZH: Final = {"punctual": "按时办结率", "solving": "解决率", "content": "满意率"}
KIND_ZH: Final = {
    "district": "区",
    "county": "县（市）",
    "development_zone": "开发区",
    "bureau": "局委",
    "working_group": "工作组",
}
_FIRST: Final = re.compile("[一二三四五六七八九十]+、")
_SECOND: Final = re.compile("（[一二三四五六七八九十]+）")
NUMERALS: Final = "一二三四五六七八九"
MOST_TOPICS: Final = 5
TOP: Final = 3  # places told in the text; all of them stand in the tables
SALUTATION: Final = "各区县（市）、开发区，各工作组，各有关单位："
ANNEX: Final = "企业诉求办理情况排名表"


def title_of(facts: Facts) -> str:
    """关于2026年11月企业诉求办理情况的通报."""
    return f"关于{span_words(facts)}企业诉求办理情况的通报"


def text_of(facts: Facts) -> str:
    """The whole text, a paragraph a line."""
    sections = [
        ("基本情况", _basics),
        ("回访情况", _call_backs),
        ("热点问题", _topics),
        ("疑难件情况", _difficult),
        ("排名情况", _places),
    ]
    lines = [SALUTATION, _opening(facts)]
    for numeral, (heading, write) in zip(NUMERALS, sections, strict=False):
        lines += [f"{numeral}、{heading}", *write(facts)]
    return "\n".join(lines)


def note_of(facts: Facts) -> str:
    """How places are counted, above the tables."""
    return (
        f"注：{formula_words(facts.weights)}。应办结不足{facts.minimum}件的单位样本不足，不排名；得分相同的名次并列。"
        f"括号内为分子/分母。标※的指标无应计诉求，以同类单位中位数计入得分。{_of_another_day(facts)}"
    )


def is_first_level(line: str) -> bool:
    """一、 …"""
    return bool(_FIRST.match(line))


def is_second_level(line: str) -> bool:
    """（一） …"""
    return bool(_SECOND.match(line))


def span_words(facts: Facts) -> str:
    """2026年11月; 2026年11月16日至22日; 2026年11月30日至12月6日."""
    first, last = facts.first, facts.last
    if facts.kind == "month":
        return f"{first.year}年{first.month}月"
    end = f"{last.day}日" if first.month == last.month else f"{last.month}月{last.day}日"
    end = end if first.year == last.year else f"{last.year}年{last.month}月{last.day}日"
    return f"{day_words(first)}至{end}"


def day_words(day: date) -> str:
    """2026年11月23日."""
    return f"{day.year}年{day.month}月{day.day}日"


def percent_words(rate: Rate) -> str:
    """90.0%; — where there is no denominator."""
    return share_words(*rate)


def rate_words(rate: Rate) -> str:
    """90.0%（72/80）, never without both."""
    return f"{percent_words(rate)}（{rate[0]}/{rate[1]}）"


def formula_words(weights: Mapping[str, int]) -> str:
    """得分=按时办结率×40%+解决率×30%+满意率×30%."""
    return "得分=" + "+".join(f"{INDICATOR_ZH[code]}×{weights[code]}%" for code in INDICATORS)


def _opening(facts: Facts) -> str:
    return (
        f"现将{span_words(facts)}（以下简称本期）{facts.campaign}活动企业诉求办理情况通报如下。"
        f"本通报数据以{day_words(facts.closed_on)}关账数据为准。"
    )


def _basics(facts: Facts) -> Iterator[str]:
    counts = facts.counts
    handed_down = f"，其中上级交办{counts['handed_down']}件" if counts.get("handed_down") else ""
    told = "；".join(
        f"{verb}{counts.get(code, 0)}件{_than_before(facts, code)}{more}"
        for code, verb, more in (
            ("collected", "收集企业诉求", handed_down),
            ("accepted", "受理", ""),
            ("closed", "销号", ""),
        )
    )
    compared = "" if facts.before is not None else "上期未关账，不作比较。"
    yield (
        f"本期全市{told}。截至关账时，在办{counts.get('in_hand', 0)}件，其中临期"
        f"{counts.get('near', 0)}件、逾期{counts.get('overdue', 0)}件。{compared}"
    )
    days = "" if facts.median_days is None else f"办理用时中位数{facts.median_days:g}个工作日。"
    rates = "；".join(
        f"{name}{_rate_sentence(facts, part, whole)}"
        for name, part, whole in (
            ("按时签收率", "signed_in_time", "to_sign"),
            ("按时办结率", "solved_in_time", "due"),
            ("解决率", "solved", "judged"),
        )
    )
    yield f"本期{rates}。{days}"


def _than_before(facts: Facts, code: str) -> str:
    """（较上期增加20件，增长20.0%）; nothing where the period before was not closed."""
    if facts.before is None:
        return ""
    now, before = facts.counts.get(code, 0), facts.before.get(code, 0)
    if now == before:
        return "（与上期持平）"
    more = now > before
    share = f"，{'增长' if more else '下降'}{percent_of(abs(now - before), before)}%" if before else ""
    return f"（较上期{'增加' if more else '减少'}{abs(now - before)}件{share}）"


def _rate_sentence(facts: Facts, part: str, whole: str) -> str:
    now = facts.rate(part, whole)
    before = facts.before or {}
    percent, earlier = percent_of(*now), percent_of(before.get(part, 0), before.get(whole, 0))
    if percent is None:
        return "无应计诉求"
    if earlier is None:
        return rate_words(now)
    points = percent - earlier
    if not points:
        return f"{rate_words(now)}，与上期持平"
    return f"{rate_words(now)}，较上期{'提高' if points > 0 else '下降'}{abs(points)}个百分点"


def _call_backs(facts: Facts) -> Iterator[str]:
    counts = facts.counts
    drawn, called = counts.get("drawn", 0), counts.get("called_back", 0)
    if not drawn:
        yield "本期没有抽取回访的诉求。"
    else:
        content = (
            f"；其中企业表示满意或基本满意{counts.get('content', 0)}件，"
            f"满意率{rate_words(facts.rate('content', 'called_back'))}"
            if called
            else "；没有有效回访，不计满意率"
        )
        yield (
            f"本期抽取回访{drawn}件，有效回访{called}件，"
            f"回访覆盖率{rate_words(facts.rate('called_back', 'drawn'))}{content}。"
        )
    if counts.get("closed"):
        yield (
            f"本期销号的诉求中，重办{counts.get('redone', 0)}件，重办率{rate_words(facts.rate('redone', 'closed'))}。"
        )


def _topics(facts: Facts) -> Iterator[str]:
    collected = facts.counts.get("collected", 0)
    shown = [topic for topic in facts.topics if topic.count][:MOST_TOPICS]
    if not shown:
        yield "本期没有收集到诉求。"
        return
    told = "；".join(
        f"{topic.name}{topic.count}件，占{rate_words((topic.count, collected))}{_topic_before(topic)}"
        for topic in shown
    )
    counted = "" if facts.topics_on is None else f"（问题类别以{day_words(facts.topics_on)}的归类为准）"
    yield f"本期企业反映较多的问题依次为{counted}：{told}。"


def _topic_before(topic: Topic) -> str:
    if topic.before is None:
        return ""
    if topic.before == topic.count:
        return "，与上期持平"
    return f"，较上期{'增加' if topic.count > topic.before else '减少'}{abs(topic.count - topic.before)}件"


def _difficult(facts: Facts) -> Iterator[str]:
    total = facts.counts.get("difficult", 0)
    if not total:
        yield "截至关账时，没有疑难件。"
        return
    where = "、".join(f"{name}{count}件" for name, count in facts.difficult if count)
    yield f"截至关账时，全市有疑难件（退件、重办、重启累计三次以上）{total}件" + (
        f"：{where}。" if where else "。"
    )


def _places(facts: Facts) -> Iterator[str]:
    yield (
        f"排名按同类单位分别进行，{formula_words(facts.weights)}。本期应办结诉求不足{facts.minimum}件的单位"
        "样本不足，不排名；得分相同的名次并列；某项指标无应计诉求的，以同类单位中位数计入该项。"
        f"{_of_another_day(facts)}"
    )
    ranked = [table for table in facts.tables if table.is_ranked]
    for numeral, table in zip(NUMERALS, ranked, strict=False):
        yield f"（{numeral}）{KIND_ZH[table.kind]}"
        many = sum(line.rank is not None for line in table.lines)
        yield f"参加排名{many}个单位，{'居前的是' if many > TOP else '名次为'}：{_first_places(table)}。"
    if not ranked:
        yield "本期各类单位样本均不足，不作排名。"
    else:
        yield "各单位指标、同类中位数和名次见附件。"


def _first_places(table: Table) -> str:
    """金水区、中原区并列第1名（88.0分）；惠济区第3名（80.0分）."""
    shared: defaultdict[int, list[Line]] = defaultdict(list)
    for line in table.lines:
        if line.rank and line.rank <= TOP:
            shared[line.rank].append(line)
    return "；".join(
        f"{'、'.join(line.unit for line in lines)}{'并列' if len(lines) > 1 else ''}第{rank}名（{lines[0].score}分）"
        for rank, lines in shared.items()
    )


def _of_another_day(facts: Facts) -> str:
    if facts.formula_on is None:
        return ""
    return f"关账时尚未确定排名办法，权重和最低件数以{day_words(facts.formula_on)}的设置为准。"
