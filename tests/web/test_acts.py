"""The pages of acts: what they ask, what they keep, what they say when a colleague was faster."""

import pytest
from django.urls import reverse

from tests.people import BUREAU, NOW, unit
from tracker.models import Case, FollowUp
from tracker.operations.case_life import Facts, act_on
from tracker.web.fields import new_key


@pytest.fixture
def case(near):
    return near.case


def at(case, verb):
    return reverse("case_act", args=[case.number, verb])


@pytest.fixture
def office(cast, sign_in):
    return sign_in(cast.office_district)


def accepted(cast, case):
    act_on(case, "accept", by=cast.office_district, now=NOW, facts=Facts(case_class="B"))


def test_accepting_moves_the_case_and_says_so(office, case):
    answer = office.post(
        at(case, "accept"), {"case_class": "B", "seen_version": "1", "key": new_key()}, follow=True
    )
    case.refresh_from_db()
    assert (case.status, case.case_class, case.accepted_on is not None) == ("accepted", "B", True)
    assert answer.redirect_chain == [(reverse("case", args=[case.number]), 302)]
    assert [str(message) for message in answer.context["messages"]] == ["已完成：已受理。诉求现为：已受理。"]
    assert answer.context["next"]["label"] == "交办"


def test_what_is_missing_is_said_at_its_field_and_what_was_typed_stays(office, case):
    answer = office.post(at(case, "accept"), {"note": "尽快", "seen_version": "1"})
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == ["case_class"]
    assert "尽快" in answer.content.decode()


def test_the_same_form_sent_twice_acts_once(office, case):
    sent = {"case_class": "B", "seen_version": "1", "key": new_key()}
    assert [office.post(at(case, "accept"), sent).status_code for _ in range(2)] == [302, 302]
    assert FollowUp.objects.filter(case=case, verb="accept").count() == 1


def test_whoever_sends_a_case_out_of_sight_is_led_to_the_list(office, cast, case):
    home = unit("金水区活动办")
    Case.objects.filter(pk=case.pk).update(
        owner_office=home, district=None, registrar_unit=None, visible_unit_ids=[home.pk]
    )
    sent = {"note": "需市级协调", "seen_version": "1", "key": new_key()}
    answer = office.post(at(case, "send_up"), sent, follow=True)
    assert answer.redirect_chain == [(reverse("cases"), 302)]
    assert answer.status_code == 200


def test_a_colleague_was_faster(office, cast, case):
    act_on(case, "send_up", by=cast.office_district, now=NOW, facts=Facts(note="需市级协调"))
    Case.objects.filter(pk=case.pk).update(owner_office=unit("金水区活动办"))
    answer = office.post(at(case, "decline"), {"note": "不属受理范围", "seen_version": "1", "seen_acts": "1"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "需市级协调" in page
    assert "不属受理范围" in page
    again = {"note": "不属受理范围", "seen_version": answer.context["form"]["seen_version"].value()}
    assert office.post(at(case, "decline"), again).status_code == 302


@pytest.mark.parametrize("verb", ["nonsense", "register", "note"])
def test_what_is_no_act_is_not_found(office, case, verb):
    assert office.get(at(case, verb)).status_code == 404


def test_an_act_that_the_status_forbids_is_refused_in_words(office, case):
    for answer in (
        office.get(at(case, "assign")),
        office.post(at(case, "assign"), {"unit": unit(BUREAU).public_id}),
    ):
        assert answer.status_code == 409
        assert "“交办”" in answer.content.decode()
    case.refresh_from_db()
    assert case.status == "registered"


def test_the_trail_tells_the_facts_of_an_act(office, cast, case):
    accepted(cast, case)
    sent = {"unit": unit(BUREAU).public_id, "assisting": [unit("市商务局").public_id], "note": "请三日内对接"}
    office.post(at(case, "assign"), sent | {"seen_version": "2", "key": new_key()})
    notes = [entry["note"] for entry in office.get(reverse("case", args=[case.number])).context["trail"]]
    assert notes[0].split("\n")[:2] == ["请三日内对接", "主办单位：市工业和信息化局"]
    assert "协办单位：市商务局" in notes[0]


def test_an_offices_choices_are_units_never_offices(office, cast, case):
    accepted(cast, case)
    sent = {"unit": unit("市活动办").public_id, "seen_version": "2"}
    answer = office.post(at(case, "assign"), sent)
    assert list(answer.context["form"].errors) == ["unit"]


def test_a_case_a_person_cannot_see_is_no_place_to_merge_into(office, case, far):
    answer = office.post(at(case, "merge"), {"target": far.case.number, "seen_version": "1"})
    assert list(answer.context["form"].errors) == ["target"]
    assert far.case.title not in answer.content.decode()


def test_the_page_of_an_act_costs_the_same_with_many_acts(office, case, django_assert_num_queries):
    office.get(at(case, "accept"))
    with django_assert_num_queries(13):
        office.get(at(case, "accept"))
