"""A page of the admin is saved by the operation, or not at all."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from tests.admin.conftest import signed_in, unit
from tests.admin.typing_in import errors, save, shown
from tracker.models import AssistanceAction, Bulletin, Case, Contact, Enterprise, FollowUp, Pairing

STALE = "A colleague changed this record while you were editing. Compare both texts and save again."


def add(noun):
    return reverse(f"admin:tracker_{noun}_add")


def change(record):
    return reverse(f"admin:tracker_{record._meta.model_name}_change", args=[record.pk])


def test_a_new_case_is_registered(people):
    answer = save(
        signed_in(people["staff"]),
        add("case"),
        title="停电", source="visit", place="文化路", raised_on="2026-11-01", district=str(unit("金水区").pk),
    )  # fmt: skip
    assert answer.status_code == 302
    case = Case.objects.get()
    assert (case.status, case.registrar, case.owner_office.name) == (
        "registered",
        people["staff"],
        "金水区活动办",
    )
    assert [act.verb for act in case.follow_ups.all()] == ["register"]


def test_the_same_form_sent_twice_registers_one_case(people):
    client = signed_in(people["staff"])
    sent = shown(client.get(add("case"))) | {
        "title": "停电",
        "source": "visit",
        "place": "x",
        "raised_on": "2026-11-01",
    }
    assert [client.post(add("case"), sent).status_code for _ in range(2)] == [302, 302]
    assert Case.objects.count() == 1


def test_what_the_operation_refuses_stands_on_the_form(people):
    answer = save(
        signed_in(people["staff"]),
        add("case"),
        title="停电",
        source="visit",
        place="x",
        raised_on="2099-01-01",
    )
    assert answer.status_code == 200
    assert errors(answer) == ["2099-01-01 lies in the future. Please enter the day it happened."]
    assert answer.context["adminform"].form["title"].value() == "停电"
    assert Case.objects.count() == 0


def test_an_office_corrects_a_case(people, own):
    before = own["case"].version
    answer = save(signed_in(people["office"]), change(own["case"]), title="新标题")
    case = Case.objects.get(pk=own["case"].pk)
    assert (answer.status_code, case.title, case.version) == (302, "新标题", before + 1)
    assert FollowUp.objects.filter(case=case).order_by("-id")[0].verb == "edit"


def test_a_stale_form_keeps_its_text_and_shows_the_colleagues(people, own):
    client, address = signed_in(people["office"]), change(own["case"])
    stale = shown(client.get(address)) | {"title": "我的标题"}
    save(client, address, title="同事的标题")
    answer = client.post(address, stale)
    assert errors(answer) == [STALE, "It now says: 同事的标题"]
    assert answer.context["adminform"].form["title"].value() == "我的标题"
    assert Case.objects.get(pk=own["case"].pk).title == "同事的标题"
    again = client.post(address, shown(answer))
    assert (again.status_code, Case.objects.get(pk=own["case"].pk).title) == (302, "我的标题")


def test_a_race_between_check_and_operation_is_a_conflict(people, own, monkeypatch):
    from tracker.admin import cases
    from tracker.operations.cases import edit_case

    def slower(case, *, version, **rest):
        Case.objects.filter(pk=case.pk).update(version=version + 1)
        return edit_case(case, version=version, **rest)

    monkeypatch.setattr(cases, "edit_case", slower)
    answer = save(signed_in(people["office"]), change(own["case"]), title="我的标题")
    assert answer.status_code == 409
    assert STALE in errors(answer)
    assert answer.context["adminform"].form["title"].value() == "我的标题"
    assert Case.objects.get(pk=own["case"].pk).title != "我的标题"


@pytest.mark.parametrize("role", ["staff", "chief", "lead", "office", "supervisor", "manager"])
def test_everybody_who_works_on_a_case_notes_on_it(role, people, own):
    typed = {
        "follow_ups-0-verb": "call", "follow_ups-0-audience": "internal",
        "follow_ups-0-note": "已联系", "follow_ups-0-happened_on": "2026-11-20",
    }  # fmt: skip
    client, address = signed_in(people[role]), change(own["case"])
    total = int(shown(client.get(address))["follow_ups-INITIAL_FORMS"])
    answer = save(
        client, address, **{name.replace("-0-", f"-{total}-"): text for name, text in typed.items()}
    )
    assert answer.status_code == 302, errors(answer)
    act = own["case"].follow_ups.order_by("-id")[0]
    assert (act.verb, act.note, act.happened_on, act.by) == (
        "call",
        "已联系",
        date(2026, 11, 20),
        people[role],
    )


def test_a_note_brings_a_figure_whole_or_not_at_all(people, own):
    client, address = signed_in(people["staff"]), change(own["case"])

    def noted(**figure):
        total = int(shown(client.get(address))["follow_ups-INITIAL_FORMS"])
        typed = {
            "verb": "note",
            "audience": "internal",
            "note": "已放款",
            "happened_on": "2026-11-20",
        } | figure
        return save(client, address, **{f"follow_ups-{total}-{name}": text for name, text in typed.items()})

    assert noted(figure_1="500").status_code == 200
    assert noted(figure_2="万元").status_code == 200
    assert not own["case"].follow_ups.filter(note="已放款").exists()
    answer = noted(figure_0="融资", figure_1="500", figure_2="万元", figure_3="on")
    assert answer.status_code == 302, errors(answer)
    figure = own["case"].follow_ups.get(note="已放款").figures.get()
    assert (figure.measure, figure.value, figure.unit, figure.approx) == ("融资", 500, "万元", True)
    assert "融资 about 500 万元" in client.get(address).content.decode()
    assert noted(note="无数字").status_code == 302
    assert not own["case"].follow_ups.get(note="无数字").figures.exists()


def test_only_an_office_corrects_a_case(people, own):
    title = own["case"].title
    save(signed_in(people["staff"]), change(own["case"]), title="别的")
    assert Case.objects.get(pk=own["case"].pk).title == title


def test_a_status_is_no_field(people, own):
    save(signed_in(people["office"]), change(own["case"]), status="closed", title="新")
    assert Case.objects.get(pk=own["case"].pk).status == "registered"


def test_a_written_act_stays(people, own):
    client, address = signed_in(people["office"]), change(own["case"])
    notes = [act.note for act in own["case"].follow_ups.all()]
    save(client, address, **{"follow_ups-0-note": "改写", "follow_ups-0-DELETE": "on"})
    assert [act.note for act in own["case"].follow_ups.all()] == notes


def test_a_new_action_with_its_tables(people, own):
    answer = save(
        signed_in(people["staff"]),
        add("assistanceaction"),
        **{
            "kind": "培训", "title": "培训班", "reporter": str(unit("金水区").pk), "day": "2026-11-01",
            "figures-TOTAL_FORMS": "1", "figures-0-value": "3", "figures-0-unit": "家", "figures-0-nature": "limit",
            "participants-TOTAL_FORMS": "1", "participants-0-role": "assisted",
            "participants-0-enterprise": str(own["enterprise"].pk),
            "commitments-TOTAL_FORMS": "1", "commitments-0-text": "后期将跟进",
        },
    )  # fmt: skip
    assert answer.status_code == 302, errors(answer)
    action = AssistanceAction.objects.latest("id")
    assert action.logged_by == people["staff"]
    assert [(figure.value, figure.nature) for figure in action.figures.all()] == [(3, "limit")]
    assert [part.enterprise for part in action.participants.all()] == [own["enterprise"]]
    assert [promise.text for promise in action.commitments.all()] == ["后期将跟进"]


def test_a_promise_of_an_action_is_marked_as_kept(people, own, foreign):
    action, client = own["assistanceaction"], signed_in(people["staff"])
    theirs = foreign["assistanceaction"].commitments.get()
    assert save(client, change(action), kept=str(theirs.pk)).status_code == 200
    assert save(client, change(action), kept=str(action.commitments.get().pk)).status_code == 302
    action.refresh_from_db()
    theirs.refresh_from_db()
    assert (action.version, action.commitments.get().kept_on, theirs.kept_on) == (1, localdate(), None)


def test_correcting_an_action_keeps_what_was_not_touched(people, own):
    action = own["assistanceaction"]
    answer = save(signed_in(people["staff"]), change(action), title="新的")
    assert answer.status_code == 302, errors(answer)
    action.refresh_from_db()
    assert (action.title, action.version) == ("新的", 2)
    assert [str(row.value) for row in action.figures.all()] == ["3.00"]
    assert [row.enterprise for row in action.participants.all()] == [own["enterprise"]]
    assert [row.text for row in action.commitments.all()] == ["本区的承诺"]
    assert [policy.number for policy in action.policies.all()] == ["1号"]


def test_a_stale_action_keeps_its_tables(people, own):
    client, address = signed_in(people["staff"]), change(own["assistanceaction"])
    stale = shown(client.get(address)) | {"title": "我的", "figures-0-measure": "我的数"}
    save(client, address, title="同事的")
    answer = client.post(address, stale)
    assert errors(answer) == [STALE, "It now says: 同事的"]
    assert client.post(address, shown(answer)).status_code == 302
    own["assistanceaction"].refresh_from_db()
    assert own["assistanceaction"].title == "我的"
    assert [row.measure for row in own["assistanceaction"].figures.all()] == ["我的数"]


def test_an_action_is_attached_to_a_case_of_the_scope(people, own, foreign):
    client, address = signed_in(people["staff"]), change(own["assistanceaction"])
    assert save(client, address, link=str(foreign["case"].pk)).status_code == 200
    assert save(client, address, link=str(own["case"].pk)).status_code == 302
    assert list(own["assistanceaction"].cases.all()) == [own["case"]]
    assert own["case"].follow_ups.order_by("-id")[0].verb == "link_action"


def test_nobody_logs_for_another_unit(people):
    answer = save(
        signed_in(people["staff"]),
        add("assistanceaction"),
        kind="培训", title="x", reporter=str(unit("登封市").pk), day="2026-11-01",
    )  # fmt: skip
    assert answer.status_code == 403
    assert AssistanceAction.objects.count() == 0


def test_a_firm_is_added_once(people):
    client = signed_in(people["staff"])
    for name in ("郑州明泰实业有限公司", "郑州明泰实业有限公司 "):
        assert save(client, add("enterprise"), name=name).status_code == 302
    assert Enterprise.objects.count() == 1


def test_a_bad_credit_code_stands_on_the_form(people, own):
    answer = save(signed_in(people["staff"]), change(own["enterprise"]), credit_code="123")
    assert errors(answer) == ["“123” is not a valid unified social credit code; please check it."]


def test_a_firm_is_corrected_where_touched_only(people, own):
    client, address = signed_in(people["office"]), change(own["enterprise"])
    old = shown(client.get(address))
    save(client, address, industry="同事的")
    assert client.post(address, old | {"address": "我的"}).status_code == 302
    own["enterprise"].refresh_from_db()
    assert (own["enterprise"].industry, own["enterprise"].address) == ("同事的", "我的")


def test_the_tables_of_a_firm_grow(people, own):
    client, address = signed_in(people["office"]), change(own["enterprise"])
    answer = save(client, address, **{
        "names-TOTAL_FORMS": "2", "names-1-name": "小名", "names-1-kind": "short",
        "sites-TOTAL_FORMS": "2", "sites-1-name": "二厂", "sites-1-district": str(unit("登封市").pk),
        "labels-TOTAL_FORMS": "2", "labels-1-label": "专精特新",
        "contacts-TOTAL_FORMS": "2", "contacts-1-name": "王工", "contacts-1-number": "13900139000",
        "pairings-TOTAL_FORMS": "2", "pairings-1-officer": str(people["chief"].pk), "pairings-1-from_on": "2026-02-01",
        "pairings-0-end": "on",
    })  # fmt: skip
    assert answer.status_code == 302, errors(answer)
    firm = own["enterprise"]
    assert [row.name for row in firm.names.order_by("id")] == ["本区旧名", "小名"]
    assert [row.name for row in firm.sites.order_by("id")] == ["本区厂", "二厂"]
    assert [row.label for row in firm.labels.order_by("id")] == ["本区标", "专精特新"]
    assert Contact.objects.get(name="王工").phone == "13900139000"
    pairings = Pairing.objects.filter(enterprise=firm).order_by("id")
    assert [(p.officer.username, p.to_on is None) for p in pairings] == [("city", False), ("chief", True)]


def test_a_foreign_firm_is_not_corrected(people, foreign):
    answer = signed_in(people["office"]).post(change(foreign["enterprise"]), {"name": "x"})
    assert answer.status_code == 403


def test_a_bulletin_is_taken_in_once(people):
    client = signed_in(people["office"])
    for _ in range(2):
        answer = save(
            client,
            add("bulletin"),
            text="★ 局委动态\n市财政局举办培训\n11月2日，市财政局举办惠企政策培训。",
            dated_on="2026-11-09",
        )
        assert answer.status_code == 302, errors(answer)
    assert [bulletin.office.name for bulletin in Bulletin.objects.all()] == ["金水区活动办"]


def test_reference_data_is_the_system_administrators(people):
    district = unit("金水区")
    address = reverse("admin:tracker_district_change", args=[district.pk])
    assert save(signed_in(people["system_admin"]), address, short_name="金水").status_code == 302
    district.refresh_from_db()
    assert district.short_name == "金水"
    assert signed_in(people["office"]).post(address, {"short_name": "x"}).status_code == 403


def test_a_participant_is_somebody(people, own):
    answer = save(
        signed_in(people["staff"]),
        change(own["assistanceaction"]),
        **{"participants-0-enterprise": "", "participants-0-name": ""},
    )
    assert errors(answer) == ["Choose an enterprise or a unit, or write a name."]


def test_a_row_typed_by_mistake_is_taken_out(people, own):
    answer = save(signed_in(people["staff"]), change(own["assistanceaction"]), **{"figures-0-DELETE": "on"})
    assert answer.status_code == 302, errors(answer)
    assert own["assistanceaction"].figures.count() == 0
    assert own["assistanceaction"].participants.count() == 1
