"""Cases one after the other, oldest first: which, whose, how far."""

from bisect import insort
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from random import Random
from typing import Final

from tracker.operations.city.actions import ActionPlan, Deed
from tracker.operations.city.clock import Clock
from tracker.operations.city.draw import chance, pick
from tracker.operations.city.firms import Firm, VisitPlan
from tracker.operations.city.paths import FIRST_SEEN, PATHS, status_at
from tracker.operations.city.rows import Row
from tracker.operations.city.story import CLASSES, SHORTEST, Act, Setting, Story, add_notes, hand_out, moments
from tracker.operations.city.texts import draw_subject
from tracker.operations.city.town import Place, Town
from tracker.operations.city.writing import Writer

GROWTH: Final = 0.8  # below one: the recent months have more cases
ONE_ACTION_IN: Final = 10
SOURCES: Final = (
    *("visit",) * 6, *("phone",) * 4, *("platform",) * 4, *("meeting",) * 3,
    "bulletin", "bulletin", "letter", "superior", "other",
)  # fmt: skip


def position_of(index: int, count: int, clock: Clock) -> float:
    """When the case with this index of so many was registered."""
    share: float = ((index + 0.5) / count) ** GROWTH
    return clock.now * share


def index_before(position: float, count: int, clock: Clock) -> int:
    """How many of so many cases were registered before a position."""
    share: float = max(0.0, position / clock.now) ** (1 / GROWTH)
    return min(count, max(0, round(share * count)))


def cases_by_year(count: int, clock: Clock) -> dict[int, int]:
    """How many of so many cases fall into each year, so that their numbers can be reserved."""
    ends = [index_before(clock.first_of(year), count, clock) for year in clock.years] + [count]
    return {year: end - begin for year, begin, end in zip(clock.years, ends, ends[1:], strict=False)}


@dataclass(slots=True)
class CasePlan:
    """Makes cases.

    numbers       the first free number of every year; grows
    case_ids, action_ids  the first free ids
    """

    town: Town
    clock: Clock
    rng: Random
    firms: list[Firm]
    numbers: dict[int, int]
    case_ids: int
    action_ids: int
    _recent: deque[Story] = field(default_factory=lambda: deque(maxlen=200))

    def plan(self, count: int) -> Iterator[Row]:
        """Every row of so many cases, and of an action after every tenth."""
        forced = forced_statuses(count, self.clock)
        years = [year for year, number in cases_by_year(count, self.clock).items() for _ in range(number)]
        writer = Writer(self.town, self.clock, self.rng)
        actions = ActionPlan(self.town, self.clock, self.rng)
        visits = VisitPlan(self.town, self.clock, self.rng)
        for index, year in enumerate(years):
            position = position_of(index, count, self.clock)
            status = forced.get(index) or status_at(self.clock.now - position, self.rng)
            story = self._story(status, position, self._number(year), self.case_ids + index)
            if index % ONE_ACTION_IN == ONE_ACTION_IN - 1:
                yield from actions.rows(self._deed(story, self.action_ids + index // ONE_ACTION_IN))
            source = pick(self.rng, SOURCES)
            yield from writer.rows(story, source)
            if story.setting.firm and source == "visit" and chance(self.rng, 0.5):
                yield visits.row(story.setting.firm, story.acts[0].at, story.id)

    def _story(self, status: str, position: float, number: str, case_id: int) -> Story:
        rng = self.rng
        twin = pick(rng, self._recent) if status == "merged" and self._recent else None
        if status == "merged" and twin is None:
            status = "withdrawn"
        path, case_class = PATHS[status].draw(rng), pick(rng, CLASSES)
        acts = moments(path, position, case_class=case_class, now=self.clock.now, rng=rng)
        story = Story(case_id, number, case_class, self._setting(twin), path, acts)
        story.merged_into = twin.id if twin else None
        hand_out(story, self._candidates(story), rng)
        add_notes(story, self.clock.now, rng)
        if status != "merged":
            self._recent.append(story)
        return story

    def _setting(self, twin: Story | None) -> Setting:
        """Another case's, when this one is its double; else a firm, or now and then only a place."""
        rng = self.rng
        if twin:
            return replace(twin.setting)
        firm = pick(rng, self.firms) if chance(rng, 0.93) else None
        site_id, district = None, firm.district if firm else pick(rng, self.town.districts)
        if firm and firm.site and chance(rng, 0.4):
            site_id, district = firm.site
        owner = self.town.office if chance(rng, 0.1) else district.office
        units = (owner, *district.streets, district.place)
        unit = firm.officer_unit if firm and chance(rng, 0.5) else pick(rng, units)
        registrar = unit.anyone(rng, "staff", "chief_officer", "office")
        return Setting(draw_subject(rng), firm, site_id, district, owner, unit, registrar)

    def _candidates(self, story: Story) -> list[Place]:
        """Who may lead: the district's own department first, the bureaus for what the city's office owns."""
        setting = story.setting
        problem = setting.subject.problem
        bureaus = [self.town.bureaus[name] for name in problem.bureaus if name in self.town.bureaus]
        department = setting.district.departments[problem.category]
        if setting.owner is self.town.office:
            return [*bureaus, *bureaus, department]
        return [department, department, *bureaus, pick(self.rng, setting.district.streets)]

    def _number(self, year: int) -> str:
        sequence = self.numbers[year]
        self.numbers[year] += 1
        return f"{year}-{sequence:06d}"

    def _deed(self, story: Story, action_id: int) -> Deed:
        """Something done for the case's firm; most are put onto the case's trail."""
        begin, end = story.acts[0].at, story.acts[-1].at
        at = begin + (end - begin) * self.rng.random()
        linked = chance(self.rng, 0.6)
        if linked:
            at = min(at + SHORTEST, self.clock.now)
            insort(story.acts, Act(at, "link_action", action_id=action_id))
        firm = story.setting.firm or pick(self.rng, self.firms)
        return Deed(action_id, firm, at, story.setting.subject.thing, story.id if linked else None)


def forced_statuses(count: int, clock: Clock) -> dict[int, str]:
    """One case of every status, old enough for it, so that a small city has them all."""
    forced: dict[int, str] = {}
    for status, age in FIRST_SEEN.items():
        index = index_before(clock.now - age, count, clock) - 1
        while index in forced:
            index -= 1
        forced[index] = status
    return forced
