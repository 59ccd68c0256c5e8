"""Visits, actions and results of a period, by district, bureau or working group; every number opens its rows."""

from __future__ import annotations

from io import BytesIO

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tracker.documents.workbook import workbook
from tracker.models import Case
from tracker.reports.work import Seen
from tracker.web.dates import Clock
from tracker.web.permit import need
from tracker.web.progress import XLSX
from tracker.web.progress_filter import WorkFilter
from tracker.web.work_page import Works, work_context, work_sheets


def _works(request: HttpRequest) -> Works:
    user, clock = need(request, "progress.view"), Clock.of_request()
    filters = WorkFilter(request, Case.objects.visible_to(user), clock)
    return Works(
        user, Seen.by(user), filters.qs, filters.view, filters.by_chosen, filters.unit_chosen, filters
    )


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """All units of a kind, and what was achieved."""
    return render(request, "progress/work.html", work_context(_works(request)))


@require_GET
def export(request: HttpRequest) -> FileResponse:
    """The page as a workbook."""
    asked = _works(request)
    request.exported = f"{asked.by} {asked.address()}"  # type: ignore[attr-defined]  # for the log of requests
    name = f"{_('Work and results')}-{asked.view.period.code}.xlsx"
    content = BytesIO(workbook(work_sheets(asked)))
    return FileResponse(content, as_attachment=True, filename=name, content_type=XLSX)
