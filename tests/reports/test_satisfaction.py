"""Satisfaction against a count by hand, over lives that took every turn after being drawn."""

import random
from collections import Counter
from datetime import timedelta

import pytest

from tests.operations.conftest import now, person, reference
from tests.operations.life import Life
from tracker.models import Case
from tracker.operations.bulk import act_on_many, undo_batch
from tracker.operations.links import make_link, rate_by_link
from tracker.reports.satisfaction import Satisfaction, Share, satisfaction

__all__ = ["now", "person", "reference"]
ENDS = (
    "satisfied",
    "basically",
    "dissatisfied",
    "unsolved",
    "unreachable",
    "link satisfied",
    "link unsolved",
    "withdraw",
    "waits",
    "called once",
    "twice",
)


@pytest.fixture
def life(person, now):
    return Life(person, now)


def call(life, case, rating, days):
    return life.act(case, "call_back", rating=rating, by=life.people.colleague, days=days)


def finish(life, case, end, days):
    """Lead a drawn case on; the outcomes of its draws in words."""
    if end.startswith("link "):
        later = life.now + timedelta(days=days)
        token = make_link(case, by=life.people.office, now=later).token
        rate_by_link(token, rating=end[5:], source="x", now=later)
        return [end[5:]]
    if end == "withdraw":
        life.act(case, "withdraw", days=days)
        return ["other"]
    if end in ("waits", "called once"):
        if end == "called once":
            call(life, case, "unreachable", days)
        return ["waiting"]
    if end == "twice":
        case = call(life, case, "dissatisfied", days)
        for verb in ("claim_done", "approve"):
            case = life.act(case, verb, days=days)
        call(life, case, "basically", days)
        return ["dissatisfied", "basically"]
    for _try in range(3 if end == "unreachable" else 1):
        case = call(life, case, end, days)
    return [end]


def test_the_numbers_are_those_counted_by_hand(life):
    chance, by_day = random.Random(11), {}
    for number, end in enumerate([*ENDS, *chance.choices(ENDS, k=11)]):
        days = chance.choice((0, 5, 9))
        case = life.register(f"第{number}件")
        for verb in ("accept", "assign", "sign", "claim_done", "approve"):
            case = life.act(case, verb, days=days)
        by_day.setdefault(days, Counter()).update(finish(life, case, end, days))
    for first, last in ((0, 9), (0, 4), (5, 5), (6, 20), (30, 40)):
        since, until = (life.now.date() + timedelta(days=n) for n in (first, last))
        said = sum((told for day, told in by_day.items() if first <= day <= last), Counter())
        found = satisfaction(Case.objects.visible_to(life.people.office), since, until)
        valid = said["satisfied"] + said["basically"] + said["dissatisfied"] + said["unsolved"]
        assert found.drawn == said.total()
        assert {name: getattr(found, name) for name in (*said,)} == dict(said)
        assert found.rate == Share(said["satisfied"] + said["basically"], valid)
        assert found.coverage == Share(valid, said.total())


def test_cases_outside_the_scope_do_not_count(life):
    case = life.walk("call_back")
    on = life.now.date()
    assert satisfaction(Case.objects.exclude(pk=case.pk), on, on).drawn == 0
    assert satisfaction(Case.objects.visible_to(life.people.district_office), on, on).drawn == 0
    assert satisfaction(Case.objects.all(), on, on).drawn == 1


def test_cases_that_were_not_drawn_have_no_say(life):
    case = life.walk("in_review")
    case.campaign.call_back_percent = 0
    case.campaign.save()
    case = life.act(case, "approve")
    rate_by_link(
        make_link(case, by=life.people.office, now=life.now).token,
        rating="satisfied",
        source="x",
        now=life.now,
    )
    on = life.now.date()
    assert satisfaction(Case.objects.all(), on, on) == Satisfaction(0, 0, 0, 0, 0, 0, 0)


def test_a_draw_that_was_taken_back_is_no_draw(life):
    case = life.walk("in_review")
    now = {"by": life.people.colleague, "now": life.now}
    facts = life.facts()
    undo_batch(act_on_many({case.number: None}, "approve", facts=facts, **now), **now)
    on = life.now.date()
    assert satisfaction(Case.objects.all(), on, on).drawn == 0
    life.act(Case.objects.get(pk=case.pk), "approve", by=life.people.colleague)
    assert satisfaction(Case.objects.all(), on, on).drawn == 1


def test_a_share_of_nothing_has_no_percent():
    assert (Share(0, 0).percent, Share(1, 3).percent) == (None, 33.3)
    assert Satisfaction(0, 0, 0, 0, 0, 0, 0).rate.percent is None


def test_it_is_one_query(life, django_assert_num_queries):
    life.walk("closed")
    with django_assert_num_queries(1):
        satisfaction(Case.objects.all(), life.now.date(), life.now.date())
