"""Views: kept, opened, shared, pinned; everybody sees them with their own eyes."""

from itertools import pairwise

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.people import BUREAU, NEAR_DISTRICT, make_records, unit
from tracker.models import SavedView
from tracker.operations.saved_views import MOST_PINNED, change_view, save_view
from tracker.rules.errors import Conflict, NotAllowed

OPEN_HERE = "status=registered"


def keep(by, name="我的", query=OPEN_HERE, **more):
    """A view of cases."""
    return save_view("cases", by=by, name=name, query=query, **more)


def said(answer) -> str:
    """What a page told in passing."""
    return "".join(str(message) for message in get_messages(answer.wsgi_request))


def test_what_stands_in_the_address_is_kept_and_opened_again(cast, near, sign_in):
    client = sign_in(cast.owner)
    district = unit(NEAR_DISTRICT).public_id
    sent = {
        "list": "cases",
        "query": f"district={district}&stage=&after=2026-000001&nonsense=1&csrf=x",
        "name": "  金水  全部 ",
        "pin": "on",
    }
    answer = client.post(reverse("view_new"), sent)
    view = SavedView.objects.own(cast.owner).get(name="金水 全部")
    assert (view.query, view.is_pinned) == (f"district={district}", True)
    assert answer.headers["Location"] == f"/cases/?district={district}"
    page = client.get(answer.headers["Location"])
    tabs = page.context["bar"]["tabs"]
    assert [(tab["label"], tab["active"]) for tab in tabs] == [("全部", False), ("金水 全部", True)]
    assert client.get(reverse("view", args=[view.public_id])).headers["Location"] == tabs[1]["url"]


def test_the_same_name_is_one_view_and_never_overwrites(cast, near, sign_in):
    first = keep(cast.owner)
    assert keep(cast.owner).pk == first.pk
    with pytest.raises(Conflict) as refused:
        keep(cast.owner, query="stage=overdue")
    assert refused.value.code == "view_name_taken"
    client = sign_in(cast.owner)
    answer = client.post(
        reverse("view_new"), {"list": "cases", "query": "stage=near", "name": "我的", "next": "/cases/"}
    )
    assert (answer.headers["Location"], "请换一个名称" in said(answer)) == ("/cases/", True)


def test_a_reader_of_a_shared_view_counts_with_their_own_eyes(cast, near, far, sign_in):
    view = keep(cast.office_city, is_pinned=True)
    SavedView.objects.filter(pk=view.pk).update(shared_with=unit(BUREAU))
    for who, count in ((cast.office_city, "2"), (cast.owner, "1")):
        client = sign_in(who)
        home = client.get(reverse("home")).context["views"]
        assert [(one["label"], one["value"]) for one in home] == [("我的", count)]
        page = client.get(reverse("view_tabs", args=["cases"]), {"query": OPEN_HERE})
        tabs = [tab for tab in page.context["bar"]["tabs"] if "id" in tab]
        assert [(tab["count"], tab["active"]) for tab in tabs] == [(count, True)]
    assert sign_in(cast.stranger).get(reverse("home")).context["views"] == []


def test_a_view_counts_as_far_as_its_list(cast, near, far, sign_in, monkeypatch):
    keep(cast.office_city, name="全部的", query="sort=due", is_pinned=True)
    keep(cast.office_city, name="查找的", query="q=2026", is_pinned=True)
    client = sign_in(cast.office_city)
    for cap, every, found in ((2, "2", "2"), (1, "1+", "1+")):
        monkeypatch.setattr("tracker.web.paging.COUNT_CAP", cap)
        monkeypatch.setattr("tracker.web.paging.FOUND_CAP", cap)
        monkeypatch.setattr("tracker.web.paging.PAGE_SIZE", cap)
        views = client.get(reverse("home")).context["views"]
        assert {one["label"]: one["value"] for one in views} == {"全部的": every, "查找的": found}


def test_only_with_a_unit_one_works_in(cast, near, sign_in):
    view = keep(cast.owner)
    with pytest.raises(NotAllowed):
        change_view(view, by=cast.owner, name="我的", shared_with=unit("登封市"), is_pinned=False)
    client = sign_in(cast.owner)
    sent = {"name": "共享的", "unit": unit(BUREAU).public_id, "pin": "on"}
    client.post(reverse("view_change", args=[view.public_id]), sent)
    view.refresh_from_db()
    assert (view.name, view.shared_with, view.is_pinned) == ("共享的", unit(BUREAU), True)
    client.post(reverse("view_change", args=[view.public_id]), sent | {"unit": unit("登封市").public_id})
    view.refresh_from_db()
    assert view.shared_with == unit(BUREAU)


def test_only_its_owner_changes_or_deletes_it(cast, near, sign_in):
    view = near.view
    for name in ("view_change", "view_delete"):
        address = reverse(name, args=[view.public_id])
        assert sign_in(cast.lead).post(address, {"name": "x"}).status_code == 403
        assert sign_in(cast.stranger).post(address, {"name": "x"}).status_code == 404
    assert sign_in(cast.owner).post(reverse("view_delete", args=[view.public_id])).status_code == 302
    assert not SavedView.objects.filter(pk=view.pk).exists()


def test_a_filter_that_is_no_longer_there_is_said_and_the_list_opens(cast, near, sign_in):
    client = sign_in(cast.owner)
    SavedView.objects.filter(pk=near.view.pk).update(query=f"district={'x' * 12}&abolished=1")
    answer = client.get(reverse("view", args=[near.view.public_id]), follow=True)
    assert (answer.status_code, answer.context["bar"]["gone"]) == (200, "区县")
    page = answer.content.decode()
    assert ("列表范围比原来更大" in page, "已忽略：区县" in page) == (True, True)
    rows = client.get(reverse("views")).context["views"]
    assert [(row["name"], row["gone"]) for row in rows] == [("近处视图", "区县")]


def test_only_so_many_are_pinned(cast, near):
    for number in range(MOST_PINNED):
        keep(cast.owner, name=f"第{number}个", is_pinned=True)
    with pytest.raises(Conflict) as refused:
        keep(cast.owner, name="再一个", is_pinned=True)
    assert refused.value.code == "too_many_pinned"


@pytest.mark.parametrize(("address", "queries"), [("home", 1), ("views", 1)])
def test_each_pinned_view_costs_one_query(address, queries, cast, near, sign_in):
    client, seen = sign_in(cast.office_city), []
    client.get(reverse(address))
    for number in (1, 2, 3):
        keep(cast.office_city, name=f"第{number}个", is_pinned=True)
        with CaptureQueriesContext(connection) as found:
            client.get(reverse(address))
        seen.append(len(found))
    assert [after - before for before, after in pairwise(seen)] == [queries, queries]


def test_pinned_views_cost_a_list_one_query_however_many_there_are(
    cast, near, sign_in, django_assert_num_queries
):
    client = sign_in(cast.office_city)
    keep(cast.office_city, name="一", is_pinned=True)
    client.get(reverse("cases"))
    for number in (1, 2):
        with django_assert_num_queries(13):
            page = client.get(reverse("cases"))
        assert len(page.context["bar"]["tabs"]) == number + 1
        keep(cast.office_city, name=f"又一个{number}", is_pinned=True)


def test_many_rows_change_nothing(cast, near, sign_in):
    make_records(cast.owner, BUREAU, "登封市", "登封", cast.office_city)
    keep(cast.owner, is_pinned=True)
    assert sign_in(cast.owner).get(reverse("home")).context["views"][0]["value"] == "2"
