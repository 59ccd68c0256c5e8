"""What the page of one action shows, and the same action as the operations take it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.models import AssistanceAction, Case, Commitment, Figure, Participant, PolicyDocument, Unit, User
from tracker.models.actions import ActionStatus
from tracker.operations.actions import (
    PLAIN_FIELDS,
    ActionData,
    CommitmentData,
    ParticipantData,
    PolicyData,
)
from tracker.operations.figures import FigureData
from tracker.operations.promises import may_keep
from tracker.web.case_page import promise_row
from tracker.web.dates import Clock, action_day, exact_moment
from tracker.web.files import file_box, file_rows
from tracker.web.rows import KINDS, LABELS

FIGURE_COLUMNS = ("value", "unit", "measure", "approx", "nature", "period", "subject", "text")


def action_context(user: User, action: AssistanceAction) -> dict[str, Any]:
    """Everything the template needs."""
    clock = Clock.of_request()
    return {
        "action": {
            "title": action.title,
            "summary": action.summary,
            "kind": KINDS[action.kind],
            "day_text": _day(action, clock),
            "voided": action.status == ActionStatus.VOIDED,
        },
        "crumbs": [(_("Assistance actions"), reverse("actions")), (action.title, "")],
        "facts": facts(action, clock),
        "participants": [_participant(part) for part in _participants(action)],
        "figures": [_figure(figure) for figure in Figure.objects.filter(action=action)],
        "policies": list(PolicyDocument.objects.filter(actions=action).values("title", "number")),
        "commitments": [
            promise_row(promise, clock) | {"keep": _keep(user, action, promise)}
            for promise in Commitment.objects.filter(action=action).select_related("owner")
        ],
        "today": clock.today.isoformat(),
        "cases": cases(user, action),
        "files": file_rows(user, action, clock),
        "file_box": box_of(user, action),
        "steps": steps(user, action),
        "public_id": action.public_id,
        "may_void": may_void(user, action),
    }


def _day(action: AssistanceAction, clock: Clock) -> str:
    return action_day(action.day, action.day_precision, as_written=action.day_as_written, today=clock.today)


def facts(action: AssistanceAction, clock: Clock) -> list[dict[str, Any]]:
    """The side of the page."""
    districts = [str(unit) for unit in _districts(action)]
    unnamed = f"{_('about') if action.unnamed_is_approx else ''} {action.unnamed_enterprises or ''}".strip()
    told = [
        (_("Day"), _day(action, clock)),
        (_("As written"), action.day_as_written),
        (_("Reporter"), " · ".join(filter(None, [str(action.reporter), action.reporter_sub_unit]))),
        (_("Districts"), "、".join(districts)),
        (_("Enterprises reached without names"), unnamed if action.unnamed_enterprises else ""),
        (_("Logged by"), f"{action.logged_by} · {exact_moment(action.logged_at, clock.today)}"),
        (_("Voided because"), action.void_reason),
    ]
    return [{"label": label, "value": value} for label, value in told if value]


def _districts(action: AssistanceAction) -> list[Unit]:
    return list(action.districts.order_by("order", "id"))


def _participants(action: AssistanceAction) -> list[Participant]:
    return list(Participant.objects.filter(action=action).select_related("enterprise", "unit"))


def _participant(part: Participant) -> dict[str, Any]:
    url = reverse("enterprise", args=[part.enterprise.public_id]) if part.enterprise else ""
    written = part.name if part.enterprise and part.name != part.enterprise.name else ""
    return {"name": str(part), "url": url, "role": part.get_role_display(), "note": written}


def _figure(figure: Figure) -> dict[str, Any]:
    about = _("about") + " " if figure.approx else ""
    return {
        "label": " · ".join(filter(None, [figure.measure, figure.subject])) or _("Figure"),
        "value": f"{about}{figure.value.normalize():,f} {figure.unit}",
        "nature": figure.get_nature_display(),
        "period": figure.period,
        "text": figure.text,
    }


def _keep(user: User, action: AssistanceAction, promise: Commitment) -> int | None:
    """The key of a promise that the person may mark as kept."""
    return promise.pk if promise.kept_on is None and may_keep(user, action, promise) else None


def cases(user: User, action: AssistanceAction) -> list[dict[str, Any]]:
    """The cases it belongs to, as far as the person sees them."""
    rows = Case.objects.visible_to(user).filter(actions=action).order_by("-id")
    return [
        {
            "url": reverse("case", args=[number]),
            "number": number,
            "title": title,
            "code": status,
            "label": LABELS[status],
        }
        for number, title, status in rows.values_list("number", "title", "status")[:50]
    ]


def may_edit(user: User, action: AssistanceAction) -> bool:
    """Whether the person may correct it: theirs to edit, and of a unit they report for."""
    scope = user.scope
    return (
        action.status == ActionStatus.STANDING
        and scope.may("action.edit", action.visible_unit_ids)
        and scope.may("action.log", [action.reporter_id])
    )


def may_void(user: User, action: AssistanceAction) -> bool:
    """Whether the person may take it back."""
    return action.status == ActionStatus.STANDING and user.scope.may("action.void", action.visible_unit_ids)


def box_of(user: User, action: AssistanceAction) -> dict[str, Any] | None:
    """Room for new files, while the action stands."""
    if action.status != ActionStatus.STANDING:
        return None
    return file_box(user, action, reverse("action_files", args=[action.public_id]))


def steps(user: User, action: AssistanceAction) -> list[dict[str, Any]]:
    """What the person may do next; the last one is the blue button."""
    found: list[dict[str, Any]] = []
    if may_void(user, action):
        found.append({"label": _("Void…"), "dialog": "void-dialog", "icon": "ban"})
    if may_edit(user, action):
        edit_url = reverse("action_edit", args=[action.public_id])
        found.append({"label": _("Correct"), "url": edit_url, "icon": "pencil"})
    return found


def data_of(action: AssistanceAction) -> ActionData:
    """The action as the operations take it, with everything a form may not show."""
    commitments = Commitment.objects.filter(action=action).select_related("owner")
    return ActionData(
        reporter=action.reporter,
        listed_on=action.listed_on,
        districts=_districts(action),
        participants=[
            ParticipantData(part.role, enterprise=part.enterprise, unit=part.unit, name=part.name)
            for part in _participants(action)
        ],
        figures=[FigureData(**row) for row in Figure.objects.filter(action=action).values(*FIGURE_COLUMNS)],
        policies=[
            PolicyData(**row)
            for row in PolicyDocument.objects.filter(actions=action).values("title", "number")
        ],
        commitments=[CommitmentData(one.text, one.owner, one.due_on) for one in commitments],
        **{name: getattr(action, name) for name in PLAIN_FIELDS},
    )


def differences(mine: Any, theirs: dict[str, Any]) -> list[dict[str, str]]:
    """Where a form as typed differs from the record as it now stands, field by field."""
    found = []
    for field in mine:
        if field.is_hidden or field.name == "new_firms":
            continue
        typed = _shown(field.form.cleaned_data.get(field.name))
        stands = _shown(theirs.get(field.name, field.field.initial))
        if typed != stands:
            found.append({"label": field.label, "theirs": stands or "—", "yours": typed or "—"})
    return found


def _shown(value: Any) -> str:
    """A value of a form in words."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "、".join(sorted(str(one) for one in value))
    return f"{value.normalize():f}" if hasattr(value, "normalize") else str(value)
