"""Ways a case ends early or begins again: withdrawn, merged, reopened, and the way back from each."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Q

from tracker.models import Case, Unit, Visit
from tracker.models.cases import Check
from tracker.operations.case_life.clocks import start_clock
from tracker.operations.case_life.facts import Act
from tracker.operations.case_life.offices import unclaim
from tracker.operations.trail import write_follow_up
from tracker.rules.errors import Conflict
from tracker.rules.status import MERGED, OPEN

CONTACT_VERBS = ("call", "visit", "meeting")
SUSPICIOUS_DAYS = 3
CARRIED: Final = "carried"  # keys of the promises that came with a merged case, in the details of the act on the other's trail


def withdraw(act: Act) -> None:
    """The enterprise does not want it any more; soon after the handling unit was in contact, somebody asks why."""
    case = act.case
    case.status_before = case.status
    was_contacted = _was_contacted(case, act.today - timedelta(days=SUSPICIOUS_DAYS))
    case.quality_check = Check.PENDING if was_contacted else Check.NONE
    if was_contacted:
        act.told["quality_check"] = case.quality_check


def _was_contacted(case: Case, since: date) -> bool:
    """Whether a unit that handles it, or one below, spoke with the enterprise since a day: on the case or on a visit."""
    handling = case.units.filter(is_current=True).values("unit_id")
    units = Unit.objects.filter(Q(pk__in=handling) | Q(parent__in=handling))
    told = case.follow_ups.filter(verb__in=CONTACT_VERBS, happened_on__gte=since, by_unit__in=units)
    visits = Visit.objects.filter(enterprise=case.enterprise_id, visited_on__gte=since, unit__in=units)
    return told.exists() or (case.enterprise_id is not None and visits.exists())


def overturn(act: Act) -> str:
    """It was not the enterprise's wish: the case is where it was."""
    case = act.case
    if case.quality_check:
        case.quality_check = Check.OVERTURNED
    return _back(case)


def pass_check(act: Act) -> None:
    """The enterprise did want it."""
    act.case.quality_check = Check.PASSED


def void(act: Act) -> None:
    """A wrong entry solved nothing: it counts among the resolved ones no more. Its trail keeps what was claimed."""
    act.case.resolved_on = act.case.handling_days = None


def merge(act: Act) -> None:
    """The same problem as another open case; it goes on there."""
    case, target = act.case, act.facts.target
    seen = Case.objects.visible_to(act.by).filter(pk=target.pk).first() if target else None
    if seen is None or seen.pk == case.pk or seen.status not in OPEN:
        raise Conflict("target_not_open")
    case.status_before, case.merged_into = case.status, seen
    act.told["target"] = seen.number
    facts: dict[str, Any] = {"merged": case.number}
    carried = case.commitments.unkept().order_by("id")
    keys, texts = [one.pk for one in carried], [one.text for one in carried]
    if texts:
        act.told["carried"] = facts["carried"] = texts
        case.commitments.filter(pk__in=keys).update(case=seen)
    details = {"facts": facts, CARRIED: keys}
    write_follow_up(seen, by=act.by, now=act.now, verb="merge", details=details)


def merged_into(case: Case) -> list[str]:
    """The numbers of the cases that were merged into this one, and into those: whatever ends it early ends them with it."""
    found, last = [], [case.pk]
    while last:
        rows = Case.objects.filter(merged_into__in=last, status=MERGED).order_by(
            "id"
        )  # numbers, for its own trail
        last, numbers = [row.pk for row in rows], [row.number for row in rows]
        found += numbers
    return found


def unmerge(act: Act) -> str:
    """Two problems after all; the trail of the one that took it in says so too."""
    case, target = act.case, act.case.merged_into
    if target is not None:
        act.told["target"] = target.number
        facts: dict[str, Any] = {"unmerged": case.number}
        if texts := _taken_back(case, target):
            act.told["brought_back"] = facts["brought_back"] = texts
        write_follow_up(target, by=act.by, now=act.now, verb="unmerge", details={"facts": facts})
    case.merged_into = None
    return _back(case)


def _taken_back(case: Case, target: Case) -> list[str]:
    """The promises that came with the case go back with it: those that were not kept, and that are still there."""
    taken_in = (
        target.follow_ups.filter(verb="merge", details__facts__merged=case.number).order_by("-id").first()
    )
    keys = taken_in.details.get(CARRIED, []) if taken_in else []
    rows = target.commitments.unkept().filter(pk__in=keys).order_by("id")
    texts = [one.text for one in rows]
    rows.update(case=case)
    return texts


def reopen(act: Act) -> None:
    """It was not over: the unit that solved it has it again, with a new clock."""
    case = act.case
    unclaim(act)
    case.reopen_count += 1
    case.closed_on = case.rated_on = None
    case.result_kind = case.rating = ""
    start_clock(act, "reopened")


def escalate(act: Act) -> None:
    """Onto the leaders' list."""
    act.case.escalated_on = act.today


def _back(case: Case) -> str:
    before = case.status_before
    case.status_before = ""
    return before
