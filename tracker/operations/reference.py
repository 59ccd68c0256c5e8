"""Reference data: what every city has before its first case. Loading it again changes nothing."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from tracker.models import CalendarDay, Campaign, Category, DeadlinePreset, Unit
from tracker.models.places import TERRITORIES, UnitKind
from tracker.rules.deadlines import PRESETS, spans_of

DATA = Path(__file__).resolve().parent.parent / "data"


@transaction.atomic
def load_reference() -> None:
    """Campaign, districts with their offices, bureaus, working groups, categories and the announced calendar."""
    facts = read("campaign.json")
    for row in read("deadlines.json"):
        DeadlinePreset.objects.get_or_create(code=row["code"], defaults=row | spans_of(PRESETS[row["code"]]))
    campaign = _campaign(facts)
    _districts(facts)
    _bureaus()
    _groups(campaign)
    for order, row in enumerate(read("categories.json")):
        Category.objects.get_or_create(code=row["code"], defaults={**row, "order": order})
    for path in sorted(DATA.glob("calendar_*.json")):
        _calendar(json.loads(path.read_text(encoding="utf-8")))


def read(name: str) -> Any:
    """One of the shipped data files."""
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def _campaign(facts: dict[str, Any]) -> Campaign:
    names = ("name_en", "product_name", "product_name_en", "city", "city_en")
    defaults = {name: facts[name] for name in names} | {"started_on": date.fromisoformat(facts["started_on"])}
    defaults["deadline_preset"] = DeadlinePreset.objects.get(code=facts["deadline_preset"])
    is_current = not Campaign.objects.filter(is_current=True).exists()
    campaign, _created = Campaign.objects.get_or_create(
        name=facts["name"], defaults={**defaults, "is_current": is_current}
    )
    return campaign


def _districts(facts: dict[str, Any]) -> None:
    Unit.objects.get_or_create(
        kind=UnitKind.OFFICE, parent=None, defaults={"name": facts["office"], "name_en": facts["office_en"]}
    )
    for row in read("districts.json"):
        row["short_name"] = ""  # a district is shown by its full name
        district, _created = Unit.objects.get_or_create(name=row["name"], kind__in=TERRITORIES, defaults=row)
        Unit.objects.get_or_create(
            kind=UnitKind.OFFICE,
            parent=district,
            defaults={
                "name": f"{row['name']}{facts['district_office_suffix']}",
                "name_en": f"{row['name_en']} {facts['district_office_suffix_en']}",
                "order": row["order"],
            },
        )


def _bureaus() -> None:
    for row in read("bureaus.json"):
        Unit.objects.get_or_create(name=row["name"], kind=UnitKind.BUREAU, defaults=row)


def _groups(campaign: Campaign) -> None:
    by_name = {name: unit for unit in Unit.objects.of_kind(UnitKind.BUREAU) for name in spellings(unit)}
    for row in read("working_groups.json"):
        Unit.objects.get_or_create(
            kind=UnitKind.GROUP,
            campaign=campaign,
            number=row["number"],
            defaults={
                "name": row["name"],
                "name_en": f"Working group {row['number']}",
                "lead_unit": by_name.get(row["lead_unit"] or ""),
                "order": row["number"],
            },
        )


def spellings(unit: Unit) -> list[str]:
    """Every way to write a unit's name."""
    return [name for name in (unit.name, unit.short_name, *unit.aliases) if name]


def _calendar(facts: dict[str, Any]) -> None:
    for row in facts["days"]:
        CalendarDay.objects.get_or_create(
            day=date.fromisoformat(row["day"]),
            defaults={"kind": row["kind"], "name": row["name"], "name_en": row.get("name_en", "")},
        )
