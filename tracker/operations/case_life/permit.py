"""Who may act on a case now: the role, whose people, the status, and whether there is anything to act on."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from tracker.models import Case, CaseRequest, CaseUnit, Commitment, User
from tracker.models.cases import Check
from tracker.models.follow_ups import Part
from tracker.models.requests import RequestKind
from tracker.rules.status import TABLE, Move, moves_from


@dataclass(frozen=True)
class Situation:
    """A case with what stands around it: its current units, what is asked for, what is promised."""

    case: Case
    parts: tuple[CaseUnit, ...] = ()
    requests: tuple[CaseRequest, ...] = ()
    promises: tuple[Commitment, ...] = ()

    @property
    def unanswered(self) -> tuple[CaseUnit, ...]:
        """Assisting and parallel units that have neither answered nor been excused."""
        return tuple(
            part
            for part in self.parts
            if part.part != Part.LEAD and part.answered_on is None and part.excused_on is None
        )

    def request(self, kind: str) -> CaseRequest | None:
        """What the unit asked for and nobody answered yet."""
        return next((one for one in self.requests if one.kind == kind), None)

    def people(self, move: Move) -> Collection[int]:
        """The units whose people may take this act."""
        case = self.case
        of_party: dict[str, list[int | None]] = {
            "owner": [case.owner_office_id],
            "lead": [case.lead_unit_id],
            "registrar": [case.registrar_unit_id, case.owner_office_id],
            "assist": [part.unit_id for part in self.unanswered],
            "any": list(case.visible_unit_ids),
        }
        return [unit_id for unit_id in of_party[move.party] if unit_id is not None]


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


def situation_of(case: Case) -> Situation:
    """What stands around a case: three queries."""
    return Situation(
        case,
        tuple(case.units.filter(is_current=True).select_related("unit", "handler").order_by("id")),
        tuple(case.requests.waiting().select_related("asked_by")),
        tuple(case.commitments.filter(kept_on__isnull=True)),
    )


def is_theirs(user: User, move: Move, now: Situation) -> bool:
    """Whether the person's role and unit may take this act on this case, whatever its status."""
    enterprise_id = now.case.enterprise_id if move.party == "any" else None
    return user.scope.may(f"case.{move.verb}", now.people(move), enterprise_id)


def fits(move: Move, now: Situation) -> bool:
    """Whether there is anything to act on."""
    return move.verb not in _FITS or _FITS[move.verb](now)


def possible_acts(user: User, now: Situation) -> list[Move]:
    """Every act the person may take on the case as it stands, in the order of the table."""
    return [
        move
        for move in moves_from(now.case.status, TABLE.values())
        if fits(move, now) and is_theirs(user, move, now)
    ]
