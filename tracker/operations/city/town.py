"""The authorities of the city with their people: what exists, and what is added below it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle, islice
from random import Random

from tracker.operations.city.draw import chance, pick, public_id
from tracker.operations.city.rows import MembershipRow, Row, UnitRow, UserRow
from tracker.operations.city.texts import NAMES, PROBLEMS

STREETS_EACH = 3
USERNAME = "city-"  # what the accounts of a generated city begin with
OFFICE_ROLES = ("office", "supervisor", "manager", "office")
OTHER_ROLES = ("unit_lead", "staff")
MORE_ROLES = ("staff", "chief_officer", "staff", "staff", "chief_officer", "unit_lead")


@dataclass(slots=True)
class Place:
    """A unit and who works there, by role."""

    id: int
    name: str
    people: dict[str, list[int]] = field(default_factory=dict)

    def anyone(self, rng: Random, *roles: str) -> int:
        """Somebody with the first role that is held here; at last anybody."""
        for role in roles:
            if held := self.people.get(role):
                return pick(rng, held)
        return pick(rng, next(iter(self.people.values())))


@dataclass(slots=True)
class District:
    """A district, its office, its departments by category of problem, and its streets."""

    place: Place
    office: Place
    code: str
    departments: dict[str, Place] = field(default_factory=dict)
    streets: list[Place] = field(default_factory=list)


@dataclass(slots=True)
class Town:
    """What a generated city stands on; `categories` and `bureaus` by their codes and short names."""

    campaign_id: int
    city: str
    office: Place
    districts: list[District]
    bureaus: dict[str, Place]
    groups: list[Place]
    categories: dict[str, int]

    @property
    def offices(self) -> list[Place]:
        """The city's office and those of the districts."""
        return [self.office, *(district.office for district in self.districts)]

    @property
    def workers_citywide(self) -> list[Place]:
        """Bureaus and working groups."""
        return [*self.bureaus.values(), *self.groups]

    @property
    def workers(self) -> list[Place]:
        """Every unit that handles, visits or reports."""
        below = [
            place
            for each in self.districts
            for place in (each.place, *each.departments.values(), *each.streets)
        ]
        return [*self.workers_citywide, *below]


def unit_count(town: Town) -> int:
    """How many units `plan_units` adds at most."""
    return len(town.districts) * (len(PROBLEMS) + STREETS_EACH)


def plan_units(
    town: Town, rng: Random, ids: Iterator[int], existing: dict[tuple[int, str], int]
) -> Iterator[Row]:
    """Departments and streets of every district, except those that exist already under the same name."""
    streets = cycle(NAMES["streets"])
    for district in town.districts:
        names = {problem.category: f"{district.place.name}{problem.department}" for problem in PROBLEMS}
        names |= {f"street{n}": f"{name}街道办事处" for n, name in enumerate(islice(streets, STREETS_EACH))}
        for order, (key, name) in enumerate(names.items()):
            known = existing.get((district.place.id, name))
            place = Place(known or next(ids), name)
            if known is None:
                yield UnitRow(place.id, public_id(rng), "subunit", name, district.place.id, order)
            if not key.startswith("street"):
                district.departments[key] = place
            else:
                district.streets.append(place)


def people_count(town: Town, cases: int) -> int:
    """At least the people every unit needs, and more in a larger city."""
    needed = len(town.offices) * len(OFFICE_ROLES) + len(town.workers) * len(OTHER_ROLES)
    return max(needed, min(10_000, cases // 100))


def most_people(town: Town, cases: int) -> int:
    """How many accounts `plan_people` adds at most, before `plan_units` has added the units they work for."""
    return people_count(town, cases) + unit_count(town) * len(OTHER_ROLES)


def plan_people(town: Town, rng: Random, ids: Iterator[int], count: int, since: str) -> Iterator[Row]:
    """Accounts with their main membership, and a second one for some."""
    for number, (place, role) in enumerate(islice(_posts(town), count), start=1):
        user_id = next(ids)
        place.people.setdefault(role, []).append(user_id)
        yield _user(rng, user_id, number, role, since)
        yield MembershipRow(user_id, place.id, role, True, since[:10])
        if role == "staff" and chance(rng, 0.15):
            place.people.setdefault("chief_officer", []).append(user_id)
            yield MembershipRow(user_id, place.id, "chief_officer", False, since[:10])


def person_name(rng: Random) -> str:
    """A surname and one or two characters."""
    given = "".join(pick(rng, NAMES["given"]) for _ in range(1 if chance(rng, 0.25) else 2))
    surnames: str = NAMES["surnames"]
    return pick(rng, surnames) + given


def _posts(town: Town) -> Iterator[tuple[Place, str]]:
    for office in town.offices:
        yield from ((office, role) for role in OFFICE_ROLES)
    for place in town.workers:
        yield from ((place, role) for role in OTHER_ROLES)
    for role in cycle(MORE_ROLES):
        yield from ((place, role) for place in town.workers)


def _user(rng: Random, user_id: int, number: int, role: str, since: str) -> UserRow:
    titles = NAMES["lead_titles" if role in {"unit_lead", "manager"} else "officer_titles"]
    username = f"{USERNAME}{number:05d}"
    return UserRow(
        id=user_id,
        public_id=public_id(rng),
        username=username,
        name=person_name(rng),
        title=pick(rng, titles),
        email=f"{username}@city.example",
        phone=f"000-{number:07d}",
        created_at=since,
    )
