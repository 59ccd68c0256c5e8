"""Logging, correcting and voiding actions."""

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from tests.people import NOW, unit
from tracker.models import AssistanceAction, Enterprise, Figure, Participant
from tracker.operations.actions import void_action
from tracker.web.fields import new_key


@pytest.fixture
def staff(cast, sign_in):
    """A client of the owner."""
    return sign_in(cast.owner)


def form(**changes) -> dict[str, object]:
    """A filled form."""
    return {
        "title": "组织银企对接",
        "kind": "银企对接/融资",
        "day": localdate().isoformat(),
        "reporter": unit("市工业和信息化局").public_id,
        "summary": "现场签约",
        "key": new_key(),
    } | changes


def as_shown(answer) -> dict[str, object]:
    """The form as a browser would send it back."""
    values = {field.html_name: field.value() for field in answer.context["form"]}
    shown = answer.context["form"]
    for name in ("enterprises", "districts"):
        values[name] = [one.public_id for one in shown.initial[name]]
    values["reporter"] = shown.initial["reporter"].public_id
    return {name: value for name, value in values.items() if value is not None}


def test_a_quick_log_is_one_post(staff, cast, near):
    sent = form(
        enterprises=[near.firm.public_id],
        new_firms="河南新苗农业有限公司，郑州启航物流有限公司、",
        districts=[unit("金水区").public_id],
        figure1_measure="授信",
        figure1_value="7.2",
        figure1_unit="亿元",
        policy_title="《稳岗十条》",
        policy_number="郑人社〔2026〕1号",
        promise="月底前放款",
        promise_by="2026-11-30",
    )
    answer = staff.post(reverse("action_new"), sent, follow=True)
    action = AssistanceAction.objects.get(title="组织银企对接")
    assert answer.redirect_chain == [(reverse("action", args=[action.public_id]), 302)]
    names = ["金水区机械制造有限公司", "河南新苗农业有限公司", "郑州启航物流有限公司"]
    assert [str(part) for part in action.participants.all()] == names
    assert [str(district) for district in action.districts.all()] == ["金水区"]
    figure = action.figures.get()
    assert (figure.measure, str(figure.value), figure.unit) == ("授信", "7.20", "亿元")
    assert [str(policy) for policy in action.policies.all()] == ["《稳岗十条》郑人社〔2026〕1号"]
    assert [(one.text, one.due_on.isoformat()) for one in action.commitments.all()] == [
        ("月底前放款", "2026-11-30")
    ]


def test_sending_the_form_twice_makes_one_action_and_one_firm(staff, cast):
    sent = form(new_firms="河南新苗农业有限公司")
    for _ in range(2):
        assert staff.post(reverse("action_new"), sent).status_code == 302
    assert (AssistanceAction.objects.count(), Enterprise.objects.count()) == (1, 1)


def test_a_refused_action_leaves_no_firm_behind(staff, cast):
    answer = staff.post(reverse("action_new"), form(new_firms="河南新苗农业有限公司", day="2999-01-01"))
    assert (answer.status_code, Enterprise.objects.count()) == (400, 0)


def test_an_action_for_a_case_stands_on_its_trail(staff, near):
    assert (
        staff.get(reverse("action_new"), {"case": near.case.number}).context["form"]["case"].value()
        == near.case.number
    )
    answer = staff.post(reverse("action_new"), form(case=near.case.number))
    assert answer["Location"] == reverse("case", args=[near.case.number])
    assert [action.title for action in near.case.actions.all()] == ["组织银企对接"]


def test_one_reports_for_one_s_own_unit_only(staff, cast):
    answer = staff.post(reverse("action_new"), form(reporter=unit("巩义市").public_id))
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["reporter"])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"kind": "不存在"}, "kind"),
        ({"figure1_measure": "授信"}, "figure1_value"),
        ({"figure1_value": "3"}, "figure1_unit"),
        ({"figure1_value": "9" * 400}, "figure1_value"),
        ({"figure1_value": "NaN", "figure1_unit": "家"}, "figure1_value"),
        ({"policy_number": "1号"}, "policy_title"),
        ({"promise_by": "2026-11-30"}, "promise"),
        ({"enterprises": ["\x00"]}, "enterprises"),
        ({"districts": ["nosuchunit12"]}, "districts"),
        ({"new_firms": "长" * 151}, "new_firms"),
        ({"version": "9" * 400}, "version"),
    ],
)
def test_a_wrong_form_keeps_what_was_typed(staff, cast, changes, field):
    answer = staff.post(reverse("action_new"), form(**changes))
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, [field])
    assert "现场签约" in answer.content.decode()


def test_correcting_keeps_what_the_form_does_not_show(staff, cast, near):
    bureau = unit("市财政局")
    Participant.objects.create(action=near.action, role="partner", unit=bureau)
    Participant.objects.create(action=near.action, role="other", name="清华大学")
    address = reverse("action_edit", args=[near.action.public_id])
    sent = as_shown(staff.get(address)) | {"title": "改正后的标题"}
    assert staff.post(address, sent).status_code == 302
    action = AssistanceAction.objects.get(pk=near.action.pk)
    assert (action.title, action.version) == ("改正后的标题", 2)
    parts = sorted((part.role, str(part)) for part in action.participants.all())
    assert parts == [("assisted", near.firm.name), ("other", "清华大学"), ("partner", str(bureau))]
    figure = Figure.objects.get(action=action)
    assert (figure.nature, figure.text) == ("target", "120人")


def test_a_colleague_s_correction_is_shown_not_overwritten(cast, near, sign_in):
    address = reverse("action_edit", args=[near.action.public_id])
    first, second = sign_in(cast.owner), sign_in(cast.colleague)
    mine, theirs = as_shown(first.get(address)), as_shown(second.get(address))
    assert second.post(address, theirs | {"title": "同事的标题"}).status_code == 302
    answer = first.post(address, mine | {"title": "我的标题"})
    assert answer.status_code == 409
    assert answer.context["differences"] == [
        {"label": answer.context["form"]["title"].label, "theirs": "同事的标题", "yours": "我的标题"}
    ]
    again = mine | {"title": "我的标题", "version": answer.context["form"]["version"].value()}
    assert first.post(address, again).status_code == 302
    assert AssistanceAction.objects.get(pk=near.action.pk).title == "我的标题"


def test_voiding_needs_a_reason(cast, near, sign_in):
    office, address = sign_in(cast.office_district), reverse("action_void", args=[near.action.public_id])
    for reason in ("", "\x00"):
        office.post(address, {"reason": reason})
        assert AssistanceAction.objects.get(pk=near.action.pk).status == "standing"
    answer = office.post(address, {"reason": "重复录入"}, follow=True)
    assert answer.context["action"]["voided"]
    assert answer.context["steps"] == []


def test_a_voided_action_is_not_corrected(cast, near, sign_in):
    void_action(near.action, by=cast.office_district, now=NOW, reason="重复")
    assert sign_in(cast.owner).get(reverse("action_edit", args=[near.action.public_id])).status_code == 403


def test_a_promise_of_an_action_waits_under_to_do_until_its_page_marks_it_as_kept(cast, near, far, sign_in):
    due = {"text": "月底前放款", "due_on": localdate(), "owner": unit("市工业和信息化局")}
    for records in (near, far):
        records.action.commitments.create(**due)
    client, own = sign_in(cast.owner), reverse("action", args=[near.action.public_id])
    address = f"{reverse('actions')}?todo=promised_actions"

    def waiting():
        counts = {count["url"]: count["value"] for count in client.get(reverse("home")).context["counts"]}
        return counts[address], [row["title"] for row in client.get(address).context["page"].rows]

    assert waiting() == ("1", [near.action.title])
    promise = client.get(own).context["commitments"][0]
    assert sign_in(cast.supervisor).get(own).context["commitments"][0]["keep"] is None
    keep = reverse("action_keep", args=[near.action.public_id])
    for wrong in ({"kept_on": "2026-13-45"}, {"promise": "x"}, {"promise": "1"}, {"kept_on": "2999-01-01"}):
        client.post(keep, {"promise": promise["keep"]} | wrong)
        assert near.action.commitments.get().kept_on is None
    answer = client.post(keep, {"promise": promise["keep"], "kept_on": localdate().isoformat()}, follow=True)
    assert answer.redirect_chain == [(own, 302)]
    assert (answer.context["commitments"][0]["keep"], waiting()) == (None, (0, []))
