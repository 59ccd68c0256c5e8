"""The life of a case: which verb leads from which status to which. Everything else derives from `MOVES`."""

from dataclasses import dataclass
from typing import Final

REGISTERED: Final = "registered"
INCOMPLETE: Final = "incomplete"
DECLINED: Final = "declined"
ACCEPTED: Final = "accepted"
ASSIGNED: Final = "assigned"
DISPUTED: Final = "disputed"
HANDLING: Final = "handling"
PARKED: Final = "parked"
IN_REVIEW: Final = "in_review"
CALL_BACK: Final = "call_back"
CLOSED: Final = "closed"
WITHDRAWN: Final = "withdrawn"
MERGED: Final = "merged"
VOIDED: Final = "voided"

OPEN: Final = (REGISTERED, INCOMPLETE, ACCEPTED, ASSIGNED, DISPUTED, HANDLING, PARKED, IN_REVIEW, CALL_BACK)
ENDED: Final = (DECLINED, CLOSED, WITHDRAWN, MERGED, VOIDED)
STATUSES: Final = OPEN + ENDED
INITIAL: Final = (REGISTERED,)

OFFICE = frozenset({"office"})
LEAD = frozenset({"unit_lead"})
REGISTRARS = frozenset({"staff", "chief_officer", "unit_lead", "office"})


@dataclass(frozen=True)
class Move:
    """One row of the table: a verb, where it starts, where it may end, and the roles that may do it.

    sources   empty for the verb that brings a case into being
    targets   several where the end depends on the case (drawn for call-back, the state before)
    """

    verb: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    by: frozenset[str]


MOVES: Final = (
    Move("register", (), (REGISTERED,), REGISTRARS),
    Move("ask_details", (REGISTERED,), (INCOMPLETE,), OFFICE),
    Move("supply", (INCOMPLETE,), (REGISTERED,), REGISTRARS),
    Move("accept", (REGISTERED,), (ACCEPTED,), OFFICE),
    Move("decline", (REGISTERED, INCOMPLETE), (DECLINED,), OFFICE),
    Move("reconsider", (DECLINED,), (REGISTERED,), OFFICE),
    Move("settle", (REGISTERED, ACCEPTED), (IN_REVIEW,), REGISTRARS),
    Move("assign", (ACCEPTED,), (ASSIGNED,), OFFICE),
    Move("sign", (ASSIGNED,), (HANDLING,), LEAD),
    Move("return", (ASSIGNED,), (DISPUTED,), LEAD),
    Move("rule", (DISPUTED,), (ASSIGNED,), OFFICE),
    Move("reassign", (ASSIGNED, HANDLING, PARKED), (ASSIGNED,), OFFICE),
    Move("claim_done", (HANDLING,), (IN_REVIEW,), LEAD),
    Move("retract", (IN_REVIEW,), (HANDLING,), LEAD),
    Move("reject", (IN_REVIEW,), (HANDLING,), OFFICE),
    Move("approve", (IN_REVIEW,), (CALL_BACK, CLOSED), OFFICE),
    Move("call_back", (CALL_BACK,), (CLOSED, HANDLING), OFFICE),
    Move("park", (HANDLING,), (PARKED,), OFFICE),
    Move("resume", (PARKED,), (HANDLING,), OFFICE),
    Move("withdraw", OPEN, (WITHDRAWN,), OFFICE),
    Move("overturn", (WITHDRAWN,), OPEN, OFFICE),
    Move("merge", OPEN, (MERGED,), OFFICE),
    Move("unmerge", (MERGED,), OPEN, OFFICE),
    Move("reopen", (CLOSED,), (HANDLING,), OFFICE),
    Move("void", tuple(s for s in STATUSES if s not in (CLOSED, VOIDED)), (VOIDED,), OFFICE),
)


def transitions() -> list[tuple[str, str]]:
    """Every (from, to) pair that some verb allows, sorted; the database guard is made from it."""
    return sorted({(s, t) for move in MOVES for s in move.sources for t in move.targets if s != t})


def moves_from(status: str) -> tuple[Move, ...]:
    """The moves that may start at `status`, in the order of the table."""
    return tuple(move for move in MOVES if status in move.sources)
