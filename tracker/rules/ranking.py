"""A fair ranking: like with like, no place below a minimum count, the same place for the same score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import Final

from tracker.rules.errors import BadInput
from tracker.rules.shares import to_tenth

INDICATORS: Final = ("punctual", "solving", "content")
DEFAULT_WEIGHTS: Final[Mapping[str, int]] = {"punctual": 40, "solving": 30, "content": 30}
DEFAULT_MINIMUM: Final = 5  # cases due in the period
LARGEST_MINIMUM: Final = 1000
FEWEST: Final = 2  # one alone is neither first nor last


@dataclass(frozen=True)
class Formula:
    """How a period is ranked. is_kept  whether these were settled when it was closed, or are those of today."""

    weights: Mapping[str, int]
    minimum: int
    is_kept: bool = False


@dataclass(frozen=True)
class Candidate:
    """A unit of a group that is ranked.

    sample  what the minimum is asked of: cases that fell due, which no unit makes fewer by leaving them open
    rates   indicator → numerator, denominator
    """

    key: int
    sample: int
    rates: Mapping[str, tuple[int, int]]


@dataclass(frozen=True)
class Place:
    """Where a unit stands; without rank and score where its sample is too small.

    score     0 … 100, to one place     stood_in  indicators for which the median of the group was taken
    """

    key: int
    rank: int | None = None
    score: Decimal | None = None
    stood_in: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ranking:
    """A group in its order, those without a place last.

    medians   indicator → percent to one place, of the units that have a place; None where none has a denominator
    left_out  indicators without a denominator anywhere in the group: their weight falls to the others
    """

    places: tuple[Place, ...]
    medians: Mapping[str, Decimal | None]
    left_out: tuple[str, ...]


def check_weights(weights: Mapping[str, int], minimum: int) -> None:
    """Raises BadInput `bad_weights` or `bad_minimum`."""
    if set(weights) != set(INDICATORS) or min(weights.values()) < 0 or sum(weights.values()) != 100:
        raise BadInput("bad_weights")
    if not 1 <= minimum <= LARGEST_MINIMUM:
        raise BadInput("bad_minimum", limit=LARGEST_MINIMUM)


def rank(candidates: Sequence[Candidate], weights: Mapping[str, int], minimum: int) -> Ranking:
    """Rank the units of one group.

    Score: the rates of the indicators times their weights. For a unit without a denominator the median of the group
    stands in, which neither lifts nor lowers it among its like; below `minimum`, or alone, there is no place.
    """
    enough = [one for one in candidates if one.sample >= minimum]
    medians = {code: _median(enough, code) for code in INDICATORS}
    left_out = tuple(code for code in INDICATORS if medians[code] is None)
    counted = {code: weights[code] for code in INDICATORS if code not in left_out and weights[code]}
    told = {code: None if value is None else to_tenth(100 * value) for code, value in medians.items()}
    if len(enough) < FEWEST or not counted:
        return Ranking(tuple(Place(one.key) for one in candidates), told, left_out)
    scores = {one.key: _score(one, counted, medians) for one in enough}
    ordered = sorted(enough, key=lambda one: -scores[one.key])  # stable: the city's order among equals
    places = [
        Place(
            one.key,
            1 + sum(score > scores[one.key] for score in scores.values()),
            scores[one.key],
            tuple(code for code in counted if _value(one, code) is None),
        )
        for one in ordered
    ]
    unplaced = [Place(one.key) for one in candidates if one.key not in scores]
    return Ranking((*places, *unplaced), told, left_out)


def _value(one: Candidate, code: str) -> Fraction | None:
    part, whole = one.rates[code]
    return Fraction(part, whole) if whole else None


def _median(candidates: Sequence[Candidate], code: str) -> Fraction | None:
    values = [value for one in candidates if (value := _value(one, code)) is not None]
    return Fraction(median(values)) if values else None


def _score(one: Candidate, counted: Mapping[str, int], medians: Mapping[str, Fraction | None]) -> Decimal:
    total = Fraction(0)
    for code, weight in counted.items():
        value = _value(one, code)
        total += weight * (value if value is not None else medians[code] or 0)
    return to_tenth(100 * total / sum(counted.values()))
