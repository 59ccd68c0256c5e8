"""The people of an office, pairings with their history, and handing work over."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from tests.people import add_person
from tracker.models import CaseUnit, Pairing
from tracker.web.paging import PAGE_SIZE

YESTERDAY = timedelta(days=1)


@pytest.fixture
def office(cast, sign_in):
    """A client of the district's office."""
    return sign_in(cast.office_district)


@pytest.fixture
def leaving(cast, near):
    """Somebody of the district with one firm and one case."""
    person = add_person("leaving", "staff", "金水区")
    Pairing.objects.create(enterprise=near.firm, officer=person, from_on=date(2026, 2, 1))
    CaseUnit.objects.create(
        case=near.case,
        unit=person.memberships.get().unit,
        part="lead",
        handler=person,
        assigned_on=date(2026, 11, 1),
    )
    return person


@pytest.fixture
def mate(cast):
    return add_person("mate", "chief_officer", "金水区")


def test_the_people_list_is_the_office_s_territory_by_name(office, cast, leaving):
    rows = office.get(reverse("people")).context["page"].rows
    assert [row["name"] for row in rows] == ["leaving", "manager", "office_district", "supervisor"]
    assert [(row["firms"], row["cases"]) for row in rows] == [(1, 1), (0, 0), (0, 0), (0, 0)]
    assert rows[0]["units"] == "金水区"
    assert rows[0]["url"] == reverse("hand_over", args=[leaving.public_id])


def test_people_are_found_by_name_unit_and_role(office, cast, leaving):
    def found(**params):
        return [row["name"] for row in office.get(reverse("people"), params).context["page"].rows]

    unit_id = leaving.memberships.get().unit.public_id
    assert found(q="leav") == ["leaving"]
    assert found(role="manager") == ["manager"]
    assert found(unit=unit_id) == ["leaving", "manager", "office_district", "supervisor"]
    assert found(q="\x00", role="nonsense", unit="\x00", after="x") == found()


def test_pages_of_people_follow_one_another(cast, sign_in):
    for number in range(PAGE_SIZE):
        add_person(f"p{number:03}", "staff", "金水区")
    client, names = sign_in(cast.office_district), []
    page = client.get(reverse("people")).context["page"]
    names += [row["name"] for row in page.rows]
    names += [row["name"] for row in client.get(page.older_url).context["page"].rows]
    assert names == sorted(names)
    assert len(names) == PAGE_SIZE + 3


PEOPLE_QUERIES = 12


def test_queries_do_not_grow_with_people(office, cast, leaving, django_assert_num_queries):
    office.get(reverse("people"))
    with django_assert_num_queries(PEOPLE_QUERIES):
        office.get(reverse("people"), {"q": "leaving"})
    with django_assert_num_queries(PEOPLE_QUERIES):
        assert len(office.get(reverse("people")).context["page"].rows) == 4


def test_the_search_box_finds_officers_for_offices_only(office, cast, leaving, sign_in):
    found = office.get(reverse("lookup_people"), {"q": "leav"}).json()["results"]
    assert found == [{"value": leaving.public_id, "text": "leaving", "hint": "金水区"}]
    assert office.get(reverse("lookup_people"), {"q": "manager"}).json() == {"results": []}  # no working role
    assert sign_in(cast.system_admin).get(reverse("lookup_people"), {"q": "leav"}).json() == {"results": []}


def test_an_officer_is_paired_and_stays_in_the_history(office, near, mate, cast):
    address = reverse("pairings", args=[near.firm.public_id])
    sent = {"officer": mate.public_id, "from_on": localdate().isoformat()}
    for _ in range(2):
        assert office.post(address, sent).status_code == 302
    rows = office.get(address).context["pairings"]
    assert [(row["officer"], row["is_current"]) for row in rows] == [("mate", True), ("chief", True)]
    ended = {"officer": cast.chief.public_id, "from_on": "2026-01-01", "last_on": "2026-06-30"}
    assert office.post(reverse("pairing_end", args=[near.firm.public_id]), ended).status_code == 302
    rows = office.get(reverse("enterprise", args=[near.firm.public_id])).context["pairings"]
    assert [(row["officer"], row["is_current"]) for row in rows] == [("mate", True), ("chief", False)]
    assert rows[1]["days"] == "2026-01-01 – 2026-06-30"


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"officer": ""}, "officer"), ({"officer": "\x00"}, "officer"), ({"from_on": "soon"}, "from_on"), ({"group": "x" * 12}, "group")],
)  # fmt: skip
def test_a_wrong_pairing_says_where(office, near, mate, changes, field):
    sent = {"officer": mate.public_id, "from_on": "2026-11-20"} | changes
    answer = office.post(reverse("pairings", args=[near.firm.public_id]), sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, [field])


def test_nobody_outside_the_territory_is_paired(office, near, cast):
    sent = {"officer": cast.far_staff.public_id, "from_on": "2026-11-20"}
    answer = office.post(reverse("pairings", args=[near.firm.public_id]), sent)
    assert (answer.status_code, near.firm.pairings.count()) == (400, 1)


def test_a_hand_over_is_looked_at_first(office, near, leaving, mate):
    address = reverse("hand_over", args=[leaving.public_id])
    context = office.get(address).context
    assert ([row["name"] for row in context["firms"]], context["plan"]) == ([near.firm.name], None)
    assert [row["number"] for row in context["cases"]] == [near.case.number]
    today = localdate().isoformat()
    context = office.get(address, {"to": mate.public_id, "on": today, "note": "轮岗"}).context
    assert (context["plan"]["is_empty"], context["plan"]["stays"]) == (False, 0)
    assert Pairing.objects.filter(officer=mate).count() == 0


def test_a_hand_over_moves_everything_once(office, near, leaving, mate):
    address, today = reverse("hand_over", args=[leaving.public_id]), localdate()
    sent = {"to": mate.public_id, "on": today.isoformat(), "note": "轮岗"}
    for _ in range(2):
        assert office.post(address, sent).status_code == 302
    pairing = Pairing.objects.get(officer=mate)
    assert (pairing.enterprise, pairing.from_on) == (near.firm, today)
    assert Pairing.objects.get(officer=leaving).to_on == today - YESTERDAY
    assert near.case.units.get().handler == mate
    assert near.case.follow_ups.filter(verb="set_handler", note="轮岗").count() == 1
    context = office.get(address).context
    assert (context["firms"], context["cases"]) == ([], [])


def test_the_successor_is_led_to_what_they_took_over(office, near, leaving, mate, sign_in):
    Pairing.objects.filter(officer=leaving).update(from_on=localdate() + timedelta(days=9))
    assert "起" in office.get(reverse("hand_over", args=[leaving.public_id])).context["firms"][0]["days"]
    sent = {"to": mate.public_id, "on": localdate().isoformat()}
    office.post(reverse("hand_over", args=[leaving.public_id]), sent)
    client = sign_in(mate)
    row = client.get(reverse("notices")).context["page"].rows[0]
    assert (row["heading"], row["case"]) == ("工作交接给您", "1 家企业 · 1 件诉求")
    cases = client.get(row["url"]).context
    assert [case["number"] for case in cases["page"].rows] == [near.case.number]
    firms = client.get(row["url"].replace("/cases/", "/enterprises/")).context
    assert [firm["name"] for firm in firms["page"].rows] == [near.firm.name]
    assert [line[:11] for line in (*cases["narrowed"], *firms["narrowed"])] == ["来自通知：工作交接给您"] * 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"to": ""}, "to"), ({"to": "x" * 12}, "to"), ({"on": "soon"}, "on"), ({"on": "2999-01-01"}, "__all__"), ({"note": "长" * 301}, "note")],
)  # fmt: skip
def test_a_wrong_hand_over_says_where(office, leaving, mate, changes, field):
    sent = {"to": mate.public_id, "on": localdate().isoformat(), "note": "轮岗"} | changes
    answer = office.post(reverse("hand_over", args=[leaving.public_id]), sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, [field])
    assert Pairing.objects.filter(officer=mate).count() == 0


def test_only_a_colleague_of_the_same_unit_takes_over(office, leaving, cast):
    sent = {"to": cast.lead.public_id, "on": localdate().isoformat()}
    answer = office.post(reverse("hand_over", args=[leaving.public_id]), sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["to"])
