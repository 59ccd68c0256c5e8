"""The rows of lists: only the columns shown, as plain strings ready for the template."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tracker.models import (
    AssistanceAction,
    Bulletin,
    Case,
    Draft,
    Enterprise,
    EnterpriseLabel,
    Figure,
    Participant,
    User,
    Visit,
)
from tracker.models.actions import ActionKind, ActionStatus
from tracker.models.bulletins import Decision, Direction
from tracker.models.cases import Source, Status
from tracker.models.enterprises import EnterpriseState
from tracker.models.visits import VisitFinding
from tracker.web.dates import Clock, action_day, day
from tracker.web.lists import in_order

LABELS: dict[str, str | Promise] = dict(Status.choices)
SOURCES: dict[str, str | Promise] = dict(Source.choices)
KINDS: dict[str, str | Promise] = dict(ActionKind.choices)
BULLETIN_STATES: dict[str, str | Promise] = {
    "published": _("Issued"),
    "done": _("Review finished"),
    "drafts": _("Being reviewed"),
}
FIRM_STATES: dict[str, str | Promise] = dict(EnterpriseState.choices)
STATE_CODES: dict[str, str] = {
    EnterpriseState.NORMAL: "",
    EnterpriseState.LOST: "near",
    EnterpriseState.DORMANT: "parked",
    EnterpriseState.DEREGISTERED: "voided",
}
VISIT_DAYS = 30


def unit_columns(prefix: str) -> tuple[str, str, str]:
    """The columns from which a unit's name is made."""
    return (f"{prefix}__name", f"{prefix}__short_name", f"{prefix}__name_en")


def in_english() -> bool:
    """Whether the reader's language is English."""
    return (get_language() or "").startswith("en")


def unit_name(
    name: str | None, short_name: str | None, name_en: str | None, *, english: bool | None = None
) -> str:
    """A unit as people say it, in the reader's language; the same words as Unit.display_name."""
    if name_en and (in_english() if english is None else english):
        return name_en
    return short_name or name or ""


def action_rows(user: User, ids: list[int], clock: Clock) -> list[dict[str, Any]]:
    """The action list: four queries, whatever the number of rows."""
    columns = ("id", "public_id", "title", "kind", "day", "day_precision", "day_as_written", "status")
    found = (
        AssistanceAction.objects.visible_to(user)
        .filter(id__in=ids)
        .values_list(*columns, *unit_columns("reporter"))
    )
    firms, districts, figures = _participants(ids), _districts(ids), _figures(ids)
    rows = {row[0]: _action_row(row, clock) for row in found}
    for row_id, row in rows.items():
        row |= {"under": firms[row_id], "district": districts[row_id], "figures": figures[row_id]}
    return in_order(ids, rows)


def _action_row(row: tuple[Any, ...], clock: Clock) -> dict[str, Any]:
    return {
        "url": reverse("action", args=[row[1]]),
        "title": row[2],
        "kind": KINDS[row[3]],
        "day_text": action_day(row[4], row[5], as_written=row[6], today=clock.today),
        "code": "voided" if row[7] == ActionStatus.VOIDED else "",
        "reporter": unit_name(*row[8:11]),
    }


def _joined(pairs: list[tuple[int, str]], most: int) -> dict[int, str]:
    """Names by row, the first few of each."""
    names: dict[int, list[str]] = defaultdict(list)
    for row_id, name in pairs:
        names[row_id].append(name)
    shown = {
        row_id: "、".join(all_[:most]) + ("…" if len(all_) > most else "") for row_id, all_ in names.items()
    }
    return defaultdict(str, shown)


def _participants(ids: list[int]) -> dict[int, str]:
    found = Participant.objects.filter(action_id__in=ids).order_by("id")
    rows = found.values_list("action_id", "enterprise__name", "unit__name", "name")
    return _joined([(row[0], row[1] or row[2] or row[3]) for row in rows], 3)


def _districts(ids: list[int]) -> dict[int, str]:
    through = AssistanceAction.districts.through.objects.filter(assistanceaction_id__in=ids)
    rows = through.order_by("unit__order").values_list("assistanceaction_id", *unit_columns("unit"))
    return _joined([(row[0], unit_name(*row[1:4])) for row in rows], 2)


def _figures(ids: list[int]) -> dict[int, str]:
    found = Figure.objects.filter(action_id__in=ids).order_by("id")
    rows = found.values_list("action_id", "measure", "text", "value", "unit")
    return _joined(
        [(row[0], f"{row[1]} {row[2] or f'{row[3].normalize():f}{row[4]}'}".strip()) for row in rows], 2
    )


def enterprise_rows(user: User, ids: list[int], clock: Clock) -> list[dict[str, Any]]:
    """The enterprise list: five queries; cases, actions and visits only as far as the person sees them."""
    columns = ("id", "public_id", "name", "credit_code", "industry", *unit_columns("district"), "state")
    found = Enterprise.objects.visible_to(user).filter(id__in=ids).values_list(*columns)
    labels = EnterpriseLabel.objects.filter(enterprise_id__in=ids).order_by("id")
    by_firm: dict[int, list[str]] = defaultdict(list)
    for firm_id, label in labels.values_list("enterprise_id", "label"):
        by_firm[firm_id].append(label)
    cases, actions, visits = _open_cases(user, ids), _actions(user, ids), _last_visits(user, ids)
    rows = {}
    for row in found:
        rows[row[0]] = _firm_row(row) | {
            "labels": by_firm[row[0]],
            "open_cases": cases.get(row[0], 0),
            "actions": actions.get(row[0], 0),
            "visited_text": day(visits.get(row[0]), clock.today),
            "visited_tone": _visit_tone(visits.get(row[0]), clock),
        }
    return in_order(ids, rows)


def _firm_row(row: tuple[Any, ...]) -> dict[str, Any]:
    return {
        "url": reverse("enterprise", args=[row[1]]),
        "name": row[2],
        "code": row[3],
        "industry": row[4],
        "district": unit_name(*row[5:8]),
        "open_url": f"{reverse('cases')}?enterprise={row[1]}",
        "state": STATE_CODES[row[8]],
        "state_label": FIRM_STATES[row[8]] if STATE_CODES[row[8]] else "",
    }


def _open_cases(user: User, ids: list[int]) -> dict[int, int]:
    found = Case.objects.visible_to(user).open().filter(enterprise_id__in=ids)
    return dict(found.order_by().values_list("enterprise_id").annotate(Count("id")))


def _actions(user: User, ids: list[int]) -> dict[int, int]:
    seen = AssistanceAction.objects.visible_to(user).standing()
    found = Participant.objects.filter(enterprise_id__in=ids, action__in=seen)
    return dict(found.order_by().values_list("enterprise_id").annotate(Count("action_id", distinct=True)))


def _last_visits(user: User, ids: list[int]) -> dict[int, Any]:
    found = Visit.objects.visible_to(user).filter(enterprise_id__in=ids)
    return dict(found.order_by().values_list("enterprise_id").annotate(Max("visited_on")))


def _visit_tone(visited_on: Any, clock: Clock) -> str:
    return "near" if visited_on and (clock.today - visited_on).days > VISIT_DAYS else "ok"


def visit_rows(user: User, ids: list[int], clock: Clock) -> list[dict[str, Any]]:
    """The list of visits: one query."""
    columns = ("id", "public_id", "visited_on", "finding", "people", "enterprise__name", "by__name")
    found = (
        Visit.objects.visible_to(user)
        .filter(id__in=ids)
        .values_list(*columns, *unit_columns("unit"), *unit_columns("enterprise__district"))
    )
    rows = {
        row[0]: {
            "url": reverse("visit", args=[row[1]]),
            "day_text": day(row[2], clock.today),
            "code": row[3],
            "finding": VisitFinding(row[3]).label,
            "people": row[4],
            "firm": row[5],
            "officer": row[6],
            "unit": unit_name(*row[7:10]),
            "district": unit_name(*row[10:13]),
        }
        for row in found
    }
    return in_order(ids, rows)


def bulletin_rows(user: User, ids: list[int], clock: Clock) -> list[dict[str, Any]]:
    """The bulletin list with how far the review is: two queries."""
    columns = ("id", "public_id", "title", "dated_on", "direction", "issued_at", *unit_columns("office"))
    found = Bulletin.objects.visible_to(user).filter(id__in=ids).values_list(*columns)
    progress = _review_progress(user, ids)
    rows = {
        row[0]: _bulletin_row(row, clock) | _state_of(row, *progress.get(row[0], (0, 0))) for row in found
    }
    return in_order(ids, rows)


def _bulletin_row(row: tuple[Any, ...], clock: Clock) -> dict[str, Any]:
    return {
        "url": reverse("bulletin", args=[row[1]]),
        "title": row[2],
        "day_text": day(row[3], clock.today),
        "direction": Direction(row[4]).label,
        "source": unit_name(*row[6:9]),
    }


def _state_of(row: tuple[Any, ...], done: int, total: int) -> dict[str, Any]:
    code = "published" if row[5] else ("done" if done == total else "drafts")
    return {"done": done, "total": total, "code": code, "label": BULLETIN_STATES[code]}


def _review_progress(user: User, ids: list[int]) -> dict[int, tuple[int, int]]:
    drafts: QuerySet[Draft] = Draft.objects.visible_to(user).filter(bulletin_id__in=ids)
    decided = Count("id", filter=~Q(decision=Decision.PENDING))
    shown = drafts.exclude(decision=Decision.REPLACED).order_by().values("bulletin_id")
    counts = shown.annotate(decided=decided, all=Count("id")).values_list("bulletin_id", "decided", "all")
    return {row[0]: (row[1], row[2]) for row in counts}
