"""Days and the years they get."""

from __future__ import annotations

import datetime

import pytest

from tests.reading.reading import LEXICON, item_of
from tracker.reading import read_bulletin


@pytest.mark.parametrize(
    ("body", "days"),
    [
        ("4月25日,召开会议。", ["2022-04-25"]),
        ("4月25日至27日,召开会议。", ["2022-04-25", "2022-04-27"]),
        ("4月25-27日,召开会议。", ["2022-04-25", "2022-04-27"]),
        ("4月30日—5月2日,4月25日、26日。", ["2022-04-30", "2022-05-02", "2022-04-25", "2022-04-26"]),
        ("25日,召开会议。", ["2022-04-25"]),
        ("2021.4.25发布,2021年11月3日至5日举办。", ["2021-04-25", "2021-11-03", "2021-11-05"]),
        ("去年12月28日和12月29日。", ["2021-12-28", "2021-12-29"]),
        ("四月二十五日下午,二〇二一年三月一日。", ["2022-04-25", "2021-03-01"]),
        ("２０２２年４月２５日。", ["2022-04-25"]),
        ("5日内反馈,2月30日,13月1日,《河南日报》。", []),
    ],
)
def test_days(body: str, days: list[str]) -> None:
    assert [d.iso for d in item_of(body).dates if d.granularity == "day"] == days


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("近日,召开会议。", ("近日", None, "relative")),
        ("截至今年第一季度。", ("今年第一季度", "2022-Q1", "quarter")),
        ("2021年度名单。", ("2021年度", "2021", "year")),
        ("截至4月底。", ("4月底", "2022-04", "month")),
        ("2021年上半年。", ("2021年上半年", "2021-H1", "half")),
    ],
)
def test_other_dates(body: str, expected: tuple[str, str | None, str]) -> None:
    (date,) = item_of(body).dates
    assert (date.text, date.iso, date.granularity) == expected


def test_a_day_without_any_year_keeps_its_month_and_day() -> None:
    reading = read_bulletin("金水区召开会议\n4月25日,金水区召开会议。", LEXICON)
    assert [d.iso for d in reading.items[0].dates] == ["--04-25"]
    assert (reading.needs_year, reading.date, reading.date_source) == (True, None, "none")


@pytest.mark.parametrize(
    "line", ["第12期 2022年5月1日", "郑州市活动办　　2022年5月1日", "二〇二二年五月一日"]
)
def test_the_masthead_gives_the_year(line: str) -> None:
    reading = read_bulletin(
        f"万人助万企活动简报\n{line}\n★局委动态\n市工信局召开会议\n4月25日,市工信局召开会议。", LEXICON
    )
    assert (reading.date, reading.date_source, reading.needs_year) == (
        datetime.date(2022, 5, 1),
        "text",
        False,
    )
    assert [d.iso for d in reading.items[0].dates] == ["2022-04-25"]


def test_a_december_day_in_a_january_bulletin_is_last_years() -> None:
    item = item_of("12月28日,召开会议;1月15日前复验。", date=datetime.date(2024, 1, 5))
    assert [d.iso for d in item.dates] == ["2023-12-28", "2024-01-15"]


@pytest.mark.parametrize(
    ("body", "year"),
    [
        ("4月25日,2022年第一季度增长。平台2021年上线,列入2021年度名单。", 2022),
        ("4月25日,落实惠政办〔2022〕4号文件,项目计划2023年6月投用。", 2022),
        ("4月25日,2022年全市推进会召开,较2021年增长。", 2022),
        ("4月25日,营收较2021年增长8%。", 2022),
        ("4月25日,自2019年以来持续服务。", None),
        ("4月25日,自2023年10月起开设窗口。", 2023),
        ("4月25日,2023年以来已走访企业。", 2023),
        ("4月25日,力争到2025年建成。", None),
        ("4月25日,拨打0371-20221234,生产2022台。", None),
        ("４月２５日，２０２２年全市推进会召开。", 2022),
    ],
)
def test_the_year_the_text_speaks_of(body: str, year: int | None) -> None:
    reading = read_bulletin(f"金水区召开会议\n{body}", LEXICON)
    (day,) = [d for d in reading.items[0].dates if d.granularity == "day"]
    assert (reading.year, day.iso) == (year, f"{year or '-'}-04-25")
    assert (reading.date, reading.date_source, reading.needs_year) == (None, "none", True)


@pytest.mark.parametrize(
    ("body", "days"),
    [
        ("2022年12月29日,召开会议。1月4日,走访企业。", ["2022-12-29", "2023-01-04"]),
        ("2023年全市目标确定。12月29日,召开会议。1月4日,走访企业。", ["2022-12-29", "2023-01-04"]),
        ("今年1月4日,走访企业;2022年12月29日和6月3日,召开会议。", ["2022-01-04", "2022-12-29", "2022-06-03"]),
    ],
)
def test_the_turn_of_the_year(body: str, days: list[str]) -> None:
    (item,) = read_bulletin(f"金水区召开会议\n{body}", LEXICON).items
    assert [d.iso for d in item.dates if d.granularity == "day"] == days


def test_an_issue_line_without_a_day_gives_the_year() -> None:
    reading = read_bulletin(
        "助企活动简报\n2023年第5期\n★局委动态\n市工信局召开会议\n4月25日,落实郑政〔2021〕3号。", LEXICON
    )
    assert (reading.date, reading.year, reading.needs_year) == (None, 2023, False)
    assert [d.iso for d in reading.items[0].dates] == ["2023-04-25"]
