"""Why a date is this day, as the page says it; in both languages, with every kind of leg."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from tests.operations.conftest import person, unit
from tests.operations.life import HELPER, Life
from tracker.models import Campaign, Case, DeadlinePreset
from tracker.operations.case_life import situation_of
from tracker.reports.calendar import calendar_of_city
from tracker.rules import clock
from tracker.rules.deadlines import Span
from tracker.web.dates import Clock
from tracker.web.explain import why, why_line

NOW = datetime(2026, 9, 21, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = NOW.date()

__all__ = ["person"]


@pytest.fixture
def life(person):
    return Life(person, NOW)


def told(case, today=TODAY, language="zh-hans"):
    """What the page shows of a case, as it stands."""
    case = Case.objects.select_related("campaign__deadline_preset").get(pk=case.pk)
    with translation.override(language):
        calendar = calendar_of_city(today, english=language == "en")
        return why(case, calendar, today, situation_of(case).parts)


def test_a_case_over_national_day(life):
    found = told(life.walk("accepted"))
    assert found["due_text"] == "10-19"
    assert found["blocks"] == [
        {
            "title": "09-21 受理，起算 15 个工作日",
            "counted": "计入（15 个工作日）：09-22 至 09-24、09-28 至 09-30、10-08 至 10-10、10-12 至 10-16、10-19；其中调休上班：10-10",
            "skipped": [
                "中秋节（3 天）：09-25 至 09-27",
                "国庆节（7 天）：10-01 至 10-07",
                "周末（3 天）：10-11、10-17 至 10-18",
            ],
            "sum": "09-21 之后：计入 15 天 + 不计 13 天 = 28 天 → 10-19",
        }
    ]
    assert found["sum"] == "09-21 → (+ 15 个工作日) 10-19"
    assert [block["title"] for block in found["steps"]] == ["反馈时限 09-24：09-21 受理，起算 3 个工作日"]
    assert found["notes"] == []


def test_the_same_in_english(life):
    block = told(life.walk("accepted"), language="en")["blocks"][0]
    assert block == {
        "title": "Accepted on 09-21: 15 working days from then",
        "counted": "Counted (15 working days): 09-22 to 09-24, 09-28 to 09-30, 10-08 to 10-10, 10-12 to 10-16, 10-19; among them make-up working days: 10-10",
        "skipped": [
            "Mid-Autumn Festival (3 days): 09-25 to 09-27",
            "National Day (7 days): 10-01 to 10-07",
            "Weekend (3 days): 10-11, 10-17 to 10-18",
        ],
        "sum": "After 09-21: 15 counted + 13 not counted = 28 days → 10-19",
    }


def test_units_and_their_own_clocks(life):
    case = life.walk("assigned", assisting=[unit(HELPER)])
    assert [(block["title"], block["sum"]) for block in told(case)["steps"]] == [
        ("反馈时限 09-24：09-21 受理，起算 3 个工作日", "09-21 之后：计入 3 天 + 不计 0 天 = 3 天 → 09-24"),
        ("签收时限 09-23：09-21 交办，起算 2 个工作日", "09-21 之后：计入 2 天 + 不计 0 天 = 2 天 → 09-23"),
        (
            f"{HELPER}协办时限 09-24：09-21 交办，起算 3 个工作日",
            "09-21 之后：计入 3 天 + 不计 0 天 = 3 天 → 09-24",
        ),
    ]
    signed = life.act(case, "sign")
    assert [block["title"][:4] for block in told(signed)["steps"]] == ["反馈时限", "市商务局"]


def test_a_step_tells_the_length_it_was_given_not_what_the_preset_says_now(life):
    case = life.walk("assigned")
    preset = Campaign.objects.get().deadline_preset
    DeadlinePreset.objects.filter(pk=preset.pk).update(steps=preset.steps | {"reply": "9wd"})
    assert told(case)["steps"][0]["title"] == "反馈时限 09-24：09-21 受理，起算 3 个工作日"


def test_holds_extensions_and_new_starts_each_have_their_piece(life):
    case = life.act(life.walk("parked"), "resume", days=21)
    case = life.act(case, "extend", days=21, until=date(2026, 11, 8))
    found = told(case, TODAY + timedelta(days=21))
    assert [block["title"] for block in found["blocks"]] == [
        "09-21 受理，起算 15 个工作日",
        "挂账 09-21 至 10-12：10 个工作日不计，期限顺延",
        "延期至 11-08",
    ]
    assert found["sum"] == "09-21 → (+ 15 个工作日) 10-19 → (+ 10 个工作日) 11-02 → (经批准延期) 11-08"
    assert found["due_text"] == "11-08"
    assert found["blocks"][2]["counted"].endswith("11-03 至 11-06、11-08")
    case = life.act(life.act(case, "claim_done", days=21), "approve", days=21, by=life.people.colleague)
    case = life.act(case, "call_back", days=22, rating="unsolved", by=life.people.colleague)
    found = told(case, TODAY + timedelta(days=22))
    assert [block["title"] for block in found["blocks"]] == ["10-13 重办，重新计时 15 个工作日"]


def test_a_parked_case_says_what_resuming_would_do(life):
    found = told(life.walk("parked"), TODAY + timedelta(days=21))
    assert found["notes"] == ["09-21 起挂账停计，至今 10 个工作日不计；如今日恢复，时限为 11-02。"]


def made(entries, due_on=None, status="handling"):
    """A case with nothing but a clock."""
    return SimpleNamespace(
        clock=entries, status=status, due_on=due_on, parked_on=None, reply_due_on=None, sign_due_on=None
    )


def test_a_year_not_announced_is_named(reference):
    case = made([clock.start(date(2026, 12, 28), Span(5, "wd"))], date(2027, 1, 5))
    found = why(case, calendar_of_city(TODAY), date(2026, 12, 28))
    assert found["blocks"][0]["skipped"] == [
        "法定节假日（未公布）（1 天）：2027-01-01",
        "周末（2 天）：2027-01-02 至 2027-01-03",
    ]
    assert found["notes"] == ["2027 年放假安排未公布，公布后日期可能变动。"]


def test_calendar_days_count_every_day_but_the_last(reference):
    found = why(made([clock.start(date(2026, 9, 5), Span(1, "m"))]), calendar_of_city(TODAY), TODAY)
    assert found["blocks"][0] == {
        "title": "09-05 受理，起算 1 个月",
        "counted": "计入（30 个自然日）：09-06 至 10-04、10-08",
        "skipped": ["国庆节（3 天）：10-05 至 10-07"],
        "sum": "09-05 之后：计入 30 天 + 不计 3 天 = 33 天 → 10-08",
    }


def test_a_stored_date_that_is_not_the_counted_one_is_not_hidden(reference):
    case = made([clock.start(date(2026, 9, 28), Span(3, "wd"))], date(2026, 10, 9))
    assert why(case, calendar_of_city(TODAY), TODAY)["notes"] == ["诉求上记的是 10-09：系日历变更之前所算。"]


@pytest.mark.parametrize("entries", [[], [{"kind": "hold"}], [{"kind": "start", "on": "x", "span": "y"}]])
def test_without_a_clock_there_is_nothing_to_explain(entries, reference):
    assert why(made(entries), calendar_of_city(TODAY), TODAY) == {}
    assert why_line(entries, calendar_of_city(TODAY), TODAY) == ""


def test_a_list_says_it_in_one_line(reference):
    entries = [
        clock.start(date(2026, 9, 21), Span(5, "wd")),
        clock.hold(date(2026, 9, 24), date(2026, 10, 9)),
        clock.extension(date(2026, 10, 20)),
    ]
    assert why_line(entries, calendar_of_city(TODAY), TODAY) == (
        "09-21 受理，起算 5 个工作日；挂账 09-24 至 10-09：5 个工作日不计，期限顺延；延期至 10-20"
    )


def test_the_include(life, plain_static):
    found = told(life.walk("assigned"))
    with translation.override("zh-hans"):
        html = render_to_string("includes/why.html", {"why": found})
        assert render_to_string("includes/why.html", {"why": {}}).strip() == ""
    assert html.count("<details") == html.count("<summary") == 1
    for text in (
        "为什么是这天",
        "不计：国庆节（7 天）：10-01 至 10-07",
        "其中调休上班：10-10",
        "其他时限",
        'href="/calendar/"',
    ):
        assert text in html, text


def test_explaining_asks_nothing_when_the_case_came_with_its_preset(life, django_assert_num_queries):
    case = life.walk("assigned", assisting=[unit(HELPER)])
    case = Case.objects.select_related("campaign__deadline_preset").get(pk=case.pk)
    parts, calendar = situation_of(case).parts, calendar_of_city(TODAY)
    with django_assert_num_queries(0):
        assert len(why(case, calendar, TODAY, parts)["steps"]) == 3


def test_days_off_are_called_as_the_reader_calls_them(reference):
    for language, name in (("en", "National Day"), ("zh-hans", "国庆节")):
        with translation.override(language):
            assert Clock.of_request().calendar.names[date(2026, 10, 1)] == name
