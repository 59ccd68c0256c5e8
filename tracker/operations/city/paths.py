"""The ways a case can have gone, by where it stands now; every one a legal walk through `MOVES`."""

from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Final

from tracker.rules.status import MOVES

_MOVES: Final = {move.verb: move for move in MOVES}
HANDED: Final = "register accept assign sign"


@dataclass(frozen=True, slots=True)
class Step:
    """One move of a path."""

    verb: str
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Path:
    """A whole life so far, and the state the case was in before it was withdrawn or merged."""

    steps: tuple[Step, ...]
    before: str


class Paths:
    """Paths to one status, drawn by weight."""

    def __init__(self, *weighted: tuple[float, str]) -> None:
        self._weights = list(accumulate(weight for weight, _words in weighted))
        self.paths = [path_of(words) for _weight, words in weighted]

    def draw(self, rng: Random) -> Path:
        """One of them."""
        return rng.choices(self.paths, cum_weights=self._weights)[0]


def path_of(words: str) -> Path:
    """A path from its verbs; `verb=status` where the table leaves the end open. An illegal one raises."""
    steps: list[Step] = []
    status = ""
    for word in words.split():
        verb, _equals, target = word.partition("=")
        move = _MOVES[verb]
        target = target or move.targets[0]
        if (
            target not in move.targets
            or (move.sources and status not in move.sources)
            or (bool(status) != bool(move.sources))
        ):
            raise ValueError(f"{verb} does not lead from {status} to {target}")
        steps.append(Step(verb, status, target))
        status = target
    ended_early = steps[-1].verb in {"withdraw", "merge"}
    return Path(tuple(steps), steps[-1].source if ended_early else "")


PATHS: Final = {
    "registered": Paths(
        (90, "register"), (7, "register ask_details supply"), (3, "register decline reconsider")
    ),
    "incomplete": Paths((1, "register ask_details")),
    "accepted": Paths((9, "register accept"), (1, "register ask_details supply accept")),
    "assigned": Paths(
        (90, "register accept assign"),
        (5, "register accept assign return rule"),
        (5, f"{HANDED} reassign"),
    ),
    "disputed": Paths((1, "register accept assign return")),
    "handling": Paths(
        (80, HANDED),
        (5, f"{HANDED} claim_done reject"),
        (4, f"{HANDED} reassign sign"),
        (3, "register accept assign return rule sign"),
        (3, f"{HANDED} claim_done approve=call_back call_back=handling"),
        (2, f"{HANDED} park resume"),
        (1, f"{HANDED} claim_done retract"),
        (1, f"{HANDED} claim_done approve=closed reopen"),
        (1, f"{HANDED} withdraw overturn=handling"),
    ),
    "parked": Paths((9, f"{HANDED} park"), (1, f"{HANDED} claim_done reject park")),
    "in_review": Paths((5, f"{HANDED} claim_done"), (3, "register settle"), (2, "register accept settle")),
    "call_back": Paths(
        (7, f"{HANDED} claim_done approve=call_back"), (3, "register settle approve=call_back")
    ),
    # Most of what firms ask is answered on the spot or had been solved before it was written down.
    "closed": Paths(
        (780, "register settle approve=closed"),
        (60, "register accept settle approve=closed"),
        (20, "register settle approve=call_back call_back=closed"),
        (90, f"{HANDED} claim_done approve=closed"),
        (25, f"{HANDED} claim_done approve=call_back call_back=closed"),
        (6, f"{HANDED} claim_done reject claim_done approve=closed"),
        (6, f"{HANDED} park resume claim_done approve=closed"),
        (5, "register accept assign return rule sign claim_done approve=closed"),
        (3, f"{HANDED} reassign sign claim_done approve=closed"),
        (4, f"{HANDED} claim_done approve=closed reopen claim_done approve=closed"),
        (
            4,
            f"{HANDED} claim_done approve=call_back call_back=handling claim_done approve=call_back call_back=closed",
        ),
    ),
    "declined": Paths((8, "register decline"), (2, "register ask_details decline")),
    "withdrawn": Paths((6, "register withdraw"), (2, "register accept withdraw"), (2, f"{HANDED} withdraw")),
    "merged": Paths((8, "register merge"), (2, "register accept merge")),
    "voided": Paths((9, "register void"), (1, "register accept void")),
}

# Shares of statuses by age in working days: the young are on their way, the old have ended.
MIXES: Final = (
    (2, {"registered": 42, "accepted": 12, "assigned": 14, "handling": 8, "in_review": 8, "incomplete": 3, "closed": 10, "voided": 2, "withdrawn": 1}),
    (10, {"registered": 4, "accepted": 5, "assigned": 10, "disputed": 3, "handling": 28, "in_review": 12, "call_back": 5, "incomplete": 4, "parked": 1, "closed": 20, "declined": 4, "voided": 2, "merged": 1, "withdrawn": 1}),
    (30, {"registered": 0.5, "accepted": 0.5, "assigned": 2, "disputed": 1, "handling": 14, "in_review": 4, "call_back": 4, "incomplete": 1, "parked": 3, "closed": 60, "declined": 5, "withdrawn": 2, "merged": 2, "voided": 1}),
    (90, {"disputed": 0.1, "handling": 2, "in_review": 0.6, "call_back": 0.6, "incomplete": 0.2, "parked": 1.5, "closed": 85, "declined": 5, "withdrawn": 2, "merged": 2, "voided": 1}),
    (250, {"handling": 0.2, "parked": 0.6, "closed": 89.2, "declined": 5, "withdrawn": 2, "merged": 2, "voided": 1}),
    (10_000, {"handling": 0.02, "parked": 0.1, "closed": 89.88, "declined": 5, "withdrawn": 2, "merged": 2, "voided": 1}),
)  # fmt: skip
_DRAWS: Final = [(age, list(mix), list(accumulate(mix.values()))) for age, mix in MIXES]

# The youngest age, in working days, at which each status can be met; a small city shows them all.
FIRST_SEEN: Final = {
    "registered": 0.2,
    "incomplete": 1,
    "accepted": 1.5,
    "assigned": 2,
    "disputed": 4,
    "in_review": 6,
    "handling": 9,
    "call_back": 12,
    "parked": 15,
    "declined": 18,
    "voided": 21,
    "withdrawn": 24,
    "merged": 27,
    "closed": 30,
}


def status_at(age: float, rng: Random) -> str:
    """Where a case of an age in working days stands."""
    names, weights = next((names, weights) for limit, names, weights in _DRAWS if age < limit)
    return rng.choices(names, cum_weights=weights)[0]
