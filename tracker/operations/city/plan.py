"""A whole city, row by row, without a database: the same for the same facts, seed and moment."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from random import Random

from tracker.operations.city.cases import CasePlan
from tracker.operations.city.clock import Clock
from tracker.operations.city.firms import Firm, FirmPlan, firm_count
from tracker.operations.city.rows import Row
from tracker.operations.city.town import Town, people_count, plan_people, plan_units


@dataclass(frozen=True, slots=True)
class Reserved:
    """What the database already knows or keeps free for this city: first ids, first case number a year, names taken."""

    units: int
    users: int
    enterprises: int
    sites: int
    contacts: int
    cases: int
    actions: int
    numbers: dict[int, int]
    subunits: dict[tuple[int, str], int]
    firm_names: frozenset[str]


def plan_city(town: Town, clock: Clock, reserved: Reserved, *, cases: int, seed: int) -> Iterator[Row]:
    """Every row: units, people, firms, then cases with all that hangs on them, oldest first."""
    rng = Random(seed)  # noqa: S311  # nothing secret
    yield from plan_units(town, rng, count(reserved.units), reserved.subunits)
    people = people_count(town, cases)
    yield from plan_people(town, rng, count(reserved.users), people, clock.at(0))
    firms: list[Firm] = []
    ids = (count(reserved.enterprises), count(reserved.sites), count(reserved.contacts))
    yield from FirmPlan(town, clock, rng, set(reserved.firm_names), ids).plan(firm_count(cases), firms)
    numbers = dict(reserved.numbers)
    yield from CasePlan(town, clock, rng, firms, numbers, reserved.cases, reserved.actions).plan(cases)
