"""Where items begin and end."""

from __future__ import annotations

import pytest

from tests.reading.reading import LEXICON
from tracker.reading import read_bulletin

BODY = "近日,金水区组织召开银企对接会,帮助企业解决融资难题,现场签约3家,金额500万元。"


def cut(text: str) -> list[tuple[str, str, str]]:
    return [(i.section.text, i.headline.text, i.body.text) for i in read_bulletin(text, LEXICON).items]


@pytest.mark.parametrize(
    "head",
    ["★区县动态", "■区县动态", "◆ 区县动态", "【区县动态】", "区县动态", "一、区县动态", "　　★区县动态"],
)
def test_section_heads(head: str) -> None:
    assert cut(f"{head}\n金水区召开对接会\n{BODY}") == [("区县动态", "金水区召开对接会", BODY)]


@pytest.mark.parametrize("number", ["1.", "1、", "（一）", "(1)", "①", "●", "一、"])
def test_numbered_headlines(number: str) -> None:
    assert cut(f"★区县动态\n{number}金水区召开对接会\n{BODY}") == [("区县动态", "金水区召开对接会", BODY)]


def test_a_headline_over_three_lines_and_a_body_of_two_paragraphs() -> None:
    text = f"★工作组动态\n第五工作组赴中原区\n开展“开门红”\n专项督导\n{BODY}\n下一步,工作组将持续跟踪。\n中原区举办培训会\n{BODY}"
    assert cut(text) == [
        ("工作组动态", "第五工作组赴中原区开展“开门红”专项督导", BODY + "下一步,工作组将持续跟踪。"),
        ("工作组动态", "中原区举办培训会", BODY),
    ]


def test_masthead_contents_and_imprint_are_outside() -> None:
    text = f"万人助万企活动简报\n第12期\n市活动办　2022年5月1日\n本期要目\n金水区召开对接会\n★区县动态\n金水区召开对接会\n{BODY}\n- 2 -\n报：市委、市政府\n（共印80份）"
    assert cut(text) == [("区县动态", "金水区召开对接会", BODY)]
    outside = [p.text for p in read_bulletin(text, LEXICON).outside]
    assert sorted(outside) == sorted(
        [
            "万人助万企活动简报",
            "第12期",
            "市活动办　2022年5月1日",
            "本期要目",
            "金水区召开对接会",
            "- 2 -",
            "报：市委、市政府",
            "（共印80份）",
        ]
    )


def test_a_page_number_inside_a_body_does_not_end_it() -> None:
    assert cut(f"金水区召开对接会\n{BODY[:30]}\n—3—\n{BODY[30:]}") == [("", "金水区召开对接会", BODY)]


@pytest.mark.parametrize("text", ["", "\n\n", "　　", "。", "★"])
def test_next_to_nothing(text: str) -> None:
    assert [
        (i.headline.text, i.body.text) for i in read_bulletin(text, LEXICON).items if i.headline.text
    ] in ([], [("★", "")])


WRAPPED = [
    (
        "第十一工作组推进“信易贷”扩面增量",
        "第十一工作组(组长单位:市金融局)指导包联企业注册“信易贷”平台,12月份新增注册企业287家。",
    ),
    (
        "市财政局加力支持设备更新",
        "市财政局下达2024年第一批设备更新和技术改造专项资金3.18亿元,支持项目142个,惠及企业97家。",
    ),
    (
        "经开区“政银担”联动破解融资难题",
        "“多亏了经开区助企专班牵线搭桥,贷款一周就到账了!”企业负责人在座谈会上激动地说。",
    ),
    (
        "郑州海关“一企一策”助力生鲜出口",
        "针对河南万合果蔬进出口有限公司鲜蒜出口检验周期长的难题,郑州海关设立鲜活农产品绿色通道。",
    ),
]
SECOND = "郑州领跃智能装备有限公司是一家国家级专精特新“小巨人”企业,今年订单较去年同期增长45%。"


def narrow(text: str, width: int, *, keep_commas: bool = False) -> str:
    lines = []
    for line in text.split("\n"):
        start = 0
        while len(line) - start > width:
            end = start + width
            if keep_commas and line[end] in ",。、”":
                end -= 1
            lines.append(line[start:end])
            start = end
        lines.append(line[start:])
    return "\n".join(lines)


@pytest.mark.parametrize("keep_commas", [False, True])
@pytest.mark.parametrize("indent", ["", "　　"])
@pytest.mark.parametrize("width", [24, 28, 30, 33, 36, 40])
def test_wrapped_items_keep_their_headlines_and_second_paragraphs(
    width: int, indent: str, keep_commas: bool
) -> None:
    text = "\n".join(f"{head}\n{indent}{body}\n{indent}{SECOND}" for head, body in WRAPPED)
    expected = [("局委动态", head, body + SECOND) for head, body in WRAPPED]
    assert cut("★局委动态\n" + narrow(text, width, keep_commas=keep_commas)) == expected


def test_lines_wrapped_by_columns() -> None:
    lines = ["★局委动态"]
    for head, body in WRAPPED:
        lines.append(head)
        line, used = "", 0
        for c in body + SECOND:
            size = 1 if c < "\u0100" else 2
            if used + size > 56:
                lines.append(line)
                line, used = "", 0
            line, used = line + c, used + size
        lines.append(line)
    assert cut("\n".join(lines)) == [("局委动态", head, body + SECOND) for head, body in WRAPPED]


SOURCES = ["(荥阳市豫龙镇)", "（第七工作组，组长单位：市交通局）", "（市财政局供稿）"]
TALKS = [
    (
        "(一)帮企业算好“明白账”",
        "近日,在走访中,企业提出缺少配套供应商的问题,工作组组织供需见面会,签下年度订单480万元。",
    ),
    (
        "(二)政策找企 免申即享",
        "梳理涉企奖补政策73条,企业无需跑腿即可领取奖补资金,惠及企业526家,资金1.83亿元。",
    ),
    ("(三)农技专家把脉“菜篮子”", "为保障稳产保供,抽调18名专家组成服务队,现场开出防治方案,挽回损失12万元。"),
]


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("width", [20, 23, 26, 28, 31, 34, 40, 200])
def test_the_source_behind_the_last_sentence_ends_the_item(source: str, width: int) -> None:
    for own_line in ("", "\n"):
        text = "\n".join(f"{head}\n{body}{own_line}{source}" for head, body in TALKS)
        expected = [("局委动态", head[3:], body + source) for head, body in TALKS]
        assert cut("★局委动态\n" + narrow(text, width)) == expected


def test_a_numbered_headline_as_wide_as_the_text() -> None:
    talks = [
        *TALKS,
        (
            "(四)上门服务解难题 厂房终于有了“身份证”",
            "“没想到一周就把产权证拿到手了!”负责人说,补齐资料只跑了3次。",
        ),
    ]
    text = "\n".join(f"{head}\n{body}" for head, body in talks)
    expected = [("局委动态", head[3:], body) for head, body in talks]
    assert cut("★局委动态\n" + narrow(text, len(talks[3][0]))) == expected


@pytest.mark.parametrize(
    ("behind", "is_own_line"),
    [
        ("(荥阳市豫龙镇)", False),
        ("（第七工作组）", False),
        ("——荥阳市", True),
        ("供稿：市财政局", True),
        ("（来源：市财政局）", True),
    ],
)
@pytest.mark.parametrize("width", [24, 30, 200])
def test_other_ways_to_say_who_sent_it(behind: str, width: int, *, is_own_line: bool) -> None:
    talks = [(head, body if is_own_line else body.removesuffix("。")) for head, body in TALKS]
    text = "\n".join(f"{head}\n{body}{is_own_line * chr(10)}{behind}" for head, body in talks)
    expected = [("局委动态", head[3:], body + behind) for head, body in talks]
    assert cut("★局委动态\n" + narrow(text, width)) == expected


@pytest.mark.parametrize("number", ["01 ", "1 ", "1. ", "1．", "一、"])
def test_numbers_without_a_mark(number: str) -> None:
    assert cut(f"★区县动态\n{number}金水区召开对接会\n{BODY}") == [("区县动态", "金水区召开对接会", BODY)]
