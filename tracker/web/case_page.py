"""What the page of one case shows, made of plain strings."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from tracker.models import AssistanceAction, Case, CaseTag, CaseUnit, Commitment, FollowUp, NoteDraft, User
from tracker.models.cases import Origin
from tracker.models.follow_ups import Part
from tracker.operations.case_life import Situation, possible_acts, situation_of
from tracker.rules.status import OPEN, Move
from tracker.web.case_forms import NoteForm
from tracker.web.case_steps import act_step, requests, similar, steps
from tracker.web.dates import Clock, action_day, day
from tracker.web.explain import why
from tracker.web.fields import new_key
from tracker.web.files import file_box, file_rows
from tracker.web.link_box import link_box
from tracker.web.rows import LABELS
from tracker.web.trail import trail_entry
from tracker.web.typed import queried

TRAIL_PAGE = 50
LATEST_ACTIONS = 50
RELATED = ("enterprise", "category", "registrar", "campaign__deadline_preset")


def case_context(
    request: HttpRequest, user: User, case: Case, note: NoteForm | None = None
) -> dict[str, Any]:
    """Everything the template needs: eleven queries beside the case itself."""
    clock, now = Clock.of_request(), situation_of(case)
    possible = possible_acts(user, now)
    may_note = user.scope.may("case.note", case.visible_unit_ids, case.enterprise_id)
    return {
        "case": heading(case, clock),
        "tags": tags(user, case, possible),
        "crumbs": [(_("Cases"), reverse("cases")), (case.number, "")],
        "why": why(case, clock.calendar, clock.today, now.parts),
        "facts": facts(case, clock) + merged_into(user, case),
        "units": units(now, clock),
        "requests": requests(now, possible, clock),
        "linked": linked_actions(user, case, clock),
        "commitments": [promise_row(one, clock) for one in now.commitments],
        **(follow_up(user, case, note) if may_note else {}),
        **steps(user, case, possible),
        "similar": similar(user, case, clock),
        "link_box": link_box(user, case),
        **files_and_trail(request, user, case, clock),
    }


def files_and_trail(request: HttpRequest, user: User, case: Case, clock: Clock) -> dict[str, Any]:
    """The files at the side, and those sent with an act under it too."""
    files = file_rows(user, case, clock)
    return {"files": files, **trail(request, user, case, clock, files)}


def follow_up(user: User, case: Case, note: NoteForm | None) -> dict[str, Any]:
    """The box on top, with what the person had begun to write."""
    draft = NoteDraft.objects.visible_to(user).filter(case=case).first()
    begun = (
        _("Draft saved at %(time)s") % {"time": f"{localtime(draft.saved_at):%m-%d %H:%M}"} if draft else ""
    )
    return {
        "follow_up": note or NoteForm(draft=draft),
        "follow_up_url": reverse("case_note", args=[case.number]),
        "draft_url": reverse("case_draft", args=[case.number]),
        "draft_text": "" if note else begun,
        "file_box": file_box(user, case),
    }


def heading(case: Case, clock: Clock) -> dict[str, Any]:
    """The top of the page."""
    due = clock.of_case(case.due_on, case.status) if case.status in OPEN else None
    return {
        "number": case.number,
        "title": case.title,
        "enterprise": case.enterprise.name if case.enterprise else case.place,
        "enterprise_url": reverse("enterprise", args=[case.enterprise.public_id]) if case.enterprise else "",
        "district": str(case.district or ""),
        "code": case.status,
        "label": LABELS[case.status],
        "due_text": due.text if due else "",
        "due_tone": due.tone if due else "ok",
        "problem": case.description,
    }


def tags(user: User, case: Case, possible: list[Move]) -> dict[str, Any]:
    """What the case is tagged with; a way to take each off and to put others on, for whoever may."""
    on = CaseTag.objects.visible_to(user).filter(case=case).select_related("tag")
    step = act_step(case, "tag") if any(move.verb == "tag" for move in possible) else None
    return {
        "step": step,
        "key": new_key(),
        "rows": [
            {"name": str(one.tag), "id": one.tag.public_id} for one in on.order_by("tag__order", "tag__id")
        ],
    }


def facts(case: Case, clock: Clock) -> list[dict[str, Any]]:
    """The side of the page; what is not known is left out, except where that says something."""
    due = clock.due(case.due_on)
    told = [
        (_("Number"), case.number),
        (_("Place"), case.place),
        (_("Category"), str(case.category or "")),
        (_("Class"), case.get_case_class_display()),
        (_("Source"), case.get_source_display()),
        (_("Origin"), "" if case.origin == Origin.SELF else case.get_origin_display()),
        (_("Owner office"), str(case.owner_office)),
        (_("Suggested unit"), "" if case.lead_unit else str(case.suggested_unit or "")),
        (_("Lead unit"), str(case.lead_unit or "—")),
        (_("Raised on"), day(case.raised_on, clock.today)),
        (_("Registered by"), " · ".join(filter(None, [str(case.registrar), str(case.registrar_unit or "")]))),
        (_("Accepted on"), day(case.accepted_on, clock.today) or _waits_for_acceptance(case)),
        (_("Due date"), due.title),
        (_("Next answer on"), day(case.next_answer_on, clock.today)),
        (_("Resolved on"), day(case.resolved_on, clock.today)),
        (_("Closed on"), day(case.closed_on, clock.today)),
        (_("Rating"), case.get_rating_display()),
        (_("Check of the withdrawal"), case.get_quality_check_display() if case.quality_check else ""),
        (_("Escalated on"), day(case.escalated_on, clock.today)),
        (_("Difficult"), _("returned or done over three times") if case.is_difficult else ""),
        (_("Result"), " · ".join(filter(None, [case.get_result_kind_display(), case.result]))),
    ]
    return [{"label": label, "value": value} for label, value in told if value]


def _waits_for_acceptance(case: Case) -> str:
    """A case settled on the spot never was accepted, and has no clock to wait for."""
    return _("not yet: the clock starts then") if case.status in OPEN else ""


def units(now: Situation, clock: Clock) -> list[dict[str, Any]]:
    """Who handles it, the lead first."""
    shown = []
    for row in sorted(now.parts, key=lambda row: (row.part != "lead", row.pk)):
        due = clock.due(row.due_on, is_open=row.answered_on is None and row.excused_on is None)
        code, label = _standing(row)
        shown.append(
            {
                "name": str(row.unit),
                "part": row.get_part_display(),
                "person": str(row.handler or ""),
                "code": code,
                "label": label,
                "due_text": due.text,
                "due_tone": due.tone,
            }
        )
    return shown


def _standing(part: CaseUnit) -> tuple[str, str]:
    """How far a unit is with its part."""
    if part.answered_on:
        return "done", _("Answered")
    if part.excused_on:
        return "parked", _("Excused")
    if part.part != Part.LEAD:
        return "assigned", _("To be answered")
    return ("handling", _("Signed")) if part.signed_on else ("assigned", _("To be signed for"))


def merged_into(user: User, case: Case) -> list[dict[str, Any]]:
    """Where a merged case went on, as far as the person sees it."""
    if case.merged_into_id is None:
        return []
    seen = (
        Case.objects.visible_to(user).filter(pk=case.merged_into_id).values_list("number", flat=True).first()
    )
    return [{"label": _("Merged into"), "value": seen, "url": reverse("case", args=[seen])}] if seen else []


def linked_actions(user: User, case: Case, clock: Clock) -> list[dict[str, Any]]:
    """What was done along the way, as far as the person sees it."""
    columns = ("public_id", "title", "day", "day_precision", "day_as_written")
    seen = AssistanceAction.objects.visible_to(user).standing().filter(cases=case)
    rows = seen.order_by("-listed_on", "-id").values_list(*columns)[:LATEST_ACTIONS]
    return [
        {
            "url": reverse("action", args=[public_id]),
            "title": title,
            "at_text": action_day(on, precision, as_written=as_written, today=clock.today),
        }
        for public_id, title, on, precision, as_written in rows
    ]


def promise_row(promise: Commitment, clock: Clock) -> dict[str, Any]:
    """A promise with how far its day is."""
    if promise.kept_on:
        text, tone = _("Kept on %(day)s") % {"day": day(promise.kept_on, clock.today)}, "ok"
    elif promise.due_on is None:
        text, tone = _("No day set"), "ok"
    else:
        due = clock.due(promise.due_on)
        text, tone = due.text, due.tone
    return {"text": promise.text, "owner": str(promise.owner or ""), "due_text": text, "due_tone": tone}


def trail(
    request: HttpRequest, user: User, case: Case, clock: Clock, files: list[dict[str, Any]]
) -> dict[str, Any]:
    """A page of the trail and the address of the earlier one."""
    start = _start(queried(request, "trail"))
    acts = FollowUp.objects.visible_to(user).filter(case=case).select_related("by", "by_unit")
    found = list(acts.order_by("-at", "-id")[start : start + TRAIL_PAGE + 1])
    attached = _attached(user, found)
    url = reverse("case", args=[case.number])
    return {
        "trail": [
            trail_entry(act, clock.today, attached)
            | {"files": [f for f in files if f["url"] and f["follow_up_id"] == act.pk]}
            for act in found[:TRAIL_PAGE]
        ],
        "earlier_url": f"{url}?trail={start + TRAIL_PAGE}" if len(found) > TRAIL_PAGE else "",
        "newest_url": url if start else "",
    }


def _attached(user: User, acts: list[FollowUp]) -> dict[int | None, str]:
    """The titles of the actions that these acts attached, as far as the person sees those."""
    ids = [act.action_id for act in acts if act.action_id]
    if not ids:
        return {}
    return dict(AssistanceAction.objects.visible_to(user).filter(id__in=ids).values_list("id", "title"))


def _start(text: str) -> int:
    """Where the trail's page begins; nonsense is the newest act."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else 0
