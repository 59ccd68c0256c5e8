"""Unusual jumps (异常波动): what came in of late against the mean of what came in before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

PERIODS: Final = 4  # as many before, each as long
LEAST_PERCENT: Final = 50  # of the mean
LEAST_CASES: Final = 5  # below, half as many again says nothing


@dataclass(frozen=True)
class Jump:
    """A count, and the mean of those before it."""

    now: int
    mean: float

    @property
    def percent(self) -> int | None:
        """By how much it is more, or less than nought where it is less; None where nothing came in before."""
        return round(100 * (self.now - self.mean) / self.mean) if self.mean else None


def jump(now: int, before: Sequence[int]) -> Jump | None:
    """The jump, where it is one: it differs from the mean by at least half of it and by at least five cases."""
    mean = sum(before) / len(before)
    apart = abs(now - mean)
    if apart < LEAST_CASES or 100 * apart < LEAST_PERCENT * mean:
        return None
    return Jump(now, mean)
