"""The facts of a circular (通报): the numbers of a closed period as they stood, as pages, files and the database have them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

Rate = tuple[int, int]
DAYS: Final = ("first", "last", "closed_on", "topics_on", "formula_on")


@dataclass(frozen=True)
class Line:
    """A unit of a table. score, rank  None below the minimum; `stood_in` where the median stood in."""

    unit: str
    sample: int
    rates: Mapping[str, Rate]
    coverage: Rate
    score: str | None = None
    rank: int | None = None
    stood_in: Sequence[str] = ()

    @property
    def has_numbers(self) -> bool:
        """Whether there is anything to tell of it."""
        return any((self.sample, self.coverage[1], *(whole for _part, whole in self.rates.values())))


@dataclass(frozen=True)
class Table:
    """A group of like units. medians  indicator → percent in words, None where nobody has a denominator."""

    kind: str
    lines: Sequence[Line]
    medians: Mapping[str, str | None]
    left_out: Sequence[str] = ()

    @property
    def is_ranked(self) -> bool:
        """Whether any unit has a place."""
        return any(line.rank is not None for line in self.lines)

    @property
    def rows(self) -> list[Line]:
        """The units that stand in a row: those with a place, and beside them those with numbers."""
        return [line for line in self.lines if self.is_ranked and (line.rank or line.has_numbers)]

    @property
    def others(self) -> list[Line]:
        """The units without a place that are named in one sentence."""
        return [line for line in self.lines if line not in self.rows]


@dataclass(frozen=True)
class Topic:
    """A category with the cases collected in it, and in the period before where that was closed too."""

    name: str
    count: int
    before: int | None = None


@dataclass(frozen=True)
class Facts:
    """What a circular tells, as it stood when the period was closed.

    counts, before  the measures of the city; `before` None where the period before was never closed
    difficult       district → difficult cases, in the city's order
    topics_on, formula_on  the day whose categories and whose weights are told, where the period was closed without
    """

    campaign: str
    kind: str
    first: date
    last: date
    closed_on: date
    counts: Mapping[str, int]
    before: Mapping[str, int] | None
    median_days: float | None
    topics: Sequence[Topic]
    difficult: Sequence[tuple[str, int]]
    tables: Sequence[Table]
    weights: Mapping[str, int]
    minimum: int
    topics_on: date | None = None
    formula_on: date | None = None

    def rate(self, part: str, whole: str) -> Rate:
        """Numerator and denominator, of this period."""
        return self.counts.get(part, 0), self.counts.get(whole, 0)


def to_json(facts: Facts) -> dict[str, Any]:
    """As the database keeps it."""
    kept = asdict(facts)
    return kept | {name: kept[name].isoformat() for name in DAYS if kept[name]}


def from_json(kept: Mapping[str, Any]) -> Facts:
    """As it was kept."""
    days = {name: date.fromisoformat(kept[name]) for name in DAYS if kept.get(name)}
    tables = [
        Table(**{**table, "lines": [Line(**_pairs(line)) for line in table["lines"]]})
        for table in kept["tables"]
    ]
    topics = [Topic(**topic) for topic in kept["topics"]]
    difficult = [(name, count) for name, count in kept["difficult"]]
    return Facts(**{**kept, **days, "tables": tables, "topics": topics, "difficult": difficult})


def _pairs(line: Mapping[str, Any]) -> dict[str, Any]:
    rates = {code: tuple(rate) for code, rate in line["rates"].items()}
    return {**line, "rates": rates, "coverage": tuple(line["coverage"])}
