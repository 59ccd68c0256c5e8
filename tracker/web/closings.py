"""Closed periods: their list, the numbers of one as they stood, a district's confirmation, publishing."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tracker.models import Closing, Unit
from tracker.models.error_words import sentence
from tracker.operations.closings import LONGEST_NOTE, confirm, publish
from tracker.reports.progress import COLUMN
from tracker.rules.errors import DomainError, NotAllowed
from tracker.web.closed_page import closed_context, closed_sheets, closings_context
from tracker.web.dates import Clock
from tracker.web.permit import need
from tracker.web.ranking import as_file
from tracker.web.typed import posted, queried

DISTRICT = "district"


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Every closed period, the last one on top."""
    user = need(request, "progress.view")
    return render(request, "progress/closings.html", closings_context(user, Clock.of_request()))


@require_GET
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """One of them, as it stood."""
    user = need(request, "progress.view")
    closing = get_object_or_404(Closing.objects.visible_to(user).select_related("published_by"), code=code)
    by = queried(request, "by")
    context = closed_context(user, closing, by if by in COLUMN else DISTRICT, Clock.of_request())
    return render(request, "progress/closed.html", context)


@require_GET
def export(request: HttpRequest, code: str) -> FileResponse:
    """Every number that was kept of it, as a workbook."""
    user = need(request, "progress.view")
    closing = get_object_or_404(Closing.objects.visible_to(user), code=code)
    sheets = closed_sheets(user, closing)
    return as_file(request, sheets, f"{_('Closed period')}-{closing.code}", of=f"closed {closing.code}")


@require_POST
def confirm_numbers(request: HttpRequest, code: str) -> HttpResponse:
    """A district's office stands by its numbers."""
    user = need(request, "closing.confirm")
    closing = get_object_or_404(Closing.objects.visible_to(user), code=code)
    districts = Unit.objects.visible_to(user).districts()
    unit = get_object_or_404(districts, public_id=posted(request, "unit"))
    try:
        confirm(closing, unit, by=user, now=timezone.localtime(), note=posted(request, "note"))
    except NotAllowed:
        raise
    except DomainError as error:
        messages.error(request, sentence(error, field=_("Remark"), limit=LONGEST_NOTE))
    else:
        messages.success(request, _("The numbers of %(unit)s are confirmed.") % {"unit": unit})
    return redirect("closed", code)


@require_POST
def publish_numbers(request: HttpRequest, code: str) -> HttpResponse:
    """The city's office lets everybody read them."""
    user = need(request, "closing.publish")
    closing = get_object_or_404(Closing.objects.visible_to(user), code=code)
    try:
        publish(closing, by=user, now=timezone.localtime())
    except NotAllowed:
        raise
    except DomainError as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, _("The numbers are published."))
    return redirect("closed", code)
