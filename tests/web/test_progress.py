"""Progress pages: every number leads to as many cases, whoever looks; the period and the filters go along."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate, localtime

from tests.people import BUREAU, FAR_DISTRICT, NEAR_DISTRICT, unit
from tracker.models import Case
from tracker.operations.case_life import Facts, act_on
from tracker.operations.cases import CaseData, register_case

KINDS = ("district", "bureau", "group")
TITLES = ("用电增容", "停车难", "招工难")


@pytest.fixture
def filled(cast, near, far):
    """Cases of this week near and far; one assigned, one overdue."""
    now = localtime() - timedelta(minutes=5)
    for records, office in ((near, cast.office_district), (far, cast.office_city)):
        for title in TITLES:
            data = CaseData(title=title, source="visit", raised_on=now.date(), enterprise=records.firm)
            case = register_case(by=cast.owner, now=now, data=data)
            act_on(case, "accept", by=office, now=now, facts=Facts(case_class="B"))
            if title != TITLES[2]:
                act_on(case, "assign", by=office, now=now, facts=Facts(unit=unit(BUREAU)))
    Case.objects.exclude(title__in=TITLES).update(registered_at=now - timedelta(days=60))
    Case.objects.filter(title=TITLES[0]).update(due_on=localdate() - timedelta(days=3))
    return now


def this_week():
    year, week, _day = localdate().isocalendar()
    return f"{year}-W{week:02d}"


def numbers_of(context):
    """(text, url) of every number of a page but those that are nought; each has its address."""
    rows = [*context.get("rows", []), *([context["total"]] if "total" in context else [])]
    parts = [part for row in rows for rate in row["rates"] for part in rate["parts"]]
    found = [(number["text"], number["url"]) for row in rows for number in row["numbers"]]
    found += [(part["text"], part["url"]) for part in parts]
    found += [(one["text"], one["url"]) for one in [*context["cards"], *context.get("measures", [])]]
    for rate in context.get("rates", []):
        found += [(rate["part"], rate["part_url"]), (rate["whole"], rate["whole_url"])]
    assert [text for text, url in found if text != "0" and not url] == []
    return [(text, url) for text, url in found if url]


@pytest.mark.parametrize("by", KINDS)
@pytest.mark.parametrize("who", ["office_city", "office_district", "lead", "manager", "chief"])
def test_every_number_of_the_city_is_the_length_of_its_list(who, by, cast, filled, sign_in):
    client = sign_in(getattr(cast, who))
    page = client.get(reverse("progress"), {"period": this_week(), "by": by})
    numbers = numbers_of(page.context)
    assert len(numbers) > 5
    for text, url in numbers:
        assert len(client.get(url).context["page"].rows) == int(text)


@pytest.mark.parametrize("who", ["office_city", "office_district", "lead"])
def test_every_number_of_a_unit_is_the_length_of_its_list(who, cast, filled, sign_in):
    client = sign_in(getattr(cast, who))
    for name in (NEAR_DISTRICT, BUREAU):
        address = reverse("progress_unit", args=[unit(name).public_id])
        numbers = numbers_of(client.get(address, {"period": this_week()}).context)
        assert len(numbers) > 30
        for text, url in numbers:
            assert len(client.get(url).context["page"].rows) == int(text)


def test_a_district_sees_its_own_numbers_alone(cast, filled, sign_in):
    own = sign_in(cast.office_district).get(reverse("progress"), {"period": this_week()})
    assert [row["name"] for row in own.context["rows"]] == [NEAR_DISTRICT]
    assert own.context["total"]["numbers"][0]["text"] == "3"
    assert "只统计您能看到的诉求" in own.content.decode()
    city = sign_in(cast.office_city).get(reverse("progress"), {"period": this_week()})
    rows = {row["name"]: [number["text"] for number in row["numbers"]] for row in city.context["rows"]}
    assert len(rows) == 16
    assert (rows[NEAR_DISTRICT][0], rows[FAR_DISTRICT][0]) == ("3", "3")
    far = sign_in(cast.office_district).get(
        reverse("progress_unit", args=[unit(FAR_DISTRICT).public_id]), {"period": this_week()}
    )
    assert {one["text"] for one in far.context["measures"]} == {"0"}


def test_filters_narrow_the_numbers_and_go_along_with_them(cast, filled, sign_in):
    client = sign_in(cast.office_city)
    page = client.get(reverse("progress"), {"period": this_week(), "source": "phone"})
    assert page.context["total"]["numbers"][0]["text"] == "0"
    page = client.get(reverse("progress"), {"period": this_week(), "source": "visit", "by": "bureau"})
    number = page.context["total"]["numbers"][0]
    assert (number["text"], "source=visit" in number["url"]) == ("6", True)
    assert "source=visit" in page.context["steps"]["older"]
    assert "by=bureau" in page.context["steps"]["older"]
    assert all("source=visit" in tab["url"] for tab in page.context["tabs"])


def test_the_list_behind_a_number_says_what_it_is(cast, filled, sign_in):
    client = sign_in(cast.office_city)
    week = this_week()
    asked = {"measure": "overdue", "period": week, "by": "district", "unit": unit(NEAR_DISTRICT).public_id}
    page = client.get(reverse("cases"), asked)
    assert [row["title"] for row in page.context["page"].rows] == [TITLES[0]]
    assert page.context["narrowed"] == [f"{NEAR_DISTRICT} · 逾期 · 当前时点"]
    page = client.get(reverse("cases"), asked | {"measure": "collected"})
    (line,) = page.context["narrowed"]
    assert line.startswith(f"{NEAR_DISTRICT} · 收集 · 第 {int(week[-2:])} 周"), line


@pytest.mark.parametrize("bad", ["", "x", "2026-W99", "\x00", "1999-01", "9999-12", "9" * 5000])
def test_a_period_that_cannot_be_read_is_last_week(bad, cast, filled, sign_in):
    client = sign_in(cast.office_city)
    page = client.get(reverse("progress"), {"period": bad})
    year, week, _day = (localdate() - timedelta(days=7)).isocalendar()
    assert (page.status_code, page.context["filter"].view.period.code) == (200, f"{year}-W{week:02d}")
    assert client.get(reverse("cases"), {"measure": "closed", "period": bad}).status_code == 200


def test_from_a_day_to_a_day(cast, filled, sign_in):
    client, today = sign_in(cast.office_city), localdate()
    page = client.get(reverse("progress"), {"since": str(today), "until": str(today)})
    assert page.context["filter"].view.period.code == f"{today}..{today}"
    assert page.context["total"]["numbers"][0]["text"] == "6"
    before = today - timedelta(days=1)
    for asked in ({"since": str(today), "until": str(before)}, {"since": str(before)}):
        page = client.get(reverse("progress"), asked)
        assert page.context["filter"].view.period.code == f"{before}..{today}"
    endless = client.get(reverse("progress"), {"since": "1990-01-01", "until": str(today)})
    assert endless.context["filter"].view.period.kind == "week"


def test_a_unit_of_another_kind_has_no_page(cast, filled, sign_in):
    office = unit("金水区活动办")
    assert sign_in(cast.office_city).get(reverse("progress_unit", args=[office.public_id])).status_code == 404


def test_pages_cost_the_same_with_more(cast, filled, sign_in, django_assert_num_queries):
    client = sign_in(cast.office_city)
    addresses = (
        (f"{reverse('progress')}?period={this_week()}", 14),
        (f"{reverse('progress_unit', args=[unit(NEAR_DISTRICT).public_id])}?period={this_week()}", 14),
    )
    for address, count in addresses:
        client.get(address)
        with django_assert_num_queries(count):
            client.get(address)
    data = CaseData(
        title="再来", source="phone", raised_on=localdate(), place="园区", district=unit("巩义市")
    )
    for _time in range(3):
        register_case(by=cast.owner, now=localtime(), data=data)
    for address, count in addresses:
        with django_assert_num_queries(count):
            client.get(address)


@pytest.mark.parametrize(
    "asked", [{"category": True}, {"source": "visit"}, {"category": True, "source": "visit"}]
)
def test_the_sums_and_the_lists_are_narrowed_alike(asked, cast, near, filled, sign_in):
    """With both, which no sum keeps, as with each."""
    Case.objects.filter(title=TITLES[0]).update(category=near.case.category)
    chosen = asked | ({"category": near.case.category.code} if "category" in asked else {})
    client = sign_in(cast.office_city)
    for by in KINDS:
        page = client.get(reverse("progress"), {"period": this_week(), "by": by, **chosen})
        numbers = numbers_of(page.context)
        assert any(int(text) for text, _url in numbers)
        for text, url in numbers:
            assert len(client.get(url).context["page"].rows) == int(text)
