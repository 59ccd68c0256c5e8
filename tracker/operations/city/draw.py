"""Drawing from a seeded generator: the few words everything else is said with."""

from collections.abc import Sequence
from random import Random
from typing import Final, TypeVar

T = TypeVar("T")

_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # as models.ids


def pick(rng: Random, things: Sequence[T]) -> T:
    """One of them."""
    return things[int(rng.random() * len(things))]


def chance(rng: Random, share: float) -> bool:
    """True so often."""
    return rng.random() < share


def between(rng: Random, low: int, high: int) -> int:
    """A whole number, both ends included."""
    return low + int(rng.random() * (high - low + 1))


def public_id(rng: Random) -> str:
    """An opaque id as `models.ids` makes them, but the same for the same seed."""
    return "".join(rng.choices(_LETTERS, k=12))
