"""The rows behind the numbers of visits, actions and results: what an address that opens them names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.models import Unit, User
from tracker.reports.measures import View
from tracker.reports.progress import By, of_unit
from tracker.reports.results import of_actions, of_cases, with_measure
from tracker.reports.work import (
    ADOPTED,
    Seen,
    actions_in,
    actions_of,
    firms_of,
    items_in,
    items_of,
    visits_in,
    visits_of,
)
from tracker.web.dates import Clock
from tracker.web.periods import period_words, view_of

LABELS: Final = {
    "visits": gettext_lazy("Visits"),
    "visited": gettext_lazy("Enterprises visited"),
    "actions": gettext_lazy("Actions"),
    "reached": gettext_lazy("Enterprises helped by actions"),
    "paired": gettext_lazy("Paired enterprises"),
    "paired_visited": gettext_lazy("Paired enterprises visited"),
    "sent": gettext_lazy("Bulletin items sent"),
    "adopted": gettext_lazy("Bulletin items adopted"),
}


@dataclass(frozen=True)
class Asked:
    """What an address asks for; `view` is None where its period cannot be read."""

    view: View | None
    by: By
    unit: Unit | None

    @classmethod
    def of(cls, chosen: Mapping[str, Any], clock: Clock) -> Asked:
        """From the cleaned filters."""
        view = view_of(chosen.get("period") or "", clock)
        return cls(view, chosen.get("by") or "district", chosen.get("unit"))


def visits_behind(qs: Any, asked: Asked) -> Any:
    """The visits of a period, of a unit where one is named."""
    if asked.view is None:
        return qs.none()
    rows = visits_in(qs, asked.view)
    return visits_of(rows, asked.by, asked.unit) if asked.unit else rows


def actions_behind(qs: Any, asked: Asked) -> Any:
    """The actions of a period that are help, of a unit where one is named."""
    if asked.view is None:
        return qs.none()
    rows = actions_in(qs.help(), asked.view)
    return actions_of(rows, asked.by, asked.unit) if asked.unit else rows


def items_behind(qs: Any, code: str, asked: Asked) -> Any:
    """The items of bulletins of a period, or those of them that were adopted."""
    if asked.view is None:
        return qs.none()
    rows = items_in(qs, asked.view)
    rows = rows.filter(decision__in=ADOPTED) if code == "adopted" else rows
    return items_of(rows, asked.by, asked.unit) if asked.unit else rows


def firms_behind(qs: Any, code: str, user: User, asked: Asked) -> Any:
    """The firms that were counted."""
    if asked.view is None:
        return qs.none()
    return qs.filter(pk__in=firms_of(Seen.by(user), code, asked.by, asked.view, asked.unit).values("pk"))


def actions_of_figure(qs: Any, measure: str, amount: str, asked: Asked) -> Any:
    """The actions whose figures went into a sum."""
    rows = actions_behind(qs, asked)
    figures = with_measure(of_actions(rows), measure, amount)
    return rows.filter(pk__in=figures.values("action_id"))


def cases_of_figure(qs: Any, measure: str, amount: str, asked: Asked) -> Any:
    """The cases on which such a figure was noted in the period."""
    if asked.view is None:
        return qs.none()
    rows = of_unit(qs, asked.by, asked.unit) if asked.unit else qs
    figures = with_measure(of_cases(rows, asked.view), measure, amount)
    return rows.filter(pk__in=figures.values("follow_up__case_id"))


def work_words(chosen: Mapping[str, Any], clock: Clock) -> str:
    """金水区 · Visits · Week 48; nothing where the list was not opened from a number."""
    asked = Asked.of(chosen, clock)
    what = LABELS.get(chosen.get("work") or "")
    if chosen.get("amount"):
        what = f"{chosen.get('figure') or _('Figures')} ({chosen['amount']})"  # type: ignore[assignment]
    parts = [asked.unit, what, period_words(asked.view.period) if asked.view else ""]
    return " · ".join(str(part) for part in parts if part) if what else ""
