"""Taking lists out: at once, or as a job with a page that shows how far it is."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRefresh

from tracker.documents.export_files import TYPES
from tracker.models import Export
from tracker.models.error_words import sentence
from tracker.models.exports import UNFINISHED, ExportState
from tracker.operations.exports import LONGEST_QUERY, cancel_export, check_handing_out, export_list
from tracker.rules.errors import BadInput, DomainError
from tracker.web.dates import Clock, exact_moment
from tracker.web.files import hand_out
from tracker.web.list_table import TABLE, filters_of, kept_query
from tracker.web.people import person
from tracker.web.permit import need
from tracker.web.typed import posted

NEWEST = 50
BADGES = {
    ExportState.WAITING: "registered",
    ExportState.RUNNING: "handling",
    ExportState.DONE: "closed",
    ExportState.FAILED: "overdue",
    ExportState.CANCELLED: "withdrawn",
}


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """What I took out lately, the newest first."""
    user = need(request, "view.save")
    newest = Export.objects.visible_to(user).own(user).order_by("-id")[:NEWEST]
    return render(request, "exports/list.html", {"exports": [row_of(one) for one in newest]})


@require_POST
def new(request: HttpRequest) -> HttpResponseBase:
    """The rows of a list as its page has them: a download, or the page of the job."""
    noun = TABLE.get(posted(request, "list"))
    if noun is None:
        raise Http404
    user, now, name = need(request, noun.verb), timezone.localtime(), posted(request, "list")
    query = kept_query(filters_of(name, posted(request, "query"), user, Clock.of_request()))
    if len(query) > LONGEST_QUERY:
        raise BadInput("unreadable_request")
    columns, _space, format_ = posted(request, "as").partition(" ")
    export, content = export_list(name, by=user, now=now, query=query, columns=columns, format=format_)
    if content is None:
        return redirect("export_job", export.public_id)
    return FileResponse(
        BytesIO(content),
        as_attachment=True,
        filename=file_name(export),
        content_type=TYPES[export.format],
        headers={"Cache-Control": "private, no-store"},
    )


@require_GET
def show(request: HttpRequest, public_id: str) -> HttpResponse:
    """How far it is; asked again every two seconds while it is being made."""
    export = export_of(request, public_id)
    if request.headers.get("HX-Request"):
        if export.state not in UNFINISHED:
            return HttpResponseClientRefresh()
        return render(request, "exports/_progress.html", {"export": row_of(export)})
    return render(request, "exports/detail.html", {"export": row_of(export)})


@require_POST
def cancel(request: HttpRequest, public_id: str) -> HttpResponse:
    """Call it off."""
    export = export_of(request, public_id)
    cancel_export(export, by=person(request), now=timezone.now())
    return redirect("export_job", public_id)


@require_GET
def file(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The file, for a day, and only for whoever asked for it."""
    export = export_of(request, public_id)
    check_handing_out(export, by=person(request), now=timezone.now())
    request.exported = public_id  # type: ignore[attr-defined]  # for the log of requests
    name = file_name(export)
    return hand_out(request, export.file, sha256=export.sha256, name=name, content_type=TYPES[export.format])


def export_of(request: HttpRequest, public_id: str) -> Export:
    """My export; anybody else's is like missing, for the auditor too."""
    user = person(request)
    return get_object_or_404(Export.objects.visible_to(user).own(user), public_id=public_id)


def file_name(export: Export) -> str:
    """Cases-20261123-1030.xlsx."""
    at = timezone.localtime(export.asked_at)
    return f"{TABLE[export.list_name].label}-{at:%Y%m%d-%H%M}.{export.format}"


def row_of(export: Export) -> dict[str, Any]:
    """An export as its page and the list of them show it."""
    now = timezone.localtime()
    is_kept = bool(export.file) and export.expires_at is not None and export.expires_at > now
    noun = TABLE.get(export.list_name)
    is_over = export.state == ExportState.DONE and export.expires_at is not None and not is_kept
    return {
        "id": export.public_id,
        "url": reverse("export_job", args=[export.public_id]),
        "list": noun.label if noun else export.list_name,
        "list_url": f"{reverse(export.list_name)}?{export.query}" if noun else "",
        "words": export.words,
        "columns": export.get_columns_display(),
        "format": export.get_format_display(),
        "code": "withdrawn" if is_over else BADGES[ExportState(export.state)],
        "label": _("No longer kept") if is_over else export.get_state_display(),
        "is_unfinished": export.state in UNFINISHED,
        "is_waiting": export.state == ExportState.WAITING,
        "rows": f"{export.rows:,}",
        "done": export.rows,
        "total": export.total,
        "total_text": f"{export.total:,}" if export.total is not None else "",
        "size_text": filesizeformat(export.size) if export.size else "",
        "at_text": exact_moment(export.asked_at, now.date()),
        "until_text": exact_moment(export.expires_at, now.date()) if is_kept and export.expires_at else "",
        "file_url": reverse("export_file", args=[export.public_id]) if is_kept else "",
        "why": why_not(export),
    }


def why_not(export: Export) -> str:
    """What stood against it, in words."""
    return sentence(DomainError(export.refusal, **export.refusal_params)) if export.refusal else ""
