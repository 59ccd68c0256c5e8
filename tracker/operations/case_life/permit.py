"""Who may act on a case now: the role, whose people, the status, and whether there is anything to act on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tracker.models import BulkRow, Case, CaseRequest, CaseUnit, Commitment, User
from tracker.models.cases import Check
from tracker.models.follow_ups import Part
from tracker.models.requests import RequestKind
from tracker.rules.errors import Conflict, DomainError, NotAllowed
from tracker.rules.status import TABLE, Move, moves_from


@dataclass(frozen=True)
class Situation:
    """A case with what stands around it: its current units, what is asked for, what is promised.

    undoing  the row of a batch that is being taken back, while it is
    """

    case: Case
    parts: tuple[CaseUnit, ...] = ()
    requests: tuple[CaseRequest, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    undoing: BulkRow | None = None

    @property
    def unanswered(self) -> tuple[CaseUnit, ...]:
        """Assisting and parallel units that have neither answered nor been excused."""
        return tuple(
            part
            for part in self.parts
            if part.part != Part.LEAD and part.answered_on is None and part.excused_on is None
        )

    @property
    def promises(self) -> tuple[Commitment, ...]:
        """What was promised and not kept yet."""
        return tuple(one for one in self.commitments if one.kept_on is None)

    def request(self, kind: str) -> CaseRequest | None:
        """What the unit asked for and nobody answered yet."""
        return next((one for one in self.requests if one.kind == kind), None)

    def asked(self, verb: str) -> CaseRequest | None:
        """What the unit asked for that this act answers."""
        kind = _ANSWERS.get(verb)
        return self.request(kind) if kind else None

    def people(self, move: Move) -> Collection[int]:
        """The units whose people may take this act."""
        case = self.case
        of_party: dict[str, list[int | None]] = {
            "owner": [case.owner_office_id],
            "lead": [case.lead_unit_id],
            "registrar": [case.registrar_unit_id, case.owner_office_id],
            "assist": [part.unit_id for part in self.unanswered],
            "units": [case.lead_unit_id, *(part.unit_id for part in self.unanswered)],
            "any": list(case.visible_unit_ids),
        }
        return [unit_id for unit_id in of_party[move.party] if unit_id is not None]


_ANSWERS: Final = {
    "extend": RequestKind.EXTENSION,
    "refuse_extension": RequestKind.EXTENSION,
    "park": RequestKind.PARK,
    "refuse_park": RequestKind.PARK,
}
_FITS: Final[dict[str, Callable[[Situation], bool]]] = {
    "send_up": lambda now: now.case.owner_office.parent_id is not None,
    "hand_down": lambda now: now.case.owner_office.parent_id is None,
    "answer": lambda now: bool(now.unanswered),
    "excuse": lambda now: bool(now.unanswered),
    "ask_extension": lambda now: now.request(RequestKind.EXTENSION) is None,
    "refuse_extension": lambda now: now.request(RequestKind.EXTENSION) is not None,
    "ask_park": lambda now: now.request(RequestKind.PARK) is None,
    "refuse_park": lambda now: now.request(RequestKind.PARK) is not None,
    "keep_promise": lambda now: bool(now.promises),
    "pass_check": lambda now: now.case.quality_check == Check.PENDING,
    "return": lambda now: not any(part.is_final for part in now.parts if part.part == Part.LEAD),
}


def situation_of(case: Case, undoing: BulkRow | None = None) -> Situation:
    """What stands around a case: three queries."""
    return situations_of([case], undoing)[0]


def situations_of(cases: Sequence[Case], undoing: BulkRow | None = None) -> list[Situation]:
    """What stands around each of these cases: three queries for any number of them."""
    units = CaseUnit.objects.filter(case__in=cases, is_current=True).select_related("unit", "handler")
    asked = CaseRequest.objects.waiting().filter(case__in=cases).select_related("asked_by")
    promised = Commitment.objects.filter(case__in=cases).select_related("owner")
    parts, requests, commitments = (_by_case(rows) for rows in (units.order_by("id"), asked, promised))
    return [
        Situation(case, parts[case.pk], requests[case.pk], commitments[case.pk], undoing=undoing)
        for case in cases
    ]


def _by_case(rows: Iterable[Any]) -> dict[int, tuple[Any, ...]]:
    found: dict[int, tuple[Any, ...]] = defaultdict(tuple)
    for row in rows:
        found[row.case_id] += (row,)
    return found


def is_theirs(user: User, move: Move, now: Situation) -> bool:
    """Whether the person's role and unit may take this act on this case, whatever its status."""
    enterprise_id = now.case.enterprise_id if move.party == "any" else None
    return user.scope.may(f"case.{move.verb}", now.people(move), enterprise_id)


def parts_to_name(user: User, now: Situation) -> list[CaseUnit]:
    """The parts of a case whose handler is the person's to name, the leading one first: their units', and those below."""
    parts = [part for part in now.parts if part.part == Part.LEAD] + list(now.unanswered)
    return [part for part in parts if user.scope.may("case.set_handler", [part.unit_id])]


def units_naming_handler(user: User, move: Move, now: Situation) -> list[int]:
    """The units of which one person is named as handler: the lead unit's where it signs for the case."""
    if move.verb == "set_handler":
        return [part.unit_id for part in parts_to_name(user, now)]
    return [now.case.lead_unit_id] if now.case.lead_unit_id else []


def fits(move: Move, now: Situation) -> bool:
    """Whether there is anything to act on."""
    if move.undoes:
        row = now.undoing
        return row is not None and (row.case_id, row.batch.verb) == (now.case.pk, move.undoes)
    return move.verb not in _FITS or _FITS[move.verb](now)


def obstacle(user: User, move: Move, now: Situation, version: int | None = None) -> DomainError | None:
    """Why the person may not take this act now; None when they may.

    version  the one the person was reading
    """
    case = now.case
    if not is_theirs(user, move, now):
        return NotAllowed("not_permitted", verb=f"case.{move.verb}")
    if case.status not in move.sources:
        return Conflict("move_not_possible", verb=move.verb, status=case.status)
    if move.alters and version is not None and version != case.version:
        return Conflict("stale")
    if not fits(move, now):
        return Conflict("not_now", verb=move.verb)
    if move.verb == "approve" and case.claimed_by_id == user.pk:
        return NotAllowed("needs_another_person")
    return None


def possible_acts(user: User, now: Situation) -> list[Move]:
    """Every act the person may take on the case as it stands, in the order of the table."""
    return [
        move
        for move in moves_from(now.case.status, TABLE.values())
        if fits(move, now) and is_theirs(user, move, now)
    ]
