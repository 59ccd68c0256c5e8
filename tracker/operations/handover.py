"""轮岗交接: everything open of one person goes to another; what was done before stays as it was."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from tracker.models import Case, CaseUnit, Membership, Pairing, User
from tracker.operations.holding import hold_calendar
from tracker.operations.notices_of_handover import tell_successor
from tracker.operations.trail import write_follow_up
from tracker.rules.access import WORKERS
from tracker.rules.errors import BadInput, NotAllowed
from tracker.rules.status import OPEN

VERB = "pairing.edit"  # people and pairings of its territory are the office's


@dataclass(frozen=True)
class Work:
    """Firms a person looks after, and parts of open cases a person handles."""

    pairings: tuple[Pairing, ...] = ()
    parts: tuple[CaseUnit, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.pairings or self.parts)


@dataclass(frozen=True)
class Plan:
    """What a hand-over moves, and what stays: of another territory, or of a unit the successor is not in."""

    moves: Work
    stays: Work


def may_hand_over(by: User) -> bool:
    """Whether somebody hands over other people's work at all; whose, `User.objects.visible_to` says."""
    return by.scope.may(VERB)


def open_work(person: User, *, by: User, on: date) -> Work:
    """What is open of a person on a day or begins later, as far as the office sees it: three queries."""
    pairings = Pairing.objects.visible_to(by).lasting(on).filter(officer=person)
    lasting = pairings.exclude(from_on__gte=on, to_on=F("from_on"))  # handed over on the day it began
    parts = _open_parts(person).filter(case__in=Case.objects.visible_to(by)).select_related("case", "unit")
    return Work(
        tuple(lasting.select_related("enterprise__district", "group").order_by("enterprise__name", "id")),
        tuple(parts.order_by("case_id")),
    )


def successors(person: User, *, by: User, on: date) -> QuerySet[User]:
    """Who may take it: colleagues with a working role who share a unit with the person, or a unit above it."""
    units = Membership.objects.filter(user=person).values_list("unit_id", "unit__parent_id")
    shared = {unit_id for row in units for unit_id in row if unit_id}
    near = Q(unit__in=shared) | Q(unit__parent__in=shared)
    working = Membership.objects.current(on).filter(near, role__in=WORKERS).values("user_id")
    seen: QuerySet[User] = User.objects.all().visible_to(by).active()
    return seen.filter(id__in=working).exclude(pk=person.pk).order_by("name", "id")


def plan_handover(person: User, *, to: User, by: User, on: date) -> Plan:
    """What would move and what would stay, on this day."""
    work, units = open_work(person, by=by, on=on), _units_of(to, on)
    pairings = {one for one in work.pairings if _reaches_firm(by, one)}
    parts = {one for one in work.parts if one.unit_id in units and _reaches_case(by, one.case)}
    return Plan(
        Work(
            tuple(one for one in work.pairings if one in pairings),
            tuple(one for one in work.parts if one in parts),
        ),
        Work(
            tuple(one for one in work.pairings if one not in pairings),
            tuple(one for one in work.parts if one not in parts),
        ),
    )


def hand_over(person: User, *, to: User, by: User, now: datetime, on: date, note: str = "") -> Plan:
    """Move what can move, all at once: pairings end the day before and begin anew, cases get their handler told.

    on       the first day of the successor, today or earlier
    Returns  what moved and what stayed; a second time nothing is left to move
    """
    _check(person, to, by, now, on)
    with transaction.atomic():
        plan = _held_plan(person, to, by, on)
        for pairing in plan.moves.pairings:
            _pass_on_firm(pairing, to, on)
        for part in plan.moves.parts:
            _pass_on_case(part, to, by, now, note)
        if plan.moves and to.pk != by.pk:
            firms = [pairing.enterprise_id for pairing in plan.moves.pairings]
            cases = [part.case_id for part in plan.moves.parts]
            tell_successor(to, person=person, by=by, now=now, from_on=on, firms=firms, cases=cases)
    return plan


def _held_plan(person: User, to: User, by: User, on: date) -> Plan:
    """What moves, its rows held: cases first and people after them, as a batch that is taken back holds them.

    A case that became the person's while this waited is left to another time.
    """
    hold_calendar()  # it takes the same cases, in another order
    held = _lock_cases([part.case_id for part in plan_handover(person, to=to, by=by, on=on).moves.parts], by)
    people = User.objects.all().visible_to(by).select_for_update(of=("self",), no_key=True)
    list(people.filter(pk__in=[person.pk, to.pk]).order_by("pk"))
    _lock_pairings(person, by, on)
    plan = plan_handover(person, to=to, by=by, on=on)
    parts = tuple(part for part in plan.moves.parts if part.case_id in held)
    return replace(plan, moves=replace(plan.moves, parts=parts))


def _check(person: User, to: User, by: User, now: datetime, on: date) -> None:
    if not may_hand_over(by):
        raise NotAllowed("not_permitted", verb=VERB)
    if on > now.date():
        raise BadInput("day_in_future", day=on.isoformat())
    if not successors(person, by=by, on=now.date()).filter(pk=to.pk).exists():
        raise BadInput("no_successor", person=str(to))


def _lock_cases(ids: Collection[int], by: User) -> set[int]:
    rows = Case.objects.visible_to(by).select_for_update(of=("self",), no_key=True).filter(pk__in=ids)
    return set(rows.order_by("pk").values_list("pk", flat=True))


def _lock_pairings(person: User, by: User, on: date) -> None:
    """So that one that somebody ends meanwhile is not begun anew."""
    rows = Pairing.objects.visible_to(by).lasting(on).filter(officer=person).order_by("pk")
    list(rows.select_for_update(of=("self",), no_key=True).values_list("pk"))


def _open_parts(person: User) -> QuerySet[CaseUnit]:
    return CaseUnit.objects.filter(handler=person, is_current=True, case__status__in=OPEN)


def _units_of(user: User, on: date) -> set[int]:
    """The units whose cases a person may handle: theirs and those above them."""
    held = Membership.objects.current(on).filter(user=user, role__in=WORKERS)
    rows = held.values_list("unit_id", "unit__parent_id", "unit__parent__parent_id")
    return {unit_id for row in rows for unit_id in row if unit_id}


def _reaches_firm(by: User, pairing: Pairing) -> bool:
    """A firm without a district is the city office's."""
    district_id = pairing.enterprise.district_id
    return by.scope.may(VERB, [district_id] if district_id else [])


def _reaches_case(by: User, case: Case) -> bool:
    return by.scope.may(VERB, case.visible_unit_ids)


def _pass_on_firm(pairing: Pairing, to: User, on: date) -> None:
    """The group and an agreed end stay as they were; one who looks after the firm already goes on.

    What begins after that day is the successor's from its beginning: there was no day on which it was the other's.
    """
    theirs = Pairing.objects.filter(enterprise_id=pairing.enterprise_id, officer=to)
    until, first = pairing.to_on, max(pairing.from_on, on)
    if pairing.from_on > on and not theirs.current(first).exists():
        pairing.officer = to
        pairing.save(update_fields=["officer"])
        return
    pairing.to_on = max(pairing.from_on, on - timedelta(days=1))
    pairing.save(update_fields=["to_on"])
    if not theirs.current(first).filter(Q(to_on__isnull=True) | Q(to_on=until)).exists():
        theirs.update_or_create(
            enterprise_id=pairing.enterprise_id,
            officer=to,
            from_on=first,
            defaults={"group_id": pairing.group_id, "to_on": until},
        )


def _pass_on_case(part: CaseUnit, to: User, by: User, now: datetime, note: str) -> None:
    part.handler = to
    part.save(update_fields=["handler"])
    write_follow_up(
        part.case,
        by=by,
        now=now,
        verb="set_handler",
        note=note,
        details={"facts": {"unit": part.unit.name, "handler": str(to)}},
    )
