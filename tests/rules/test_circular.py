"""The text of a circular: every number of it from the facts, and what is said where there is none."""

import json
from dataclasses import replace
from datetime import date

import pytest

from tracker.rules.circular import note_of, span_words, text_of, title_of
from tracker.rules.circular_facts import Facts, Line, Table, Topic, from_json, to_json

COUNTS = {
    "collected": 120,
    "handed_down": 7,
    "accepted": 110,
    "closed": 90,
    "in_hand": 200,
    "near": 10,
    "overdue": 5,
    "to_sign": 40,
    "signed_in_time": 39,
    "due": 80,
    "solved_in_time": 72,
    "judged": 85,
    "solved": 68,
    "drawn": 30,
    "called_back": 25,
    "content": 24,
    "redone": 3,
    "difficult": 8,
}
BEFORE = {
    "collected": 100,
    "accepted": 110,
    "closed": 100,
    "due": 50,
    "solved_in_time": 44,
    "judged": 40,
    "solved": 32,
}
RATES = {"punctual": (9, 10), "solving": (8, 10), "content": (0, 0)}
TABLE = Table(
    "district",
    [
        Line("金水区", 10, RATES, (0, 3), "88.0", 1, ("content",)),
        Line("中原区", 10, RATES, (0, 3), "88.0", 1),
        Line("惠济区", 4, RATES, (0, 3)),
    ],
    {"punctual": "90.0%", "solving": "80.0%", "content": None},
)
FACTS = Facts(
    campaign="万人助万企",
    kind="week",
    first=date(2026, 11, 16),
    last=date(2026, 11, 22),
    closed_on=date(2026, 11, 23),
    counts=COUNTS,
    before=BEFORE,
    median_days=6.0,
    topics=[Topic("用工招聘", 35, 30), Topic("融资贷款", 20, 20), Topic("土地规划", 1, 9)],
    difficult=[("金水区", 3), ("巩义市", 5)],
    tables=[TABLE],
    weights={"punctual": 40, "solving": 30, "content": 30},
    minimum=5,
)


def test_the_whole_text():
    assert title_of(FACTS) == "关于2026年11月16日至22日企业诉求办理情况的通报"
    assert text_of(FACTS).split("\n") == [
        "各区县（市）、开发区，各工作组，各有关单位：",
        "现将2026年11月16日至22日（以下简称本期）万人助万企活动企业诉求办理情况通报如下。本通报数据以2026年11月23日关账数据为准。",
        "一、基本情况",
        "本期全市收集企业诉求120件（较上期增加20件，增长20.0%），其中上级交办7件；受理110件（与上期持平）；"
        "销号90件（较上期减少10件，下降10.0%）。截至关账时，在办200件，其中临期10件、逾期5件。",
        "本期按时签收率97.5%（39/40）；按时办结率90.0%（72/80），较上期提高2.0个百分点；"
        "解决率80.0%（68/85），与上期持平。办理用时中位数6个工作日。",
        "二、回访情况",
        "本期抽取回访30件，有效回访25件，回访覆盖率83.3%（25/30）；其中企业表示满意或基本满意24件，满意率96.0%（24/25）。",
        "本期销号的诉求中，重办3件，重办率3.3%（3/90）。",
        "三、热点问题",
        "本期企业反映较多的问题依次为：用工招聘35件，占29.2%（35/120），较上期增加5件；"
        "融资贷款20件，占16.7%（20/120），与上期持平；土地规划1件，占0.8%（1/120），较上期减少8件。",
        "四、疑难件情况",
        "截至关账时，全市有疑难件（退件、重办、重启累计三次以上）8件：金水区3件、巩义市5件。",
        "五、排名情况",
        "排名按同类单位分别进行，得分=按时办结率×40%+解决率×30%+满意率×30%。本期应办结诉求不足5件的单位样本不足，不排名；"
        "得分相同的名次并列；某项指标无应计诉求的，以同类单位中位数计入该项。",
        "（一）区",
        "参加排名2个单位，名次为：金水区、中原区并列第1名（88.0分）。",
        "各单位指标、同类中位数和名次见附件。",
    ]


def test_what_is_not_there_is_said():
    empty = replace(FACTS, counts={}, before=None, median_days=None, topics=[], difficult=[], tables=[])
    said = text_of(empty)
    for words in (
        "收集企业诉求0件；受理0件；销号0件",
        "上期未关账，不作比较。",
        "按时办结率无应计诉求",
        "本期没有抽取回访的诉求。",
        "本期没有收集到诉求。",
        "没有疑难件。",
        "样本均不足，不作排名。",
    ):
        assert words in said
    assert "%（" not in said
    assert "较上期" not in said


def test_satisfaction_without_a_valid_call_back_is_no_rate():
    said = text_of(replace(FACTS, counts=COUNTS | {"called_back": 0, "content": 0}))
    assert "有效回访0件，回访覆盖率0.0%（0/30）；没有有效回访，不计满意率。" in said


def test_the_first_three_places_are_told():
    lines = [Line(f"{score}区", 10, RATES, (0, 3), f"{score}.0", rank) for score, rank in ((90, 1), (80, 2))]
    lines += [Line(f"{name}区", 10, RATES, (0, 3), "70.0", 3) for name in "甲乙"]
    lines += [Line("末区", 10, RATES, (0, 3), "60.0", 5)]
    said = text_of(replace(FACTS, tables=[replace(TABLE, lines=lines)]))
    assert (
        "参加排名5个单位，居前的是：90区第1名（90.0分）；80区第2名（80.0分）；甲区、乙区并列第3名（70.0分）。"
        in said
    )


def test_units_without_numbers_stand_in_no_row():
    empty = Line("上街区", 0, dict.fromkeys(RATES, (0, 0)), (0, 0))
    table = replace(TABLE, lines=[*TABLE.lines, empty])
    assert ([line.unit for line in table.rows], table.others) == (["金水区", "中原区", "惠济区"], [empty])
    unranked = replace(TABLE, lines=[TABLE.lines[2], empty])
    assert (unranked.is_ranked, unranked.rows, unranked.others) == (False, [], unranked.lines)


def test_weights_of_another_day_say_so():
    late = replace(FACTS, formula_on=date(2026, 12, 1))
    for said in (text_of(late), note_of(late)):
        assert "关账时尚未确定排名办法，权重和最低件数以2026年12月1日的设置为准。" in said
    assert "尚未确定" not in text_of(FACTS) + note_of(FACTS)


def test_topics_of_another_day_say_so():
    late = replace(FACTS, topics_on=date(2026, 12, 1))
    assert "依次为（问题类别以2026年12月1日的归类为准）：用工招聘35件" in text_of(late)
    assert from_json(json.loads(json.dumps(to_json(late)))).topics_on == date(2026, 12, 1)
    older = {name: value for name, value in to_json(FACTS).items() if name != "topics_on"}
    assert from_json(older).topics_on is None


@pytest.mark.parametrize(
    ("kind", "first", "last", "words"),
    [
        ("month", date(2026, 11, 1), date(2026, 11, 30), "2026年11月"),
        ("week", date(2026, 11, 30), date(2026, 12, 6), "2026年11月30日至12月6日"),
        ("week", date(2026, 12, 28), date(2027, 1, 3), "2026年12月28日至2027年1月3日"),
    ],
)
def test_the_span_is_said_as_offices_say_it(kind, first, last, words):
    assert span_words(replace(FACTS, kind=kind, first=first, last=last)) == words


def test_what_is_kept_is_what_was_written():
    kept = from_json(json.loads(json.dumps(to_json(FACTS))))
    assert text_of(kept) == text_of(FACTS)
    assert json.dumps(to_json(kept)) == json.dumps(to_json(FACTS))
    assert kept.tables[0].lines[0].rates["punctual"] == (9, 10)
