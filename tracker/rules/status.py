"""The life of a case: which verb leads from which status to which. Everything else derives from `MOVES` and `ACTS`."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

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
# A promise made in public stands until it is kept, however the case ended; an entry made by mistake promised nothing.
PROMISING: Final = tuple(status for status in STATUSES if status != VOIDED)
RUNNING: Final = tuple(status for status in OPEN if status != PARKED)  # whose clock runs

OFFICE: Final = frozenset({"office"})
LEAD: Final = frozenset({"unit_lead"})
REGISTRARS: Final = frozenset({"staff", "chief_officer", "unit_lead", "office"})
ASSISTING: Final = frozenset({"staff", "chief_officer", "unit_lead"})
CHASERS: Final = frozenset({"supervisor", "office"})
TAGGERS: Final = REGISTRARS | {"supervisor"}
LEADERS: Final = frozenset({"manager"})
NO_ACCOUNT: Final[frozenset[str]] = frozenset()  # the enterprise itself, by its link

Party = Literal["owner", "lead", "registrar", "assist", "units", "any"]


@dataclass(frozen=True)
class Move:
    """One row of the table: a verb, where it starts, where it may end, who may do it, and what must be said.

    sources   empty for the verb that brings a case into being
    targets   several where the end depends on the case (drawn for call-back, the state before);
              empty for an act that leaves the status as it is
    party     whose people: the owner office's, the lead unit's, an assisting unit's, either of these (units),
              the registering unit's or the owner office's, or anybody's who sees the case
    asks      facts that must be given; takes   facts that may be
    undoes    the act that it takes back; only the undo of a batch does that, never a button of its own
    """

    verb: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    by: frozenset[str]
    party: Party = "owner"
    asks: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    undoes: str = ""

    @property
    def alters(self) -> bool:
        """Whether it changes the case itself, and not only adds to its trail."""
        return bool(self.targets) or self.verb in ALTERING

    @property
    def facts(self) -> tuple[str, ...]:
        """Everything a form shows, what must be given first."""
        return self.asks + self.takes

    def leads_to(self, status: str, before: str) -> tuple[str, ...]:
        """Where it may end from `status`; `before` is the state that a withdrawal or a merger ended."""
        if not self.targets:
            return (status,)
        return (before,) if self.verb in BACK else self.targets


BACK: Final = frozenset({"overturn", "unmerge"})
_HANDED: Final = ("assisting", "parallel")

MOVES: Final = (
    Move("register", (), (REGISTERED,), REGISTRARS, "any"),
    Move("ask_details", (REGISTERED,), (INCOMPLETE,), OFFICE, asks=("note",)),
    Move("supply", (INCOMPLETE,), (REGISTERED,), REGISTRARS, "registrar", ("note",)),
    Move("accept", (REGISTERED,), (ACCEPTED,), OFFICE, asks=("case_class",), takes=("category", "note")),
    Move("decline", (REGISTERED, INCOMPLETE), (DECLINED,), OFFICE, asks=("note",)),
    Move("reconsider", (DECLINED,), (REGISTERED,), OFFICE, asks=("note",)),
    Move("settle", (REGISTERED, ACCEPTED), (IN_REVIEW,), REGISTRARS, "registrar", ("result",), ("happened_on",)),
    Move("assign", (ACCEPTED,), (ASSIGNED,), OFFICE, asks=("unit",), takes=(*_HANDED, "note")),
    Move("sign", (ASSIGNED,), (HANDLING,), LEAD, "lead", takes=("handler", "note")),
    Move("return", (ASSIGNED,), (DISPUTED,), LEAD, "lead", ("note",), ("suggested",)),
    Move("rule", (DISPUTED,), (ASSIGNED,), OFFICE, asks=("ruling", "note"), takes=("unit",)),
    Move("reassign", (ASSIGNED, HANDLING, PARKED), (ASSIGNED,), OFFICE, asks=("unit", "note"), takes=_HANDED),
    Move("claim_done", (HANDLING,), (IN_REVIEW,), LEAD, "lead", ("result",), ("happened_on",)),
    Move("retract", (IN_REVIEW,), (HANDLING,), LEAD, "lead", takes=("note",)),
    Move("reject", (IN_REVIEW,), (HANDLING,), OFFICE, asks=("note",)),
    Move("approve", (IN_REVIEW,), (CALL_BACK, CLOSED), OFFICE, asks=("result_kind",), takes=("note",)),
    Move("unassign", (ASSIGNED,), (ACCEPTED,), OFFICE, undoes="assign"),
    Move("unapprove", (CALL_BACK, CLOSED), (IN_REVIEW,), OFFICE, undoes="approve"),
    Move("call_back", (CALL_BACK,), (CLOSED, HANDLING), OFFICE, asks=("rating",), takes=("note", "happened_on")),
    Move("rate", (CALL_BACK,), (CLOSED, HANDLING), NO_ACCOUNT, asks=("rating",)),
    Move("park", (HANDLING,), (PARKED,), OFFICE, asks=("answer_on", "note")),
    Move("resume", (PARKED,), (HANDLING,), OFFICE, takes=("note",)),
    Move("withdraw", OPEN, (WITHDRAWN,), OFFICE, asks=("note",)),
    Move("overturn", (WITHDRAWN,), OPEN, OFFICE, asks=("note",)),
    Move("merge", OPEN, (MERGED,), OFFICE, asks=("target",), takes=("note",)),
    Move("unmerge", (MERGED,), OPEN, OFFICE, asks=("note",)),
    Move("reopen", (CLOSED,), (HANDLING,), OFFICE, asks=("note",)),
    Move("void", tuple(s for s in STATUSES if s not in (CLOSED, VOIDED)), (VOIDED,), OFFICE, asks=("note",)),
)  # fmt: skip

_SENT: Final = (REGISTERED, ACCEPTED, DISPUTED)
_AT_WORK: Final = (ASSIGNED, HANDLING)

ACTS: Final = (
    Move("send_up", _SENT, (), OFFICE, asks=("note",)),
    Move("hand_down", _SENT, (), OFFICE, asks=("office",), takes=("note",)),
    Move("answer", _AT_WORK, (), ASSISTING, "assist", ("note",)),
    Move("excuse", _AT_WORK, (), OFFICE, asks=("assistant", "note")),
    Move("set_handler", (*_AT_WORK, PARKED), (), LEAD, "units", ("handler",)),
    Move("ask_extension", (HANDLING,), (), LEAD, "lead", ("until", "note")),
    Move("extend", (HANDLING,), (), OFFICE, asks=("until",), takes=("note",)),
    Move("refuse_extension", (HANDLING,), (), OFFICE, asks=("note",)),
    Move("ask_park", (HANDLING,), (), LEAD, "lead", ("answer_on", "note")),
    Move("refuse_park", (HANDLING,), (), OFFICE, asks=("note",)),
    Move("set_answer_day", (PARKED,), (), OFFICE, asks=("answer_on", "note")),
    Move("promise", OPEN, (), REGISTRARS, "any", ("note",), ("until",)),
    Move("keep_promise", PROMISING, (), REGISTRARS, "any", ("promise",), ("note", "happened_on")),
    Move("chase", OPEN, (), CHASERS, "any", takes=("note",)),
    Move("supervise", OPEN, (), CHASERS, "any", ("note",)),
    Move("escalate", OPEN, (), CHASERS, "any", ("note",)),
    Move("instruct", OPEN, (), LEADERS, "any", ("note",)),
    Move("pass_check", (WITHDRAWN,), (), OFFICE, asks=("note",)),
    Move("tag", STATUSES, (), TAGGERS, "any", takes=("tags", "untags")),
    Move("unextend", (HANDLING,), (), OFFICE, undoes="extend"),
    Move("unchase", OPEN, (), CHASERS, "any", undoes="chase"),
    Move("untag", STATUSES, (), TAGGERS, "any", undoes="tag"),
)  # fmt: skip

# Where there is a result, or a refusal, that the enterprise can judge; before that a rating would only be pressed for.
RATABLE: Final = (IN_REVIEW, CALL_BACK, CLOSED, DECLINED, WITHDRAWN)

# Acts that alter what others may be reading: they need the newest version, as moves do.
ALTERING: Final = frozenset({"send_up", "hand_down", "extend", "unextend", "set_answer_day"})

TABLE: Final = {move.verb: move for move in (*MOVES, *ACTS)}

# What may be done to many cases at once, and the act that takes each of it back.
IN_BULK: Final = ("assign", "chase", "extend", "tag", "approve")
UNDO: Final = {move.undoes: move.verb for move in TABLE.values() if move.undoes}

# The one next step from a status: the first of these that the person may take is the page's button.
NEXT: Final = {
    REGISTERED: ("accept", "settle"),
    INCOMPLETE: ("supply",),
    ACCEPTED: ("assign",),
    ASSIGNED: ("sign",),
    DISPUTED: ("rule",),
    HANDLING: ("claim_done", "answer"),
    PARKED: ("resume",),
    IN_REVIEW: ("approve",),
    CALL_BACK: ("call_back",),
    **dict.fromkeys((DECLINED, CLOSED, WITHDRAWN, MERGED), ("keep_promise",)),
}


def transitions() -> list[tuple[str, str]]:
    """Every (from, to) pair that some verb allows, sorted; the database guard is made from it."""
    return sorted({(s, t) for move in MOVES for s in move.sources for t in move.targets if s != t})


def moves_from(status: str, table: Iterable[Move] = MOVES) -> tuple[Move, ...]:
    """The moves that may start at `status`, in the order of the table."""
    return tuple(move for move in table if status in move.sources)
