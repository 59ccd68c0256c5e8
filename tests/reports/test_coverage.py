"""Paired firms that nobody visited for 30 days."""

from datetime import date, timedelta

import pytest

from tests.people import NOW, unit
from tracker.models import Campaign, Enterprise, Pairing, Visit
from tracker.operations.enterprises import add_enterprise
from tracker.reports.coverage import Coverage, coverage, in_territory, paired, unvisited

TODAY = date(2026, 11, 23)
AGO = {"今天": 0, "三十天": 30, "三十一天": 31}


@pytest.fixture
def firms(cast):
    made = {}
    for name in (*AGO, "从未", "无人包联"):
        made[name] = add_enterprise(
            by=cast.owner, now=NOW, name=f"{name}机械有限公司", district=unit("金水区")
        )
        if name != "无人包联":
            Pairing.objects.create(enterprise=made[name], officer=cast.chief, from_on=date(2026, 1, 1))
    for name, days in AGO.items():
        Visit.objects.create(
            campaign=Campaign.objects.get(), enterprise=made[name], visited_on=TODAY - timedelta(days=days),
            unit=unit("金水区"), by=cast.chief, finding="nothing", created_at=NOW,
        )  # fmt: skip
    return made


def names(rows):
    return sorted(firm.name.removesuffix("机械有限公司") for firm in rows)


def test_thirty_days_ago_is_still_visited(firms):
    looked_after = paired(Enterprise.objects.all(), on=TODAY)
    assert names(unvisited(looked_after, on=TODAY)) == ["三十一天", "从未"]
    assert names(unvisited(looked_after, on=TODAY, days=31)) == ["从未"]
    assert coverage(Enterprise.objects.all(), on=TODAY) == Coverage(visited=2, paired=4)


def test_a_pairing_counts_while_it_lasts(firms, cast):
    Pairing.objects.filter(enterprise=firms["从未"]).update(to_on=TODAY - timedelta(days=1))
    assert names(paired(Enterprise.objects.all(), on=TODAY, officer=cast.chief)) == [
        "三十一天",
        "三十天",
        "今天",
    ]
    assert names(paired(Enterprise.objects.all(), on=TODAY, officer=cast.owner)) == []


def test_territory_is_what_the_person_sees_all_visits_of(firms, cast):
    everything = Enterprise.objects.all()
    assert in_territory(everything, cast.office_district).count() == 5
    assert in_territory(everything, cast.office_city).count() == 5
    assert in_territory(everything, cast.owner).count() == 0
    assert in_territory(everything, cast.chief).count() == 4
