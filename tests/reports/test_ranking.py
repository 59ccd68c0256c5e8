"""Rankings of a closed period against a small city counted by hand, and that only closed numbers are ranked."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.people import BUREAU, NOW, add_person, unit
from tracker.models import Campaign, Case, Category, ClosedCount, Closing, Unit, Visit
from tracker.reports.closings import view_of_closing
from tracker.reports.ranking import facts_of, formula_of, rankings, silent_units
from tracker.rules.circular_facts import Topic
from tracker.rules.ranking import Formula

MONDAY, TOPICS = date(2026, 9, 28), date(2026, 7, 20)
WEEK = {"kind": "week", "closed_at": NOW, "on": NOW.date(), "near_until": NOW.date() + timedelta(days=2)}
# district → due, solved in time, judged, solved, drawn, called back, content
BY_HAND = {
    "金水区": (10, 9, 10, 8, 5, 4, 4),
    "中原区": (10, 10, 10, 10, 5, 0, 0),  # nobody was reached
    "二七区": (10, 9, 10, 8, 5, 4, 4),
    "上街区": (4, 4, 4, 4, 4, 4, 4),  # too few
    "巩义市": (6, 3, 6, 3, 2, 2, 1),  # alone among its like
}
CODES = ("due", "solved_in_time", "judged", "solved", "drawn", "called_back", "content")


@pytest.fixture
def campaign(reference):
    Campaign.objects.update(ranking_on=True)
    return Campaign.objects.get()


def close(code, first, numbers, **kept):
    """A closed week with these numbers, as if it had been counted."""
    closing = Closing.objects.create(code=code, first=first, last=first + timedelta(days=6), **WEEK, **kept)
    for name, counts in numbers.items():
        for measure, count in zip(CODES, counts, strict=True):
            if count:
                ClosedCount.objects.create(
                    closing=closing, by="district", unit=unit(name).pk, code=measure, count=count, case_ids=[]
                )
    return closing


@pytest.fixture
def closing(campaign):
    return close("2026-W40", MONDAY, BY_HAND)


def places(group):
    return [
        (str(group.units[one.key]), one.rank, one.score)
        for one in group.ranking.places
        if one.rank or one.score
    ]


def test_the_districts_as_counted_by_hand(closing, campaign):
    groups = {group.kind.value: group for group in rankings(closing, formula_of(closing, campaign))}
    assert list(groups) == ["district", "county", "development_zone", "bureau", "working_group"]
    # 中原: 40 + 30 + 30 × median of (4/4, 4/4); 金水 and 二七: 36 + 24 + 30, alike
    assert places(groups["district"]) == [
        ("中原区", 1, Decimal("100.0")),
        ("二七区", 2, Decimal("90.0")),
        ("金水区", 2, Decimal("90.0")),
    ]
    assert groups["district"].ranking.places[0].stood_in == ("content",)
    assert groups["district"].ranking.medians == {
        "punctual": Decimal("90.0"),
        "solving": Decimal("80.0"),
        "content": Decimal("100.0"),
    }
    assert len(groups["district"].ranking.places) == Unit.objects.filter(kind="district").count() == 6
    assert places(groups["county"]) == []


def test_weights_and_minimum_are_those_of_the_formula(closing):
    only = Formula({"punctual": 100, "solving": 0, "content": 0}, 4)
    [districts, *_others] = rankings(closing, only)
    assert places(districts)[:2] == [("中原区", 1, Decimal("100.0")), ("上街区", 1, Decimal("100.0"))]


def test_a_closed_period_keeps_the_formula_of_its_day(campaign):
    settled = {"is_on": True, "weights": {"punctual": 50, "solving": 50, "content": 0}, "minimum": 7}
    kept = close("2026-W40", MONDAY, BY_HAND, ranking=settled)
    off = close("2026-W41", MONDAY + timedelta(days=7), BY_HAND, ranking=settled | {"is_on": False})
    old = close("2026-W42", MONDAY + timedelta(days=14), BY_HAND)
    assert formula_of(kept, campaign) == Formula(settled["weights"], 7, is_kept=True)
    assert formula_of(off, campaign) == formula_of(old, campaign) == Formula(campaign.weights, 5)
    before = facts_of(kept, campaign, on=NOW.date())
    assert (before.weights, before.minimum, before.formula_on) == (settled["weights"], 7, None)
    assert facts_of(off, campaign, on=NOW.date()).formula_on == NOW.date()
    Campaign.objects.update(ranking_minimum=1, weight_punctual=100, weight_solving=0, weight_content=0)
    assert facts_of(kept, Campaign.objects.get(), on=NOW.date()) == before
    assert facts_of(old, Campaign.objects.get(), on=NOW.date()).minimum == 1


def test_facts_are_of_the_closed_period_and_the_one_before(closing, campaign):
    assert facts_of(closing, campaign, on=NOW.date()).before is None
    close("2026-W39", MONDAY - timedelta(days=7), {"金水区": (5, 1, 0, 0, 0, 0, 0)})
    facts = facts_of(closing, campaign, on=NOW.date())
    assert (facts.counts["due"], facts.counts["solved_in_time"], facts.counts["content"]) == (40, 35, 13)
    assert facts.before == {"due": 5, "solved_in_time": 1}
    [first, *_rest] = facts.tables[0].lines
    assert (first.unit, first.rank, first.score, first.coverage) == ("中原区", 1, "100.0", (0, 5))


def test_topics_are_the_categories_of_the_cases_that_were_counted(campaign, near, far):
    closing = Closing.objects.create(code="2026-W30", first=TOPICS, last=TOPICS + timedelta(days=6), **WEEK)
    labour = Category.objects.get(code="labour")
    Case.objects.filter(pk__in=[near.case.pk, far.case.pk]).update(category=labour)
    ClosedCount.objects.create(
        closing=closing,
        by="district",
        unit=unit("金水区").pk,
        code="collected",
        count=1,
        case_ids=[near.case.pk],
    )
    facts = facts_of(closing, campaign, on=NOW.date())
    assert (facts.topics, facts.topics_on) == ([Topic(labour.name, 1, None)], NOW.date())


def test_topics_are_those_of_the_day_of_closing_and_compared_with_their_like(campaign):
    labour, capital = Category.objects.all()[:2]
    old = close("2026-W39", MONDAY - timedelta(days=7), {})
    closing = close("2026-W40", MONDAY, {}, topics={str(labour.pk): 2, str(capital.pk): 3})
    facts = facts_of(closing, campaign, on=NOW.date())
    assert facts.topics_on is None
    assert facts.topics == [Topic(capital.name, 3, None), Topic(labour.name, 2, None)]
    assert old.topics is None
    later = close("2026-W41", MONDAY + timedelta(days=7), {}, topics={str(labour.pk): 5})
    assert facts_of(later, campaign, on=NOW.date()).topics == [Topic(labour.name, 5, 2)]


def test_what_happens_later_moves_no_place(closing, campaign, near):
    before = facts_of(closing, campaign, on=NOW.date())
    Case.objects.update(due_on=NOW.date() - timedelta(days=5))
    assert facts_of(closing, campaign, on=NOW.date()) == before


def test_silent_units_took_down_and_reported_nothing(near, campaign, closing):
    period = view_of_closing(closing).period
    everybody = Unit.objects.active().filter(
        kind__in=("district", "county", "development_zone", "working_group")
    )
    staffed = [unit(BUREAU), unit("市商务局")]
    assert set(silent_units(period)) == {*everybody, *staffed}
    near.action.reporter, near.action.listed_on = unit("金水区"), period.first
    near.action.save()
    assert unit("金水区") not in silent_units(period)
    near.action.status = "voided"
    near.action.save()
    assert unit("金水区") in silent_units(period)


def test_a_case_taken_down_by_mistake_is_no_report(near, campaign, closing):
    period = view_of_closing(closing).period
    midday = timezone.make_aware(datetime.combine(period.first, time(12)))
    Case.objects.filter(pk=near.case.pk).update(registered_at=midday, registrar_unit=unit("金水区"))
    assert unit("金水区") not in silent_units(period)
    Case.objects.filter(pk=near.case.pk).update(status="voided")
    assert unit("金水区") in silent_units(period)


def test_a_visit_of_the_period_is_a_report(near, campaign, closing):
    period = view_of_closing(closing).period
    for day, is_heard in (
        (period.first - timedelta(days=1), False),
        (period.first, True),
        (period.last, True),
        (period.last + timedelta(days=1), False),
    ):
        Visit.objects.filter(pk=near.visit.pk).update(unit=unit("巩义市"), visited_on=day)
        assert (unit("巩义市") not in silent_units(period)) == is_heard, day


def test_bureaus_report_too_by_themselves_or_in_the_name_of_a_group_that_they_lead(near, campaign, closing):
    period, bureau = view_of_closing(closing).period, unit("市财政局")
    assert bureau not in silent_units(period)  # nobody there could
    add_person("finance", "staff", "市财政局")
    assert bureau in silent_units(period)
    group = Unit.objects.filter(kind="working_group").exclude(lead_unit=bureau).earliest("id")
    Unit.objects.filter(pk=group.pk).update(lead_unit=bureau)
    Visit.objects.filter(pk=near.visit.pk).update(unit=bureau, visited_on=period.first)
    assert bureau not in silent_units(period)
    assert group in silent_units(period)
    Visit.objects.filter(pk=near.visit.pk).update(unit=group)
    assert {bureau, group}.isdisjoint(silent_units(period))


def test_a_case_is_of_the_day_on_which_the_city_took_it_down(near, campaign, closing):
    period = view_of_closing(closing).period
    midnight = timezone.make_aware(datetime.combine(period.first, time.min))
    second, week = timedelta(seconds=1), timedelta(days=7)
    for moment, is_heard in (
        (midnight - second, False),
        (midnight, True),
        (midnight + week - second, True),
        (midnight + week, False),
    ):
        Case.objects.filter(pk=near.case.pk).update(registered_at=moment, registrar_unit=unit("巩义市"))
        with CaptureQueriesContext(connection) as asked:
            assert (unit("巩义市") not in silent_units(period)) == is_heard, moment
        assert [one["sql"] for one in asked if "AT TIME ZONE" in one["sql"]] == []  # no index would help then
