"""Visits, actions, firms reached and covered, sums of figures: every number is the number of its rows, said once."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.people import BUREAU, NOW, unit
from tracker.models import (
    AssistanceAction,
    Campaign,
    Case,
    Enterprise,
    Figure,
    FollowUp,
    Pairing,
    Participant,
    Unit,
    Visit,
)
from tracker.models.actions import ActionKind
from tracker.models.places import UnitKind
from tracker.operations.enterprises import add_enterprise
from tracker.reports.measures import View
from tracker.reports.results import Result, of_actions, results, with_measure
from tracker.reports.work import (
    COUNTS,
    FIRMS,
    Seen,
    actions_in,
    actions_of,
    firms_of,
    visits_in,
    visits_of,
    work,
)
from tracker.rules.amounts import in_base, said
from tracker.rules.periods import period_of

TODAY = date(2026, 11, 23)
VIEW = View(period_of("month", TODAY), TODAY, TODAY + timedelta(days=2))


@pytest.fixture
def firms(cast):
    """Three of 金水区, one of 巩义市; the first is paired by a group and visited, the last is only paired."""
    group = Unit.objects.filter(kind=UnitKind.GROUP).earliest("id")
    made = {}
    for name, place in (("甲", "金水区"), ("乙", "金水区"), ("丙", "金水区"), ("丁", "巩义市")):
        made[name] = add_enterprise(by=cast.owner, now=NOW, name=f"{name}机械有限公司", district=unit(place))
    for name in ("甲", "乙", "丁"):
        Pairing.objects.create(
            enterprise=made[name],
            officer=cast.chief,
            from_on=date(2026, 1, 1),
            group=group if name == "甲" else None,
        )
    Pairing.objects.create(
        enterprise=made["丙"], officer=cast.chief, from_on=date(2026, 1, 1), to_on=date(2026, 11, 1)
    )
    for name, day in (("甲", TODAY), ("甲", TODAY), ("丙", TODAY), ("乙", TODAY - timedelta(days=40))):
        Visit.objects.create(
            campaign=Campaign.objects.get(), enterprise=made[name], visited_on=day, unit=unit(BUREAU),
            by=cast.chief, finding="nothing", created_at=NOW,
        )  # fmt: skip
    return made


def add_action(cast, reporter, firms=(), districts=(), day=TODAY, **more):
    action = AssistanceAction.objects.create(
        campaign=Campaign.objects.get(), title="走访", day=day, listed_on=day, reporter=unit(reporter),
        logged_by=cast.owner, logged_at=NOW, visible_unit_ids=[unit(reporter).pk], **({"kind": "调研走访"} | more),
    )  # fmt: skip
    action.districts.set(map(unit, districts))
    for firm in firms:
        Participant.objects.create(action=action, role="assisted", enterprise=firm)
    return action


@pytest.fixture
def actions(cast, firms):
    """One in two districts, one of a district's own office, one of a bureau, one voided, one of another month, a meeting."""
    return [
        add_action(cast, BUREAU, [firms["甲"], firms["丁"]], ["金水区", "巩义市"]),
        add_action(cast, "金水区活动办", [firms["甲"], firms["乙"]]),
        add_action(cast, BUREAU),
        add_action(cast, BUREAU, [firms["丙"]], ["金水区"], status="voided", void_reason="重复"),
        add_action(cast, BUREAU, [firms["丙"]], ["金水区"], day=date(2026, 10, 1)),
        add_action(cast, BUREAU, [firms["丙"]], ["金水区"], kind=ActionKind.INTERNAL_MEETING),
    ]


def told(one):
    return [one.counts[code] for code in COUNTS[:6]]


def test_by_district(cast, firms, actions):
    units, whole = work(Seen.by(cast.office_city), "district", VIEW)
    assert told(units[unit("金水区").pk]) == [3, 2, 2, 2, 2, 1]
    assert told(units[unit("巩义市").pk]) == [0, 0, 1, 1, 1, 0]
    assert told(units[None]) == [0, 0, 1, 0, 0, 0]
    assert told(whole) == [3, 2, 3, 3, 3, 1]
    assert (whole.coverage.part, whole.coverage.whole) == (1, 3)


def test_by_bureau_and_group(cast, firms, actions):
    units, whole = work(Seen.by(cast.office_city), "bureau", VIEW)
    assert told(units[unit(BUREAU).pk]) == [3, 2, 2, 2, 0, 0]
    assert told(whole)[2:] == [3, 3, 0, 0]
    group = Pairing.objects.get(enterprise=firms["甲"]).group
    units, whole = work(Seen.by(cast.office_city), "group", VIEW)
    assert told(units[group.pk])[-2:] == told(whole)[-2:] == [1, 1]


@pytest.mark.parametrize("by", ["district", "bureau", "group"])
@pytest.mark.parametrize("who", ["office_city", "office_district", "lead", "manager", "chief", "owner"])
def test_every_number_is_the_number_of_its_rows(by, who, cast, firms, actions):
    seen = Seen.by(getattr(cast, who))
    units, whole = work(seen, by, VIEW)
    some = Unit.objects.filter(pk__in=[pk for pk in units if pk])
    for one, numbers in [(None, whole), *((row, units[row.pk]) for row in some)]:
        visits, done = visits_in(seen.visits, VIEW), actions_in(seen.actions, VIEW)
        if one is not None:
            visits, done = visits_of(visits, by, one), actions_of(done, by, one)
        assert (visits.count(), done.count()) == (numbers.counts["visits"], numbers.counts["actions"])
        for code in FIRMS:
            if by != "bureau" or not code.startswith("paired"):
                assert firms_of(seen, code, by, VIEW, one).count() == numbers.counts[code], (code, one)


def test_a_district_counts_its_own_firms_alone(cast, firms, actions):
    _units, whole = work(Seen.by(cast.office_district), "district", VIEW)
    assert (whole.counts["paired"], whole.counts["paired_visited"]) == (2, 1)


def test_only_what_adds_up_is_added(cast, near, actions):
    def figure(action, value, unit_="万元", nature="current", **more):
        Figure.objects.create(action=action, measure="融资", value=value, unit=unit_, nature=nature, **more)

    figure(actions[0], 500)
    figure(actions[0], 2, "亿元", approx=True)
    figure(actions[1], 30_000, "元")
    figure(actions[1], 9, "亿元", nature="target")
    figure(actions[1], 85, "%")
    figure(actions[1], 15, "个工作日")
    figure(actions[3], 9, "亿元")  # voided
    figure(actions[4], 9, "亿元")  # another month
    note = FollowUp.objects.create(
        case=near.case,
        verb="note",
        audience="internal",
        note="到账",
        happened_on=TODAY,
        by=cast.owner,
        at=NOW,
    )
    Figure.objects.create(follow_up=note, measure="融资", value=7, unit="万元")
    Figure.objects.create(follow_up=note, measure="用工", value=12, unit="人")
    done = actions_in(Seen.by(cast.office_city).actions, VIEW)
    found = results(done, Case.objects.all(), VIEW)
    assert found == [
        Result("融资", "元", Decimal(205_100_000), True, 2, 1),
        Result("用工", "人", Decimal(12), False, 0, 1),
    ]
    rows = with_measure(of_actions(done), "融资", "元")
    assert rows.values("action_id").distinct().count() == 2
    assert Enterprise.objects.exists()


@pytest.mark.parametrize(
    ("value", "unit_", "base", "words"),
    [
        ("7.2", "亿元", (Decimal("720000000.0"), "元"), "7.2 亿元"),
        ("1000", "人", (Decimal(1000), "人"), "1,000 人"),
        ("3", "万", (Decimal(3), "万"), "3 万"),
        ("2.5", "万人", (Decimal(25000), "人"), "25,000 人"),
        ("12345.678", "元", (Decimal("12345.678"), "元"), "1.23 万元"),
        ("-20", "万元", (Decimal(-200000), "元"), "-20 万元"),
    ],
)
def test_amounts(value, unit_, base, words):
    found = in_base(Decimal(value), unit_)
    assert found == base
    assert said(*found) == words
