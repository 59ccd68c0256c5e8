"""Between office and units: assigned, signed for, returned, ruled on; handled, answered, claimed done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tracker.models import CaseUnit, Unit, User
from tracker.models.follow_ups import Part
from tracker.operations.case_life.clocks import due_of_step, hold_clock, lead_part
from tracker.operations.case_life.facts import Act
from tracker.operations.case_life.offices import claim, unclaim
from tracker.operations.case_life.permit import parts_to_name, situation_of
from tracker.reports.members import members_of
from tracker.rules.errors import BadInput, Conflict
from tracker.rules.status import PARKED

UPHELD, REFUSED = "upheld", "refused"
RULINGS = (UPHELD, REFUSED)
MOST_UNITS = 100  # that ever had a part in a case: who sees it stands in an index, whose entries are small


def assign(act: Act) -> None:
    """One unit leads, others help; each has its own clock from today."""
    facts = act.facts
    if facts.unit is None:
        raise BadInput("required", field="unit")
    if act.case.status == PARKED:
        hold_clock(act)
    _hand_to(act, facts.unit)
    for part, units in ((Part.ASSIST, facts.assisting), (Part.PARALLEL, facts.parallel)):
        _add_parts(act, part, units)
    names = {"assisting": facts.assisting, "parallel": facts.parallel}
    act.told |= {name: [unit.name for unit in units] for name, units in names.items() if units}


def _hand_to(act: Act, unit: Unit, *, is_final: bool = False) -> None:
    """The units before keep their place in the record, and see the case still."""
    case = act.case
    case.units.filter(is_current=True).update(is_current=False)
    case.units.create(unit=unit, part=Part.LEAD, assigned_on=act.today, due_on=case.due_on, is_final=is_final)
    case.lead_unit, case.sign_due_on, case.signed_on = unit, due_of_step(act, "sign", act.today), None
    act.told |= {"unit": unit.name, "sign_due_on": str(case.sign_due_on)}


def _add_parts(act: Act, part: str, units: Iterable[Unit]) -> None:
    due_on, units = due_of_step(act, "assist", act.today), list(units)
    if len(units) + act.case.units.count() > MOST_UNITS:
        raise BadInput("too_many_units", limit=MOST_UNITS)
    taken = set(act.case.units.filter(is_current=True).values_list("unit_id", flat=True))
    for unit in units:
        if unit.pk in taken:
            raise BadInput("unit_twice", unit=unit.name)
        taken.add(unit.pk)
        act.case.units.create(unit=unit, part=part, assigned_on=act.today, due_on=due_on)


def sign(act: Act) -> None:
    """The lead unit takes it; whoever signs handles it unless somebody else is named.

    The head of a unit above signs for it, and handles nothing: its people are named later.
    """
    part, named = _lead(act), act.facts.handler
    if named is not None or _works_for(part, act.by, act):
        _name_handler(act, part, named or act.by)
    part.signed_on = act.case.signed_on = act.today
    part.save()


def set_handler(act: Act) -> None:
    """Another person, of the unit that leads or of one that assists: of those whose head the actor is."""
    named, parts = act.facts.handler, parts_to_name(act.by, situation_of(act.case))
    if named is None:
        raise BadInput("required", field="handler")
    part = next((part for part in parts if _works_for(part, named, act)), None)
    if part is None:
        raise BadInput("not_a_member", person=str(named), unit="、".join(part.unit.name for part in parts))
    _name_handler(act, part, named)
    act.told["unit"] = part.unit.name
    part.save()


def _name_handler(act: Act, part: CaseUnit, named: User) -> None:
    if not _works_for(part, named, act):
        raise BadInput("not_a_member", person=str(named), unit=part.unit.name)
    part.handler = named
    act.told["handler"] = str(named)


def _works_for(part: CaseUnit, person: User, act: Act) -> bool:
    return members_of([part.unit_id], act.today).filter(pk=person.pk).exists()


def give_back(act: Act) -> None:
    """Not ours: within the days the preset gives, with a suggestion whose it is."""
    part = _lead(act)
    last = due_of_step(act, "return", part.assigned_on)
    if act.today > last:
        raise Conflict("too_late", day=last.isoformat())
    act.case.return_count += 1
    if act.facts.suggested:
        act.case.suggested_unit = act.facts.suggested
        act.told["suggested"] = act.facts.suggested.name


def rule(act: Act) -> None:
    """The return is upheld and another unit has it, or refused and the same one has it for good."""
    part = _lead(act)
    unit = act.facts.unit if act.facts.ruling == UPHELD else part.unit
    if unit is None or (act.facts.ruling == UPHELD and unit.pk == part.unit_id):
        raise BadInput("required", field="unit")
    helpers = list(_helpers(act, unit))
    act.told["ruling"] = act.facts.ruling
    _hand_to(act, unit, is_final=act.facts.ruling == REFUSED)
    for helper in helpers:
        helper.pk, helper.is_current = None, True
        helper.save()


def _helpers(act: Act, lead: Unit) -> Iterator[CaseUnit]:
    """Assisting units go on as they were, whoever leads; one that leads now helps no more."""
    yield from act.case.units.filter(is_current=True).exclude(part=Part.LEAD).exclude(unit=lead)


def answer(act: Act) -> None:
    """An assisting unit has done its part."""
    theirs = [
        part for part in situation_of(act.case).unanswered if act.by.scope.may("case.answer", [part.unit_id])
    ]
    for part in theirs:
        part.answered_on = act.day
        part.save()
    act.told["unit"] = "、".join(part.unit.name for part in theirs)


def excuse(act: Act) -> None:
    """The office does without an assisting unit's answer."""
    part = next((one for one in situation_of(act.case).unanswered if one.unit == act.facts.assistant), None)
    if part is None:
        raise BadInput("required", field="assistant")
    part.excused_on = act.today
    part.save()
    act.told["unit"] = part.unit.name


def claim_done(act: Act) -> None:
    """The lead unit says what was achieved; every assisting unit has answered or is excused.

    The claim is of today, whatever day it tells of: else lateness could be talked away.
    """
    since = _lead(act).assigned_on
    if act.day < since:
        raise BadInput("day_before", day=since.isoformat(), field="happened_on")
    missing = situation_of(act.case).unanswered
    if missing:
        raise Conflict("assist_unanswered", units="、".join(part.unit.name for part in missing))
    act.case.units.filter(part=Part.LEAD, is_current=True).update(answered_on=act.today)
    claim(act, act.today)


def retract(act: Act) -> None:
    """The unit takes its claim back."""
    unclaim(act)


def _lead(act: Act) -> CaseUnit:
    part = lead_part(act.case)
    if part is None:
        raise Conflict("not_now", verb=act.move.verb)
    return part
