"""Files by their own addresses: sent to a record, handed out, withdrawn."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from tracker.models import AssistanceAction, Attachment, Case
from tracker.models.error_words import sentence
from tracker.operations.attachments import Record, attach, may_withdraw, withdraw_attachment
from tracker.rules.errors import DomainError, NotAllowed
from tracker.web.actions import action_of
from tracker.web.cases import case_of
from tracker.web.dates import Clock
from tracker.web.errors import status_of
from tracker.web.files import file_rows, files_of, hand_out
from tracker.web.people import person
from tracker.web.typed import posted
from tracker.web.visits import visit_of

BY_SCRIPT = "files"  # what the box's script says of itself; it shows the answer without leaving the page


@require_GET
def file(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """One file as a download; with `?inline` a picture to be shown."""
    attachment = attachment_of(request, public_id)
    if attachment.withdrawn_at and not may_withdraw(person(request), attachment, attachment.record):
        raise NotAllowed("file_withdrawn", name=attachment.name, reason=attachment.withdraw_reason)
    return hand_out(
        request,
        attachment.file,
        sha256=attachment.sha256,
        name=attachment.name,
        content_type=attachment.content_type,
        is_inline="inline" in request.GET,
    )


@require_POST
def case_files(request: HttpRequest, number: str) -> HttpResponse:
    """Add files to a case."""
    return _attached(request, case_of(request, number))


@require_POST
def action_files(request: HttpRequest, public_id: str) -> HttpResponse:
    """Add files to an action."""
    return _attached(request, action_of(request, public_id))


@require_POST
def visit_files(request: HttpRequest, public_id: str) -> HttpResponse:
    """Add files to a visit."""
    return _attached(request, visit_of(request, public_id))


@require_POST
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Mark a wrong upload, with a reason."""
    attachment = attachment_of(request, public_id)
    reason = posted(request, "reason")
    try:
        withdraw_attachment(attachment, by=person(request), now=timezone.localtime(), reason=reason)
    except NotAllowed:
        raise
    except DomainError as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, _("The file is withdrawn; only you and the office still open it."))
    return redirect(page_of(attachment.record))


def attachment_of(request: HttpRequest, public_id: str) -> Attachment:
    """The file, when the person sees its record."""
    seen = Attachment.objects.visible_to(person(request))
    return get_object_or_404(seen.select_related("case", "action", "visit__enterprise"), public_id=public_id)


def page_of(record: Record) -> str:
    """Where the files of a record are listed."""
    if isinstance(record, Case):
        return f"{reverse('case', args=[record.number])}#files"
    if isinstance(record, AssistanceAction):
        return f"{reverse('action', args=[record.public_id])}#files"
    return f"{reverse('visit', args=[record.public_id])}#files"


def _attached(request: HttpRequest, record: Record) -> HttpResponse:
    """Attach what was sent; a script gets the new list or the sentence, a plain form its page again."""
    user, is_script = person(request), request.headers.get("X-Requested-With") == BY_SCRIPT
    try:
        added = attach(files_of(request), to=record, by=user, now=timezone.localtime())
    except DomainError as error:
        if is_script:
            return HttpResponse(
                sentence(error), status=status_of(error), content_type="text/plain; charset=utf-8"
            )
        if isinstance(error, NotAllowed):
            raise
        messages.error(request, sentence(error))
        return redirect(page_of(record))
    if is_script:
        rows = file_rows(user, record, Clock.of_request())
        return render(request, "includes/files.html", {"files": rows})
    count = len(added)
    said = ngettext("%(count)d file is attached.", "%(count)d files are attached.", count)
    messages.success(request, said % {"count": count})
    return redirect(page_of(record))
