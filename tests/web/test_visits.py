"""The form of a visit, its page, the code that leads to it, and the list of firms nobody visited lately."""

import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils.timezone import localdate

from tests.files import kept, media, picture
from tests.people import NOW, make_records, unit
from tracker.models import AssistanceAction, Case, Category, Commitment, Pairing, Visit
from tracker.operations.visits import VisitData, log_visit
from tracker.web.fields import new_key

__all__ = ["media"]


@pytest.fixture
def staff(cast, sign_in):
    """A client of the owner."""
    return sign_in(cast.owner)


def form(**changes) -> dict[str, object]:
    """A filled form."""
    return {
        "finding": "problem",
        "title": "用电增容",
        "category": Category.objects.first().code,
        "visited_on": localdate().isoformat(),
        "people": "张三、李四",
        "note": "生产正常",
        "promise": "周五前勘察",
        "promise_by": localdate().isoformat(),
        "as_action": "on",
        "key": new_key(),
    } | changes


def send(client, records, **changes):
    return client.post(reverse("visit_new", args=[records.firm.public_id]), form(**changes), follow=True)


def test_one_form_makes_all_of_it_and_the_page_says_what(staff, near):
    answer = send(staff, near)
    visit = Visit.objects.latest("id")
    assert answer.redirect_chain == [(reverse("visit", args=[visit.public_id]), 302)]
    case, action = Case.objects.get(title="用电增容"), AssistanceAction.objects.latest("id")
    assert (visit.case, visit.action, action.title) == (case, action, f"走访{near.firm.name}")
    told = [str(message) for message in answer.context["messages"]]
    assert (len(told), case.number in told[0]) == (1, True)
    assert answer.context["case"]["url"] == reverse("case", args=[case.number])
    assert answer.context["action"]["url"] == reverse("action", args=[action.public_id])
    assert [promise["text"] for promise in answer.context["commitments"]] == ["周五前勘察"]


def test_photos_come_with_the_visit_or_nothing_does(staff, near, media):
    assert send(staff, near, finding="nothing", files=[picture(1), picture(2)]).status_code == 200
    visit = Visit.objects.latest("id")
    assert (visit.attachments.count(), len(kept(media))) == (2, 2)
    before = Visit.objects.count()
    program = ContentFile(b"MZ" + bytes(60), name="a.exe")
    answer = send(staff, near, title="另一件", files=[picture(3), program])
    assert (answer.status_code, Visit.objects.count()) == (400, before)
    assert (Case.objects.filter(title="另一件").count(), len(kept(media))) == (0, 2)
    assert "生产正常" in answer.content.decode()


def test_a_quiet_visit_is_a_visit_alone_whatever_was_typed_about_a_problem(staff, near):
    cases, actions = Case.objects.count(), AssistanceAction.objects.count()
    assert send(staff, near, finding="nothing", promise="", promise_by="", as_action="").status_code == 200
    assert (Case.objects.count(), AssistanceAction.objects.count(), Commitment.objects.count()) == (
        cases,
        actions,
        0,
    )
    assert Visit.objects.latest("id").finding == "nothing"


def test_sent_twice_it_is_one(staff, near):
    before, key = Visit.objects.count(), new_key()
    first, second = send(staff, near, key=key), send(staff, near, key=key)
    assert first.redirect_chain == second.redirect_chain
    assert (Visit.objects.count(), Case.objects.filter(title="用电增容").count()) == (before + 1, 1)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"finding": ""}, "finding"),
        ({"finding": "dirt"}, "finding"),
        ({"title": ""}, "title"),
        ({"title": "长" * 121}, "title"),
        ({"category": "\x00"}, "category"),
        ({"visited_on": "2026-13-45"}, "visited_on"),
        ({"visited_on": "2999-01-01"}, "__all__"),
        ({"promise": ""}, "promise"),
        ({"promise_by": "2020-01-01"}, "__all__"),
        ({"people": "人" * 201}, "people"),
        ({"people": "a\x00b"}, "people"),
    ],
)
def test_a_wrong_form_keeps_what_was_typed(staff, near, changes, field):
    before = Visit.objects.count()
    answer = send(staff, near, **changes)
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, [field])
    assert "生产正常" in answer.content.decode()
    assert Visit.objects.count() == before


def test_any_firm_may_be_visited_and_the_visitor_sees_the_visit(staff, cast, far, sign_in):
    answer = send(staff, far, as_action="")
    assert answer.status_code == 200
    visit = Visit.objects.latest("id")
    assert (visit.unit, visit.case.owner_office) == (unit("市工业和信息化局"), unit("巩义市活动办"))
    address = reverse("visit", args=[visit.public_id])
    assert sign_in(cast.far_office).get(address).status_code == 200
    assert sign_in(cast.stranger).get(address).status_code == 404


def test_the_case_of_a_visit_is_shown_to_those_who_see_it(staff, cast, near, sign_in):
    send(staff, near)
    visit = Visit.objects.latest("id")
    Case.objects.filter(pk=visit.case_id).update(visible_unit_ids=[])
    AssistanceAction.objects.filter(pk=visit.action_id).update(visible_unit_ids=[])
    context = staff.get(reverse("visit", args=[visit.public_id])).context
    assert (context["case"], context["action"], context["commitments"]) == (None, None, [])
    rows = staff.get(reverse("enterprise", args=[near.firm.public_id])).context["visits"]
    assert [row["case_url"] for row in rows] == ["", ""]


def test_the_page_of_a_firm_lists_its_visits(staff, near, far):
    send(staff, near)
    context = staff.get(reverse("enterprise", args=[near.firm.public_id])).context
    case = Case.objects.get(title="用电增容")
    shown = [(row["people"], row["unit"], row["number"], row["case_url"]) for row in context["visits"]]
    here = "市工信局"
    assert shown == [
        ("张三、李四", here, case.number, reverse("case", args=[case.number])),
        ("近处同事", here, "", ""),
    ]
    assert staff.get(reverse("enterprise", args=[far.firm.public_id])).context["visits"] == []


FIRM_QUERIES, VISIT_QUERIES = 25, 12


def test_queries_do_not_grow_with_visits(cast, near, sign_in, django_assert_num_queries):
    client, address = sign_in(cast.owner), reverse("enterprise", args=[near.firm.public_id])
    for number, rows in ((1, 2), (3, 5)):
        for _ in range(number):
            data = VisitData("problem", NOW.date(), title="用电增容", promise="办好")
            visit = log_visit(near.firm, by=cast.owner, now=NOW, data=data)
        client.get(address)
        with django_assert_num_queries(FIRM_QUERIES):
            assert len(client.get(address).context["visits"]) == rows
    with django_assert_num_queries(VISIT_QUERIES):
        client.get(reverse("visit", args=[visit.public_id]))


def test_the_code_leads_to_the_form_after_signing_in(staff, near, settings, sign_in):
    settings.SITE_URL = "https://zhuqi.example.cn"
    context = staff.get(reverse("enterprise_code", args=[near.firm.public_id])).context
    path = reverse("visit_new", args=[near.firm.public_id])
    assert context["address"] == f"https://zhuqi.example.cn{path}"
    assert re.match(r"data:image/svg\+xml;charset=utf-8,<svg ", unquote(context["image"]))
    assert sign_in(None).get(path)["Location"] == f"/sign-in/?next={path}"


def listed(client, **params) -> list[str]:
    page = client.get(reverse("enterprises"), params).context["page"]
    return sorted(row["district"] for row in page.rows)


def test_firms_nobody_visited_lately(cast, near, far, sign_in):
    Pairing.objects.create(enterprise=far.firm, officer=cast.far_staff, from_on=localdate())
    third = make_records(cast.office_city, "登封市", "登封市", "登封", cast.office_city)  # paired with nobody
    Visit.objects.update(visited_on=localdate() - timedelta(days=31))
    city, chief, district = (sign_in(one) for one in (cast.office_city, cast.chief, cast.office_district))
    assert listed(city, unvisited="all") == sorted(["金水区", "巩义市"])
    assert (listed(city, unvisited="mine"), listed(chief, unvisited="mine")) == ([], ["金水区"])
    assert listed(district, unvisited="all") == ["金水区"]
    Visit.objects.filter(enterprise=near.firm).update(visited_on=localdate() - timedelta(days=30))
    assert listed(city, unvisited="all") == ["巩义市"]
    assert listed(chief, unvisited="mine") == []
    assert third.firm.pairings.count() == 0
