"""Lists: pages by keyset both ways, filters in the address, garbage ignored, a fixed number of queries."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate, localtime

from tests.people import BUREAU, NOW, make_records, unit
from tracker.models import Case, Enterprise
from tracker.operations.case_life import Facts, act_on
from tracker.operations.cases import CaseData, register_case
from tracker.operations.enterprises import add_enterprise
from tracker.web.paging import COUNT_CAP, PAGE_SIZE, Order, cut

LISTS = ("cases", "actions", "enterprises", "visits", "bulletins")
QUERIES = {"cases": 13, "actions": 13, "enterprises": 15, "visits": 10, "bulletins": 9}
GARBAGE = (
    "\x00",
    "10" * 200,
    "\ud800",
    "'; DROP TABLE tracker_case; --",
    "%",
    "\\",
    "x" * 5000,
    "2026-13-45",
    "999999999999999999999",
)
NUMBER = Order(name="number")


@pytest.fixture
def city(cast, sign_in):
    """A client that sees everything."""
    return sign_in(cast.office_city)


def add_cases(by, count: int) -> list[str]:
    """So many cases at a place; their numbers, the newest first."""
    data = CaseData(
        title="停车难", source="phone", raised_on=NOW.date(), place="园区北门", district=unit("金水区")
    )
    return [register_case(by=by, now=NOW, data=data).number for _ in range(count)][::-1]


def shown(answer) -> list[str]:
    """The numbers of the rows of a case list."""
    return [row["number"] for row in answer.context["page"].rows]


def test_pages_follow_one_another_both_ways(cast, city):
    numbers = add_cases(cast.owner, 2 * PAGE_SIZE + 5)
    pages = [city.get(reverse("cases"))]
    while pages[-1].context["page"].older_url:
        pages.append(city.get(pages[-1].context["page"].older_url))
    assert [number for page in pages for number in shown(page)] == numbers
    assert [len(shown(page)) for page in pages] == [PAGE_SIZE, PAGE_SIZE, 5]
    back = city.get(pages[2].context["page"].newer_url)
    assert shown(back) == shown(pages[1])
    first = city.get(back.context["page"].newer_url)
    assert shown(first) == numbers[:PAGE_SIZE]
    assert first.context["page"].newer_url == ""


def test_a_new_row_moves_no_page(cast, city):
    add_cases(cast.owner, PAGE_SIZE + 5)
    first = city.get(reverse("cases"))
    older = first.context["page"].older_url
    before = shown(city.get(older))
    add_cases(cast.owner, 1)
    assert shown(city.get(older)) == before


def test_rows_with_the_same_key_are_neither_lost_nor_repeated(cast, near):
    add_cases(cast.owner, 120)
    on = date(2026, 11, 20)
    Case.objects.update(due_on=on)
    order, found, params = Order(key="due_on", descending=False, name="number"), [], {}
    while True:
        page = cut(Case.objects.all(), order, params)
        found += page.ids
        if page.older is None:
            break
        params = {"after": page.older}
    assert found == sorted(Case.objects.values_list("id", flat=True))


def test_counts_are_capped(cast, near, monkeypatch):
    add_cases(cast.owner, 4)
    monkeypatch.setattr("tracker.web.paging.PAGE_SIZE", 2)
    monkeypatch.setattr("tracker.web.paging.COUNT_CAP", 3)
    assert cut(Case.objects.all(), NUMBER, {}).count == 4
    assert COUNT_CAP == 1000


@pytest.mark.parametrize(
    ("cap", "said"), [(9, "共 5 条"), (5, "共 5 条"), (4, "超过 4 条"), (3, "超过 3 条")], ids=str
)
@pytest.mark.usefixtures("near")
def test_whoever_sees_a_district_is_told_of_all_they_see(cap, said, cast, far, sign_in, monkeypatch):
    """Four cases of the district, and one of another that its bureau leads."""
    add_cases(cast.owner, 3)
    monkeypatch.setattr("tracker.web.paging.PAGE_SIZE", 2)
    monkeypatch.setattr("tracker.web.paging.COUNT_CAP", cap)
    client, manager = sign_in(cast.manager), Case.objects.visible_to(cast.manager)
    elsewhere = Case.objects.get(pk=far.case.pk)
    Case.objects.filter(pk=elsewhere.pk).update(
        visible_unit_ids=[*elsewhere.visible_unit_ids, unit("金水区").pk]
    )
    assert manager.count() == 5
    assert manager.filter(district=unit("金水区")).count() == 4
    for asked in ({}, {"sort": "due"}, {"sort": "quiet"}):
        assert client.get(reverse("cases"), asked).context["page"].count_text == said


@pytest.mark.parametrize("name", LISTS)
def test_queries_do_not_grow_with_rows(name, cast, near, sign_in, django_assert_num_queries):
    client = sign_in(cast.office_city)
    client.get(reverse(name))
    with django_assert_num_queries(QUERIES[name]):
        assert len(client.get(reverse(name)).context["page"].rows) == 1
    for district, office in (("登封市", cast.office_city), ("新密市", cast.office_city)):
        make_records(cast.office_city, district, district, district, office)
    with django_assert_num_queries(QUERIES[name]):
        assert len(client.get(reverse(name)).context["page"].rows) == 3


@pytest.mark.parametrize("name", LISTS)
def test_garbage_is_ignored(name, city, near):
    names = [*city.get(reverse(name)).context["filter"].filters, "after", "before", "nonsense"]
    for field in names:
        for text in GARBAGE:
            value = text.encode("utf-8", "surrogatepass").decode("latin-1") if "\ud800" in text else text
            answer = city.get(reverse(name), {field: value})
            assert answer.status_code == 200, (field, text[:20])


def test_htmx_gets_the_swapped_part_and_history_the_whole_page(city, near):
    part = city.get(reverse("cases"), headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div id="results">')
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    answer = city.get(reverse("cases"), headers=headers)
    assert answer.content.decode().lstrip().startswith("<!doctype html>")
    assert {"HX-Request", "HX-History-Restore-Request"} <= set(answer["Vary"].split(", "))


def found(client, name: str, **params) -> list[str]:
    """The titles or names a filtered list shows."""
    rows = client.get(reverse(name), params).context["page"].rows
    return [row.get("title") or row["name"] for row in rows]


def test_case_filters(cast, city, near, far):
    near_title, far_title = near.case.title, far.case.title
    district = unit("金水区").public_id
    assert found(city, "cases") == [far_title, near_title]
    assert found(city, "cases", district=district) == [near_title]
    assert found(city, "cases", q="近处") == [near_title]
    assert found(city, "cases", q="金水区机械") == [near_title]
    assert found(city, "cases", q=far.case.number) == [far_title]
    assert found(city, "cases", q="50%") == []
    assert found(city, "cases", status="closed") == []
    assert found(city, "cases", status=["registered", "closed"]) == [far_title, near_title]
    assert found(city, "cases", category=near.case.category.code, source="visit") == [far_title, near_title]
    assert found(city, "cases", source="phone") == []
    assert found(city, "cases", enterprise=far.firm.public_id) == [far_title]


def test_deadline_and_lead_filters(cast, near, far, sign_in):
    with_lead = {"lead_unit": unit("市工业和信息化局")}
    Case.objects.filter(pk=near.case.pk).update(due_on=localdate() - timedelta(days=9), **with_lead)
    Case.objects.filter(pk=far.case.pk).update(due_on=localdate())
    city, lead = sign_in(cast.office_city), sign_in(cast.lead)
    assert found(city, "cases", stage="overdue") == [near.case.title]
    assert found(city, "cases", stage="near") == [far.case.title]
    assert found(city, "cases", lead=with_lead["lead_unit"].public_id) == [near.case.title]
    assert found(lead, "cases", mine="true") == [near.case.title]


def test_action_filters(city, near, far):
    assert found(city, "actions") == [far.action.title, near.action.title]
    assert found(city, "actions", district=unit("金水区").public_id) == [near.action.title]
    assert found(city, "actions", reporter=unit("巩义市").public_id) == [far.action.title]
    assert found(city, "actions", kind=["培训"]) == []
    assert found(city, "actions", since="2026-11-23", until="2026-11-23") == [
        far.action.title,
        near.action.title,
    ]
    assert found(city, "actions", until="2026-11-22") == []
    assert found(city, "actions", q="巩义市机械") == [far.action.title]
    assert found(city, "actions", enterprise=near.firm.public_id) == [near.action.title]


def test_enterprise_filters(cast, city, near, far):
    firm = add_enterprise(by=cast.owner, now=NOW, name="河南金丝猴食品有限公司")
    Enterprise.objects.filter(pk=firm.pk).update(state="dormant", credit_code="91410100MA3X12345A")
    firm.names.create(name="金猴", name_key="金猴", kind="short")
    firm.labels.create(label="专精特新")
    assert found(city, "enterprises", q="金猴") == [firm.name]
    assert found(city, "enterprises", q="jsh") == [firm.name]
    assert found(city, "enterprises", q="Jin Si Hou") == [firm.name]
    assert found(city, "enterprises", q="91410100ma") == [firm.name]
    assert found(city, "enterprises", label="专精特新") == [firm.name]
    assert found(city, "enterprises", state="dormant") == [firm.name]
    assert found(city, "enterprises", district=unit("金水区").public_id) == [near.firm.name]


def test_bulletin_filters(city, near, far):
    assert found(city, "bulletins", q="近处") == [near.bulletin.title]
    assert found(city, "bulletins", direction="out") == []
    assert found(city, "bulletins", since="2026-11-24") == []


def test_an_empty_list_says_why(cast, sign_in):
    client = sign_in(cast.office_city)
    filtered = client.get(reverse("cases"), {"q": "没有"})
    assert filtered.context["clear_url"] == reverse("cases")
    assert client.get(reverse("cases")).context["clear_url"] == ""


def test_a_date_says_in_its_title_how_it_came_about(cast, city, near):
    now = localtime()
    act_on(near.case, "accept", by=cast.office_city, now=now, facts=Facts(case_class="B"))
    row = city.get(reverse("cases")).context["page"].rows[0]
    due_on = Case.objects.get(pk=near.case.pk).due_on
    assert row["due_title"] == f"{due_on} · {now:%m-%d} 受理，起算 15 个工作日"


def test_a_list_says_where_it_was_opened_from(cast, city, near):
    firm, bureau = near.firm, unit(BUREAU)
    asked = {"todo": "accepted", "holder": bureau.public_id, "enterprise": firm.public_id, "mine": "true"}
    answer = city.get(reverse("cases"), asked)
    said = ["今日待办：待交办", f"待{bureau}推进", f"企业：{firm.name}", "本单位主办"]
    assert answer.context["narrowed"] == said
    assert all(f'<p class="sub">{line}</p>' in answer.content.decode() for line in said)
    of_firm = city.get(reverse("actions"), {"enterprise": firm.public_id})
    assert of_firm.context["narrowed"] == [f"企业：{firm.name}"]
    nothing = {"todo": "x", "holder": "x", "enterprise": "x", "mine": "", "batch": "x", "notice": "\x00"}
    assert city.get(reverse("cases"), nothing).context["narrowed"] == []
