"""Charts of progress, each with its table: what came in and was closed period by period, and how old the open cases are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from tracker.models import Unit
from tracker.models.measure_words import AGE_LABELS
from tracker.reports.trend import Step, ages, trend
from tracker.web.periods import step_words
from tracker.web.progress_page import Progresses

WIDTH, HEIGHT, TALLEST = 960, 180, 150  # of the drawing, and of its highest bar
TONES: Final = {"collected": "blue", "closed": "green"}
AGE_TONES: Final = {"late_longer": "red", "late_month": "red", "late_week": "red", "due_soon": "amber"}


def charts_of(asked: Progresses, by: Any, unit: Unit | None = None) -> dict[str, Any]:
    """What the charts of a page show; two queries."""
    steps = trend(asked.cases, by, asked.view, asked.kept)
    found = ages(asked.cases, by, asked.view, asked.kept)
    most = max([found[code] for code in AGE_LABELS], default=0)
    return {
        "trend": _rows(asked, by, unit, steps),
        "trend_bars": list(_bars(steps)),
        "trend_size": {"width": WIDTH, "height": HEIGHT},
        "ages": [
            {
                "label": label,
                "text": f"{found[code]:,}",
                "url": asked.url(code, by if unit else "", unit),
                "width": round(1000 * found[code] / most, 1) if most else 0,
                "tone": AGE_TONES.get(code, "plain"),
            }
            for code, label in AGE_LABELS.items()
        ],
    }


def _rows(asked: Progresses, by: str, unit: Unit | None, steps: list[Step]) -> list[dict[str, Any]]:
    """A line of numbers for each measure, with a number for each period."""
    names = [step_words(step.period) for step in steps]
    there = [replace(asked, view=replace(asked.view, period=step.period)) for step in steps]
    return [
        {
            "label": asked.labels[code],
            "tone": tone,
            "numbers": [
                {
                    "label": name,
                    "text": f"{step.counts[code]:,}",
                    "url": of_step.url(code, by if unit else "", unit),
                }
                for step, of_step, name in zip(steps, there, names, strict=True)
            ],
        }
        for code, tone in TONES.items()
    ]


def _bars(steps: list[Step]) -> Iterator[dict[str, Any]]:
    """Two bars a period, side by side; each period has a name below."""
    highest = max([step.counts[code] for step in steps for code in TONES], default=0)
    room = WIDTH / len(steps)
    bar = room * 0.36
    for at, step in enumerate(steps):
        left = at * room + room * 0.12
        columns = []
        for place, (code, tone) in enumerate(TONES.items()):
            height = TALLEST * step.counts[code] / highest if highest else 0
            columns.append(
                {
                    "x": f"{left + place * bar:.1f}",
                    "y": f"{TALLEST - height:.1f}",
                    "width": f"{bar:.1f}",
                    "height": f"{height:.1f}",
                    "tone": tone,
                }
            )
        yield {"columns": columns, "x": f"{at * room + room / 2:.1f}", "name": step_words(step.period)}
