"""Files of a record as its page shows them, and a stored file on its way out."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.cache import get_conditional_response

from tracker.documents.uploads import ENDINGS, SHOWN_TYPES
from tracker.models import Attachment, User
from tracker.operations.attachments import FIELDS, Record, may_attach, may_withdraw
from tracker.operations.stored_files import checked_copy
from tracker.web.dates import Clock, exact_moment
from tracker.web.wire import MOST_BYTES

NEWEST = 200
LARGEST_PREVIEW = 6 * 1024 * 1024  # a photo as a phone takes it
ACCEPT = ",".join(["image/*", *(f".{ending}" for ending in ENDINGS)])
FENCE = "sandbox; default-src 'none'"  # even if a browser opened the file as a page, nothing in it would run


def file_rows(user: User, record: Record, clock: Clock) -> list[dict[str, Any]]:
    """The files of a record that the person sees, the newest first: one query."""
    rows = Attachment.objects.visible_to(user).filter(**{FIELDS[type(record)]: record})
    newest = rows.select_related("uploaded_by").order_by("-uploaded_at", "id")[:NEWEST]
    return [_row(user, one, record, clock) for one in newest]


def _row(user: User, one: Attachment, record: Record, clock: Clock) -> dict[str, Any]:
    is_theirs = may_withdraw(user, one, record)
    is_gone = one.withdrawn_at is not None
    url = "" if is_gone and not is_theirs else reverse("file", args=[one.public_id])
    is_shown = one.content_type in SHOWN_TYPES and one.size <= LARGEST_PREVIEW and not is_gone
    return {
        "name": one.name,
        "url": url,
        "preview_url": f"{url}?inline" if is_shown else "",
        "size_text": filesizeformat(one.size),
        "who": str(one.uploaded_by),
        "at_text": exact_moment(one.uploaded_at, clock.today),
        "at_iso": one.uploaded_at.isoformat(),
        "withdrawn": is_gone,
        "reason": one.withdraw_reason,
        "withdraw_url": reverse("file_withdraw", args=[one.public_id]) if is_theirs and not is_gone else "",
        "public_id": one.public_id,
        "follow_up_id": one.follow_up_id,
    }


def file_box(user: User, record: Record, url: str = "") -> dict[str, Any] | None:
    """What the box for new files needs, for those who may add some.

    url  where the box sends its files; without one it is a part of the form around it
    """
    if not may_attach(user, record):
        return None
    return {
        "url": url,
        "id": "files-to-send" if url else "files-of-note",
        "accept": ACCEPT,
        "limit_mb": settings.UPLOAD_FILE_MB,
        "limit_files": settings.UPLOAD_FILES,
        "limit_total_mb": MOST_BYTES // 1_000_000 - 1,
    }


def files_of(request: HttpRequest) -> list[UploadedFile[Any]]:
    """The files that a form with a box sent."""
    return request.FILES.getlist("files")


def hand_out(
    request: HttpRequest,
    stored: FieldFile,
    *,
    sha256: str,
    name: str,
    content_type: str = "application/octet-stream",
    is_inline: bool = False,
) -> HttpResponseBase:
    """A stored file, checked, as a download; inline only for pictures that a browser draws itself."""
    etag = f'"{sha256}"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    file = checked_copy(stored, sha256=sha256, name=name)
    return FileResponse(
        file,
        as_attachment=not (is_inline and content_type in SHOWN_TYPES),
        filename=name,
        content_type=content_type,
        headers={
            "Cache-Control": "private, no-cache",
            "Content-Security-Policy": FENCE,
            "X-Content-Type-Options": "nosniff",
            "ETag": etag,
        },
    )
