"""Closed periods: counted once, of one moment, each number with its cases; what changes later is a correction."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connections, transaction

from tests.operations.conftest import unit
from tests.operations.life import WAYS, Life
from tracker.models import Campaign, Case, Category, ClosedCount, Closing, Confirmation, Unit
from tracker.operations.closings import close_periods, confirm, publish, unconfirmed
from tracker.reports.closings import cases_of_closing, closed_progress, corrections, view_of_closing
from tracker.reports.measures import MEASURES
from tracker.reports.progress import COLUMN, progress
from tracker.rules.errors import DomainError

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 30, 6, 5, tzinfo=SHANGHAI)


@pytest.fixture
def life(person, now):
    """A week of cases in every status, begun on its Monday."""
    life = Life(person, now)
    Campaign.objects.update(started_on=date(2026, 1, 1))
    for status in WAYS:
        life.walk(status, life.register(f"到{status}"))
    return life


@pytest.fixture
def closing(life):
    assert close_periods(now=MONDAY) == ["2026-W48", "2026-10"]
    return Closing.objects.get(code="2026-W48")


def told(found):
    return {pk: (dict(+one.counts), dict(one.days)) for pk, one in found.items() if one.counts or one.days}


@pytest.mark.parametrize(
    ("at", "codes"),
    [
        (datetime(2026, 11, 30, 5, 59, tzinfo=SHANGHAI), []),
        (datetime(2026, 11, 30, 6, 0, tzinfo=SHANGHAI), ["2026-W48", "2026-10"]),
        (datetime(2026, 12, 1, 6, 0, tzinfo=SHANGHAI), ["2026-W48", "2026-11"]),
        (datetime(2027, 1, 4, 6, 0, tzinfo=SHANGHAI), ["2026-W53", "2026-12"]),
    ],
)
def test_what_ended_is_closed_at_the_set_hour(life, at, codes):
    assert close_periods(now=at) == codes
    assert close_periods(now=at) == []


def test_nothing_is_closed_of_before_the_campaign(life):
    Campaign.objects.update(started_on=date(2026, 11, 25))
    assert close_periods(now=MONDAY) == ["2026-W48"]


@pytest.mark.parametrize("by", COLUMN)
def test_the_numbers_are_those_of_the_page(closing, by):
    page = progress(Case.objects.all(), by, view_of_closing(closing))
    assert told(closed_progress(closing, by)) == told(page) != {}
    assert corrections(closing, by) == []


def test_every_number_opens_its_cases_whatever_happened_since(life, closing):
    before = {
        (row.by, row.unit, row.code): set(row.case_ids) for row in ClosedCount.objects.filter(closing=closing)
    }
    for case in Case.objects.filter(status__in=("handling", "registered")):
        life.act(case, "void", days=8)
    for (by, unit_id, code), ids in before.items():
        where = Unit.objects.filter(pk=unit_id).first()
        if where is not None and code in MEASURES and by != "bureau":
            continue
        assert len(ids) == ClosedCount.objects.get(closing=closing, by=by, unit=unit_id, code=code).count
    lead = unit("市工业和信息化局")
    rows = cases_of_closing(Case.objects.all(), closing, "in_hand", by="bureau", unit=lead)
    assert set(rows.values_list("pk", flat=True)) == before["bureau", lead.pk, "in_hand"]


def test_it_keeps_how_units_were_ranked_and_cases_sorted_that_day(life):
    labour, capital = Category.objects.get(code="labour"), Category.objects.exclude(code="labour").first()
    Case.objects.update(category=None)
    first, second, third = Case.objects.exclude(status="voided").order_by("id")[:3]
    Case.objects.filter(pk__in=[first.pk, second.pk]).update(category=labour)
    Case.objects.filter(pk=third.pk).update(category=capital)
    Campaign.objects.update(ranking_on=True, ranking_minimum=7)
    close_periods(now=MONDAY)
    Case.objects.update(category=capital)
    Campaign.objects.update(ranking_on=False, ranking_minimum=9)
    closing = Closing.objects.get(code="2026-W48")
    assert closing.topics == {str(labour.pk): 2, str(capital.pk): 1}
    assert closing.ranking == {
        "is_on": True,
        "weights": {"punctual": 40, "solving": 30, "content": 30},
        "minimum": 7,
    }
    for kept in ({"ranking": None}, {"topics": {}}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Closing.objects.filter(pk=closing.pk).update(**kept)


def test_what_comes_late_is_a_correction(life, closing):
    late = life.register("周五登记，周一补录")
    Case.objects.filter(pk=late.pk).update(registered_at=life.now + timedelta(days=2))
    gone = Case.objects.filter(status="accepted").first()
    life.act(gone, "void", days=8)
    found = {(one.code, one.now - one.then) for one in corrections(closing, "district")}
    assert ("accepted", -1) in found
    assert {code for code, _difference in found} <= set(MEASURES) - {
        "in_hand",
        "near",
        "overdue",
        "difficult",
    }
    change = {"by": "district", "unit": None}
    added = cases_of_closing(Case.objects.all(), closing, "collected", change="added", **change)
    lost = cases_of_closing(Case.objects.all(), closing, "collected", change="gone", **change)
    assert ([*added], [*lost]) == ([late], [gone])


def test_a_case_that_went_to_a_unit_below_the_same_one_is_no_correction(life, closing):
    lead = unit("市工业和信息化局")
    below = Unit.objects.create(kind="subunit", name="下属中心", parent=lead)
    assert Case.objects.filter(lead_unit=lead).update(lead_unit=below) > 0
    assert corrections(closing, "bureau") == []


def test_the_database_keeps_what_was_closed(closing, life):
    count = closing.counts.first()
    for change in (
        lambda: Closing.objects.filter(pk=closing.pk).update(first=date(2026, 1, 1)),
        lambda: ClosedCount.objects.filter(pk=count.pk).update(count=99),
        closing.counts.all().delete,
        Closing.objects.all().delete,
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def refusal(act):
    with pytest.raises(DomainError) as refused:
        act()
    return refused.value.code


def test_a_districts_office_confirms_its_own_numbers_once(closing, life):
    own, far = unit("金水区"), unit("高新区")
    by = life.people.district_office
    assert refusal(lambda: confirm(closing, far, by=by, now=MONDAY)) == "not_permitted"
    assert refusal(lambda: confirm(closing, own, by=life.people.manager, now=MONDAY)) == "not_permitted"
    assert refusal(lambda: confirm(closing, own, by=by, now=MONDAY, note="长" * 301)) == "too_long"
    first = confirm(closing, own, by=by, now=MONDAY, note="已核对")
    assert confirm(closing, own, by=by, now=MONDAY, note="再来") == first
    assert Confirmation.objects.get().note == "已核对"
    assert own not in unconfirmed(closing)


def test_nothing_is_published_before_every_district_has_confirmed(closing, life):
    office = life.people.office
    assert refusal(lambda: publish(closing, by=life.people.district_office, now=MONDAY)) == "not_permitted"
    assert refusal(lambda: publish(closing, by=office, now=MONDAY)) == "unconfirmed"
    for district in unconfirmed(closing):
        assert (
            refusal(lambda district=district: confirm(closing, district, by=office, now=MONDAY))
            == "confirms_for"
        )
        confirm(closing, district, by=office, now=MONDAY, note="电话核对")
    published = publish(closing, by=office, now=MONDAY)
    assert (published.published_at, published.published_by) == (MONDAY, office)
    later = publish(published, by=office, now=MONDAY + timedelta(days=1))
    assert later.published_at == MONDAY
    with pytest.raises(DatabaseError), transaction.atomic():
        Closing.objects.filter(pk=closing.pk).update(published_at=None)


@pytest.mark.django_db(transaction=True)
def test_workers_that_close_at_once_close_once(person, now):
    life = Life(person, now)
    Campaign.objects.update(started_on=date(2026, 11, 20))
    life.walk("closed")

    def work(_number):
        try:
            return close_periods(now=MONDAY)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(work, range(4)))
    assert sorted(map(len, done)) == [0, 0, 0, 1]
    assert Closing.objects.get().counts.filter(code="closed", by="district").get().count == 1
