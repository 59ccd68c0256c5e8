"""Registering a case, its page, and recording follow-ups."""

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from tests.people import NEAR_DISTRICT, NOW, unit
from tracker.models import Case, FollowUp
from tracker.operations.actions import link_case
from tracker.operations.cases import CaseData, add_note, edit_case, register_case
from tracker.web.fields import new_key


@pytest.fixture
def staff(cast, sign_in):
    """A client of the owner."""
    return sign_in(cast.owner)


def form(**changes) -> dict[str, str]:
    """A filled registering form."""
    return {
        "title": "厂区停电频繁",
        "description": "每周两次",
        "place": "高新区标准厂房",
        "source": "phone",
        "raised_on": localdate().isoformat(),
        "key": new_key(),
    } | changes


def test_a_case_is_registered_and_shown(staff, cast, near):
    answer = staff.post(
        reverse("case_new"), form(enterprise=near.firm.public_id, category="finance"), follow=True
    )
    case = Case.objects.get(title="厂区停电频繁")
    assert answer.redirect_chain == [(reverse("case", args=[case.number]), 302)]
    assert (case.enterprise, case.category.code, case.district) == (near.firm, "finance", near.firm.district)
    assert (case.registrar, case.registrar_unit.name) == (cast.owner, "市工业和信息化局")
    assert answer.context["case"]["enterprise"] == near.firm.name
    assert [str(message) for message in answer.context["messages"]] != []


def test_sending_the_form_twice_makes_one_case(staff, cast):
    sent = form()
    addresses = {staff.post(reverse("case_new"), sent)["Location"] for _ in range(2)}
    assert (Case.objects.count(), len(addresses)) == (1, 1)


def test_another_person_s_key_is_not_their_record(staff, cast, sign_in):
    sent = form()
    staff.post(reverse("case_new"), sent)
    sign_in(cast.stranger).post(reverse("case_new"), sent)
    assert Case.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"place": ""}, "enterprise"),
        ({"raised_on": "2999-01-01"}, "__all__"),
        ({"raised_on": "昨天"}, "raised_on"),
        ({"enterprise": "\x00"}, "enterprise"),
        ({"district": "10" * 400}, "district"),
        ({"category": "no-such"}, "category"),
        ({"title": "\x00"}, "title"),
    ],
)
def test_a_wrong_form_keeps_what_was_typed(staff, cast, changes, field):
    answer = staff.post(reverse("case_new"), form(**changes))
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]
    assert "每周两次" in answer.content.decode()
    assert Case.objects.count() == 0


def test_a_follow_up_is_recorded_once(staff, near):
    sent = {
        "note": "已联系供电公司",
        "verb": "call",
        "audience": "enterprise",
        "happened_on": "2026-11-20",
        "key": new_key(),
    }
    address = reverse("case_note", args=[near.case.number])
    answers = [staff.post(address, sent) for _ in range(2)]
    assert [answer["Location"] for answer in answers] == [reverse("case", args=[near.case.number])] * 2
    act = FollowUp.objects.get(verb="call")
    assert (act.note, act.audience, act.happened_on.isoformat()) == (
        "已联系供电公司",
        "enterprise",
        "2026-11-20",
    )


def note(**changes) -> dict[str, object]:
    """A filled follow-up box."""
    plain = {"note": "已放款", "verb": "note", "audience": "internal", "happened_on": "2026-11-20"}
    return plain | {"key": new_key()} | changes


def test_a_follow_up_brings_its_figures(staff, near):
    figures = {
        "figure1_measure": "融资",
        "figure1_value": "500",
        "figure1_unit": "万元",
        "figure1_approx": "on",
        "figure2_measure": "岗位",
        "figure2_value": "12",
        "figure2_unit": "个",
    }
    address = reverse("case_note", args=[near.case.number])
    assert staff.post(address, note(**figures)).status_code == 302
    rows = FollowUp.objects.get(note="已放款").figures.values_list("measure", "value", "unit", "approx")
    assert list(rows) == [("融资", 500, "万元", True), ("岗位", 12, "个", False)]
    entry = staff.get(reverse("case", args=[near.case.number])).context["trail"][0]
    assert entry["note"] == "已放款\n成效数据：融资 约 500 万元、岗位 12 个"


@pytest.mark.parametrize(
    ("figures", "field"),
    [
        ({"figure1_measure": "融资"}, "figure1_value"),
        ({"figure2_approx": "on"}, "figure2_value"),
        ({"figure1_value": "500"}, "figure1_unit"),
        ({"figure1_value": "很多", "figure1_unit": "万元"}, "figure1_value"),
    ],
)
def test_half_a_figure_says_so_and_stays_open(staff, near, figures, field):
    answer = staff.post(reverse("case_note", args=[near.case.number]), note(**figures))
    assert (answer.status_code, list(answer.context["follow_up"].errors)) == (400, [field])
    text = answer.content.decode()
    assert ("已放款" in text, '<details class="fold" open>' in text) == (True, True)
    assert not FollowUp.objects.filter(note="已放款").exists()


def test_figures_begun_are_kept_with_the_draft(staff, near):
    address, page = (reverse(name, args=[near.case.number]) for name in ("case_draft", "case"))
    assert '<details class="fold">' in staff.get(page).content.decode()
    staff.post(address, {"note": "", "figure1_value": "500", "figure1_unit": "x" * 300, "verb": "call"})
    form = staff.get(page).context["follow_up"]
    assert (form.has_figures, form["figure1_value"].value(), form["figure1_unit"].value()) == (
        True,
        "500",
        "x" * 100,
    )
    staff.post(address, {"note": "", "figure1_value": " "})
    assert not staff.get(page).context["follow_up"].has_figures


def test_an_empty_follow_up_says_so_on_the_case_s_page(staff, near):
    answer = staff.post(reverse("case_note", args=[near.case.number]), {"note": " ", "verb": "call"})
    assert answer.status_code == 400
    assert sorted(answer.context["follow_up"].errors) == ["audience", "happened_on", "note"]


def test_the_page_tells_the_whole_story(staff, cast, near):
    link_case(near.action, near.case, by=cast.owner, now=NOW)
    edit_case(near.case, by=cast.office_district, now=NOW, version=1, changes={"title": "缺工 120 人"})
    context = staff.get(reverse("case", args=[near.case.number])).context
    assert context["case"]["title"] == "缺工 120 人"
    assert [entry["icon"] for entry in context["trail"]] == ["pencil", "heart-handshake", "plus"]
    assert context["trail"][0]["note"] == "标题：近处用工缺口 → 缺工 120 人"
    assert [action["title"] for action in context["linked"]] == [near.action.title]


def test_a_long_trail_has_an_earlier_page(staff, cast, near):
    for number in range(60):
        add_note(near.case, by=cast.owner, now=NOW, note=f"第{number}次")
    address = reverse("case", args=[near.case.number])
    newest = staff.get(address)
    assert len(newest.context["trail"]) == 50
    earlier = staff.get(newest.context["earlier_url"])
    assert (len(earlier.context["trail"]), earlier.context["earlier_url"]) == (11, "")
    for nonsense in ("-1", "1e9", "９９", "9" * 400, "\x00"):
        assert len(staff.get(address, {"trail": nonsense}).context["trail"]) == 50


def test_the_page_costs_the_same_with_many_follow_ups(staff, cast, near, django_assert_num_queries):
    address = reverse("case", args=[near.case.number])
    staff.get(address)
    with django_assert_num_queries(18):
        staff.get(address)
    for number in range(5):
        add_note(near.case, by=cast.owner, now=NOW, note=f"第{number}次")
    with django_assert_num_queries(18):
        staff.get(address)


def test_what_is_typed_is_kept_until_it_is_recorded(staff, cast, near, sign_in):
    number = near.case.number
    answer = staff.post(reverse("case_draft", args=[number]), {"note": "刚打完电话，"})
    assert (answer.status_code, answer.content.decode()[:3]) == (200, "草稿已")
    page = sign_in(cast.owner).get(reverse("case", args=[number]))
    assert page.context["follow_up"]["note"].value() == "刚打完电话，"
    assert (
        sign_in(cast.colleague).get(reverse("case", args=[number])).context["follow_up"]["note"].value() == ""
    )
    sent = {
        "note": "刚打完电话，企业同意。",
        "verb": "call",
        "audience": "internal",
        "happened_on": localdate().isoformat(),
    }
    staff.post(reverse("case_note", args=[number]), sent)
    assert staff.get(reverse("case", args=[number])).context["follow_up"]["note"].value() == ""


def test_the_same_place_in_the_same_district_is_shown_as_similar(staff, cast, near):
    def at(place: str, district: str):
        data = CaseData(
            title=place, source="visit", raised_on=NOW.date(), place=place, district=unit(district)
        )
        return register_case(by=cast.owner, now=NOW, data=data)

    first, same, *_others = [
        at("花园路", NEAR_DISTRICT), at("花园路", NEAR_DISTRICT), at("花园路", "高新区"), at("东风路", NEAR_DISTRICT)
    ]  # fmt: skip
    page = staff.get(reverse("case", args=[first.number]))
    assert [row["title"] for row in page.context["similar"]] == [f"{same.number} {same.title}"]
    page = staff.get(reverse("case", args=[near.case.number]))
    assert page.context["similar"] == []
