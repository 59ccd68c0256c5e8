"""Times of a small and a large city as one table: how they grew, how they stand to what they are held against, and the bars."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

LIST, LEAN = "list of cases", "lean list page"


@dataclass(frozen=True)
class Bar:
    """What names that match are held to.

    beside  the name of what was measured beside it; a number of milliseconds stands for itself
    most    times as long as that      growth  times as long at a million cases as at 10,000
    """

    names: str
    beside: str | float = ""
    most: float | None = None
    growth: float | None = None


# The first that matches holds.
BARS: Final = (
    Bar("lean.*|stock.*|plain SQL.*", growth=None),
    Bar("list of cases, its rows alone", LEAN, 1.3, 1.5),
    Bar("list of cases, page 1,000", LIST, 1.2, 1.5),
    Bar("list of cases.*", LEAN, 2.0, 1.5),
    Bar("search, .*", LIST, 3.0, 1.5),
    Bar("case with ten follow-ups", "lean case", 4.0, 1.5),
    Bar("list of administrators", "stock list of administrators", 2.0, 1.5),
    Bar("a case registered on the page", "plain SQL of a new case", 10.0, 1.5),
    Bar("a follow-up recorded on the page", "plain SQL of a follow-up, committed", 10.0, 1.5),
    Bar("8 clients, mixed, per second", "8 clients, lean list, per second"),
    Bar("8 clients, (.*), 95th", "8 clients, {0}, median", 4.0),
    Bar("8 clients, .*"),
    Bar(".*progress, by label", LIST, 10.0),
    Bar(".* progress.*", LIST, 1.5, 1.3),
    Bar("digest of 5,000 people, planned", 10_000.0, 1.0),
    Bar("a mail of the outbox", "a mail in a bare loop", 1.11),
    Bar("any filters and order, 99th", 500.0, 1.0),
    Bar("export of the ledger, rows per second", "export written by XlsxWriter, rows per second"),
    Bar("export of the ledger, MB", 100.0, 1.0),
    Bar("(.*) with sums, per second", "{0} without sums, per second"),
    Bar(".*per second"),
    Bar("a follow-up", growth=1.5),
    Bar(".*"),
)
# Of what they are held against: rates.
LEAST: Final = {"8 clients, mixed, per second": 0.5, "export of the ledger, rows per second": 4.0}


@dataclass(frozen=True)
class Row:
    """One thing that was measured; a ratio without a bar is only told.

    growth  the large city's time by the small one's      ratio  the large city's by that of `beside`
    """

    name: str
    small: float
    large: float
    beside: str = ""
    ratio: float | None = None
    most: float | None = None
    growth: float | None = None
    most_growth: float | None = None
    least: float | None = None

    @property
    def is_missed(self) -> bool:
        """Whether a bar is missed."""
        over = self.most is not None and self.ratio is not None and self.ratio > self.most
        under = self.least is not None and self.ratio is not None and self.ratio < self.least
        grown = self.most_growth is not None and self.growth is not None and self.growth > self.most_growth
        return over or under or grown


def rows(small: dict[str, Any], large: dict[str, Any]) -> list[Row]:
    """Everything measured, in its order."""
    return [_row(name, small, large) for name in large]


def _row(name: str, small: dict[str, Any], large: dict[str, Any]) -> Row:
    bar = next(one for one in BARS if re.fullmatch(one.names, name))
    growth = None if "per second" in name else large[name] / small[name]
    known: dict[str, Any] = {"growth": growth, "most_growth": bar.growth}
    if isinstance(bar.beside, float):
        known |= {
            "beside": f"{bar.beside:g} MB" if name.endswith("MB") else f"{bar.beside / 1000:g} s",
            "ratio": large[name] / bar.beside,
        }
    elif bar.beside:
        found = re.fullmatch(bar.names, name)
        beside = bar.beside.format(*(found.groups() if found else ()))
        known |= {"beside": beside, "ratio": large[name] / large[beside]}
    return Row(name, small[name], large[name], most=bar.most, least=LEAST.get(name), **known)


def shown(found: list[Row], small: int, large: int) -> str:
    """A table in Markdown."""
    head = f"| | {small:,} cases | {large:,} cases | growth | bar | ratio | bar | |\n|---|---|---|---|---|---|---|---|"
    return "\n".join([head, *map(_line, found)])


def _line(row: Row) -> str:
    beside = f" × {row.beside}" if row.beside else ""
    bar = f"≥ {row.least:g}" if row.least else _text(row.most)
    said = "missed" if row.is_missed else "met" if row.most or row.most_growth or row.least else ""
    return (
        f"| {row.name} | {row.small:g} | {row.large:g} | {_text(row.growth)} | {_text(row.most_growth)} "
        f"| {_text(row.ratio)}{beside} | {bar} | {said} |"
    )


def _text(number: float | None) -> str:
    return "" if number is None else f"{round(number, 2):g}"
