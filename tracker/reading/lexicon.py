"""The names a reader may know: districts, bureaus, groups, enterprises. None of them is needed to find a firm."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "data"


@dataclass(frozen=True)
class DistrictName:
    """A district of the city with every way to write it."""

    name: str
    short_name: str = ""
    aliases: tuple[str, ...] = ()
    kind: str = "district"
    code: str | None = None


@dataclass(frozen=True)
class BureauName:
    """A municipal bureau with its short name and older names."""

    name: str
    short_name: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class GroupName:
    """A working group's number and the unit that leads it."""

    number: int
    lead_unit: str | None = None


@dataclass(frozen=True)
class Lexicon:
    """What the reader knows beforehand; `enterprises` maps every known spelling to the canonical name."""

    districts: tuple[DistrictName, ...] = ()
    bureaus: tuple[BureauName, ...] = ()
    groups: tuple[GroupName, ...] = ()
    enterprises: Mapping[str, str] = field(default_factory=dict)
    organisations: frozenset[str] = frozenset()
    city: str = "郑州"

    @classmethod
    def from_data(cls, path: Path | None = None) -> Lexicon:
        """The lexicon of the reference data shipped with the product, without any enterprise."""
        folder = path or DATA
        return cls(
            districts=tuple(_district(row) for row in _rows(folder / "districts.json")),
            bureaus=tuple(_bureau(row) for row in _rows(folder / "bureaus.json")),
            groups=tuple(
                GroupName(row["number"], row["lead_unit"]) for row in _rows(folder / "working_groups.json")
            ),
        )

    @cached_property
    def district_words(self) -> dict[str, str]:
        """Every full spelling of a district → its name; bare short names are not among them."""
        words = {alias: d.name for d in self.districts for alias in (*d.aliases, d.name)}
        return words | {
            d.short_name: d.name for d in self.districts if d.short_name[-1:] in ("区", "县", "市")
        }

    @cached_property
    def bare_districts(self) -> dict[str, str]:
        """Short names without 区, 县, 市 (新密) → the name."""
        return {
            d.short_name: d.name for d in self.districts if d.short_name and d.short_name[-1] not in "区县市"
        }

    @cached_property
    def district_pattern(self) -> re.Pattern[str]:
        """Matches any full spelling, the longest first."""
        words = sorted(self.district_words, key=len, reverse=True)
        return re.compile("|".join(map(re.escape, words)) or r"(?!)")

    @cached_property
    def bureau_words(self) -> dict[str, str]:
        """Every spelling of a bureau → its full name."""
        return {word: b.name for b in self.bureaus for word in (b.name, b.short_name, *b.aliases) if word}

    @cached_property
    def bureau_pattern(self) -> re.Pattern[str]:
        """Matches any known spelling of a bureau, the longest first."""
        words = sorted(self.bureau_words, key=len, reverse=True)
        return re.compile("|".join(map(re.escape, words)) or r"(?!)")

    @cached_property
    def _by_head(self) -> dict[str, list[str]]:
        heads: dict[str, list[str]] = {}
        for name in self.enterprises:
            if len(name) >= 3:
                heads.setdefault(name[:3], []).append(name)
        for names in heads.values():
            names.sort(key=len, reverse=True)
        return heads

    def known_firms(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Each known spelling in the text: (start, end, canonical name), the longest at every place."""
        heads, end = self._by_head, 0
        if not heads:
            return
        for start in range(len(text) - 2):
            if start < end:
                continue
            for name in heads.get(text[start : start + 3], ()):
                if text.startswith(name, start):
                    end = start + len(name)
                    yield start, end, self.enterprises[name]
                    break


def _rows(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return rows


def _district(row: dict[str, Any]) -> DistrictName:
    return DistrictName(row["name"], row["short_name"], tuple(row["aliases"]), row["kind"], row["code"])


def _bureau(row: dict[str, Any]) -> BureauName:
    return BureauName(row["name"], row["short_name"], tuple(row["aliases"]))
