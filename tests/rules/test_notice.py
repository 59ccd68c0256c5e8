"""The yearly notice as it is published, against the shipped days."""

import pytest

from tests.rules.calendars import DATA, day
from tracker.rules.errors import BadInput
from tracker.rules.notice import read_notice
from tracker.rules.workdays import rows_of_notice

NOTICE_2026 = """国务院办公厅关于2026年部分节假日安排的通知
各省、自治区、直辖市人民政府：
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫、疫情防控等工作。"""
NOTICE_2025 = """关于2025年部分节假日安排的通知
一、元旦：1月1日（周三）放假1天，不调休。
二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）放假调休，共8天。1月26日（周日）、2月8日（周六）上班。
三、清明节：4月4日（周五）至6日（周日）放假，共3天。
四、劳动节：5月1日（周四）至5日（周一）放假调休，共5天。4月27日（周日）上班。
五、端午节：5月31日（周六）至6月2日（周一）放假，共3天。
六、国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）、10月11日（周六）上班。"""


@pytest.mark.parametrize(("year", "notice"), [(2025, NOTICE_2025), (2026, NOTICE_2026)])
def test_the_notice_gives_the_shipped_days(year: int, notice: str) -> None:
    shipped = rows_of_notice((DATA / f"calendar_{year}.json").read_text(encoding="utf-8"))
    assert read_notice(notice) == shipped


def test_half_width_brackets_and_a_day_of_the_year_before() -> None:
    text = "2027年部分节假日\n一、元旦: 2026年12月31日(星期四)至2027年1月2日(周六)放假，共3天。2026年12月27日(周日)上班。"
    assert read_notice(text) == (
        (day("2026-12-27"), "work", "元旦调休上班"),
        (day("2026-12-31"), "off", "元旦"),
        (day("2027-01-01"), "off", "元旦"),
        (day("2027-01-02"), "off", "元旦"),
    )


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("共9天", "共8天", "2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共8天"),
        ("10月10日（周六）", "10月10日（周日）", "10月10日（周日）"),
        ("4月4日（周六）", "4月31日（周六）", "4月31日（周六）"),
        ("5月9日", "9日", "9日（周六）"),
        ("2026年部分节假日", "部分节假日", "××××年部分节假日"),
        (
            "五、端午节：6月19日（周五）至21日（周日）放假，共3天。",
            "五、端午节：放假，共3天。",
            "放假，共3天",
        ),
    ],
)
def test_what_does_not_fit_is_named(old: str, new: str, named: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_notice(NOTICE_2026.replace(old, new))
    assert (caught.value.code, caught.value.params) == ("bad_notice", {"text": named})


@pytest.mark.parametrize("text", ["2026年部分节假日", NOTICE_2026 + NOTICE_2026])
def test_nothing_or_a_day_twice_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_notice(text)
    assert caught.value.params == {"text": "2026年部分节假日"}
