"""A reading as the gold schema's JSON: what the command prints and the scorer compares."""

from __future__ import annotations

from typing import Any

from .draft import Item, Reading


def to_gold(reading: Reading) -> list[dict[str, Any]]:
    """One object an item, in order, in the schema the gold files use."""
    return [_item(item) for item in reading.items]


def _item(item: Item) -> dict[str, Any]:
    return {
        "section": item.section.text,
        "headline": item.headline.text,
        "body": item.body.text,
        "reporter": _reporter(item),
        "districts": [d.name for d in item.districts],
        "enterprises": [
            {"name": f.name, "role": f.role, "aliases": list(f.aliases)} for f in item.enterprises
        ],
        "organisations": [o.name for o in item.organisations],
        "dates": [{"text": d.text, "iso": d.iso, "granularity": d.granularity} for d in item.dates],
        "amounts": [{"text": a.text, "value_cny": a.value_cny} for a in item.amounts],
        "counts": [
            {"text": c.text, "value": c.value, "unit": c.unit, "approx": c.approx} for c in item.counts
        ],
        "policy_refs": [{"title": p.title, "number": p.number} for p in item.policy_refs],
        "action_type": item.action_type.value,
        "outcome_hint": item.outcome.value,
        "noise": [n.text for n in item.noise],
    }


def _reporter(item: Item) -> dict[str, Any] | None:
    if item.reporter is None:
        return None
    keys = ("kind", "name", "number", "lead_unit", "sub_unit")
    return {key: getattr(item.reporter, key) for key in keys if key != "sub_unit" or item.reporter.sub_unit}
