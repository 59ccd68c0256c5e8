"""Taking back what a batch did to a case: everything it altered as it was, in a new act on the trail.

`state_before` says what that is, for each act that may be done in bulk; the effects here put it back.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from tracker.models import BulkRow, Case, Tag
from tracker.models.requests import Answer, RequestKind
from tracker.operations.case_life.clocks import set_due
from tracker.operations.case_life.facts import Act
from tracker.operations.case_life.tagging import retag, tags_on
from tracker.rules.errors import Conflict

DATES: Final = frozenset({"sign_due_on", "signed_on", "resolved_on", "closed_on", "drawn_on"})
COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "assign": ("lead_unit_id", "sign_due_on", "signed_on"),
    "extend": ("clock", "extension_count"),
    "approve": ("result_kind", "resolved_on", "handling_days", "closed_on", "drawn_on", "call_back_tries"),
    "tag": (),
    "chase": (),
}
ROWS: Final[dict[str, Callable[[Case], dict[str, list[int]]]]] = {
    "assign": lambda case: {"units": _keys(case.units.filter(is_current=True))},
    "extend": lambda case: {"requests": _keys(case.requests.waiting().filter(kind=RequestKind.EXTENSION))},
    "tag": lambda case: {"tags": [tag.pk for tag in tags_on(case)]},
}


def state_before(verb: str, case: Case) -> dict[str, Any]:
    """What an act is about to alter, as JSON; the case's row is locked."""
    values = {name: getattr(case, name) for name in COLUMNS[verb]}
    known = {name: value and str(value) if name in DATES else value for name, value in values.items()}
    return known | (ROWS[verb](case) if verb in ROWS else {})


def unassign(act: Act) -> None:
    """The office has it to assign anew; the units it never was for do not see it any more."""
    case, before = act.case, _restored(act)
    act.told["unit"] = case.lead_unit.name if case.lead_unit else ""
    case.units.filter(is_current=True).exclude(pk__in=before["units"]).delete()
    case.units.filter(pk__in=before["units"]).update(is_current=True)
    _put_back(act, before)


def unextend(act: Act) -> None:
    """The day that stood, and what the unit asked for is open again."""
    before, extended = _restored(act), act.case.due_on
    _put_back(act, before)
    set_due(act.case, act.calendar)
    granted = act.case.requests.filter(pk__in=before["requests"])
    granted.update(answer=Answer.OPEN, answered_by=None, answered_on=None)
    act.told |= {"until": str(act.case.due_on), "due_before": str(extended)}


def unapprove(act: Act) -> None:
    """To be looked at again; what the unit claimed stands, and the days are those of the calendar as it is now."""
    _put_back(act, _restored(act))
    set_due(act.case, act.calendar)


def unchase(act: Act) -> None:
    """Nothing but the word on the trail."""
    _restored(act)


def untag(act: Act) -> None:
    """Exactly the tags that were on."""
    before = list(Tag.objects.filter(pk__in=_restored(act)["tags"]))
    on = tags_on(act.case)
    retag(act, [tag for tag in before if tag not in on], [tag for tag in on if tag not in before])


def _restored(act: Act) -> dict[str, Any]:
    """What stood before, as long as nothing has happened since."""
    row = act.facts.undo
    newest = act.case.follow_ups.order_by("-id").values_list("id", flat=True).first()
    if not isinstance(row, BulkRow) or row.follow_up_id is None or newest != row.follow_up_id:
        raise Conflict("acted_since")
    return dict(row.before)


def _put_back(act: Act, before: dict[str, Any]) -> None:
    for name in COLUMNS[act.move.undoes]:
        if name not in before:  # written down before the case had this column
            continue
        value = before[name]
        setattr(act.case, name, date.fromisoformat(value) if name in DATES and value else value)


def _keys(rows: Any) -> list[int]:
    return list(rows.order_by("id").values_list("id", flat=True))
