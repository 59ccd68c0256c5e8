"""A file broken at a width: headlines with short tails, headlines as wide as the text, broken mastheads."""

from __future__ import annotations

import itertools

import pytest

from tests.reading.reading import LEXICON
from tests.reading.test_split import cut, narrow
from tracker.reading import read_bulletin

HEAD = "★局委动态"
HEADLINES = [
    "新密市推出支持企业灾后重建系列举措全力以赴帮助受灾企业早日恢复生产经营秩序",
    "“四个一”机制让企业吃下定心丸推动项目早开工早建成早投产早达效打造营商新高地",
    "第二十二工作组深入车间班组问需问计为企业复工复产把脉开方送去实实在在的服务",
]
BODIES = [
    "为帮助企业加快重建,新密市从财政奖补、税费减免等方面提出10项举措。",
    "9月10日下午,新密市召开现场会,通报企业受损情况,限期3天拿出办法。",
    "河南嵩川耐火材料有限公司因厂区进水全部停产,订单面临违约。新密市派出专班。",
    "企业要发展,资金是关键。专班干部走进车间,逐项核对订单,共发放贷款1200万元。",
    "“没想到手续这么快就办下来了,真是雪中送炭!”负责人激动地说。放款时间压缩到3天。",
]
FILL = "逐一排查隐患并及时整改到位确保企业安全生产秩序平稳有序开展各项经营活动早日恢复正常水平"
BEFORE = "近日,荥阳市召集交通、公安等部门现场办公,投入资金186万元,抢修道路3.2公里、桥梁2座"


def before(width: int, last: int) -> str:
    """A paragraph whose last line is so long."""
    return BEFORE + (FILL * 2)[: (last - len(BEFORE) - 1) % width] + "。"


@pytest.mark.parametrize("tail", range(1, 13))
@pytest.mark.parametrize("width", range(24, 45, 4))
def test_a_headline_keeps_its_tail_however_short(width: int, tail: int) -> None:
    whole = [line for line in HEADLINES if len(line) >= width + tail]
    for headline, body, last in itertools.product(whole, BODIES, (1, 2, 5, width // 2, width - 1, width)):
        near = ("荥阳市打通冷链物流通道", before(width, last))
        items = [near, (headline[: width + tail], body), near]
        text = "\n".join(f"{a}\n{b}" for a, b in items)
        assert cut(f"{HEAD}\n{narrow(text, width)}") == [("局委动态", *item) for item in items]


@pytest.mark.parametrize("tail", ["”", "”活", "”工程", "”！", "行动”"])
@pytest.mark.parametrize("width", [24, 28, 34])
def test_a_section_head_is_no_headline(width: int, tail: str) -> None:
    rest = "市政银担企四方联动为受灾企业纾困解难注入“金融活水润泽千家万户助力发展"
    sections = zip(("工作组动态", "区县(市)动态", "局委动态"), ("巩义", "荥阳", "登封"), BODIES, strict=False)
    items = [(section, (place + rest)[:width] + tail, body) for section, place, body in sections]
    text = "\n".join(f"★{section}\n{headline}\n{body}" for section, headline, body in items)
    assert cut(narrow(text, width)) == items


@pytest.mark.parametrize(
    ("headline", "body"),
    [
        ("市商务局为中小微企业搭建融资平台", "为加大对中小微外贸企业的支持力度,市商务局出台办法。"),
        ("经开区闭环管理保障重点企业稳产", "面对严峻复杂形势,经开区成立重点企业保障专班。"),
        ("第七工作组到航空港区开展集中走访", "6月4日、6日,第七工作组走访企业12家。"),
        ("金水区为小微企业送去防疫大礼包", "疫情防控期间,金水区为37家小微企业送去物资。"),
        ("登封市召开文旅企业恢复发展座谈会", "登封市邀请18家文旅企业座谈,解决问题9个。"),
    ],
)
def test_a_headline_as_wide_as_the_text(headline: str, body: str) -> None:
    width = len(headline)
    items = [("荥阳市打通物流通道", before(width, width // 2)), (headline, body), ("上街区助企", BODIES[0])]
    text = "\n".join(f"{a}\n{b}" for a, b in items)
    assert cut(f"{HEAD}\n{narrow(text, width)}") == [("局委动态", *item) for item in items]


def test_a_broken_line_of_the_masthead_stays_outside() -> None:
    issuer = "郑州市“万人助万企”活动领导小组办公室　2023年3月10日"
    text = f"万人助万企活动简报\n第7期\n{issuer}\n{HEAD}\n" + "\n".join(
        f"{line[:24]}\n{body}" for line, body in itertools.product(HEADLINES, BODIES[:2])
    )
    reading = read_bulletin(narrow(text, 26), LEXICON)
    assert len(reading.items) == 6
    assert "".join(p.text for p in reading.outside) == f"万人助万企活动简报第7期{issuer}"


@pytest.mark.parametrize("width", [22, 26, 30])
def test_a_file_broken_twice_keeps_its_paragraphs(width: int) -> None:
    items = [("荥阳市打通物流通道", before(34, last)) for last in (4, 12, 20, 33)] * 2
    text = "\n".join(f"{a}\n{b}" for a, b in items)
    assert cut(f"{HEAD}\n{narrow(narrow(text, 34), width)}") == [("局委动态", *item) for item in items]


def test_a_line_of_closing_marks_or_an_address_is_no_headline() -> None:
    body = "荥阳市协调贷款300万元,企业负责人说:“真是雪中送炭。"
    text = f"{HEAD}\n荥阳市打通物流通道\n{body}\n”今年以来,荥阳市放款12笔。\nwww.example.com\n下一步,荥阳市将持续发力。"
    assert [item[1] for item in cut(text)] == ["荥阳市打通物流通道"]
