"""Times of a small and a large city as one table: how they grew, how they stand to the list of cases, and the bars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

LIST, LEAN = "list of cases", "lean list"
GROWTH: Final = 1.3  # of progress, from 10,000 cases to a million
BESIDE_LIST: Final = {"by label": 10.0}  # times the list page; 1.5 for every other page of progress
ABSOLUTE: Final = {"digest of 5,000 people, planned": 10_000.0}  # milliseconds, on one core
# Ours → the same without our part, and how many times its time ours may take: nine tenths of its rate.
BESIDE_BARE: Final = {"a mail of the outbox": ("a mail in a bare loop", 1.11)}


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

    @property
    def is_missed(self) -> bool:
        """Whether a bar is missed."""
        over = self.most is not None and self.ratio is not None and self.ratio > self.most
        grown = self.most_growth is not None and self.growth is not None and self.growth > self.most_growth
        return over or grown


def rows(small: dict[str, Any], large: dict[str, Any]) -> list[Row]:
    """Everything measured, in its order."""
    return [_row(name, small, large) for name in large]


def _row(name: str, small: dict[str, Any], large: dict[str, Any]) -> Row:
    growth = round(large[name] / small[name], 2)
    known: dict[str, Any] = {"growth": growth}
    if "progress" in name:
        most = next((bar for word, bar in BESIDE_LIST.items() if word in name), 1.5)
        known |= {"beside": LIST, "ratio": round(large[name] / large[LIST], 2), "most": most}
        known["most_growth"] = None if most > GROWTH * 2 else GROWTH
    elif name == LIST:
        known |= {"beside": LEAN, "ratio": round(large[name] / large[LEAN], 2)}
    elif name in ABSOLUTE:
        known |= {
            "beside": f"{ABSOLUTE[name] / 1000:g} s",
            "ratio": round(large[name] / ABSOLUTE[name], 2),
            "most": 1.0,
        }
    elif name in BESIDE_BARE:
        bare, most = BESIDE_BARE[name]
        known |= {"beside": bare, "ratio": round(large[name] / large[bare], 2), "most": most, "growth": None}
    elif "with sums" in name:
        without = name.replace("with sums", "without sums")
        known |= {"beside": "without", "ratio": round(large[name] / large[without], 2), "growth": None}
    elif "per second" in name:
        known["growth"] = None
    return Row(name, small[name], large[name], **known)


def shown(found: list[Row], small: int, large: int) -> str:
    """A table in Markdown."""
    head = f"| | {small:,} cases | {large:,} cases | growth | bar | ratio | bar | |\n|---|---|---|---|---|---|---|---|"
    lines = [
        f"| {row.name} | {row.small:g} | {row.large:g} | {_text(row.growth)} | {_text(row.most_growth)} "
        f"| {_text(row.ratio)}{f' × {row.beside}' if row.beside else ''} | {_text(row.most)} "
        f"| {'missed' if row.is_missed else 'met' if row.most or row.most_growth else ''} |"
        for row in found
    ]
    return "\n".join([head, *lines])


def _text(number: float | None) -> str:
    return "" if number is None else f"{number:g}"
