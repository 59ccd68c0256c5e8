"""What the acts do besides moving a case: clocks, units, requests, counters, the sample, and the way back."""

from datetime import date, timedelta

import pytest

from tests.operations.conftest import unit
from tests.operations.life import HELPER, LEAD, OTHER, Life
from tracker.models import Campaign, Case, Unit
from tracker.models.act_words import told
from tracker.operations.case_life import act_on
from tracker.operations.case_life.units import MOST_UNITS
from tracker.operations.cases import add_note
from tracker.rules import clock
from tracker.rules.deadlines import Span
from tracker.rules.errors import DomainError
from tracker.rules.sampling import is_drawn


@pytest.fixture
def life(person, now):
    return Life(person, now)


def refused(code, call, *args, **kwargs):
    with pytest.raises(DomainError) as caught:
        call(*args, **kwargs)
    assert caught.value.code == code


def lead_part(case):
    return case.units.get(part="lead", is_current=True)


def last(case):
    return case.follow_ups.latest("id")


def test_the_clock_starts_at_acceptance_by_the_class(life):
    case = life.act(life.register(), "accept", case_class="C", days=2)
    assert (case.accepted_on, case.due_on, case.reply_due_on) == (
        date(2026, 11, 25),
        date(2026, 12, 2),
        date(2026, 11, 30),
    )
    assert case.clock == [{"kind": "start", "on": "2026-11-25", "span": "5wd", "why": "accepted"}]


def test_every_unit_has_a_clock_of_its_own(life):
    case = life.walk("accepted")
    case = life.act(case, "assign", assisting=[unit(HELPER)], parallel=[unit(OTHER)], days=1)
    parts = {part.unit.name: (part.part, part.due_on) for part in case.units.all()}
    assert parts == {
        LEAD: ("lead", case.due_on),
        HELPER: ("assist", date(2026, 11, 27)),
        OTHER: ("parallel", date(2026, 11, 27)),
    }
    assert case.sign_due_on == date(2026, 11, 26)
    assert {unit(name).pk for name in (LEAD, HELPER, OTHER)} <= set(case.visible_unit_ids)


def test_a_unit_is_named_once(life):
    refused("unit_twice", life.act, life.walk("accepted"), "assign", assisting=[unit(LEAD)])


def test_so_many_units_have_no_part_in_one_case(life):
    several = list(Unit.objects.exclude(name=LEAD)[:MOST_UNITS])
    refused("too_many_units", life.act, life.walk("accepted"), "assign", assisting=several)


def test_claiming_waits_for_every_assisting_unit(life):
    case = life.walk("handling", assisting=[unit(HELPER), unit(OTHER)])
    refused("assist_unanswered", life.act, case, "claim_done")
    case = life.act(case, "answer", by=life.people.helper_staff)
    assert (last(case).verb, last(case).details["facts"]["unit"]) == ("answer", HELPER)
    case = life.act(case, "excuse", assistant=unit(OTHER))
    case = life.act(case, "claim_done")
    assert (case.status, case.result, case.claimed_on) == ("in_review", "已接通", life.now.date())


def test_a_return_is_possible_for_two_working_days(life):
    case = life.walk("assigned")
    refused("too_late", life.act, case, "return", days=3)
    case = life.act(case, "return", days=2, suggested=unit(OTHER))
    assert (case.status, case.return_count, case.suggested_unit.name) == ("disputed", 1, OTHER)


def test_a_return_that_is_upheld_gives_the_case_to_another_unit(life):
    case = life.walk("disputed")
    refused("required", life.act, case, "rule", ruling="upheld")
    case = life.act(case, "rule", ruling="upheld", unit=unit(OTHER))
    assert (case.status, case.lead_unit.name, case.units.count()) == ("assigned", OTHER, 2)
    assert unit(LEAD).pk in case.visible_unit_ids


def test_a_return_that_is_refused_is_final(life):
    case = life.walk("disputed", assisting=[unit(HELPER)])
    case = life.act(case, "rule", ruling="refused")
    assert (case.lead_unit.name, lead_part(case).is_final) == (LEAD, True)
    assert case.units.filter(is_current=True, part="assist").count() == 1
    refused("not_now", life.act, case, "return")


def test_three_returns_or_redos_make_a_difficult_case(life):
    case = life.walk("disputed")
    for name in (OTHER, LEAD):
        case = life.act(case, "rule", ruling="upheld", unit=unit(name))
        assert not case.is_difficult
        by = life.people.other_unit_lead if name == OTHER else life.people.unit_lead
        case = life.act(case, "return", by=by)
    assert (case.return_count, case.is_difficult) == (3, True)
    assert list(Case.objects.difficult()) == [case]


def test_a_handler_works_for_the_lead_unit(life):
    case = life.walk("assigned")
    refused("not_a_member", life.act, case, "sign", handler=life.people.helper_staff)
    case = life.act(case, "sign", handler=life.people.staff)
    assert (lead_part(case).handler, lead_part(case).signed_on) == (life.people.staff, life.now.date())


def test_an_extension_is_asked_in_time_and_granted_once(life):
    case = life.walk("handling")
    due = case.due_on
    refused("day_not_later", life.act, case, "ask_extension", until=due)
    refused(
        "too_late",
        life.act,
        case,
        "ask_extension",
        days=(due - life.now.date()).days,
        until=date(2027, 1, 20),
    )
    case = life.act(case, "ask_extension", until=date(2027, 1, 20))
    refused("not_now", life.act, case, "ask_extension", until=date(2027, 1, 21))
    case = life.act(case, "extend", until=date(2027, 1, 15))
    assert (case.due_on, case.extension_count, lead_part(case).due_on) == (
        date(2027, 1, 15),
        1,
        date(2027, 1, 15),
    )
    assert list(case.requests.values_list("answer", flat=True)) == ["granted"]
    assert last(case).audience == "enterprise"


@pytest.mark.parametrize(
    ("status", "verb", "fact"),
    [
        ("handling", "ask_extension", "until"),
        ("handling", "extend", "until"),
        ("handling", "ask_park", "answer_on"),
        ("handling", "park", "answer_on"),
        ("parked", "set_answer_day", "answer_on"),
        ("handling", "promise", "until"),
    ],
)
def test_nothing_is_put_off_for_more_than_three_years(life, status, verb, fact):
    case = life.walk(status)
    last = life.now.date() + timedelta(days=3 * 366)
    for day in (last + timedelta(days=1), date.max):
        refused("day_too_far", life.act, case, verb, **{fact: day})
    life.act(case, verb, **{fact: last})


def test_a_clock_stored_with_a_day_beyond_reckoning_is_refused_in_words(life):
    case = life.act(life.walk("handling"), "park")
    Case.objects.filter(pk=case.pk).update(clock=[clock.start(date.max, Span(15, "wd"))])
    refused("bad_clock", life.act, case, "resume", days=10)


def test_a_refused_extension_leaves_the_date(life):
    case = life.act(life.walk("handling"), "ask_extension", until=date(2027, 1, 20))
    due = case.due_on
    case = life.act(case, "refuse_extension")
    assert (case.due_on, case.extension_count) == (due, 0)
    refused("not_now", life.act, case, "refuse_extension")


def test_what_was_asked_falls_when_the_unit_claims_done(life):
    case = life.act(life.walk("handling"), "ask_extension", until=date(2027, 1, 20))
    case = life.act(case, "claim_done")
    assert list(case.requests.values_list("answer", flat=True)) == ["dropped"]


def test_parked_time_does_not_count(life):
    case = life.walk("handling")
    due = case.due_on
    case = life.act(case, "park", answer_on=date(2026, 12, 10))
    assert (case.parked_on, case.next_answer_on, case.due_on) == (life.now.date(), date(2026, 12, 10), due)
    assert not Case.objects.overdue(date(2027, 6, 1)).exists()
    case = life.act(case, "resume", days=7)
    assert (case.status, case.due_on, case.next_answer_on) == ("handling", date(2026, 12, 21), None)
    assert (date(2026, 12, 14), [entry["kind"] for entry in case.clock]) == (due, ["start", "hold"])


def test_nobody_approves_their_own_claim(life):
    case = life.act(life.register(), "settle", by=life.people.office)
    refused("needs_another_person", life.act, case, "approve")
    case = life.act(case, "approve", by=life.people.colleague)
    assert case.status == "call_back"


def test_a_simple_case_needs_two_people_and_no_more(life):
    Campaign.objects.update(call_back_percent=0)
    case = life.act(life.register(), "settle", by=life.people.staff)
    assert (case.status, case.lead_unit.name) == ("in_review", LEAD)
    case = life.act(case, "approve")
    assert (case.status, case.resolved_on, case.closed_on) == ("closed", life.now.date(), life.now.date())
    assert {act.by for act in case.follow_ups.all()} == {life.people.staff, life.people.office}


def test_the_day_of_the_claim_is_when_it_was_resolved(life):
    case = life.walk("handling")
    case = life.act(case, "claim_done", days=3, happened_on=date(2026, 11, 24))
    case = life.act(case, "approve", days=8)
    assert (case.resolved_on, case.closed_on) == (date(2026, 11, 26), None)
    case = life.act(case, "call_back", days=9, by=life.people.colleague)
    assert (case.resolved_on, case.closed_on, case.rating) == (
        date(2026, 11, 26),
        date(2026, 12, 2),
        "satisfied",
    )


def test_the_sample_is_drawn_by_the_stored_seed(life):
    Campaign.objects.update(call_back_percent=50)
    campaign, ends = Campaign.objects.get(), set()
    for number in range(8):
        case = life.walk("in_review", life.register(f"第{number}件"))
        case = life.act(case, "approve")
        drawn = is_drawn(campaign.sample_seed, case.number, 0, percent=50)
        assert case.status == ("call_back" if drawn else "closed")
        assert last(case).details["facts"] == {"result_kind": "solved", "drawn": drawn, "percent": 50}
        ends.add(case.status)


@pytest.mark.parametrize("rating", ["dissatisfied", "unsolved"])
def test_an_unhappy_enterprise_has_it_done_over(life, rating):
    case = life.act(life.walk("call_back"), "call_back", rating=rating, days=4)
    assert (case.status, case.redo_count, case.resolved_on, case.result_kind) == ("handling", 1, None, "")
    assert (case.due_on, case.clock[0]["why"]) == (date(2026, 12, 18), "redone")
    assert lead_part(case).answered_on is None


def test_nobody_reached_three_times_ends_it_counted_apart(life):
    case = life.walk("call_back")
    for tries in (1, 2):
        case = life.act(case, "call_back", rating="unreachable")
        assert (case.status, case.call_back_tries, case.rating) == ("call_back", tries, "")
    case = life.act(case, "call_back", rating="unreachable")
    assert (case.status, case.rating) == ("closed", "unreachable")


def test_the_handling_unit_does_not_call_back(life):
    case = life.act(life.register(), "settle", by=life.people.office)
    case = life.act(case, "approve", by=life.people.colleague)
    refused("caller_is_handler", life.act, case, "call_back")


def test_a_withdrawal_soon_after_the_units_contact_is_checked(life):
    case = life.walk("handling")
    add_note(case, by=life.people.unit_lead, now=life.now, note="劝其撤回", verb="call")
    checked = life.act(case, "withdraw", days=1)
    assert (checked.status, checked.quality_check) == ("withdrawn", "pending")
    back = life.act(checked, "overturn", days=2)
    assert (back.status, back.quality_check) == ("handling", "overturned")


def test_a_withdrawal_of_the_enterprises_own_is_not(life):
    case = life.act(life.walk("handling"), "withdraw")
    assert case.quality_check == ""
    refused("not_now", life.act, case, "pass_check")


def test_a_merged_case_points_to_an_open_one_and_comes_back(life):
    case, other = life.walk("accepted"), life.register("另一件")
    refused("target_not_open", life.act, case, "merge", target=case)
    refused("target_not_open", life.act, case, "merge", target=life.walk("closed", life.register("已办结")))
    case = life.act(case, "merge", target=other)
    assert (case.status, case.merged_into, case.status_before) == ("merged", other, "accepted")
    assert last(other).details["facts"] == {"merged": case.number}
    refused("target_not_open", life.act, other, "merge", target=case)
    case = life.act(case, "unmerge")
    assert (case.status, case.merged_into) == ("accepted", None)
    assert (last(other).verb, last(other).details["facts"]) == ("unmerge", {"unmerged": case.number})


def test_a_reopened_case_begins_anew(life):
    case = life.act(life.walk("closed"), "reopen", days=10)
    assert (case.status, case.reopen_count, case.closed_on, case.rating) == ("handling", 1, None, "")
    assert (case.clock[0]["why"], case.due_on) == ("reopened", date(2026, 12, 24))


def test_a_case_goes_up_and_down_between_the_offices(life):
    district = unit("金水区活动办")
    case = life.act(life.register(), "hand_down", office=district)
    assert (case.owner_office, case.origin) == (district, "handed_down")
    refused("not_now", life.act, case, "hand_down", office=district)
    case = life.act(case, "send_up", by=life.people.district_office)
    assert (case.owner_office.name, case.origin) == ("市活动办", "handed_down")


def test_promises_are_kept_one_by_one(life):
    case = life.act(life.walk("handling"), "promise", by=life.people.unit_lead, note="两周内送电")
    promise = case.commitments.get()
    assert (promise.owner.name, promise.due_on) == (LEAD, date(2026, 12, 31))
    life.act(
        case,
        "keep_promise",
        by=life.people.unit_lead,
        promise=promise,
        days=3,
        happened_on=date(2026, 11, 25),
    )
    promise.refresh_from_db()
    assert promise.kept_on == date(2026, 11, 25)


@pytest.mark.parametrize("status", ["declined", "closed", "withdrawn"])
def test_a_promise_is_kept_however_the_case_ended(life, status):
    case = life.register()
    promise = case.commitments.create(text="送电", owner=unit(LEAD))
    case = life.walk(status, case)
    assert life.act(case, "keep_promise", by=life.people.unit_lead, promise=promise).status == status
    promise.refresh_from_db()
    assert promise.kept_on == life.now.date()


def test_an_entry_made_by_mistake_promised_nothing(life):
    promise = life.register().commitments.create(text="送电")
    case = life.walk("voided", promise.case)
    refused("move_not_possible", life.act, case, "keep_promise", promise=promise)


def test_a_merged_case_takes_its_promises_with_it_and_back(life):
    case, other = life.walk("accepted"), life.walk("accepted", life.register("另一个"))
    for text, kept_on in (("送电", None), ("修路", None), ("已做到", life.now.date())):
        case.commitments.create(text=text, kept_on=kept_on)
    case = life.act(case, "merge", target=other)

    def texts(of):
        return list(of.commitments.values_list("text", flat=True))

    assert (texts(case), texts(other)) == (["已做到"], ["送电", "修路"])
    assert (
        last(case).details["facts"]["carried"] == last(other).details["facts"]["carried"] == ["送电", "修路"]
    )
    other.commitments.filter(text="修路").update(kept_on=life.now.date())
    other.commitments.create(text="自己的")
    case = life.act(case, "unmerge")
    assert (texts(case), texts(other)) == (["送电", "已做到"], ["修路", "自己的"])
    assert (
        last(case).details["facts"]["brought_back"]
        == last(other).details["facts"]["brought_back"]
        == ["送电"]
    )


@pytest.mark.parametrize("verb", ["withdraw", "void", "decline"])
def test_whatever_was_merged_into_a_case_that_ends_early_is_named_on_its_trail(life, verb):
    target, between, first = (life.register(title) for title in ("一", "二", "三"))
    first = life.act(first, "merge", target=between)
    between = life.act(between, "merge", target=target)
    taken_out = life.act(life.register("四"), "merge", target=target)
    life.act(taken_out, "unmerge")
    target = life.act(target, verb)
    assert last(target).details["facts"]["ends_too"] == [between.number, first.number]
    assert f"一并终止的并入诉求：{between.number}、{first.number}" in list(
        told(last(target).details["facts"])
    )


def test_a_case_that_is_solved_ends_nothing_else(life):
    target = life.walk("in_review")
    life.act(life.register("并入的"), "merge", target=target)
    assert "ends_too" not in last(life.act(target, "approve")).details.get("facts", {})


def test_the_same_act_sent_twice_is_taken_once(life):
    case = life.register()
    facts = {"by": life.people.office, "now": life.now, "facts": life.facts(), "key": "k1"}
    assert act_on(case, "accept", **facts) == act_on(case, "accept", **facts)
    assert Case.objects.get(pk=case.pk).follow_up_count == 2


def test_an_older_version_is_refused_but_pressing_for_work_is_not(life):
    case = life.register()
    life.act(case, "accept")
    stale = {"now": life.now, "facts": life.facts(), "version": 1}
    refused("stale", act_on, case, "void", by=life.people.office, **stale)
    assert act_on(case, "chase", by=life.people.supervisor, **stale).verb == "chase"


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"note": " "}, "required"),
        ({"note": "长" * 20_001}, "too_long"),
        ({"happened_on": date(2027, 1, 1)}, "day_in_future"),
        ({"audience": "everybody"}, "required"),
    ],
)
def test_facts_that_make_no_sense_are_refused(life, facts, code):
    case = life.register()
    refused(code, life.act, case, "decline", **facts)
    assert Case.objects.get(pk=case.pk).follow_up_count == 1


def test_a_wrong_entry_solved_nothing(life):
    case = life.act(life.walk("call_back"), "void")
    assert (case.status, case.resolved_on, case.handling_days) == ("voided", None, None)
