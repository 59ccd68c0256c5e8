"""A case followed to its close in the admin: the same verbs, refusals and trail as on the workbench."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.admin.conftest import NOW, make_person, signed_in, unit
from tracker.models import Campaign, Case
from tracker.operations.case_life import Facts, act_on


def at(case, verb):
    return reverse("admin:tracker_case_act", args=[case.pk, verb])


def send(client, case, verb, **typed):
    """Open the act's page, type, send."""
    form = client.get(at(case, verb)).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
    return client.post(at(case, verb), sent | typed)


@pytest.fixture
def case(own):
    return own["case"]


@pytest.fixture
def bureau_lead(people):
    return make_person("bureau_lead", "unit_lead", "市财政局")


def test_a_case_is_followed_to_its_close(case, people, city, bureau_lead):
    Campaign.objects.update(call_back_percent=0)
    office, lead = signed_in(people["office"]), signed_in(bureau_lead)
    Case.objects.filter(pk=case.pk).update(owner_office=unit("金水区活动办"))
    steps = [
        (office, "accept", {"case_class": "B"}),
        (office, "assign", {"unit": str(unit("市财政局").pk), "note": "请办理"}),
        (lead, "sign", {}),
        (lead, "claim_done", {"result": "已拨付"}),
        (office, "approve", {"result_kind": "solved"}),
    ]
    for client, verb, typed in steps:
        page = client.get(reverse("admin:tracker_case_change", args=[case.pk]))
        assert verb in {link["url"].rstrip("/").rsplit("/", 1)[-1] for link in page.context["acts"]}, verb
        assert send(client, case, verb, **typed).status_code == 302, verb
    case.refresh_from_db()
    assert (case.status, case.result, case.lead_unit.name) == ("closed", "已拨付", "市财政局")
    verbs = list(case.follow_ups.order_by("id").values_list("verb", flat=True))
    assert verbs[-5:] == ["accept", "assign", "sign", "claim_done", "approve"]


@pytest.mark.parametrize(
    ("asking", "answering", "fact"), [("ask_extension", "extend", "until"), ("ask_park", "park", "answer_on")]
)
def test_the_answer_begins_with_what_the_unit_asked_for(case, city, bureau_lead, asking, answering, fact):
    office, lead = signed_in(city), signed_in(bureau_lead)
    send(office, case, "accept", case_class="B")
    send(office, case, "assign", unit=str(unit("市财政局").pk), note="请办理")
    send(lead, case, "sign")
    wanted = Case.objects.get(pk=case.pk).due_on + timedelta(days=10)
    assert send(lead, case, asking, note="等待批复", **{fact: wanted.isoformat()}).status_code == 302
    page = office.get(at(case, answering))
    assert (page.context["form"][fact].value(), "等待批复" in page.context["asked"]) == (wanted, True)
    assert "等待批复" in page.content.decode()
    assert send(office, case, answering, note="同意").status_code == 302


def test_what_is_missing_is_asked_for(case, city):
    answer = send(signed_in(city), case, "accept", case_class="")
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == ["case_class"]


def test_a_colleague_was_faster_and_both_texts_stand_there(case, city):
    client = signed_in(city)
    form = client.get(at(case, "decline")).context["form"]
    act_on(case, "accept", by=city, now=NOW, facts=Facts(case_class="C", note="同事先受理"))
    sent = {"note": "不属受理范围", "seen_version": form["seen_version"].value()}
    answer = client.post(at(case, "decline"), sent)
    assert answer.status_code == 409
    assert "不属受理范围" in answer.content.decode()
    late = client.post(at(case, "void"), {"note": "误登", "seen_version": "1"})
    assert (late.status_code, "同事先受理" in late.content.decode()) == (409, True)
    again = {"note": "误登", "seen_version": late.context["form"]["seen_version"].value()}
    assert client.post(at(case, "void"), again).status_code == 302


@pytest.mark.parametrize("role", ["staff", "supervisor", "auditor"])
def test_who_may_not_is_refused(case, people, role):
    answer = signed_in(people[role]).get(at(case, "void"))
    assert answer.status_code == (404 if role == "auditor" else 403)


@pytest.mark.parametrize("role", ["staff", "office", "manager"])
def test_a_foreign_case_is_like_a_missing_one(foreign, people, role):
    client = signed_in(people[role])
    assert client.get(at(foreign["case"], "void")).status_code == 404
    assert client.post(at(foreign["case"], "void"), {"note": "x"}).status_code == 404


@pytest.mark.parametrize(
    "address", ["/admin/tracker/case/1/act/nonsense/", "/admin/tracker/case/abc/act/void/"]
)
def test_strange_addresses_are_not_found(city, own, address):
    assert signed_in(city).get(address).status_code == 404
