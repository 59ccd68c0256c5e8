"""The workbench: every count is the length of the list it links to."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate, localtime

from tests.people import BUREAU, NOW, unit
from tracker.models import Case, Pairing
from tracker.operations.case_life import Facts, act_on
from tracker.operations.cases import CaseData, add_note, register_case
from tracker.operations.enterprises import add_enterprise
from tracker.operations.links import make_link, rate_by_link
from tracker.rules.status import transitions


@pytest.fixture
def filled(cast, near, far):
    """Cases in every state that somebody waits for."""
    today, lead = localdate(), unit("市工业和信息化局")
    states = [
        "registered",
        "disputed",
        "in_review",
        "call_back",
        "assigned",
        "handling",
        "handling",
        "parked",
    ]
    days = [None, 3, 0, 0, 5, -3, 0, -9]
    data = CaseData(
        title="停车难", source="phone", raised_on=NOW.date(), place="园区", district=unit("金水区")
    )
    for state, day in zip(states, days, strict=True):
        case = register_case(by=cast.owner, now=NOW, data=data)
        force(case, status=state, lead_unit=lead, due_on=today + timedelta(day) if day is not None else None)


def force(case: Case, *, status: str, **values) -> None:
    """Lead a case to a status by the shortest way the database allows."""
    ways = {"registered": []}
    while status not in ways:
        ways |= {
            end: [*ways[start], end] for start, end in transitions() if start in ways and end not in ways
        }
    for step in ways[status]:
        Case.objects.filter(pk=case.pk).update(status=step)
    Case.objects.filter(pk=case.pk).update(**values)


@pytest.mark.parametrize(
    "who", ["owner", "lead", "office_district", "office_city", "supervisor", "manager", "chief"]
)
def test_every_count_is_the_length_of_its_list(who, cast, filled, sign_in):
    client = sign_in(getattr(cast, who))
    counts = client.get(reverse("home")).context["counts"]
    cases = [count for count in counts if count["url"].startswith(reverse("cases"))]
    lengths = {count["url"]: len(client.get(count["url"]).context["page"].rows) for count in cases}
    assert {count["url"]: int(count["value"]) for count in cases} == lengths
    assert lengths[f"{reverse('cases')}?stage=overdue"] == (
        0 if who == "chief" else 1
    )  # the parked one waits


def codes(client) -> list[str]:
    """The queries behind the counts."""
    return [count["url"].partition("?")[2] for count in client.get(reverse("home")).context["counts"]]


def test_everybody_sees_what_they_have_a_hand_in(cast, near, sign_in):
    everybody = ["todo=promised", "todo=promised_actions", "stage=near", "stage=overdue", "status=parked"]
    workers = ["todo=to_answer", "todo=to_reply", "todo=handled", "todo=details"]
    assert codes(sign_in(cast.owner)) == [*workers, *everybody]
    assert codes(sign_in(cast.lead)) == ["todo=to_sign", *workers, *everybody]
    office = [
        "registered",
        "accepted",
        "disputed",
        "asked",
        "in_review",
        "call_back",
        "to_check",
        "unhappy",
        "answer_day",
    ]
    late = [
        "todo=promised",
        "todo=promised_actions",
        "stage=near",
        "stage=overdue",
        "todo=difficult",
        "status=parked",
    ]
    assert codes(sign_in(cast.office_district)) == [
        "todo=details",
        "",
        *(f"todo={code}" for code in office),
        *late,
    ]
    assert codes(sign_in(cast.manager)) == ["stage=near", "stage=overdue", "todo=escalated", "status=parked"]
    assert codes(sign_in(cast.auditor)) == []


def test_drafts_wait_for_their_office(cast, near, far, sign_in):
    drafts = [
        sign_in(who).get(reverse("home")).context["counts"][1]["value"]
        for who in (cast.office_district, cast.office_city)
    ]
    assert drafts == ["1", "2"]


def test_the_next_in_line_come_by_their_day_and_parked_ones_wait(cast, near, far, sign_in):
    today = localdate()
    for case, day in ((near.case, 3), (far.case, -2)):
        Case.objects.filter(pk=case.pk).update(due_on=today + timedelta(day))
    todos = sign_in(cast.office_city).get(reverse("home")).context["todos"]
    assert [todo["title"] for todo in todos] == [far.case.title, near.case.title]
    assert sign_in(cast.owner).get(reverse("home")).context["todos"][0]["title"] == near.case.title


def test_home_costs_the_same_with_more(cast, near, sign_in, django_assert_num_queries):
    client = sign_in(cast.office_city)
    client.get(reverse("home"))
    with django_assert_num_queries(15):
        client.get(reverse("home"))
    data = CaseData(title="停车难", source="phone", raised_on=NOW.date(), place="园区")
    for _ in range(5):
        register_case(by=cast.owner, now=NOW, data=data)
    with django_assert_num_queries(15):
        client.get(reverse("home"))


def test_those_who_press_for_work_see_who_is_late(cast, filled, sign_in, near):
    stuck = sign_in(cast.office_district).get(reverse("home")).context["stuck"]
    assert [(one["name"], one["count"]) for one in stuck] == [("市工信局", 1)]
    rows = sign_in(cast.office_district).get(stuck[0]["url"]).context["page"].rows
    assert len(rows) == 1
    assert sign_in(cast.owner).get(reverse("home")).context["stuck"] == []


def test_an_officer_sees_which_paired_firms_nobody_visited(cast, near, sign_in):
    firm = add_enterprise(by=cast.office_city, now=NOW, name="郑州久未走访机械有限公司")
    Pairing.objects.create(enterprise=firm, officer=cast.chief, from_on=date(2026, 1, 1))
    chief = sign_in(cast.chief)
    count = chief.get(reverse("home")).context["counts"][-1]
    rows = chief.get(count["url"]).context["page"].rows
    assert (count["value"], count["url"]) == (len(rows), f"{reverse('enterprises')}?unvisited=mine")
    assert firm.name in [row["name"] for row in rows]


def test_an_unhappy_enterprise_whose_case_is_over_waits_for_its_office(cast, near, far, sign_in):
    office = sign_in(cast.office_district)

    def waiting():
        return [row["number"] for row in office.get(f"{reverse('cases')}?todo=unhappy").context["page"].rows]

    for records, by in ((near, cast.office_district), (far, cast.office_city)):
        act_on(records.case, "decline", by=by, now=NOW, facts=Facts(note="不属于本级事权"))
        token = make_link(records.case, by=by, now=localtime()).token
        rate_by_link(token, rating="unsolved", source="203.0.113.7", now=localtime())
    assert waiting() == [near.case.number]
    add_note(near.case, by=cast.office_district, now=localtime(), verb="call", note="已回电，约定重办时间")
    assert waiting() == []


def test_a_promise_on_a_case_that_is_over_waits_and_its_page_offers_to_keep_it(cast, near, sign_in):
    client, case = sign_in(cast.owner), near.case
    case.commitments.create(text="月底前送电", owner=unit(BUREAU), due_on=localdate())
    act_on(case, "decline", by=cast.office_district, now=NOW, facts=Facts(note="不属于本级事权"))

    def numbers():
        return [row["number"] for row in client.get(f"{reverse('cases')}?todo=promised").context["page"].rows]

    assert numbers() == [case.number]
    step = client.get(reverse("case", args=[case.number])).context["next"]
    assert step["url"] == reverse("case_act", args=[case.number, "keep_promise"])
    form = client.get(step["url"]).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
    answer = client.post(step["url"], sent | {"promise": case.commitments.get().pk})
    assert (answer.status_code, numbers()) == (302, [])
    assert client.get(reverse("case", args=[case.number])).context["next"] is None


def test_a_unit_sees_which_enterprises_are_to_hear_from_it(cast, near, sign_in):
    lead, case, address = sign_in(cast.lead), near.case, f"{reverse('cases')}?todo=to_reply"

    def waiting():
        counts = {count["url"]: count["value"] for count in lead.get(reverse("home")).context["counts"]}
        return counts[address], [row["number"] for row in lead.get(address).context["page"].rows]

    today = localdate()
    force(case, status="handling", lead_unit=unit(BUREAU), accepted_on=today, reply_due_on=today)
    assert waiting() == ("1", [case.number])
    Case.objects.filter(pk=case.pk).update(reply_due_on=today + timedelta(days=30))
    assert waiting() == (0, [])
    Case.objects.filter(pk=case.pk).update(reply_due_on=today)
    add_note(case, by=cast.lead, now=localtime(), verb="call", note="已排期", audience="enterprise")
    assert waiting() == (0, [])
