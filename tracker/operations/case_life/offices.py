"""What an office does: take a case on, send it where it belongs, check what a unit claims, call the enterprise back."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from tracker.models import Case, Membership, Unit, User
from tracker.models.cases import SAID, UNHAPPY, Origin, Rating
from tracker.models.follow_ups import Part
from tracker.models.places import UnitKind
from tracker.operations.case_life.clocks import due_of_step, start_clock
from tracker.operations.case_life.facts import Act, Change
from tracker.rules.errors import BadInput, NotAllowed
from tracker.rules.sampling import is_drawn
from tracker.rules.status import CALL_BACK, CLOSED, HANDLING
from tracker.rules.workdays import working_days_between

MOST_TRIES = 3


def accept(act: Act) -> None:
    """Class and category are settled, and the clock starts."""
    case, facts = act.case, act.facts
    case.case_class, case.accepted_on = facts.case_class, act.today
    case.category = facts.category or case.category
    start_clock(act, "accepted")
    case.reply_due_on = due_of_step(act, "reply", act.today)
    act.told |= {"case_class": case.case_class, "due_on": str(case.due_on)}


def settle(act: Act) -> None:
    """Solved by whoever took it down, or before it was written: the unit leads it and claims it done at once."""
    case, main = act.case, act.by.main_membership
    if act.day < case.raised_on:
        raise BadInput("day_before", day=case.raised_on.isoformat(), field="happened_on")
    unit = case.lead_unit or (main.unit if main else case.registrar_unit) or case.owner_office
    case.lead_unit, case.signed_on = unit, act.today
    case.units.create(
        unit=unit,
        part=Part.LEAD,
        assigned_on=act.today,
        signed_on=act.today,
        answered_on=act.day,
        due_on=case.due_on,
    )
    claim(act, act.day)


def claim(act: Act, on: date) -> None:
    """What was achieved, and who says so; `on` is the day that is compared with the due date."""
    case = act.case
    case.result, case.claimed_on, case.claimed_by = act.facts.result.strip(), on, act.by


def unclaim(act: Change) -> None:
    """The claim no longer stands; the unit has the case again."""
    case = act.case
    case.claimed_on = case.claimed_by = case.resolved_on = case.handling_days = None
    case.units.filter(part=Part.LEAD, is_current=True).update(answered_on=None)
    if not case.clock:
        start_clock(act, "rejected")


def reject(act: Act) -> None:
    """Not done yet."""
    unclaim(act)


def approve(act: Act) -> str:
    """Done; drawn cases are called back first, and those whose enterprise has said that it is not content."""
    case = act.case
    case.result_kind, case.resolved_on = act.facts.result_kind, case.claimed_on
    if case.accepted_on and case.resolved_on:
        case.handling_days = max(working_days_between(case.accepted_on, case.resolved_on, act.calendar), 0)
    campaign, turn = case.campaign, case.redo_count + case.reopen_count
    drawn = is_drawn(campaign.sample_seed, case.number, turn, percent=campaign.call_back_percent)
    if not drawn and case.links.unhappy().exists():
        drawn = True
    act.told |= {"result_kind": case.result_kind, "drawn": drawn, "percent": campaign.call_back_percent}
    if drawn:
        case.call_back_tries = 0
        if not case.first_said:
            case.drawn_on = act.today
        return CALL_BACK
    case.closed_on = act.today
    return CLOSED


def call_back(act: Act) -> str:
    """What the enterprise says: it ends well, or the unit does it over; nobody reached three times ends too."""
    if has_handled(act.by, act.case, act.today):
        raise NotAllowed("caller_is_handler")
    act.told["rating"] = act.facts.rating
    return rate(act, act.facts.rating)


def has_handled(user: User, case: Case, on: date) -> bool:
    """Whether somebody claimed or handled a case, or works for a unit that did: they do not ask how it was.

    What an office settled itself its other people may ask about; there would be nobody else.
    """
    parts = list(case.units.filter(is_current=True).values_list("unit_id", "handler_id"))
    if user.pk in {case.claimed_by_id, *(handler for _unit, handler in parts)}:
        return True
    units = {unit for unit, _handler in parts} - {case.owner_office_id}
    theirs = Membership.objects.current(on).filter(user=user)
    return theirs.filter(Q(unit__in=units) | Q(unit__parent__in=units)).exists()


def rate(act: Change, rating: str) -> str:
    """The rating's effect, whoever took it down; returns where the case goes."""
    case = act.case
    if rating == Rating.UNREACHABLE:
        case.call_back_tries += 1
        if case.call_back_tries < MOST_TRIES:
            return CALL_BACK
    case.rating, case.rated_on = rating, act.day
    if rating in SAID and not case.first_said:
        case.first_said = rating
    if rating in UNHAPPY:
        unclaim(act)
        case.redo_count += 1
        case.result_kind = ""
        start_clock(act, "redone")
        return HANDLING
    case.closed_on = act.today
    return CLOSED


def send_up(act: Act) -> None:
    """Too hard for the district: the city's office owns it from now on; where it came from is kept."""
    act.told["office"] = _hand_to(
        act, Unit.objects.of_kind(UnitKind.OFFICE).filter(parent__isnull=True).first()
    )


def hand_down(act: Act) -> None:
    """The district's own office sees to it."""
    office = act.facts.office
    if office is None or office.kind != UnitKind.OFFICE or office.parent_id is None:
        raise BadInput("required", field="office")
    act.told["office"] = _hand_to(act, office)
    act.case.origin = Origin.HANDED_DOWN


def _hand_to(act: Act, office: Unit | None) -> str:
    if office is None:
        raise BadInput("no_office")
    act.case.owner_office = office
    return str(office.name)
