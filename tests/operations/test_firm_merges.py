"""Merging two firms moves everything, taking it back moves everything home, and merging again is the same again."""

import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

import pytest
from django.db import connection, connections

from tests.operations.conftest import unit
from tests.operations.firms import act_for, checksum, tables_of_constraints, two_firms
from tracker.models import Case, Enterprise, EnterpriseAct, EnterpriseName, Merge, Pairing, Visit
from tracker.models.merges import FOLLOWING
from tracker.operations.cases import CaseData, register_case
from tracker.operations.enterprises import (
    add_enterprise,
    edit_enterprise,
    find_by_code,
    find_by_name,
    survivor_of,
)
from tracker.operations.firm_merges import MergeChoice, merge_firms, plan_merge
from tracker.operations.firm_rows import count_rows, pointing
from tracker.operations.firm_unmerges import undo_merge
from tracker.operations.tallies import differences
from tracker.operations.visits import VisitData, log_visit
from tracker.rules.errors import BadInput, Conflict, NotAllowed

CODE, OTHER_CODE = "91110000600037341L", "91410100MA3X12345M"


@pytest.fixture
def local(person):
    return person("local", "office", "金水区活动办")


def fresh(*firms):
    return [Enterprise.objects.get(pk=firm.pk) for firm in firms]


def merge(merged, into, by, now, **choice):
    return merge_firms(merged, into=into, by=by, now=now, choice=MergeChoice(**choice))


@contextmanager
def refused(code):
    """It is a conflict, of this code."""
    with pytest.raises(Conflict) as caught:
        yield
    assert caught.value.code == code


def test_whatever_points_at_firms_moves_and_follows(db):
    tables = {model._meta.db_table for model, _column in pointing()}
    assert tables == tables_of_constraints()
    assert {model for model, _column in pointing()} == set(FOLLOWING)


@pytest.mark.parametrize("seed", range(8))
def test_merge_undo_merge_again(office, staff, local, person, now, seed):
    officers = [person(f"chief{number}", "chief_officer", "市商务局") for number in range(2)]
    one, other = two_firms(by=office, staff=staff, now=now, seed=seed, officers=officers)
    taken = random.Random(seed).choice([(), ("name",), ("name", "address", "industry"), ("industry",)])
    before, counts = checksum(one, other), count_rows(other)
    apart = (checksum(one), checksum(other))
    first = merge(other, one, local, now, taken=taken)
    together = [checksum(firm) for firm in (one, other)]
    assert count_rows(one).get("case", 0) == Case.objects.filter(enterprise=one).count()
    assert not Case.objects.filter(enterprise=other).exists()
    undo_merge(first, by=local, now=now)
    assert checksum(one, other) == before
    assert (checksum(one), checksum(other)) == apart
    assert (Merge.objects.get(pk=first.pk).left, count_rows(other)) == ({}, counts)
    second = merge(*reversed(fresh(one, other)), local, now, taken=taken)
    assert [without_made(checksum(firm)) for firm in (one, other)] == [without_made(c) for c in together]
    assert (second.counts, second.before, second.after) == (first.counts, first.before, first.after)
    assert differences() == 0


def without_made(sums):
    """The name that a merge adds has another key each time."""
    return {table: digest for table, digest in sums.items() if table != "tracker_enterprisename"}


def test_names_and_codes_lead_to_the_one_that_stays(office, staff, local, now):
    one, other = two_firms(by=office, staff=staff, now=now, seed=1)
    Enterprise.objects.filter(pk=one.pk).update(credit_code=None)
    Enterprise.objects.filter(pk=other.pk).update(credit_code=CODE)
    one, other = fresh(one, other)
    done = merge(other, one, local, now)
    assert (find_by_name(other.name), find_by_code(CODE), survivor_of(fresh(other)[0])) == (one, one, one)
    assert add_enterprise(by=office, now=now, name=other.name) == one
    undo_merge(done, by=local, now=now)
    assert (find_by_name(other.name), find_by_code(CODE)) == (other, other)
    assert fresh(one)[0].credit_code is None


def test_a_taken_name_leaves_the_old_one_behind(office, staff, local, now):
    one, other = two_firms(by=office, staff=staff, now=now, seed=3)
    done = merge(other, one, local, now, taken=["name"])
    assert (fresh(one)[0].name, find_by_name(one.name)) == (other.name, one)
    assert EnterpriseName.objects.get(enterprise=one, name=one.name).kind == "former"
    undo_merge(done, by=local, now=now)
    assert [firm.name for firm in fresh(one, other)] == [one.name, other.name]


def test_the_plan_tells_what_differs_and_moves(office, staff, local, now):
    one, other = two_firms(by=office, staff=staff, now=now, seed=2)
    plan = plan_merge(other, into=one, by=local)
    assert plan.differing == ("name", "industry", "address")
    assert (plan.taken, plan.are_kin) == ({"industry"}, False)
    assert plan.counts == count_rows(other)


def test_two_codes_are_two_firms(office, local, now):
    known = {"by": office, "now": now, "district": unit("金水区")}
    one = add_enterprise(name="金水甲厂", credit_code=CODE, **known)
    other = add_enterprise(name="金水乙厂", **known)
    Enterprise.objects.filter(pk=other.pk).update(credit_code=OTHER_CODE)
    with pytest.raises(Conflict) as caught:
        merge(*fresh(other, one), local, now)
    assert (caught.value.code, Merge.objects.count()) == ("two_codes", 0)


def test_a_branch_is_merged_only_when_somebody_says_so(office, local, now):
    known = {"by": office, "now": now, "district": unit("金水区")}
    one = add_enterprise(name="金水启航物流有限公司", **known)
    branch = add_enterprise(name="金水启航物流有限公司郑州分公司", **known)
    with refused("kin_unconfirmed"):
        merge(branch, one, local, now)
    merge(branch, one, local, now, is_confirmed=True)
    assert fresh(branch)[0].merged_into == one


def test_who_may(office, staff, local, person, now):
    one, other = two_firms(by=office, staff=staff, now=now)
    far = add_enterprise(by=office, now=now, name="巩义启航机械有限公司", district=unit("巩义市"))
    for by, pair in ((staff, (other, one)), (person("far", "office", "巩义市活动办"), (other, one))):
        with pytest.raises(NotAllowed):
            merge(*pair, by, now)
    with pytest.raises(NotAllowed):
        merge(far, one, local, now)
    with pytest.raises(BadInput):
        merge(one, one, office, now)
    assert merge(far, one, office, now).merged == far


def test_somebody_who_saw_other_facts_confirms_nothing(office, staff, local, now):
    one, other = two_firms(by=office, staff=staff, now=now)
    seen = plan_merge(other, into=one, by=local).seen
    edit_enterprise(one, by=local, now=now, changes={"address": "新路2号"})
    with refused("firms_changed"):
        merge(*fresh(other, one), local, now, seen=seen)


def test_what_happened_since_stays_and_is_told(office, staff, local, now):
    one, other = two_firms(by=office, staff=staff, now=now, seed=2)
    log_visit(other, by=staff, now=now, data=VisitData("nothing", now.date()))
    done = merge(other, one, local, now, taken=["address", "industry"])
    added = register_case(
        by=staff, now=now, data=CaseData("新增", "visit", raised_on=now.date(), enterprise=fresh(one)[0])
    )
    edit_enterprise(one, by=local, now=now, changes={"industry": "物流"})
    moved = Visit.objects.filter(pk__in=done.rows.filter(model="visit").values("row_id")).first()
    third = add_enterprise(by=office, now=now, name="金水第三机械厂", district=unit("金水区"))
    Visit.objects.filter(pk=moved.pk).update(enterprise=third)
    left = undo_merge(done, by=local, now=now, reason="看错了").left
    assert left == {"industry": 1, "visit": 1}
    assert (Case.objects.get(pk=added.pk).enterprise, Visit.objects.get(pk=moved.pk).enterprise) == (
        one,
        third,
    )
    assert (fresh(one)[0].industry, fresh(one)[0].address) == ("物流", one.address)


def test_later_merges_are_undone_first(office, staff, local, now):
    one, other = two_firms(by=office, staff=staff, now=now)
    third = add_enterprise(by=office, now=now, name="金水第三机械厂", district=unit("金水区"))
    before = checksum(one, other, third)
    first = merge(other, one, local, now)
    second = merge(fresh(one)[0], third, local, now)
    assert survivor_of(fresh(other)[0]) == third
    with refused("undo_later_first"):
        undo_merge(first, by=local, now=now)
    for done in (second, first):
        undo_merge(Merge.objects.get(pk=done.pk), by=local, now=now)
    assert checksum(one, other, third) == before
    with refused("merge_undone"):
        undo_merge(first, by=local, now=now)


def test_what_is_written_for_a_merged_firm_is_the_others(office, staff, local, now):
    one, other = two_firms(by=office, staff=staff, now=now)
    merge(other, one, local, now)
    data = CaseData("旧页面", "visit", raised_on=now.date(), enterprise=other)
    assert Case.objects.get(pk=register_case(by=staff, now=now, data=data).pk).enterprise == one
    assert log_visit(other, by=staff, now=now, data=VisitData("nothing", now.date())).enterprise == one
    assert act_for(fresh(one, other), by=staff, now=now).participants.count() == 1


def test_the_paired_officer_goes_on(office, staff, local, person, now):
    chief = person("chief", "chief_officer", "市商务局")
    one, other = two_firms(by=office, staff=staff, now=now)
    Pairing.objects.create(enterprise=one, officer=chief, from_on="2026-01-01", to_on="2026-05-01")
    Pairing.objects.create(enterprise=other, officer=chief, from_on="2026-01-01")
    done = merge(other, one, local, now)
    assert Pairing.objects.get(enterprise=one, officer=chief).to_on is None
    undo_merge(done, by=local, now=now)
    assert str(Pairing.objects.get(enterprise=one, officer=chief).to_on) == "2026-05-01"


def test_the_firm_remembers(office, staff, local, now):
    one, other = two_firms(by=office, staff=staff, now=now)
    undo_merge(merge(other, one, local, now, reason="同一家"), by=local, now=now, reason="不是")
    acts = EnterpriseAct.objects.filter(enterprise=one).values_list("verb", "reason", "by__username")
    assert list(acts.order_by("id")) == [("merge", "同一家", "local"), ("unmerge", "不是", "local")]


@pytest.mark.django_db(transaction=True)
def test_two_at_once_merge_once(office, staff, local, now):
    one, other = two_firms(by=office, staff=staff, now=now)
    told, start = [], Barrier(4)

    def work(number):
        start.wait()
        pair = (other, one) if number % 2 else (one, other)
        try:
            merge(*pair, office if number > 1 else local, now)
        except Conflict as error:
            told.append(error.code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert (Merge.objects.count(), told) == (1, ["merged_away"] * 3)


@pytest.mark.django_db(transaction=True)
def test_cases_registered_while_it_merges_are_not_lost(office, staff, local, now):
    one, other = two_firms(by=office, staff=staff, now=now)
    start, known = Barrier(5), Case.objects.count()

    def work(number):
        start.wait()
        try:
            if number == 0:
                done = merge(other, one, local, now)
                undo_merge(done, by=local, now=now)
                merge(*fresh(other, one), local, now)
                return
            for turn in range(10):
                data = CaseData(f"{number}-{turn}", "visit", raised_on=now.date(), enterprise=other)
                register_case(by=staff, now=now, data=data)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(work, range(5)))
    assert Case.objects.count() == known + 40
    assert not Case.objects.filter(enterprise=other).exists()
    connection.close()
