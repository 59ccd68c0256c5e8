"""Whose a case and a firm are: who corrects, pairs and calls back, and what being paired does not open."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.operations.conftest import unit
from tests.operations.life import HELPER, LEAD, Life
from tracker.models import AssistanceAction, Case, Draft, Enterprise, Membership, Pairing, User
from tracker.operations.cases import CaseData, edit_case, register_case
from tracker.operations.enterprises import add_contact, add_enterprise, edit_enterprise, pair
from tracker.operations.links import make_link, open_link
from tracker.operations.visits import VisitData, log_visit
from tracker.reports.calendar import calendar_of_city
from tracker.reports.today import Desk, rows_of
from tracker.rules import clock
from tracker.rules.errors import DomainError


@pytest.fixture
def life(person, now):
    return Life(person, now)


def refused(code, call, *args, **kwargs):
    with pytest.raises(DomainError) as caught:
        call(*args, **kwargs)
    assert caught.value.code == code


def fresh(user):
    """The person as the next request knows them."""
    return User.objects.get(pk=user.pk)


def test_a_firm_without_a_district_is_paired_by_the_citys_office_alone(life):
    firm, on = life.register().enterprise, life.now.date()
    assert firm.district is None
    mine = {"officer": life.people.district_office, "from_on": on}
    refused("not_permitted", pair, firm, by=life.people.district_office, **mine)
    assert not Case.objects.visible_to(fresh(life.people.district_office)).exists()
    assert (
        pair(firm, by=life.people.office, officer=life.people.staff, from_on=on).officer == life.people.staff
    )


def test_a_firm_without_a_district_is_corrected_by_the_city_and_by_whoever_added_it(life):
    firm, now = life.register().enterprise, life.now
    claim = {"now": now, "changes": {"district": unit("金水区")}}
    for who in (life.people.district_office, life.people.staff):
        refused("not_permitted", edit_enterprise, firm, by=who, **claim)
    own = add_enterprise(by=life.people.staff, now=now, name="郑州启航物流有限公司")
    assert edit_enterprise(own, by=life.people.staff, **claim).district.name == "金水区"
    assert edit_enterprise(firm, by=life.people.office, **claim).district.name == "金水区"
    firm.refresh_from_db()
    assert add_contact(firm, by=life.people.district_office, name="王经理").pk


def test_being_paired_opens_no_act_of_an_office(life):
    """Somebody of a district's office who looks after a firm sees its cases elsewhere, and leaves them to their office."""
    case, by = life.walk("handling"), life.people.district_office
    Pairing.objects.create(enterprise=case.enterprise, officer=by, from_on=date(2026, 1, 1))
    by = fresh(by)
    assert Case.objects.visible_to(by).get() == case
    change = {"now": life.now, "version": case.version, "changes": {"title": "改"}}
    refused("not_permitted", edit_case, case, by=by, **change)
    for verb in ("chase", "supervise", "escalate"):
        refused("not_permitted", life.act, case, verb, by=by)
    life.act(case, "promise", by=by)


def test_a_district_leaves_the_citys_case_as_it_is(life):
    case = life.register()
    edit_case(case, by=life.people.office, now=life.now, version=1, changes={"district": unit("金水区")})
    change = {"now": life.now, "version": 2, "changes": {"title": "改"}}
    refused("not_permitted", edit_case, case, by=life.people.district_office, **change)
    life.act(case, "hand_down", office=unit("金水区活动办"))
    version = Case.objects.get(pk=case.pk).version
    assert edit_case(case, by=life.people.district_office, **change | {"version": version}).title == "改"


@pytest.mark.parametrize("status", ["declined", "closed", "withdrawn", "merged", "voided"])
def test_what_dates_come_from_stands_once_a_case_has_ended(life, status):
    case = life.walk(status)
    change = {"by": life.people.office, "now": life.now, "version": case.version}
    for changes in ({"case_class": "A"}, {"raised_on": date(2026, 11, 2)}):
        refused("frozen", edit_case, case, **change, changes=changes)
    after = edit_case(case, **change, changes={"title": "用电增容（更正）"})
    assert (after.title, after.due_on, after.raised_on) == ("用电增容（更正）", case.due_on, case.raised_on)


def test_a_longer_class_is_not_cut_short_by_an_extension(life):
    case = life.act(life.walk("handling", case_class="C"), "extend", until=date(2026, 12, 4))
    assert case.due_on == date(2026, 12, 4)
    change = {"by": life.people.office, "now": life.now, "version": case.version}
    case = edit_case(case, **change, changes={"case_class": "A"})
    assert case.due_on == clock.due_on(case.clock[:1], calendar_of_city(life.now.date())) > date(2026, 12, 4)


def test_a_link_ends_when_the_case_is_another_firms(life):
    case = life.register()
    token = make_link(case, by=life.people.office, now=life.now).token
    change = {"by": life.people.office, "now": life.now}
    edit_case(case, **change, version=1, changes={"title": "改"})
    assert open_link(token, source="203.0.113.7", now=life.now).case == case
    other = add_enterprise(by=life.people.office, now=life.now, name="郑州另一家有限公司")
    edit_case(case, **change, version=2, changes={"enterprise": other})
    refused("link_over", open_link, token, source="203.0.113.7", now=life.now)


def test_a_place_in_a_district_is_its_offices(life, person):
    data = CaseData(title="道路积水", source="visit", raised_on=life.now.date(), place="花园路")
    by = person("district_staff", "staff", "金水区")
    case = register_case(by=by, now=life.now, data=data)
    assert (case.owner_office.name, case.district.name) == ("金水区活动办", "金水区")
    case = register_case(by=by, now=life.now, data=replace(data, district=unit("高新区")))
    assert (case.owner_office.name, case.district.name) == ("高新区活动办", "高新区")
    case = register_case(by=life.people.staff, now=life.now, data=data)
    assert (case.owner_office.name, case.district) == ("市活动办", None)


def test_a_colleague_asks_how_it_was_where_the_office_settled_it_itself(life):
    case = life.act(life.register(), "settle", by=life.people.office)
    Case.objects.filter(pk=case.pk).update(lead_unit=unit("市活动办"))
    case.units.update(unit=unit("市活动办"))
    case = life.act(case, "approve", by=life.people.colleague)
    refused("caller_is_handler", life.act, case, "call_back", by=life.people.office)
    assert life.act(case, "call_back", by=life.people.colleague).status == "closed"


@pytest.mark.parametrize("where", [LEAD, HELPER])
def test_nobody_of_a_handling_unit_asks_how_it_was(life, where):
    """Whatever else they are: a second membership counts as much as the main one."""
    case = life.walk("handling", assisting=[unit(HELPER)])
    for verb in ("answer", "claim_done", "approve"):
        case = life.act(case, verb, by=life.people.helper_staff if verb == "answer" else None)
    caller = life.people.colleague
    Membership.objects.create(user=caller, unit=unit(where), role="staff", from_on=date(2026, 1, 1))
    refused("caller_is_handler", life.act, case, "call_back", by=fresh(caller))
    Membership.objects.filter(user=caller, role="staff").update(to_on=date(2026, 11, 1))
    assert life.act(case, "call_back", by=fresh(caller)).status == "closed"


def test_whoever_signs_handles_it(life):
    case = life.act(life.walk("assigned"), "sign", handler=None)
    assert case.units.get().handler == life.people.unit_lead


def test_an_assisting_units_head_names_who_answers(life):
    case = life.walk("assigned", assisting=[unit(HELPER)])
    refused(
        "not_a_member",
        life.act,
        case,
        "set_handler",
        by=life.people.helper_unit_lead,
        handler=life.people.staff,
    )
    life.act(case, "set_handler", by=life.people.helper_unit_lead, handler=life.people.helper_staff)
    handlers = {part.unit.name: part.handler for part in case.units.select_related("unit", "handler")}
    assert handlers == {LEAD: None, HELPER: life.people.helper_staff}
    told = life.people.helper_staff.notices.get()
    assert (told.kind, told.case) == ("set_handler", case)
    refused("gone", life.act, case, "set_handler", by=life.people.other_unit_lead)


def test_who_answers_for_an_assisting_unit_has_it_on_the_desk_until_they_have(life):
    case, helper = life.walk("handling", assisting=[unit(HELPER)]), life.people.helper_staff
    life.act(case, "set_handler", by=life.people.helper_unit_lead, handler=helper)

    def waits() -> int:
        by, on = fresh(helper), life.now.date()
        seen, nothing = Case.objects.visible_to(by), AssistanceAction.objects.none()
        desk = Desk(by.pk, by.scope, seen, nothing, Draft.objects.none(), on, on)
        return rows_of("handled", desk).count()

    assert waits() == 1
    life.act(case, "answer", by=helper)
    assert waits() == 0


def test_a_claim_is_of_the_day_it_is_made_and_tells_of_no_day_before_the_case(life):
    case = life.walk("handling")
    before = life.now.date() - timedelta(days=1)
    refused("day_before", life.act, case, "claim_done", happened_on=before)
    case = life.act(case, "claim_done", days=3, happened_on=life.now.date())
    assert case.claimed_on == life.now.date() + timedelta(days=3)
    assert case.follow_ups.latest("id").happened_on == life.now.date()


def test_what_was_solved_before_it_was_written_down_was_not_solved_before_it_was_raised(life):
    case = life.register()
    early = case.raised_on - timedelta(days=1)
    refused("day_before", life.act, case, "settle", happened_on=early)
    assert life.act(case, "settle", happened_on=case.raised_on).claimed_on == case.raised_on


def test_reopening_counts_towards_a_difficult_case(life):
    case = life.walk("closed")
    for _time in range(2):
        case = life.act(life.act(life.act(life.act(case, "reopen"), "claim_done"), "approve"), "call_back")
        assert not case.is_difficult
    assert life.act(case, "reopen").is_difficult


def test_helpers_go_on_when_a_return_is_upheld(life):
    case = life.walk("disputed", assisting=[unit(HELPER)])
    case = life.act(case, "rule", ruling="upheld", unit=unit("市财政局"))
    parts = {part.unit.name: part.part for part in case.units.filter(is_current=True)}
    assert parts == {"市财政局": "lead", HELPER: "assist"}
    assert life.people.helper_unit_lead.notices.filter(kind="rule").exists()


@pytest.mark.parametrize("how", ["visit", "call"])
@pytest.mark.parametrize("who", ["unit_lead", "helper_staff"])
def test_any_handling_units_contact_makes_a_withdrawal_suspect(life, who, how):
    case, by = life.walk("handling", assisting=[unit(HELPER)]), getattr(life.people, who)
    if how == "visit":
        log_visit(case.enterprise, by=by, now=life.now, data=VisitData("nothing", life.now.date()))
    else:
        life.note(case, by=by, verb="call")
    assert life.act(case, "withdraw", days=1).quality_check == "pending"


def test_a_strangers_visit_does_not(life):
    case = life.walk("handling")
    log_visit(
        case.enterprise,
        by=life.people.other_unit_lead,
        now=life.now,
        data=VisitData("nothing", life.now.date()),
    )
    assert life.act(case, "withdraw", days=1).quality_check == ""
    assert Enterprise.objects.filter(pk=case.enterprise_id).exists()


def test_helpers_hear_that_it_is_over(life):
    case = life.walk("handling", assisting=[unit(HELPER)])
    life.act(case, "withdraw")
    assert life.people.helper_unit_lead.notices.filter(kind="withdraw").exists()
