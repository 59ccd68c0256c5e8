"""Progress: the city by district, bureau or working group, and one of them; every number opens its rows."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tracker.documents.workbook import Sheet, workbook
from tracker.models import Case, Unit
from tracker.models.tallies import KINDS
from tracker.web.dates import Clock
from tracker.web.permit import need
from tracker.web.progress_charts import charts_of
from tracker.web.progress_filter import ProgressFilter
from tracker.web.progress_page import TABS, Progresses, city_context, unit_context
from tracker.web.progress_sheets import city_sheets, unit_sheets

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _progresses(request: HttpRequest) -> Progresses:
    user, clock = need(request, "progress.view"), Clock.of_request()
    filters = ProgressFilter(request, Case.objects.visible_to(user), clock)
    kept = filters.kept_sums
    sees_all = user.scope.sees_everything("case.view")
    return Progresses(
        user,
        filters.qs,
        filters.view,
        filters.counted_too,
        filters,
        sums=kept,
        kept=kept if sees_all else None,
    )


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """All units of a kind, and the city."""
    asked = _progresses(request)
    by = asked.filter.by_chosen
    return render(request, "progress/index.html", city_context(asked, by) | charts_of(asked, by))


@require_GET
def export(request: HttpRequest) -> FileResponse:
    """The page of all units as a workbook."""
    asked = _progresses(request)
    by: Any = asked.filter.by_chosen
    return as_workbook(request, asked, by, city_sheets(asked, by), called=str(dict(TABS)[by]))


@require_GET
def unit(request: HttpRequest, public_id: str) -> HttpResponse:
    """One district, bureau or working group."""
    own, by, found = _of_unit(request, public_id)
    return render(request, "progress/unit.html", unit_context(own, by, found) | charts_of(own, by, found))


@require_GET
def unit_export(request: HttpRequest, public_id: str) -> FileResponse:
    """The page of one unit as a workbook."""
    own, by, found = _of_unit(request, public_id)
    return as_workbook(request, own, str(found), unit_sheets(own, by, found))


def as_workbook(
    request: HttpRequest, asked: Progresses, of: str, sheets: list[Sheet], *, called: str = ""
) -> FileResponse:
    """A download; who took it and what was chosen stands on record. Its name says whose it is as people call them."""
    request.exported = f"{of} {asked.address()}"  # type: ignore[attr-defined]  # for the log of requests
    name = f"{_('Progress')}-{called or of}-{asked.view.period.code}.xlsx"
    return FileResponse(BytesIO(workbook(sheets)), as_attachment=True, filename=name, content_type=XLSX)


def _of_unit(request: HttpRequest, public_id: str) -> tuple[Progresses, Any, Unit]:
    asked = _progresses(request)
    kinds = {kind: by for by, kinds in KINDS.items() for kind in kinds}
    found = get_object_or_404(Unit.objects.visible_to(asked.user).filter(kind__in=kinds), public_id=public_id)
    by: Any = kinds[found.kind]
    return asked.of(by, found), by, found
