"""How close a reading comes to a bulletin read by hand: F1 per field, pooled over bulletins."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

Entry = dict[str, Any]
_BRACKETS = str.maketrans("[]【】()（）［］", "〔〕〔〕〔〕〔〕〔〕")


def squeeze(text: str | None) -> str:
    """The text without any blank, half-width."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text or ""))


def _rows(item: Entry, key: str) -> list[Any]:
    return item.get(key) or []


def _reporter(item: Entry) -> Counter[Any]:
    facts = item.get("reporter") or {}
    pairs = [(key, facts.get(key)) for key in ("kind", "name", "number", "lead_unit")]
    return Counter((key, squeeze(str(value))) for key, value in pairs if value is not None)


def _once(values: list[str]) -> Counter[Any]:
    return Counter(dict.fromkeys(map(squeeze, values), 1))


def _days(item: Entry) -> Counter[Any]:
    return _once([d["iso"] for d in _rows(item, "dates") if re.fullmatch(r"\d{4}-\d\d-\d\d", d["iso"] or "")])


def _numbers(item: Entry, key: str, name: str) -> Counter[Any]:
    return Counter(None if row[name] is None else round(float(row[name]), 2) for row in _rows(item, key))


def _policy_numbers(item: Entry) -> Counter[Any]:
    return Counter(
        {
            re.sub(r"\s+", "", p["number"]).translate(_BRACKETS): 1
            for p in _rows(item, "policy_refs")
            if p["number"]
        }
    )


FIELDS: dict[str, Callable[[Entry], Counter[Any]]] = {
    "reporter": _reporter,
    "districts": lambda item: _once(_rows(item, "districts")),
    "enterprises": lambda item: _once([e["name"] for e in _rows(item, "enterprises")]),
    "dates": _days,
    "amounts": lambda item: _numbers(item, "amounts", "value_cny"),
    "counts": lambda item: _numbers(item, "counts", "value"),
    "policy_numbers": _policy_numbers,
}
ASIDE: dict[str, Callable[[Entry], Counter[Any]]] = {
    "organisations": lambda item: _once(
        [o if isinstance(o, str) else o["name"] for o in _rows(item, "organisations")]
    ),
    "policy_titles": lambda item: _once([p["title"] for p in _rows(item, "policy_refs") if p["title"]]),
    "action_type": lambda item: Counter([item.get("action_type")]),
}


@dataclass
class Score:
    """Hits, false alarms and misses per field, and the misreadings in words."""

    tally: dict[str, list[int]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def add(self, name: str, predicted: Counter[Any], gold: Counter[Any], *, where: str) -> None:
        """Count one item's values of one field."""
        hit, extra, missed = predicted & gold, predicted - gold, gold - predicted
        row = self.tally.setdefault(name, [0, 0, 0])
        for index, part in enumerate((hit, extra, missed)):
            row[index] += sum(part.values())
        if extra or missed:
            self.errors.append(f"{where} {name}: extra {list(extra)} missed {list(missed)}")

    def f1(self, name: str) -> float:
        """F1 of a field; 1.0 when neither side has a value."""
        hits, extra, missed = self.tally.get(name, [0, 0, 0])
        return 2 * hits / (2 * hits + extra + missed) if hits + extra + missed else 1.0

    @property
    def macro(self) -> float:
        """The mean F1 over segmentation and the scored fields that occur."""
        names = [n for n in ("segmentation", *FIELDS) if sum(self.tally.get(n, [0]))]
        return sum(map(self.f1, names)) / len(names)


def _key(item: Entry) -> tuple[str, str]:
    return squeeze(item["headline"]), squeeze(item["body"])


def _pairs(predicted: list[Entry], gold: list[Entry]) -> list[tuple[Entry, Entry]]:
    """Items that belong together: equal ones first, then the most alike; the rest against nothing."""
    left, right, pairs = list(predicted), list(gold), []
    for item in gold:
        twin = next((p for p in left if _key(p) == _key(item)), None)
        if twin is not None:
            pairs.append((twin, item))
            left.remove(twin)
            right.remove(item)
    ratios = [
        (SequenceMatcher(None, "".join(_key(p)), "".join(_key(g)), autojunk=False).ratio(), i, j)
        for i, p in enumerate(left)
        for j, g in enumerate(right)
    ]
    used_left: set[int] = set()
    used_right: set[int] = set()
    for ratio, i, j in sorted(ratios, reverse=True):
        if ratio >= 0.5 and i not in used_left and j not in used_right:
            pairs.append((left[i], right[j]))
            used_left.add(i)
            used_right.add(j)
    pairs += [(p, {}) for i, p in enumerate(left) if i not in used_left]
    return pairs + [({}, g) for j, g in enumerate(right) if j not in used_right]


def score(predicted: list[Entry], gold: list[Entry], into: Score, *, name: str) -> None:
    """Add one bulletin to the score."""
    exact = sum((Counter(map(_key, predicted)) & Counter(map(_key, gold))).values())
    row = into.tally.setdefault("segmentation", [0, 0, 0])
    for index, number in enumerate((exact, len(predicted) - exact, len(gold) - exact)):
        row[index] += number
    for read, written in _pairs(predicted, gold):
        where = f"{name}#{gold.index(written) + 1 if written else 0}"
        aliases = {squeeze(a) for e in _rows(written, "enterprises") for a in e.get("aliases") or []}
        for field_name, values in (FIELDS | ASIDE).items():
            got, want = values(read), values(written)
            if field_name == "enterprises":
                got = Counter({k: n for k, n in got.items() if k not in aliases})
            if (
                field_name == "action_type"
                and read
                and read["action_type"] in _rows(written, "action_type_alt")
            ):
                got = want
            into.add(field_name, got, want, where=where)
