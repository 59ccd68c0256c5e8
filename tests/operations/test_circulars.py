"""Circulars: written once of a confirmed period, by one person, approved by another, then as they are."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connections, transaction

from tests.operations.life import WAYS, Life
from tracker.models import Campaign, Circular, Closing
from tracker.operations.circulars import (
    approve_circular,
    edit_circular,
    set_ranking,
    withdraw_circular,
    write_circular,
)
from tracker.operations.closings import close_periods, confirm, publish, unconfirmed
from tracker.rules.circular import text_of
from tracker.rules.circular_facts import from_json
from tracker.rules.errors import DomainError
from tracker.rules.ranking import DEFAULT_WEIGHTS

MONDAY = datetime(2026, 11, 30, 6, 5, tzinfo=ZoneInfo("Asia/Shanghai"))


def make_life(person, now):
    life = Life(person, now)
    Campaign.objects.update(started_on=now.date(), ranking_on=True)
    for status in WAYS:
        life.walk(status, life.register(f"到{status}"))
    close_periods(now=MONDAY)
    return life


@pytest.fixture
def life(person, now):
    return make_life(person, now)


@pytest.fixture
def closing(life):
    return Closing.objects.get(code="2026-W48")


@pytest.fixture
def published(closing, life):
    return published_by(closing, life)


def published_by(closing, life):
    for district in unconfirmed(closing):
        confirm(closing, district, by=life.people.office, now=MONDAY, note="电话核对")
    return publish(closing, by=life.people.office, now=MONDAY)


def refusal(act, *args, **kwargs):
    with pytest.raises(DomainError) as refused:
        act(*args, **kwargs)
    return refused.value.code


def edited(circular, by, version=0, title="通报", text="第一段\n\n  第二段 \n"):
    return edit_circular(circular, by=by, now=MONDAY, version=version, title=title, text=text)


def test_it_is_written_of_a_confirmed_period_by_the_citys_office(closing, life):
    office = life.people.office
    assert refusal(write_circular, closing, by=life.people.district_office, now=MONDAY) == "not_permitted"
    assert refusal(write_circular, closing, by=life.people.manager, now=MONDAY) == "not_permitted"
    assert refusal(write_circular, closing, by=office, now=MONDAY) == "unconfirmed"
    for district in unconfirmed(closing):
        confirm(closing, district, by=office, now=MONDAY, note="电话核对")
    Campaign.objects.update(ranking_on=False)
    assert refusal(write_circular, closing, by=office, now=MONDAY) == "ranking_off"
    Campaign.objects.update(ranking_on=True)
    circular = write_circular(closing, by=office, now=MONDAY)
    assert write_circular(closing, by=life.people.colleague, now=MONDAY) == circular
    assert circular.text == text_of(from_json(circular.facts))
    assert (
        "收集企业诉求14件" in circular.text
    )  # one in every status but the voided, and what another was merged into
    assert (circular.state, str(circular.office)) == ("draft", "市活动办")


def test_a_colleagues_edit_is_not_overwritten(published, life):
    office, colleague = life.people.office, life.people.colleague
    circular = write_circular(published, by=office, now=MONDAY)
    assert edited(circular, colleague).text == "第一段\n第二段"
    assert edited(circular, colleague).version == 1  # the same form again
    assert refusal(edited, circular, office, title="别的") == "stale"
    assert edited(circular, office, version=1, title="  关于 通报 ").title == "关于 通报"
    for values, code in (
        ({"text": " \n "}, "required"),
        ({"title": ""}, "required"),
        ({"title": "长" * 121}, "too_long"),
        ({"text": "长" * 20_001}, "too_long"),
    ):
        assert refusal(edited, circular, office, version=2, **values) == code
    assert refusal(edited, circular, life.people.district_office, version=2) == "not_permitted"


def approved(circular, by, version=0):
    return approve_circular(circular, by=by, now=MONDAY, version=version)


def test_somebody_else_approves_once_the_numbers_are_published(closing, life):
    office, colleague = life.people.office, life.people.colleague
    for district in unconfirmed(closing):
        confirm(closing, district, by=office, now=MONDAY, note="电话核对")
    circular = write_circular(closing, by=office, now=MONDAY)
    assert refusal(approved, circular, colleague) == "not_published"
    publish(closing, by=office, now=MONDAY)
    assert refusal(approved, circular, office) == "needs_another_person"
    assert refusal(approved, circular, life.people.district_office) == "not_permitted"
    edited(circular, office)
    assert refusal(approved, circular, colleague, version=0) == "stale"  # read before it was edited
    done = approved(circular, colleague, version=1)
    assert (done.state, done.year, done.issue, done.approved_by) == ("approved", 2026, 1, colleague)
    assert approved(circular, colleague, version=1).approved_at == done.approved_at


def test_who_is_alone_approves_their_own(published, life):
    circular = write_circular(published, by=life.people.office, now=MONDAY)
    life.people.colleague.memberships.update(to_on=MONDAY.date() - timedelta(days=1))
    assert approved(circular, life.people.office).state == "approved"


def test_once_approved_it_stands_and_a_new_one_corrects_it(published, life):
    office, colleague = life.people.office, life.people.colleague
    first = approved(write_circular(published, by=office, now=MONDAY), colleague)
    assert refusal(edited, first, office) == "circular_frozen"
    assert refusal(withdraw_circular, first, by=office, now=MONDAY, reason=" ") == "reason_required"
    assert refusal(withdraw_circular, first, by=office, now=MONDAY, reason="长" * 201) == "too_long"
    assert (
        refusal(withdraw_circular, first, by=life.people.manager, now=MONDAY, reason="错") == "not_permitted"
    )
    gone = withdraw_circular(first, by=office, now=MONDAY, reason="数据有误")
    assert withdraw_circular(gone, by=colleague, now=MONDAY, reason="再撤").reason == "数据有误"
    assert refusal(approved, gone, colleague) == "circular_frozen"
    second = approved(write_circular(published, by=office, now=MONDAY), colleague)
    assert (second != first, second.issue) == (True, 2)


@pytest.mark.parametrize(
    "change", [{"text": "改"}, {"facts": {}}, {"issue": 9}, {"state": "draft"}, {"version": 7}]
)
def test_the_database_keeps_what_was_approved(published, life, change):
    circular = approved(write_circular(published, by=life.people.office, now=MONDAY), life.people.colleague)
    rows = Circular.objects.filter(pk=circular.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()


@pytest.mark.parametrize(
    "change", [{"reason": "改"}, {"withdrawn_by": None}, {"withdrawn_at": None}, {"state": "approved"}]
)
def test_the_database_keeps_who_withdrew_it_and_why(published, life, change):
    circular = write_circular(published, by=life.people.office, now=MONDAY)
    rows = Circular.objects.filter(pk=circular.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(reason="未撤回")
    gone = withdraw_circular(circular, by=life.people.colleague, now=MONDAY, reason="数据有误")
    assert (gone.state, gone.reason, gone.withdrawn_by, gone.withdrawn_at) == (
        "withdrawn",
        "数据有误",
        life.people.colleague,
        MONDAY,
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(**change)


def test_its_history_is_kept(published, life):
    circular = write_circular(published, by=life.people.office, now=MONDAY)
    edited(circular, life.people.office)
    approved(circular, life.people.colleague, version=1)
    states = circular.events.order_by("pgh_id").values_list("state", "version")
    assert list(states) == [("draft", 0), ("draft", 1), ("approved", 1)]


def test_the_switch_is_the_citys_offices(life):
    campaign, people = Campaign.objects.get(), life.people
    given = {"now": MONDAY, "is_on": False, "weights": DEFAULT_WEIGHTS, "minimum": 8}
    assert refusal(set_ranking, campaign, by=people.district_office, **given) == "not_permitted"
    assert refusal(set_ranking, campaign, by=people.manager, **given) == "not_permitted"
    wrong = given | {"weights": {"punctual": 50, "solving": 50, "content": 50}}
    assert refusal(set_ranking, campaign, by=people.office, **wrong) == "bad_weights"
    saved = set_ranking(campaign, by=people.office, **given)
    assert (saved.ranking_on, saved.ranking_minimum) == (False, 8)
    with pytest.raises(DatabaseError), transaction.atomic():
        Campaign.objects.update(weight_content=99)


@pytest.mark.django_db(transaction=True)
def test_clicks_at_once_write_one_and_approve_once(person, now):
    life = make_life(person, now)
    closing = published_by(Closing.objects.get(code="2026-W48"), life)

    def at_once(work):
        def run(_number):
            try:
                return work()
            finally:
                connections.close_all()

        with ThreadPoolExecutor(4) as pool:
            return list(pool.map(run, range(4)))

    made = at_once(lambda: write_circular(closing, by=life.people.office, now=MONDAY).pk)
    circular = Circular.objects.get()
    assert made == [circular.pk] * 4
    done = at_once(lambda: approved(circular, life.people.colleague).issue)
    assert done == [1] * 4
