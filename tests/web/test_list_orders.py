"""Orders of lists: in the address, the same rows in each, paged both ways, those without a key in their place."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from tests.people import NOW, unit
from tracker.models import Case, User
from tracker.operations.cases import CaseData, register_case
from tracker.web import orders
from tracker.web.paging import PAGE_SIZE, cut

LISTS = {
    "cases": orders.CASES,
    "actions": orders.ACTIONS,
    "enterprises": orders.ENTERPRISES,
    "visits": orders.VISITS,
}
EVERY = [(name, word) for name, known in LISTS.items() for word in known]


@pytest.fixture
def many(cast):
    """Cases of every sort: open and ended, with and without a day, with the same day, never followed up."""
    data = CaseData(
        title="停车难", source="phone", raised_on=NOW.date(), place="园区北门", district=unit("金水区")
    )
    ids = [register_case(by=cast.owner, now=NOW, data=data).pk for _ in range(2 * PAGE_SIZE + 9)]
    for number, pk in enumerate(ids):
        on = date(2026, 11, 20) + timedelta(days=number % 7) if number % 3 else None
        at = NOW - timedelta(days=number % 11) if number % 5 else None
        Case.objects.filter(pk=pk).update(due_on=on, last_follow_up_at=at)
    for pk in ids[::4]:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE tracker_case SET status = 'withdrawn' WHERE id = %s", [pk])
    return ids


def walked(order, *, backwards: bool = False) -> list[int]:
    """The ids of all pages, one after the other; backwards from the last page to the first."""
    pages, params = [], {}
    while True:
        page = cut(Case.objects.all(), order, params)
        pages.append(page)
        if page.older is None:
            break
        params = {"after": page.older}
    if not backwards:
        return [pk for page in pages for pk in page.ids]
    found, page = [pages[-1].ids], pages[-1]
    while page.newer is not None:
        page = cut(Case.objects.all(), order, {"before": page.newer})
        found.insert(0, page.ids)
    return [pk for ids in found for pk in ids]


@pytest.mark.parametrize("word", orders.CASES)
def test_every_case_comes_once_both_ways(word, many):
    order = orders.CASES[word]
    assert sorted(walked(order)) == sorted(many)
    assert len(set(walked(order, backwards=True))) == len(many)


def test_open_cases_with_a_day_come_first_by_it(many):
    rows = Case.objects.in_bulk(walked(orders.CASES["due"]))
    keys = [
        (0, rows[pk].due_on, pk)
        if rows[pk].status == "registered" and rows[pk].due_on
        else (1, date.max, -pk)
        for pk in walked(orders.CASES["due"])
    ]
    assert keys == sorted(keys)


def test_a_list_of_what_is_overdue_ends_with_the_last_of_them(many, cast, sign_in):
    late = Case.objects.filter(pk__in=many, status="registered", due_on__isnull=False)
    client, address, found, texts = sign_in(cast.office_city), f"{reverse('cases')}?stage=overdue", [], set()
    while address:
        page = client.get(address).context["page"]
        found += [row["number"] for row in page.rows]
        texts.add(page.count_text)
        address = page.older_url
    assert found == list(late.order_by("due_on", "id").values_list("number", flat=True))
    assert len(found) > PAGE_SIZE
    assert texts == {f"共 {len(found)} 条"}


def test_a_page_may_begin_with_a_case_that_is_overdue_no_more(many, cast, sign_in):
    client, address = sign_in(cast.office_city), f"{reverse('cases')}?stage=overdue"
    rows = [row["number"] for row in client.get(address).context["page"].rows]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tracker_case SET status = 'withdrawn' WHERE number = %s", [rows[9]])
    after = client.get(f"{address}&after={rows[9]}").context["page"]
    assert [row["number"] for row in after.rows][:40] == rows[10:]


def test_what_was_never_followed_up_is_the_quietest(many):
    rows = Case.objects.in_bulk(many)
    quiet = [rows[pk] for pk in walked(orders.CASES["quiet"])]
    at = [case.last_follow_up_at for case in quiet if case.status == "registered"]
    assert [one is None for one in at] == sorted((one is None for one in at), reverse=True)
    assert [one for one in at if one] == sorted(one for one in at if one)
    assert {case.status for case in quiet[-10:]} == {"withdrawn"}


@pytest.mark.parametrize(("name", "word"), EVERY)
def test_the_address_names_the_order(name, word, cast, near, far, sign_in):
    client = sign_in(cast.office_city)
    answer = client.get(reverse(name), {"sort": word})
    assert answer.context["filter"].sorted_by == word
    assert len(answer.context["page"].rows) == 2
    for garbage in ("\x00", "due__in", "-id", "password", "10" * 200):
        assert client.get(reverse(name), {"sort": garbage}).context["filter"].sorted_by == "newest"


def test_heads_lead_to_the_next_order_and_say_the_one_in_force(cast, near, sign_in):
    client = sign_in(cast.office_city)
    heads = {
        head.label: head for head in client.get(reverse("cases"), {"sort": "active"}).context["table"].heads
    }
    assert (heads["最近跟进"].aria_sort, heads["最近跟进"].url) == ("descending", "/cases/?sort=quiet")
    assert (heads["编号"].aria_sort, heads["编号"].url) == ("", "/cases/")
    page = client.get(reverse("cases"), {"sort": "due", "source": "visit"}).content.decode()
    assert 'aria-sort="ascending"' in page
    assert '<option value="due" selected>' in page


def test_a_choice_of_columns_is_kept_with_the_account(cast, near, sign_in):
    client, address = sign_in(cast.owner), reverse("list_columns", args=["cases"])
    sent = {"column": ["category", "due", "nonsense", "\x00"], "next": "/cases/?sort=due"}
    assert client.post(address, sent)["Location"] == "/cases/?sort=due"
    assert User.objects.get(pk=cast.owner.pk).list_columns == {"cases": ["category", "due"]}
    assert [one.code for one in client.get(reverse("cases")).context["table"].columns] == [
        "case",
        "category",
        "due",
    ]
    assert len(sign_in(cast.colleague).get(reverse("cases")).context["table"].columns) == 7
    client.post(address, {"usual": "1"})
    assert User.objects.get(pk=cast.owner.pk).list_columns == {}
    assert client.post(reverse("list_columns", args=["secrets"])).status_code == 404
