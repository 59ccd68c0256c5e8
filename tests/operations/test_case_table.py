"""Every (status, verb, role): what the table allows happens, everything else is refused in words and changes nothing."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from tests.operations.conftest import unit
from tests.operations.life import HELPER, LEAD, OTHER, WAYS, Life
from tracker.models import Case, FollowUp
from tracker.models.requests import CaseRequest
from tracker.operations.case_life import act_on, possible_acts, situation_of
from tracker.rules.access import ROLES
from tracker.rules.errors import DomainError
from tracker.rules.status import STATUSES, TABLE, transitions

VERBS = [verb for verb, move in TABLE.items() if move.sources]


@pytest.fixture
def life(person, now):
    return Life(person, now)


def prepare(life, case, verb):
    """What an act needs around it: an assisting unit, a request, a promise, a doubt."""
    if verb in ("answer", "excuse"):
        case.units.create(unit=unit(HELPER), part="assist", assigned_on=life.now.date())
        Case.objects.filter(pk=case.pk).update(visible_unit_ids=[*case.visible_unit_ids, unit(HELPER).pk])
    if verb in ("refuse_extension", "refuse_park"):
        kind = {"refuse_extension": "extension", "refuse_park": "park"}[verb]
        on = life.now.date()
        CaseRequest.objects.create(
            case=case, kind=kind, until=on, asked_on=on, asked_by=life.people.unit_lead, reason="x"
        )
    if verb == "send_up":
        office = unit("金水区活动办")
        audience = [*case.visible_unit_ids, office.pk]
        Case.objects.filter(pk=case.pk).update(owner_office=office, visible_unit_ids=audience)
    if verb == "pass_check":
        Case.objects.filter(pk=case.pk).update(quality_check="pending")
    return case.commitments.create(text="承诺") if verb == "keep_promise" else None


def person_for(life, role, verb):
    """Somebody of the role in the unit whose act it is."""
    if TABLE[verb].party == "assist" and hasattr(life.people, f"helper_{role}"):
        return getattr(life.people, f"helper_{role}")
    if verb in ("call_back", "approve") and role == "office":
        return life.people.colleague
    return getattr(life.people, role)


def may_happen(verb, status, role):
    """What a batch did is taken back with the batch alone; `test_bulk.py` does that."""
    move = TABLE[verb]
    return status in move.sources and role in move.by and not move.undoes


@pytest.mark.parametrize("status", STATUSES)
def test_the_table(life, status):
    case, target = life.walk(status), life.register("另一个")
    wrong = []
    for verb in VERBS:
        with transaction.atomic():
            promise = prepare(life, case, verb)
            facts = life.facts(target=target, promise=promise, unit=unit(OTHER), ruling="upheld")
            for role in sorted(ROLES):
                expected = may_happen(verb, status, role)
                happened = attempt(life, case, verb, person_for(life, role, verb), facts)
                if happened != expected:
                    wrong.append((verb, role, happened))
            transaction.set_rollback(True)
    assert wrong == []


def attempt(life, case, verb, by, facts):
    """Whether the act happens; taken back either way. A refusal leaves nothing, and the buttons say the same."""
    before, acts = Case.objects.filter(pk=case.pk).values().get(), FollowUp.objects.count()
    fresh = Case.objects.get(pk=case.pk)
    offered = verb in {move.verb for move in possible_acts(by, situation_of(fresh))}
    with transaction.atomic():
        try:
            act_on(fresh, verb, by=by, now=life.now, facts=facts, version=fresh.version)
            happened = True
            end = Case.objects.get(pk=case.pk).status
            assert end in TABLE[verb].leads_to(case.status, fresh.status_before)
        except DomainError:
            happened = False
            assert Case.objects.filter(pk=case.pk).values().get() == before
            assert FollowUp.objects.count() == acts
        transaction.set_rollback(True)
    assert offered == happened, (verb, by)
    return happened


@pytest.mark.parametrize("verb", ["sign", "return", "claim_done", "ask_extension", "ask_park"])
def test_another_units_lead_does_not_act_for_the_lead_unit(life, verb):
    status = "assigned" if verb in ("sign", "return") else "handling"
    case = life.walk(status, assisting=[unit(HELPER)])
    with pytest.raises(DomainError) as refused:
        life.act(case, verb, by=life.people.helper_unit_lead)
    assert refused.value.code == "not_permitted"


def test_a_districts_office_does_not_act_on_the_citys_case(life):
    case = life.register()
    Case.objects.filter(pk=case.pk).update(
        district=unit("金水区"), visible_unit_ids=[*case.visible_unit_ids, unit("金水区").pk]
    )
    with pytest.raises(DomainError) as refused:
        life.act(case, "accept", by=life.people.district_office)
    assert refused.value.code == "not_permitted"


@pytest.mark.parametrize("status", STATUSES)
def test_the_database_refuses_every_other_pair(life, status):
    case, other = life.walk(status), life.register("另一个")
    through = []
    for target in STATUSES:
        if target == status:
            continue
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE tracker_case SET status = %s, closed_on = %s, merged_into_id = %s WHERE id = %s",
                    [target, life.now.date(), other.pk, case.pk],
                )
                through.append(target)
                raise IntegrityError
        except (ProgrammingError, IntegrityError):
            pass
    assert through == [target for target in STATUSES if (status, target) in transitions()]


@pytest.mark.parametrize("status", [status for status in STATUSES if status != "registered"])
def test_the_database_refuses_a_case_born_in_the_middle(life, status):
    case = life.register()
    columns = [f.column for f in Case._meta.concrete_fields if f.column not in ("id", "number", "status")]
    names = ", ".join(f'"{name}"' for name in columns)
    statement = (
        f"INSERT INTO tracker_case (number, status, {names}) SELECT '2026-999999', %s, {names} "
        "FROM tracker_case WHERE id = %s"
    )
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [status, case.pk])


def test_every_way_is_tried():
    assert set(WAYS) == set(STATUSES)
    assert LEAD != HELPER
