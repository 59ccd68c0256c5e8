"""Rankings and the facts of a circular: only of a closed period, from the numbers as they stood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from tracker.models import AssistanceAction, Campaign, Case, Category, Closing, Membership, Unit, Visit
from tracker.models.cases import Status
from tracker.models.places import UnitKind
from tracker.reports.closings import cases_of_closing, closed_progress, topics_in, view_of_closing
from tracker.reports.narrowing import from_day, till_day
from tracker.reports.progress import By, Progress, total, units_of
from tracker.rules.circular_facts import Facts, Line, Table, Topic
from tracker.rules.periods import Period
from tracker.rules.ranking import INDICATORS, Candidate, Formula, Ranking, rank

SAMPLE: Final = "due"
# Like with like: what is compared, and whose part in a case is counted.
GROUPS: Final[tuple[tuple[UnitKind, By], ...]] = (
    (UnitKind.DISTRICT, "district"),
    (UnitKind.COUNTY, "district"),
    (UnitKind.ZONE, "district"),
    (UnitKind.BUREAU, "bureau"),
    (UnitKind.GROUP, "group"),
)


@dataclass(frozen=True)
class Group:
    """Units of a kind with their numbers, in the order of their ranking."""

    kind: UnitKind
    by: By
    ranking: Ranking
    units: Mapping[int, Unit]
    found: Mapping[int | None, Progress]

    def of(self, key: int) -> Progress:
        """The numbers of a unit."""
        return self.found.get(key) or Progress()


def ranking_on() -> Campaign | None:
    """The campaign whose city has switched rankings and circulars on; one query."""
    return Campaign.objects.filter(is_current=True, ranking_on=True).first()


def formula_of(closing: Closing, campaign: Campaign) -> Formula:
    """How places of a period are counted: as on the day it was closed, whatever is set later.

    By what is set today where rankings were off on that day, or where that was not kept yet
    """
    kept = closing.ranking
    if kept and kept["is_on"]:
        return Formula(kept["weights"], kept["minimum"], is_kept=True)
    return Formula(campaign.weights, campaign.ranking_minimum)


def rankings(closing: Closing, formula: Formula) -> list[Group]:
    """Every group of like units that has any, in its order."""
    read: dict[By, dict[int | None, Progress]] = {}
    units: dict[By, list[Unit]] = {}
    groups = []
    for kind, by in GROUPS:
        found = read.setdefault(by, {}) or closed_progress(closing, by)
        read[by] = found
        alike = [unit for unit in units.setdefault(by, units.get(by) or units_of(by)) if unit.kind == kind]
        if alike:
            ranking = rank([_candidate(unit, found) for unit in alike], formula.weights, formula.minimum)
            groups.append(Group(kind, by, ranking, {unit.pk: unit for unit in alike}, found))
    return groups


def _candidate(unit: Unit, found: Mapping[int | None, Progress]) -> Candidate:
    one = found.get(unit.pk) or Progress()
    rates = {code: one.rate(code) for code in INDICATORS}
    return Candidate(
        unit.pk, one.counts[SAMPLE], {code: (share.part, share.whole) for code, share in rates.items()}
    )


def facts_of(closing: Closing, campaign: Campaign, *, on: date) -> Facts:
    """What a circular of the period tells, written `on` this day; nothing of it is a number of today.

    What is of that day, and said to be: weights and categories of a period that was closed without keeping them
    """
    period = view_of_closing(closing).period
    by_district = closed_progress(closing, "district")
    city, earlier = total(by_district), _closing_before(period)
    then = total(closed_progress(earlier, "district")) if earlier else None
    formula = formula_of(closing, campaign)
    return Facts(
        campaign=campaign.name,
        kind=closing.kind,
        first=closing.first,
        last=closing.last,
        closed_on=closing.on,
        counts=dict(city.counts),
        before=dict(then.counts) if then else None,
        median_days=city.handling.median,
        topics=_topics(closing, earlier),
        difficult=[
            (in_chinese(unit), many)
            for unit in units_of("district")
            if (many := (by_district.get(unit.pk) or Progress()).counts["difficult"])
        ],
        tables=[table_of(group) for group in rankings(closing, formula)],
        weights=formula.weights,
        minimum=formula.minimum,
        topics_on=on if closing.topics is None else None,
        formula_on=None if formula.is_kept else on,
    )


def in_chinese(unit: Unit) -> str:
    """As a document names it, whoever reads it."""
    return unit.short_name or unit.name


def table_of(group: Group, named: Callable[[Unit], str] = in_chinese) -> Table:
    """A ranked group as pages show it and a circular keeps it."""
    lines = []
    for place in group.ranking.places:
        one = group.of(place.key)
        shares = {code: one.rate(code) for code in (*INDICATORS, "coverage")}
        rates = {code: (share.part, share.whole) for code, share in shares.items()}
        coverage, score = rates.pop("coverage"), None if place.score is None else str(place.score)
        name = named(group.units[place.key])
        lines.append(Line(name, one.counts[SAMPLE], rates, coverage, score, place.rank, place.stood_in))
    told = {code: None if value is None else f"{value}%" for code, value in group.ranking.medians.items()}
    return Table(group.kind.value, lines, told, group.ranking.left_out)


def silent_units(period: Period) -> list[Unit]:
    """Districts, groups and bureaus that reported nothing in the period, as known today; wrong entries are none.

    A report is an action, a case taken down or a visit: of the unit, of one below it, or of a group that it leads.
    Of the bureaus, of which there are many, those with people of their own here; the others have no one who could.
    """
    spoke = _reporters(period)
    above = Unit.objects.filter(pk__in=spoke).values_list("parent_id", "parent__parent_id", "lead_unit_id")
    heard = spoke | {pk for kin in above for pk in kin}
    held = Membership.objects.current(period.last).filter(user__is_active=True)
    staffed = {pk for kin in held.values_list("unit_id", "unit__parent_id") for pk in kin}
    bureaus = [unit for unit in units_of("bureau") if unit.pk in staffed]
    return [unit for unit in (*units_of("district"), *units_of("group"), *bureaus) if unit.pk not in heard]


def _reporters(period: Period) -> set[int]:
    """The units that an action, a case or a visit of the period names as the one that recorded it."""
    actions = AssistanceAction.objects.standing().filter(
        listed_on__gte=period.first, listed_on__lte=period.last
    )
    # by moments, not by their days: only so the index on registered_at finds them
    cases = Case.objects.exclude(status=Status.VOIDED).filter(
        registered_at__gte=from_day(period.first), registered_at__lt=till_day(period.last)
    )
    visits = Visit.objects.filter(visited_on__gte=period.first, visited_on__lte=period.last)
    columns = ((actions, "reporter_id"), (cases, "registrar_unit_id"), (visits, "unit_id"))
    return {
        pk for rows, column in columns for pk in rows.order_by().values_list(column, flat=True).distinct()
    }


def _closing_before(period: Period) -> Closing | None:
    before = period.before()
    return Closing.objects.filter(code=before.code).first() if before else None


def _topics(closing: Closing, earlier: Closing | None) -> list[Topic]:
    """Categories of the cases that were collected, the most frequent first.

    Compared only where both periods keep theirs, or neither does
    """
    alike = earlier is not None and (earlier.topics is None) == (closing.topics is None)
    now, then = _by_category(closing), _by_category(earlier) if earlier and alike else None
    names = dict(Category.objects.filter(pk__in=now).values_list("pk", "name"))
    found = [Topic(names[pk], now[pk], None if then is None else then[pk]) for pk in now if pk in names]
    return sorted(found, key=lambda topic: (-topic.count, topic.name))


def _by_category(closing: Closing) -> Counter[int]:
    """As the cases were sorted when the period was closed; as they are today where that was not kept."""
    kept = closing.topics
    if kept is None:
        kept = topics_in(cases_of_closing(Case.objects.all(), closing, "collected", by="district", unit=None))
    return Counter({int(pk): many for pk, many in kept.items()})
