"""Ways round the front: places in lists, keys, prefilled forms, texts taken in twice, ids in what is sent."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.admin.typing_in import shown
from tests.people import BUREAU, CANARY, FAR_DISTRICT, NEAR_DISTRICT, NOW, Records, add_person, unit
from tests.web.answers import finish
from tests.web.permissions import PERSON_OF_ROLE, RULES
from tests.web.test_hostile_requests import admin_pages
from tracker.models import AssistanceAction, Bulletin, Case, Draft, Enterprise, FollowUp, Pairing
from tracker.operations.actions import link_case
from tracker.operations.cases import CaseData, register_case
from tracker.operations.enterprises import edit_enterprise
from tracker.rules.access import ROLES
from tracker.web.fields import new_key

PHONES = ("13800002210", "13911118888")


@pytest.fixture
def paired_far(far: Records, cast) -> None:
    """Somebody looks after the far firm."""
    Pairing.objects.create(enterprise=far.firm, officer=cast.far_staff, from_on=date(2026, 1, 1))


@pytest.mark.parametrize("role", sorted(ROLES))
def test_no_page_shows_a_far_record_or_a_whole_number(role, cast, near, far, sign_in):
    client = sign_in(getattr(cast, PERSON_OF_ROLE[role]))
    own = [reverse(name, args=rule.args(near) if rule.args else []) for name, rule in RULES.items()]
    foreign = [
        reverse(name, args=rule.args(far)) for name, rule in RULES.items() if rule.args and not rule.public
    ]
    for address in [*own, *foreign, *admin_pages()]:
        answer = client.get(address)
        page = "" if answer.streaming else answer.content.decode()
        finish(answer)
        assert [word for word in (CANARY, *PHONES) if word in page] == [], address


@pytest.mark.parametrize("role", sorted(ROLES))
def test_what_waits_far_away_is_not_counted(role, cast, far, sign_in):
    Case.objects.update(due_on=timezone.localdate() - timedelta(days=3))
    page = sign_in(getattr(cast, PERSON_OF_ROLE[role])).get(reverse("home"))
    assert [one["value"] for one in page.context["counts"] if one["value"]] == []
    assert (page.context["todos"], page.context["latest"]) == ([], [])


def test_lists_count_what_is_seen(cast, near, far, sign_in):
    client = sign_in(cast.owner)
    for name in ("cases", "actions"):
        page = client.get(reverse(name)).context["page"]
        assert (len(page.rows), page.count_text) == (1, "共 1 条"), name


@pytest.mark.parametrize("place", ["after", "before"])
def test_a_far_case_s_date_cannot_be_found_by_starting_a_list_there(place, cast, near, far, sign_in):
    today = timezone.localdate()
    Case.objects.filter(pk=near.case.pk).update(due_on=today - timedelta(days=5))
    client, seen = sign_in(cast.owner), set()
    for days in (9, 1):
        Case.objects.filter(pk=far.case.pk).update(due_on=today - timedelta(days=days))
        page = client.get(reverse("cases"), {"stage": "overdue", place: far.case.number}).context["page"]
        seen.add((tuple(row["number"] for row in page.rows), page.count_text, page.newer_url, page.older_url))
    assert len(seen) == 1
    assert next(iter(seen))[0] == (near.case.number,)


@pytest.mark.parametrize("field", ["case", "reporter", "enterprises", "districts"])
def test_a_far_or_missing_choice_is_refused_alike(field, cast, near, far, sign_in):
    values = {
        "case": (far.case.number, "2026-999999"),
        "reporter": (unit(FAR_DISTRICT).public_id, "x" * 12),
        "enterprises": ("y" * 12, "x" * 12),
        "districts": (unit(BUREAU).public_id, "x" * 12),
    }[field]
    client, before, said = sign_in(cast.owner), AssistanceAction.objects.count(), []
    for value in values:
        sent = {
            "title": "培训",
            "kind": "培训",
            "day": "2026-11-20",
            "reporter": unit(BUREAU).public_id,
            field: value,
        }
        answer = client.post(reverse("action_new"), sent)
        assert answer.status_code == 400
        errors = str(answer.context["form"].errors).replace(value, "")
        said.append((errors, CANARY in answer.content.decode()))
    assert said[0] == said[1]
    assert (said[0][1], AssistanceAction.objects.count()) == (False, before)


def test_a_prefilled_form_tells_nothing_of_a_far_case_or_firm(cast, near, far, sign_in):
    client, pages = sign_in(cast.owner), []
    for number in (far.case.number, "2026-999999"):
        page = client.get(reverse("action_new"), {"case": number}).content.decode()
        pages.append(page.replace(number, "").count("</"))
        assert CANARY not in page
    assert pages[0] == pages[1]


def test_an_item_cannot_be_attached_to_a_far_case(cast, near, far, sign_in):
    client = sign_in(cast.office_district)
    address = reverse("draft_decide", args=[near.bulletin.public_id, near.draft.public_id])
    answer = client.post(address, {"act": "attach", "version": 1, "case": far.case.number})
    assert (answer.status_code, CANARY in answer.content.decode()) == (400, False)
    assert Draft.objects.get(pk=near.draft.pk).decision == "pending"


def test_a_far_action_on_one_s_own_case_is_told_without_its_title(cast, near, far, sign_in):
    link_case(far.action, near.case, by=cast.office_city, now=NOW)
    page = sign_in(cast.owner).get(reverse("case", args=[near.case.number]))
    assert len(page.context["trail"]) == 2
    assert (page.context["linked"], CANARY in page.content.decode()) == ([], False)
    city = sign_in(cast.office_city).get(reverse("case", args=[near.case.number]))
    assert [entry["note"] for entry in city.context["trail"]].count(far.action.title) == 1


def test_a_far_case_of_one_s_own_action_is_not_shown(cast, near, far, sign_in):
    link_case(near.action, far.case, by=cast.office_city, now=NOW)
    page = sign_in(cast.owner).get(reverse("action", args=[near.action.public_id]))
    assert (page.context["cases"], CANARY in page.content.decode()) == ([], False)


def test_a_shared_firm_s_page_shows_only_one_s_own_records(cast, near, far, sign_in):
    Case.objects.filter(pk=far.case.pk).update(enterprise=near.firm)
    far.action.participants.update(enterprise=near.firm)
    page = sign_in(cast.owner).get(reverse("enterprise", args=[near.firm.public_id]))
    assert [row["title"] for row in page.context["cases"]] == [near.case.title]
    assert [row["title"] for row in page.context["actions"]] == [near.action.title]
    assert CANARY not in page.content.decode()
    rows = sign_in(cast.owner).get(reverse("enterprises")).context["page"].rows
    row = next(row for row in rows if row["name"] == near.firm.name)
    assert (row["open_cases"], row["actions"]) == (1, 1)


def test_another_unit_s_action_is_not_taken_over_through_the_admin(cast, near, sign_in):
    neighbour = add_person("neighbour", "staff", NEAR_DISTRICT)
    client = sign_in(neighbour)
    assert client.get(reverse("action_edit", args=[near.action.public_id])).status_code == 403
    address = reverse("admin:tracker_assistanceaction_change", args=[near.action.pk])
    sent = shown(sign_in(cast.office_city).get(address))
    sent |= {"reporter": str(unit(NEAR_DISTRICT).pk), "title": "我们的"}
    assert client.post(address, sent).status_code == 403
    near.action.refresh_from_db()
    assert (near.action.title, str(near.action.reporter)) == ("近处调研企业", str(unit(BUREAU)))


@pytest.mark.parametrize("way", ["page", "admin"])
def test_another_person_s_key_opens_no_record(way, cast, near, far, sign_in):
    key = new_key()
    data = CaseData(title=f"{CANARY}第二件", source="visit", raised_on=NOW.date(), place="x")
    theirs = register_case(by=cast.far_staff, now=NOW, data=data, key=key)
    sent = {"title": "停电", "source": "visit", "raised_on": "2026-11-01", "place": "y", "key": key}
    address = reverse("case_new") if way == "page" else reverse("admin:tracker_case_add")
    client = sign_in(cast.owner)
    answer = client.post(address, sent if way == "page" else shown(client.get(address)) | sent, follow=True)
    mine = Case.objects.get(title="停电")
    assert (answer.status_code, mine.registrar, mine.pk == theirs.pk) == (200, cast.owner, False)
    assert CANARY not in answer.content.decode()


@pytest.mark.parametrize("way", ["page", "admin"])
def test_a_text_that_another_office_took_in_stays_theirs(way, cast, near, far, sign_in):
    client, before = sign_in(cast.office_district), Bulletin.objects.count()
    sent = {"text": far.bulletin.text, "dated_on": "2026-11-23", "title": "我们的"}
    address = reverse("bulletin_new") if way == "page" else reverse("admin:tracker_bulletin_add")
    answer = client.post(address, sent)
    page = answer.content.decode().replace(far.bulletin.text, "").replace(CANARY + "招聘会", "")
    assert answer.status_code == {"page": 400, "admin": 409}[way]
    assert (far.bulletin.title in page, far.bulletin.public_id in page) == (False, False)
    assert Bulletin.objects.count() == before


def test_a_far_firm_s_history_is_closed(cast, near, far, sign_in):
    edit_enterprise(far.firm, by=cast.far_office, now=NOW, changes={"address": f"{CANARY}路1号"})
    address = reverse("admin:tracker_enterprise_history", args=[far.firm.pk])
    assert sign_in(cast.owner).get(address).status_code == 403
    answer = sign_in(cast.far_office).get(address)
    assert (answer.status_code, f"{CANARY}路1号" in answer.content.decode()) == (200, True)


def test_ids_inside_a_sent_table_reach_no_other_record(cast, near, far, paired_far, sign_in):
    client = sign_in(cast.office_district)
    address = reverse("admin:tracker_enterprise_change", args=[near.firm.pk])
    theirs = Pairing.objects.get(enterprise=far.firm)
    sent = shown(client.get(address))
    assert sent["pairings-0-id"] != str(theirs.pk)
    answer = client.post(address, sent | {"pairings-0-id": str(theirs.pk), "pairings-0-end": "on"})
    assert answer.status_code == 200
    theirs.refresh_from_db()
    assert theirs.to_on is None
    case = reverse("admin:tracker_case_change", args=[near.case.pk])
    notes = list(FollowUp.objects.order_by("id").values_list("id", "note"))
    sent = shown(client.get(case))
    far_act = FollowUp.objects.filter(case=far.case).first()
    client.post(case, sent | {"follow_ups-0-id": str(far_act.pk), "follow_ups-0-note": "改写"})
    assert list(FollowUp.objects.order_by("id").values_list("id", "note")) == notes


@pytest.mark.parametrize(
    ("page", "asked", "status"),
    [
        ("case", {"district__enterprises__contacts__phone__startswith": "139"}, 400),
        ("case", {"enterprise__contacts__phone__startswith": "139"}, 400),
        ("case", {"status__regex": "["}, 400),
        ("case", {"_to_field": "visible_unit_ids"}, 400),
        ("case", {"_to_field": "enterprise__contacts"}, 400),
        ("case", {"case__id__exact": "²"}, 400),
        ("followup", {"case__id__exact": "²"}, 200),
        ("enterprise", {"contacts__phone": "13911118888"}, 400),
    ],
)
def test_lists_of_the_admin_answer_no_questions_about_hidden_columns(
    page, asked, status, cast, near, sign_in
):
    client = sign_in(cast.office_district)
    assert client.get(reverse(f"admin:tracker_{page}_changelist"), asked).status_code == status


def test_search_boxes_of_the_admin_offer_no_people_to_those_who_may_not_see_them(cast, near, sign_in):
    asked = {"app_label": "tracker", "model_name": "pairing", "field_name": "officer", "term": "far"}
    assert sign_in(cast.owner).get(reverse("admin:autocomplete"), asked).status_code == 403
    found = sign_in(cast.office_district).get(reverse("admin:autocomplete"), asked).json()["results"]
    assert found == []


def test_no_address_leads_from_a_table_s_key_to_a_page(cast, near, sign_in):
    assert sign_in(cast.office_city).get("/admin/r/1/1/").status_code == 404


def test_a_person_without_a_role_sees_only_the_door(cast, near, far, sign_in):
    client = sign_in(cast.nobody)
    assert client.get(reverse("lookup_enterprises"), {"q": "机械"}).json() == {"results": []}
    assert client.get(reverse("lookup_units"), {"q": "市"}).json() == {"results": []}
    assert client.get(reverse("admin:index")).status_code == 302


def test_an_officer_whose_pairing_ended_sees_the_firm_s_cases_no_more(cast, near, sign_in):
    address = reverse("case", args=[near.case.number])
    assert sign_in(cast.chief).get(address).status_code == 200
    Pairing.objects.update(to_on=timezone.localdate() - timedelta(days=1))
    assert sign_in(cast.chief).get(address).status_code == 404
    assert sign_in(cast.chief).post(reverse("contact_reveal", args=[near.firm.public_id])).status_code == 403
    assert Enterprise.objects.visible_to(cast.chief).live().count() == 1
