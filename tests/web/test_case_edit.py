"""Correcting a case: who was faster, what a class does to the date, what is kept."""

from datetime import date

import pytest
from django.urls import reverse

from tests.people import NOW
from tracker.models import Case
from tracker.operations.case_life import Facts, act_on
from tracker.operations.cases import edit_case


@pytest.fixture
def office(cast, sign_in):
    return sign_in(cast.office_district)


def shown(answer) -> dict[str, str]:
    """What a browser would send back untouched."""
    form = answer.context["form"]
    return {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}


def test_a_correction_stands_on_the_trail(office, near):
    address = reverse("case_edit", args=[near.case.number])
    sent = shown(office.get(address)) | {"title": "缺工一百人", "category": "finance"}
    assert office.post(address, sent).status_code == 302
    page = office.get(reverse("case", args=[near.case.number]))
    assert page.context["case"]["title"] == "缺工一百人"
    assert "标题：近处用工缺口 → 缺工一百人" in page.context["trail"][0]["note"]


def test_a_colleagues_version_is_shown_beside_ones_own(office, cast, near):
    address = reverse("case_edit", args=[near.case.number])
    sent = shown(office.get(address)) | {"title": "我的标题"}
    edit_case(near.case, by=cast.office_city, now=NOW, version=1, changes={"title": "同事的标题"})
    answer = office.post(address, sent)
    assert answer.status_code == 409
    assert answer.context["differences"] == [
        {"label": answer.context["form"]["title"].label, "theirs": "同事的标题", "yours": "我的标题"}
    ]
    assert (
        office.post(address, sent | {"version": answer.context["form"]["version"].value()}).status_code == 302
    )
    assert Case.objects.get(pk=near.case.pk).title == "我的标题"


def test_nothing_changed_is_no_act(office, near):
    address = reverse("case_edit", args=[near.case.number])
    office.post(address, shown(office.get(address)))
    assert Case.objects.get(pk=near.case.pk).follow_up_count == 1


def test_another_class_counts_the_date_again(office, cast, near):
    act_on(near.case, "accept", by=cast.office_district, now=NOW, facts=Facts(case_class="C"))
    address = reverse("case_edit", args=[near.case.number])
    office.post(address, shown(office.get(address)) | {"case_class": "B"})
    case = Case.objects.get(pk=near.case.pk)
    assert (case.case_class, case.due_on, case.clock[0]["span"]) == ("B", date(2026, 12, 14), "15wd")
    answer = office.post(address, {k: v for k, v in shown(office.get(address)).items() if k != "case_class"})
    assert list(answer.context["form"].errors) == ["case_class"]


@pytest.mark.parametrize(("typed", "field"), [({"title": ""}, "title"), ({"raised_on": "x"}, "raised_on")])
def test_a_wrong_form_keeps_what_was_typed(office, near, typed, field):
    address = reverse("case_edit", args=[near.case.number])
    answer = office.post(address, shown(office.get(address)) | {"description": "保留这段"} | typed)
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, [field])
    assert "保留这段" in answer.content.decode()


def test_of_an_ended_case_the_class_and_the_day_stand(office, cast, near):
    act_on(near.case, "decline", by=cast.office_district, now=NOW, facts=Facts(note="不属受理范围"))
    address = reverse("case_edit", args=[near.case.number])
    form = office.get(address).context["form"]
    assert [name for name, field in form.fields.items() if field.disabled] == ["raised_on", "case_class"]
    sent = shown(office.get(address)) | {"title": "缺工一百人", "raised_on": "2026-11-01", "case_class": "A"}
    assert office.post(address, sent).status_code == 302
    case = Case.objects.get(pk=near.case.pk)
    assert (case.title, case.raised_on, case.case_class) == ("缺工一百人", near.case.raised_on, "")


def test_another_firm_ends_the_link_and_says_so(office, near, far):
    address = reverse("case_edit", args=[near.case.number])
    sent = shown(office.get(address)) | {"enterprise": far.firm.public_id}
    answer = office.post(address, sent, follow=True)
    assert "此前发给企业的查询链接已失效。" in [str(one) for one in answer.context["messages"]]
    assert not near.case.links.current().exists()
