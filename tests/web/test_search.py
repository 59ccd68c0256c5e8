"""One box over everything: groups of what one may see, hits marked as they stand, nothing that runs, without JavaScript too."""

import pytest
from django.urls import reverse

from tests.people import CANARY, NOW, make_records, unit
from tracker.models import Case, EnterpriseName
from tracker.operations.cases import CaseData, register_case
from tracker.operations.enterprises import add_enterprise
from tracker.web.search_marks import Marker

QUERIES = 19


@pytest.fixture
def city(cast, sign_in):
    """A client that sees everything."""
    return sign_in(cast.office_city)


def groups(client, typed: str) -> dict[str, int]:
    """How many rows each group shows."""
    return {
        group["name"]: len(group["rows"])
        for group in client.get(reverse("search"), {"q": typed}).context["groups"]
    }


def titles(client, typed: str, name: str = "cases") -> list[str]:
    """What one group shows."""
    found = client.get(reverse("search"), {"q": typed}).context["groups"]
    return [str(row["title"]) for group in found if group["name"] == name for row in group["rows"]]


def test_everything_that_holds_the_word_is_found_in_groups(city, near, far):
    assert groups(city, "近处") == {"cases": 1, "actions": 1, "visits": 1, "bulletins": 1}
    assert groups(city, "机械") == {"cases": 2, "enterprises": 2, "actions": 2, "visits": 2}
    assert groups(city, "金水 机械") == {"cases": 1, "enterprises": 1, "actions": 1, "visits": 1}
    assert groups(city, "没有这样的事") == {}
    assert groups(city, " \u200b ") == {}
    assert groups(city, "\x00") == {}


def test_nothing_foreign_is_found_or_counted(cast, near, far, sign_in):
    for name in ("owner", "chief", "supervisor", "manager", "stranger"):
        client = sign_in(getattr(cast, name))
        answer = client.get(reverse("search"), {"q": CANARY})
        assert answer.context["groups"] == [], name
        assert set(groups(client, "巩义市机械")) <= {"enterprises"}, name


def test_a_group_says_how_many_and_leads_to_its_list(cast, city):
    data = CaseData(
        title="停车难 <b>", source="phone", raised_on=NOW.date(), place="园区北门", district=unit("金水区")
    )
    for _number in range(7):
        register_case(by=cast.owner, now=NOW, data=data)
    answer = city.get(reverse("search"), {"q": "停車"})
    (group,) = answer.context["groups"]
    assert (len(group["rows"]), group["count_text"]) == (5, "共 7 条")
    assert len(city.get(group["url"]).context["page"].rows) == 7
    assert "<mark>停车</mark>难 &lt;b&gt;" in answer.content.decode()


def test_htmx_gets_the_groups_alone(city, near):
    part = city.get(reverse("search"), {"q": "近处"}, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert "HX-Request" in part["Vary"]
    assert "<html" in city.get(reverse("search"), {"q": "近处"}).content.decode()


def test_a_firm_and_what_is_about_it_are_found_by_every_name(cast, city):
    firm = add_enterprise(by=cast.owner, now=NOW, name="郑州华泓电子科技有限公司")
    data = CaseData(title="用工难", source="phone", raised_on=NOW.date(), enterprise=firm)
    case = register_case(by=cast.owner, now=NOW, data=data)
    for typed in (
        "华泓",
        "華泓",
        "hhdz",
        "huahong",
        "zhengzhouhuahong",
        "ZZHH",
        "zheng zhou hua",
        case.number[5:],
    ):
        assert titles(city, typed), typed
    EnterpriseName.objects.create(enterprise=firm, name="鸿鹄老厂", name_key="鸿鹄老厂", kind="former")
    answer = city.get(reverse("search"), {"q": "鴻鵠"}).content.decode()
    assert answer.count("（又称：<mark>鸿鹄</mark>老厂）") == 2
    EnterpriseName.objects.filter(enterprise=firm).delete()
    assert titles(city, "鸿鹄") == []
    firm.name = firm.name_key = "新密天工机械有限公司"
    firm.save()
    assert (len(titles(city, "天工")), titles(city, "华泓")) == (1, [])


def test_a_number_is_found_however_it_is_typed(city, near):
    number = near.case.number
    for typed in (
        number,
        number.replace("-", ""),
        number[-6:],
        "".join(chr(ord(one) + 0xFEE0) for one in number),
    ):
        assert len(titles(city, typed)) == 1, typed


def test_pattern_signs_are_letters(city, near):
    Case.objects.filter(pk=near.case.pk).update(title="利率 5% 的 a_b")
    assert len(titles(city, "5%")) == 1
    assert len(titles(city, "a_b")) == 1
    assert titles(city, "5_") == titles(city, "a%b") == []


def test_queries_do_not_grow_with_rows(cast, city, near, django_assert_num_queries):
    make_records(cast.office_city, "登封市", "登封市", "登封市", cast.office_city)
    city.get(reverse("search"), {"q": "机械"})
    with django_assert_num_queries(QUERIES):
        assert groups(city, "机械") == {"cases": 2, "enterprises": 2, "actions": 2, "visits": 2}
    make_records(cast.office_city, "新密市", "新密市", "新密市", cast.office_city)
    with django_assert_num_queries(QUERIES):
        assert groups(city, "机械") == {"cases": 3, "enterprises": 3, "actions": 3, "visits": 3}


@pytest.mark.parametrize(
    ("typed", "text", "marked"),
    [
        ("停車", "停车难", "<mark>停车</mark>难"),
        ("ａｂＣ", "xABc", "x<mark>ABc</mark>"),
        ("第14工作组", "由第十四工作组负责", "由<mark>第十四工作组</mark>负责"),
        ("第十四工作组", "由第１４工作組負責", "由<mark>第１４工作組</mark>負責"),
        ("m2", "共30㎡。", "共30<mark>㎡</mark>。"),
        ("车 停车", "停车<", "<mark>停车</mark>&lt;"),
        ("script", "<script>", "&lt;<mark>script</mark>&gt;"),
        ("<b>", "a<b>c", "a<mark>&lt;b&gt;</mark>c"),
        ("&", "a&amp;b", "a<mark>&amp;</mark>amp;b"),
        ("有限责任公司", "甲有限公司", "甲<mark>有限公司</mark>"),
        ("无", "有", "有"),
    ],
)
def test_hits_are_marked_as_they_stand(typed, text, marked):
    assert Marker(typed).marked(text) == marked


@pytest.mark.parametrize(
    ("typed", "firm", "marked"),
    [
        ("zzhh", "郑州华泓科技有限公司", "<mark>郑州华泓</mark>科技有限公司"),
        ("HuaHong", "郑州华泓科技有限公司", "郑州<mark>华泓</mark>科技有限公司"),
        ("hua hong", "郑州（华泓）科技", "郑州（<mark>华泓</mark>）科技"),
        ("zhengzh", "郑州华泓", "<mark>郑州</mark>华泓"),
        ("chongqing", "河南重庆火锅", "河南<mark>重庆</mark>火锅"),
        ("abb", "ABB阿爸伯电气", "<mark>ABB</mark>阿爸伯电气"),
        ("kj", "<郑州>科技", "&lt;郑州&gt;<mark>科技</mark>"),
        ("s", "郑州市三全食品", "郑州市<mark>三</mark>全食品"),
        ("xx", "郑州华泓", "郑州华泓"),
        ("h" * 39 + "z", "和" * 40, "和" * 40),  # of a character with many readings
    ],
)
def test_what_letters_spell_is_marked_in_a_firm_s_name(typed, firm, marked):
    assert Marker(typed).named(firm) == marked


def test_nothing_is_spelt_where_the_letters_stand_beside():
    assert Marker("ERP").named("二人铺百货", "ERP 系统") == "二人铺百货"
    assert Marker("ERP").named("二人铺百货", "办公系统") == "<mark>二人铺</mark>百货"


def test_a_firm_found_by_its_initials_shows_why(cast, city):
    add_enterprise(by=cast.office_city, now=NOW, name="郑州华泓科技有限公司", district=unit("金水区"))
    assert titles(city, "hhkj", "enterprises") == ["郑州<mark>华泓科技</mark>有限公司"]


def test_an_action_found_by_initials_shows_whose(city, near):
    answer = city.get(reverse("search"), {"q": "jsqjx"}).context["groups"]
    found = {group["name"]: str(group["rows"][0]["under"]) for group in answer}
    assert "<mark>金水区机械</mark>" in found["actions"]


def test_a_long_text_is_cut_to_its_hit():
    text = "前" * 100 + "停车" + "后" * 100
    part = Marker("停车").around(text)
    assert part == "…" + "前" * 16 + "<mark>停车</mark>" + "后" * 54 + "…"
    assert Marker("没有").around(text) == ""
