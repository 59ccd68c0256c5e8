"""One case's story: when each step happened, and who handled it."""

from bisect import insort
from dataclasses import dataclass, field
from random import Random
from typing import Final

from tracker.operations.city.draw import chance, pick
from tracker.operations.city.firms import Firm
from tracker.operations.city.paths import Path
from tracker.operations.city.texts import Subject
from tracker.operations.city.town import District, Place

# Working days a step takes on average, from the step before.
PACE: Final = {
    "register": 0.0, "ask_details": 0.4, "supply": 1.5, "accept": 0.3, "decline": 0.8, "reconsider": 3.0, "settle": 0.4,
    "assign": 0.4, "sign": 0.7, "return": 0.9, "rule": 0.8, "reassign": 3.0, "retract": 0.5, "reject": 0.7, "approve": 0.8,
    "call_back": 2.0, "park": 4.0, "resume": 20.0, "withdraw": 5.0, "overturn": 3.0, "merge": 2.0, "reopen": 15.0, "void": 1.0,
}  # fmt: skip
CLAIM_PACE: Final = {"C": 2.6, "B": 8.0, "A": 12.0}
WAITING: Final = frozenset({"assigned", "disputed", "in_review", "call_back", "registered", "accepted"})
CLASSES: Final = ("C", "C", "C", "B", "B", "B", "B", "B", "A")
NOTE_VERBS: Final = ("note", "note", "note", "call", "call", "visit", "meeting")
SHORTEST: Final = 1e-8  # of a working day; a third of a millisecond


@dataclass(slots=True, order=True)
class Act:
    """Something on the trail, at a position of the clock; without statuses it moved nothing."""

    at: float
    verb: str = field(compare=False)
    source: str = field(compare=False, default="")
    target: str = field(compare=False, default="")
    unit: Place | None = field(compare=False, default=None)
    action_id: int | None = field(compare=False, default=None)


@dataclass(slots=True)
class Part:
    """A unit's part in a case, in positions of the clock."""

    unit: Place
    part: str
    handler: int
    assigned: float
    signed: float | None = None
    answered: float | None = None
    is_current: bool = True


@dataclass(slots=True)
class Setting:
    """What a case is about and whose it is."""

    subject: Subject
    firm: Firm | None
    site_id: int | None
    district: District
    owner: Place
    registrar_unit: Place
    registrar: int


@dataclass(slots=True)
class Story:
    """A case before it is written down."""

    id: int
    number: str
    case_class: str
    setting: Setting
    path: Path
    acts: list[Act]
    parts: list[Part] = field(default_factory=list)
    merged_into: int | None = None

    @property
    def status(self) -> str:
        """Where the case stands."""
        return self.path.steps[-1].target

    @property
    def lead(self) -> Part | None:
        """The part of the unit that leads now."""
        return next((part for part in self.parts if part.part == "lead" and part.is_current), None)

    def last(self, *verbs: str) -> float | None:
        """When one of these was done last."""
        return next((act.at for act in reversed(self.acts) if act.verb in verbs), None)

    def count(self, verb: str, target: str = "") -> int:
        """How often something was done, with a certain end where it has several."""
        return sum(act.verb == verb and target in ("", act.target) for act in self.acts)


def moments(path: Path, opened: float, *, case_class: str, now: float, rng: Random) -> list[Act]:
    """The moves with their times, increasing, the last before now."""
    at, acts = opened, list[Act]()
    for step in path.steps:
        pace = CLAIM_PACE[case_class] if step.verb == "claim_done" else PACE[step.verb]
        at += pace * (0.25 + 0.75 * rng.expovariate(1.0)) + SHORTEST
        acts.append(Act(at, step.verb, step.source, step.target))
    acts[0].at = opened
    _fit(acts, now, rng)
    return acts


def _fit(acts: list[Act], now: float, rng: Random) -> None:
    """Squeeze what would lie in the future; let what waits for somebody have waited days, not years."""
    opened, last = acts[0].at, acts[-1].at
    if last <= opened:
        return
    if last >= now:
        limit = opened + (now - opened) * (0.5 + 0.45 * rng.random())
    elif acts[-1].target in WAITING:
        limit = max(last, now - rng.expovariate(0.6))
    else:
        return
    stretch = (min(limit, opened + (now - opened) * 0.99) - opened) / (last - opened)
    for act in acts:
        act.at = opened + (act.at - opened) * stretch


def add_notes(story: Story, now: float, rng: Random) -> None:
    """A few acts that move nothing, more where somebody was working on it."""
    share = 0.4 if story.parts else 0.03
    begin = story.acts[0].at
    end = now if story.status in {"handling", "parked"} else story.acts[-1].at
    while end > begin and chance(rng, share):
        at = begin + (end - begin) * (0.02 + 0.96 * rng.random())
        insort(story.acts, Act(at, pick(rng, NOTE_VERBS)))


def hand_out(story: Story, candidates: list[Place], rng: Random) -> None:
    """Give the case its units as its moves say: who led when, who assisted, who signed, who answered."""
    lead: Part | None = None
    for act in story.acts:
        if act.verb == "assign":
            lead = _take(story, "lead", candidates, at=act.at, rng=rng)
            _assist(story, candidates, act.at, rng)
        elif act.verb == "settle":
            lead = _settle(story, act.at)
        elif act.verb == "reassign" or (act.verb == "rule" and chance(rng, 0.7)):
            lead = _replace(story, candidates, act.at, rng)
        elif lead and act.verb == "sign":
            lead.signed = act.at
        elif lead and act.verb == "claim_done":
            lead.answered = act.at
        elif lead and act.target == "handling":
            lead.answered = None
        act.unit = lead.unit if lead else None
    for part in story.parts:
        if part.part == "assist" and lead and lead.answered:
            part.answered = part.assigned + (lead.answered - part.assigned) * (0.2 + 0.7 * rng.random())


def _take(story: Story, part: str, candidates: list[Place], *, at: float, rng: Random) -> Part:
    """A unit that has no part yet."""
    unit = pick(rng, _free(story, candidates))
    taken = Part(unit, part, unit.anyone(rng, "staff"), at)
    story.parts.append(taken)
    return taken


def _settle(story: Story, at: float) -> Part:
    """Whoever took it down solved it."""
    setting = story.setting
    part = Part(setting.registrar_unit, "lead", setting.registrar, at, signed=at, answered=at)
    story.parts.append(part)
    return part


def _assist(story: Story, candidates: list[Place], at: float, rng: Random) -> None:
    for share in (0.3, 0.2):
        if _free(story, candidates) and chance(rng, share):
            _take(story, "assist", candidates, at=at, rng=rng).signed = at


def _replace(story: Story, candidates: list[Place], at: float, rng: Random) -> Part:
    """Another unit leads from now on; where every candidate has a part already, the same one again."""
    former = story.lead
    if former:
        former.is_current = False
    unit = pick(rng, _free(story, candidates) or [former.unit if former else candidates[0]])
    taken = Part(unit, "lead", unit.anyone(rng, "staff"), at)
    story.parts.append(taken)
    return taken


def _free(story: Story, candidates: list[Place]) -> list[Place]:
    taken = {part.unit.id for part in story.parts}
    return [place for place in candidates if place.id not in taken]
