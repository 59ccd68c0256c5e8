"""Figures: what an action or a follow-up achieved in numbers, kept alike so that they are counted alike."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from tracker.models import Figure, FollowUp
from tracker.models.actions import FigureNature
from tracker.rules.errors import BadInput

LONGEST: Final = {"unit": 20, "measure": 60, "period": 30, "subject": 100, "text": 60}
LARGEST: Final = Decimal(10) ** 18


@dataclass(frozen=True)
class FigureData:
    """A number: value in `unit`, what it counts, and whether it is a result, a limit, a target."""

    value: Decimal
    unit: str
    measure: str = ""
    approx: bool = False
    nature: str = "current"
    period: str = ""
    subject: str = ""
    text: str = ""


def check_figures(figures: Sequence[FigureData]) -> None:
    """Whether each is a number of something; raises BadInput."""
    for figure in figures:
        if not figure.unit.strip():
            raise BadInput("required", field="unit")
        if not figure.value.is_finite() or abs(figure.value) >= LARGEST:
            raise BadInput("required", field="value")
        if figure.nature not in FigureNature.values:
            raise BadInput("required", field="nature")
        for name, limit in LONGEST.items():
            if len(getattr(figure, name)) > limit:
                raise BadInput("too_long", field=name, limit=limit)


def keep_figures(figures: Sequence[FigureData], *, of: FollowUp) -> None:
    """The rows of a follow-up that was just written."""
    Figure.objects.bulk_create(Figure(follow_up=of, **dataclasses.asdict(figure)) for figure in figures)


def as_facts(figures: Sequence[FigureData]) -> dict[str, Any]:
    """What the trail tells of them, for the details of an act; nothing where there are none."""
    rows = [
        {
            "measure": figure.measure,
            "value": str(figure.value),
            "unit": figure.unit,
            "approx": figure.approx,
        }
        for figure in figures
    ]
    return {"facts": {"figures": rows}} if rows else {}
