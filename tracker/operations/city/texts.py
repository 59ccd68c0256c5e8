"""What people write: problems, notes, results and actions, filled from phrases."""

import json
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any, Final

from tracker.operations.city.draw import between, pick

_HERE: Final = Path(__file__).resolve().parent


def _read(name: str) -> Any:
    return json.loads((_HERE / name).read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Problem:
    """What one category of cases is about, and who handles it."""

    category: str
    weight: int
    bureaus: list[str]
    department: str
    objects: list[str]
    troubles: list[str]
    causes: list[str]
    asks: list[str]


@dataclass(frozen=True, slots=True)
class Theme:
    """What one kind of action is like."""

    kind: str
    titles: list[str]
    summary: str
    measure: str
    unit: str
    low: int
    high: int


@dataclass(slots=True)
class Subject:
    """One problem of one firm."""

    problem: Problem
    thing: str
    trouble: str


PROBLEMS: Final = [Problem(category=code, **facts) for code, facts in _read("problems.json").items()]
_WEIGHTS: Final = list(accumulate(problem.weight for problem in PROBLEMS))
PHRASES: Final[dict[str, Any]] = _read("phrases.json")
THEMES: Final = [Theme(**facts) for facts in PHRASES["actions"]]
PLACES: Final[list[str]] = PHRASES["places"]
NAMES: Final[dict[str, Any]] = _read("names.json")


def draw_subject(rng: Random) -> Subject:
    """A problem of some category, the common ones more often."""
    problem = rng.choices(PROBLEMS, cum_weights=_WEIGHTS)[0]
    return Subject(problem, pick(rng, problem.objects), pick(rng, problem.troubles))


def description(rng: Random, subject: Subject, **slots: str) -> str:
    """About two hundred characters: who, what, why, what follows, what is asked.

    slots  firm, district, industry; or place and district when no firm is named
    """
    begin = "openings" if "firm" in slots else "place_openings"
    problem = subject.problem
    ask, more = rng.sample(problem.asks, 2)
    closing: str = pick(rng, PHRASES["closings"])
    text = "".join(
        (
            pick(rng, PHRASES[begin]),
            pick(rng, PHRASES["situations"]),
            pick(rng, problem.causes),
            "。",
            pick(rng, PHRASES["impacts"]),
            closing.replace("{ask}", ask).replace("{more}", more),
        )
    )
    return text.format(object=subject.thing, trouble=subject.trouble, **_numbers(rng), **slots)


def note(rng: Random, verb: str, unit: str) -> str:
    """What is written beside an act."""
    text: str = pick(rng, PHRASES["notes"][verb])
    return text.replace("{unit}", unit)


def result(rng: Random, kind: str, subject: Subject, unit: str) -> str:
    """What was achieved."""
    text: str = pick(rng, PHRASES["results"][kind])
    return text.format(object=subject.thing, trouble=subject.trouble, unit=unit)


def _numbers(rng: Random) -> dict[str, int]:
    return {
        "small": between(rng, 2, 6),
        "mid": between(rng, 3, 24),
        "staff": between(rng, 20, 800),
        "amount": between(rng, 2, 300) * 10,
        "output": between(rng, 5, 600) * 100,
        "hundred": between(rng, 2, 18) * 100,
        "land": between(rng, 10, 200),
        "percent": between(rng, 8, 45),
        "year": between(rng, 1996, 2021),
    }
