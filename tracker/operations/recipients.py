"""Around a case: which people a circle of it is, and who of them sees it. For one case or a thousand, few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeAlias

from django.db.models import Q

from tracker.models import AssistanceAction, Case, CaseUnit, Membership, Pairing, Unit
from tracker.models.follow_ups import Part
from tracker.models.people import RoleName, grants_of
from tracker.models.places import UnitKind
from tracker.rules.access import Scope
from tracker.rules.notices import Circle

CITY: Final = 0  # the city's office, whatever its key
CHAIN: Final = ("unit_id", "unit__parent_id", "unit__parent__parent_id")
ABOVE: Final[dict[Circle, str]] = {"supervisors": RoleName.SUPERVISOR, "managers": RoleName.MANAGER}


@dataclass(frozen=True)
class Post:
    """Whoever holds a role in a unit; where nobody does, in the next of them."""

    role: str
    unit_ids: tuple[int, ...]


@dataclass
class Called:
    """A case, or an action, with everybody who should hear of it, by post and by name."""

    record: Case | AssistanceAction
    posts: set[Post] = field(default_factory=set)
    people: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class PartOfCase:
    """A unit's part as far as it matters here; `unit_ids` are the unit and those above it."""

    pk: int
    part: str
    is_current: bool
    is_excused: bool
    handler_id: int | None
    name: str
    unit_ids: tuple[int, ...]

    @property
    def heads(self) -> Post:
        """The heads of the unit, else those of the units above it."""
        return Post(RoleName.UNIT_LEAD, self.unit_ids)


CaseParts: TypeAlias = dict[int, list[PartOfCase]]


def parts_of(cases: Iterable[Case]) -> CaseParts:
    """Case → the parts of its units, the oldest first; one query."""
    rows = CaseUnit.objects.filter(case__in=[case.pk for case in cases]).order_by("id")
    found: CaseParts = defaultdict(list)
    columns = ("case_id", "pk", "part", "is_current", "excused_on", "handler_id", "unit__name", *CHAIN)
    for case_id, pk, part, is_current, excused_on, handler_id, name, *chain in rows.values_list(*columns):
        unit_ids = tuple(unit_id for unit_id in chain if unit_id is not None)
        one = PartOfCase(pk, part, is_current, excused_on is not None, handler_id, name, unit_ids)
        found[case_id].append(one)
    return found


def heads_of(unit: Unit) -> Post:
    """The heads of a unit that came with its parent, else those of the units above it."""
    above = unit.parent
    chain = (unit.pk, unit.parent_id, above.parent_id if above else None)
    return Post(RoleName.UNIT_LEAD, tuple(unit_id for unit_id in chain if unit_id is not None))


def call(case: Case, circles: Iterable[Circle], parts: Sequence[PartOfCase], *, about: str = "") -> Called:
    """The posts and people of these circles of a case; `about` names the unit that an act is about."""
    called = Called(case)
    for circle in circles:
        called.posts |= _posts(case, circle, parts, about)
        called.people |= _people(case, circle, parts, about)
    return called


def _posts(case: Case, circle: Circle, parts: Sequence[PartOfCase], about: str) -> set[Post]:
    if circle == "office":
        return {Post(RoleName.OFFICE, (case.owner_office_id, CITY))}
    if circle in ABOVE:
        return {Post(ABOVE[circle], (case.owner_office_id, CITY))}
    if circle == "former":
        return _heads(_of_assignment_before(parts))
    if circle == "excused":
        return _heads(part for part in parts if part.is_excused and part.name == about)
    if circle in ("lead", "assist"):
        leads = circle == "lead"
        return _heads(part for part in parts if part.is_current and (part.part == Part.LEAD) is leads)
    return set()


def _of_assignment_before(parts: Sequence[PartOfCase]) -> list[PartOfCase]:
    """The lead unit before, and those that helped it and do not any more; excused ones know already."""
    leads = [place for place, part in enumerate(parts) if part.part == Part.LEAD and not part.is_current]
    if not leads:
        return []
    lead, *others = parts[leads[-1] :]
    still = {part.unit_ids[0] for part in parts if part.is_current}
    gone = (part for part in others if not part.is_current and part.unit_ids[0] not in still)
    return [lead, *(part for part in gone if not part.is_excused)]


def _heads(parts: Iterable[PartOfCase]) -> set[Post]:
    return {part.heads for part in parts}


def _people(case: Case, circle: Circle, parts: Sequence[PartOfCase], about: str) -> set[int]:
    if circle == "registrar":
        return {case.registrar_id}
    if circle not in ("handler", "named"):
        return set()
    current = [part for part in parts if part.is_current and part.handler_id is not None]
    asked = (
        part for part in current if (part.name == about if circle == "named" else part.part == Part.LEAD)
    )
    return {part.handler_id for part in asked if part.handler_id is not None}


def seen_by(calls: Sequence[Called], on: date) -> list[list[int]]:
    """For each of the calls the accounts that hear of it, ascending: those called who see it on that day.

    Two queries for any number of cases, and one more when only a pairing could let somebody see.
    """
    held = _memberships(calls, on)
    holders: dict[tuple[str, int], set[int]] = defaultdict(set)
    for one in held:
        holders[one.role, one.unit_id].add(one.user_id)
        if one.unit.kind == UnitKind.OFFICE and one.unit.parent_id is None:
            holders[one.role, CITY].add(one.user_id)
    scopes = {user_id: Scope(grants) for user_id, grants in grants_of(held).items()}
    wanted = [(called.record, sorted(_accounts(called, holders) & scopes.keys())) for called in calls]
    paired = _paired(wanted, scopes, on)
    return [
        [user_id for user_id in accounts if _sees(record, scopes[user_id], paired[user_id])]
        for record, accounts in wanted
    ]


def _memberships(calls: Sequence[Called], on: date) -> list[Membership]:
    """Everything in force of everybody who is called."""
    units: dict[str, set[int]] = defaultdict(set)
    people: set[int] = set()
    for called in calls:
        people |= called.people
        for post in called.posts:
            units[post.role].update(post.unit_ids)
    asked = Q(user_id__in=people)
    current = Membership.objects.current(on)
    for role, unit_ids in units.items():
        where = Q(unit_id__in=unit_ids)
        if CITY in unit_ids:
            where |= Q(unit__kind=UnitKind.OFFICE, unit__parent__isnull=True)
        asked |= Q(user__in=current.filter(where, role=role).values("user_id"))
    return list(current.filter(asked, user__is_active=True).select_related("unit").order_by("id"))


def _accounts(called: Called, holders: dict[tuple[str, int], set[int]]) -> set[int]:
    found = set(called.people)
    for post in called.posts:
        found |= next((who for unit_id in post.unit_ids if (who := holders.get((post.role, unit_id)))), set())
    return found


def _sees(record: Case | AssistanceAction, scope: Scope, paired: Collection[int]) -> bool:
    """As `Case.objects.visible_to`; a test holds the two together. An action's firms are left out: it may have many."""
    if isinstance(record, AssistanceAction):
        return scope.may("action.view", record.visible_unit_ids)
    with_pairs = Scope(scope.grants, frozenset(paired))
    return with_pairs.may("case.view", record.visible_unit_ids, record.enterprise_id)


def _paired(
    wanted: Sequence[tuple[Case | AssistanceAction, list[int]]], scopes: dict[int, Scope], on: date
) -> dict[int, set[int]]:
    """Account → firms it is paired with, asked only for those whose units do not let them see."""
    found: dict[int, set[int]] = defaultdict(set)
    doubtful = {
        (user_id, case.enterprise_id)
        for case, accounts in wanted
        if isinstance(case, Case)
        for user_id in accounts
        if case.enterprise_id and not _sees(case, scopes[user_id], ())
    }
    if doubtful:
        officers, firms = zip(*doubtful, strict=True)
        pairs = Pairing.objects.current(on).filter(officer__in=officers, enterprise__in=firms)
        for officer_id, firm_id in pairs.values_list("officer_id", "enterprise_id"):
            found[officer_id].add(firm_id)
    return found
