"""What the page of one visit shows; the case and the action only as far as the person sees them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.models import AssistanceAction, Case, Commitment, User, Visit
from tracker.models.visits import VisitFinding
from tracker.web.case_page import promise_row
from tracker.web.dates import Clock, day, exact_moment
from tracker.web.files import file_box, file_rows
from tracker.web.rows import LABELS

FINDING_CODES: dict[str, str] = {VisitFinding.NOTHING: "done", VisitFinding.PROBLEM: "near"}


def visit_context(user: User, visit: Visit) -> dict[str, Any]:
    """Everything the template needs."""
    clock, firm = Clock.of_request(), visit.enterprise
    case = Case.objects.visible_to(user).filter(visits=visit).first()
    action = AssistanceAction.objects.visible_to(user).filter(visits=visit).first()
    heading = _("Visit on %(day)s") % {"day": visit.visited_on.isoformat()}
    firm_url = reverse("enterprise", args=[firm.public_id])
    return {
        "heading": heading,
        "crumbs": [(_("Enterprises"), reverse("enterprises")), (firm.name, firm_url), (heading, "")],
        "visit": {
            "firm": firm.name,
            "firm_url": firm_url,
            "note": visit.note,
            "code": FINDING_CODES[visit.finding],
            "label": visit.get_finding_display(),
        },
        "facts": _facts(visit, clock),
        "case": _case(case),
        "action": action and {"url": reverse("action", args=[action.public_id]), "title": action.title},
        "commitments": _promises(case, action, clock),
        "files": file_rows(user, visit, clock),
        "file_box": file_box(user, visit, reverse("visit_files", args=[visit.public_id])),
    }


def _facts(visit: Visit, clock: Clock) -> list[dict[str, Any]]:
    firm_url = reverse("enterprise", args=[visit.enterprise.public_id])
    told = [
        {"label": _("Enterprise"), "value": visit.enterprise.name, "url": firm_url},
        {"label": _("Day"), "value": visit.visited_on.isoformat()},
        {"label": _("Unit"), "value": str(visit.unit)},
        {"label": _("Who was there"), "value": visit.people},
        {"label": _("Logged by"), "value": f"{visit.by} · {exact_moment(visit.created_at, clock.today)}"},
    ]
    return [fact for fact in told if fact["value"]]


def _case(case: Case | None) -> dict[str, Any] | None:
    if case is None:
        return None
    return {
        "url": reverse("case", args=[case.number]),
        "number": case.number,
        "title": case.title,
        "code": case.status,
        "label": LABELS[case.status],
    }


def _promises(case: Case | None, action: AssistanceAction | None, clock: Clock) -> list[dict[str, Any]]:
    if case is None and action is None:
        return []
    kept = Q(case=case, case__isnull=False) | Q(action=action, action__isnull=False)
    return [promise_row(one, clock) for one in Commitment.objects.filter(kept).select_related("owner")]


def visit_rows(user: User, firm_id: int, clock: Clock, most: int) -> list[dict[str, Any]]:
    """The newest visits of a firm with the case that came of each: two queries."""
    seen = Visit.objects.visible_to(user).filter(enterprise_id=firm_id).select_related("by", "unit")
    rows = list(seen.order_by("-visited_on", "-id")[:most])
    numbers = dict(
        Case.objects.visible_to(user)
        .filter(id__in=[row.case_id for row in rows if row.case_id])
        .values_list("id", "number")
    )
    return [_row(row, numbers.get(row.case_id or 0, ""), clock) for row in rows]


def _row(row: Visit, number: str, clock: Clock) -> dict[str, Any]:
    return {
        "url": reverse("visit", args=[row.public_id]),
        "day_text": day(row.visited_on, clock.today),
        "unit": str(row.unit),
        "people": row.people or str(row.by),
        "note": row.note,
        "code": FINDING_CODES[row.finding],
        "label": row.get_finding_display(),
        "number": number,
        "case_url": reverse("case", args=[number]) if number else "",
    }
