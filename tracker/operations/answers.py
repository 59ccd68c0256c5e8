"""What a reviewer starts from: the reading of a draft turned into the answers of the review form.

Answers are plain JSON, kept on the draft while somebody types. `None` stands for "nobody has said yet".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tracker.models import Draft, Unit
from tracker.models.places import TERRITORIES, UnitKind
from tracker.operations.matching import Match, match_enterprise
from tracker.operations.reference import spellings

Answers = dict[str, Any]
NEW, NAME_ONLY = "new", "name"
MONEY_UNIT = "元"


@dataclass(frozen=True)
class UnitNames:
    """Every active unit by every spelling, read once for a whole bulletin."""

    units: tuple[Unit, ...]

    @classmethod
    def of_city(cls) -> UnitNames:
        """The units of the registry."""
        return cls(tuple(Unit.objects.active().order_by("order", "id")))

    @cached_property
    def by_name(self) -> dict[str, Unit]:
        """Top units win over units of a district that happen to have the same name."""
        ordered = sorted(self.units, key=lambda unit: unit.parent_id is None)
        return {name: unit for unit in ordered for name in spellings(unit)}

    @cached_property
    def groups(self) -> dict[int, Unit]:
        """Working groups by number."""
        return {unit.number: unit for unit in self.units if unit.kind == UnitKind.GROUP and unit.number}

    def reporter(self, found: dict[str, Any] | None) -> Unit | None:
        """The unit a reading names as reporter."""
        if not found:
            return None
        if found["kind"] == "working_group":
            return self.groups.get(found["number"])
        return self.by_name.get(found["name"])

    def district(self, name: str) -> Unit | None:
        """A district by its canonical name."""
        unit = self.by_name.get(name)
        return unit if unit and unit.kind in TERRITORIES else None


def default_answers(draft: Draft, names: UnitNames) -> Answers:
    """The answers as read; what a person typed since then is laid over them."""
    read = draft.proposal
    answers = _facts(draft, names) | {
        "enterprises": [_enterprise(row) for row in read["enterprises"]],
        "organisations": [_organisation(row, names) for row in read["organisations"]],
        "figures": [*_figures(read["amounts"], money=True), *_figures(read["counts"], money=False)],
        "policies": [
            {"title": row["title"] or "", "number": row["number"] or "", "keep": True}
            for row in read["policy_refs"]
        ],
        "commitments": [
            {"text": row["text"][:300], "due_on": None, "keep": True} for row in read["promises"]
        ],
        "noise": [{"text": row["text"], "decision": None} for row in read["noise"]],
    }
    edits: Answers = draft.edits
    return answers | edits


def _facts(draft: Draft, names: UnitNames) -> Answers:
    read = draft.proposal
    reporter = names.reporter(read["reporter"])
    unnamed = read["unnamed_enterprises"]
    districts = [unit.pk for row in read["districts"] if (unit := names.district(row["name"]))]
    return {
        "title": draft.headline[:200],
        "summary": read["body"]["text"],
        "kind": read["action_type"]["value"],
        "reporter": reporter.pk if reporter else None,
        "reporter_sub_unit": (read["reporter"] or {}).get("sub_unit") or "",
        "outcome": read["outcome"]["value"],
        "districts": districts,
        "unnamed": unnamed["value"] if unnamed else None,
        "unnamed_approx": bool(unnamed and unnamed["approx"]),
        "case_title": draft.headline[:120],
        "case_place": "" if _assisted(read) else _place(draft, read),
        **_day(read["dates"]),
    }


def _assisted(read: dict[str, Any]) -> bool:
    return any(row["role"] == "assisted" for row in read["enterprises"])


def _place(draft: Draft, read: dict[str, Any]) -> str:
    """Where a case without a firm lies, as far as the text says."""
    written = [row["name"] for row in read["districts"]] or [(read["reporter"] or {}).get("name") or ""]
    return "、".join(filter(None, written)) or draft.headline[:50]


def _day(dates: list[dict[str, Any]]) -> Answers:
    """The day of the action: the first written day, else the vaguest honest answer."""
    exact = next((row for row in dates if row["granularity"] == "day" and len(row["iso"] or "") == 10), None)
    if exact:
        return {"day": exact["iso"], "day_precision": "day", "day_as_written": exact["text"]}
    vague = next((row for row in dates if row["iso"] is None), None)
    return {"day": None, "day_precision": "vague", "day_as_written": vague["text"] if vague else ""}


def _enterprise(row: dict[str, Any]) -> Answers:
    return {"name": row["name"], "role": row["role"], "link": link_of(match_enterprise(row["name"]))}


def link_of(match: Match) -> str | None:
    """The answer that needs no person: an exact firm, or a new one when nothing resembles it."""
    if match.enterprise is not None:
        return match.enterprise.public_id
    return None if match.similar else NEW


def _organisation(row: dict[str, Any], names: UnitNames) -> Answers:
    unit = names.by_name.get(row["name"])
    return {"name": row["name"], "unit": unit.pk if unit else None, "keep": True}


def _figures(rows: Iterable[dict[str, Any]], *, money: bool) -> list[Answers]:
    return [
        {
            "measure": row.get("measure") or "",
            "value": str(row["value_cny"] if money else row["value"]),
            "unit": MONEY_UNIT if money else row["unit"],
            "approx": bool(row.get("approx")),
            "nature": row.get("nature") or "current",
            "text": row["text"],
            "keep": True,
        }
        for row in rows
        if not money or row["value_cny"] is not None
    ]
