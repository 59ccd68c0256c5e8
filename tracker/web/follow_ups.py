"""The list of follow-ups: who did what on which case, the latest first."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tracker.models import FollowUp, User
from tracker.models.cases import Status
from tracker.models.follow_ups import Audience, Verb
from tracker.web.dates import Clock, exact_moment
from tracker.web.follow_up_filter import FollowUpFilter
from tracker.web.lists import in_order, page_of, show_list, table_of
from tracker.web.permit import need
from tracker.web.rows import unit_columns, unit_name
from tracker.web.tables import FOLLOW_UPS

LONGEST_NOTE = 120
VERBS, AUDIENCES, LABELS = dict(Verb.choices), dict(Audience.choices), dict(Status.choices)


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The list, the latest first; each with its case, and none whose case the person does not see."""
    user, clock = need(request, "case.view"), Clock.of_request()
    filters = FollowUpFilter(request, FollowUp.objects.visible_to(user))
    page = page_of(request, filters, filters.order, lambda ids: follow_up_rows(user, ids, clock))
    crumbs = [(_("Cases"), reverse("cases")), (_("Follow-ups"), "")]
    known = {"page": page, "table": table_of(request, filters, FOLLOW_UPS, page.rows), "crumbs": crumbs}
    return show_list(request, "follow_ups", filters, known)


def follow_up_rows(user: User, ids: list[int], clock: Clock) -> list[dict[str, Any]]:
    """One query."""
    columns = ("id", "at", "verb", "audience", "note", "by__name", "to_status", "case__number", "case__title")
    found = FollowUp.objects.visible_to(user).filter(id__in=ids)
    root = reverse("cases")
    rows = {
        row[0]: _row(row, clock) | {"url": f"{root}{row[7]}/"}
        for row in found.values_list(*columns, *unit_columns("by_unit"))
    }
    return in_order(ids, rows)


def _row(row: tuple[Any, ...], clock: Clock) -> dict[str, Any]:
    note = row[4] if len(row[4]) <= LONGEST_NOTE else f"{row[4][:LONGEST_NOTE]}…"
    return {
        "at_text": exact_moment(row[1], clock.today),
        "act": VERBS[row[2]],
        "audience": AUDIENCES[row[3]],
        "note": row[4],
        "note_begins": note,
        "officer": row[5] or _("The enterprise"),
        "code": row[6],
        "label": LABELS.get(row[6], ""),
        "number": row[7],
        "title": row[8],
        "unit": unit_name(*row[9:12]),
    }
