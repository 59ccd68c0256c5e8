"""Files of a case, an action or a visit: attached together, each content once, withdrawn but never deleted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from tracker.documents.limits import MIB
from tracker.documents.upload_names import fitting_name, plain_name
from tracker.documents.uploads import ENDINGS, kind_of_upload
from tracker.models import AssistanceAction, Attachment, Case, FollowUp, User, Visit
from tracker.operations.cases import add_note
from tracker.operations.holding import held
from tracker.operations.stored_files import hash_of, hold, place_of, store, sweep_orphans
from tracker.rules.errors import BadInput, DomainError, NotAllowed

__all__ = ["attach", "may_attach", "may_withdraw", "note_with_files", "sweep_orphans", "withdraw_attachment"]

Record: TypeAlias = Case | AssistanceAction | Visit
FIELDS: dict[type[Record], str] = {Case: "case", AssistanceAction: "action", Visit: "visit"}
VERBS: dict[type[Record], str] = {Case: "case.note", AssistanceAction: "action.edit", Visit: "visit.log"}


@dataclass(frozen=True)
class _Received:
    """A file that may be attached, and what it is."""

    file: File[bytes]
    name: str
    content_type: str
    size: int
    sha256: str


def attach(
    files: Sequence[File[bytes]], *, to: Record, by: User, now: datetime, follow_up: FollowUp | None = None
) -> list[Attachment]:
    """All of the files or none, each one row; what the person attached there before is that row again.

    files      as many as `UPLOAD_FILES`, each as large as `UPLOAD_FILE_MB`
    follow_up  the act on the case that they were sent with
    Raises     BadInput naming the file that is not taken in and why; DomainError when the disk is full
    """
    with transaction.atomic():
        record = _seen(to, by)
        if not may_attach(by, record):
            raise NotAllowed("not_permitted", verb=VERBS[type(to)])
        _check(files, to, follow_up)
        received = {one.sha256: one for one in map(_received, files)}
        hold(received)
        _keep(list(received.values()))
        where = {FIELDS[type(to)]: record, "follow_up": follow_up}
        return _rows(received, where, by, now)


@transaction.atomic
def note_with_files(
    case: Case, *, by: User, now: datetime, files: Sequence[File[bytes]], **note: Any
) -> FollowUp:
    """A follow-up with its files, both or neither.

    note  as `add_note` takes it
    """
    follow_up = add_note(case, by=by, now=now, **note)
    if files:
        attach(files, to=case, by=by, now=now, follow_up=follow_up)
    return follow_up


def withdraw_attachment(attachment: Attachment, *, by: User, now: datetime, reason: str) -> Attachment:
    """Mark a wrong upload: it stays, with the reason, and is handed out to nobody but its uploader and the office."""
    if not reason.strip():
        raise BadInput("reason_required")
    with transaction.atomic():
        current = held(attachment, by)
        if not may_withdraw(by, current, current.record):
            raise NotAllowed("not_permitted", verb="file.withdraw")
        if current.withdrawn_at is None:
            current.withdrawn_at, current.withdrawn_by = now, by
            current.withdraw_reason = reason.strip()[:200]
            current.save(update_fields=["withdrawn_at", "withdrawn_by", "withdraw_reason"])
    return current


def may_attach(user: User, record: Record) -> bool:
    """Whether the person may add files to it."""
    return user.scope.may(VERBS[type(record)], *_audience(record))


def may_withdraw(user: User, attachment: Attachment, record: Record) -> bool:
    """Its uploader and the office of the record; they alone still open a withdrawn file.

    record  the one it belongs to
    """
    return attachment.uploaded_by_id == user.pk or user.scope.may("file.withdraw", *_audience(record))


def _audience(record: Record) -> tuple[Collection[int], int | None]:
    """The units that have a part in it, and the enterprise whose officers do."""
    if isinstance(record, Visit):
        return [record.unit_id], record.enterprise_id
    return record.visible_unit_ids, record.enterprise_id if isinstance(record, Case) else None


def _seen(record: Record, by: User) -> Record:
    """The record as it stands, when the person sees it."""
    rows: Any = type(record)._default_manager
    found: Record | None = rows.visible_to(by).filter(pk=record.pk).first()
    if found is None:
        raise NotAllowed("gone")
    return found


def _check(files: Sequence[File[bytes]], to: Record, follow_up: FollowUp | None) -> None:
    if not files:
        raise BadInput("no_files")
    if len(files) > settings.UPLOAD_FILES:
        raise BadInput("too_many_files", limit=settings.UPLOAD_FILES)
    if follow_up is not None and (not isinstance(to, Case) or follow_up.case_id != to.pk):
        raise ValueError("the follow-up belongs to another record")


def _received(file: File[bytes]) -> _Received:
    name = file.name or ""
    if file.size > settings.UPLOAD_FILE_MB * MIB:
        raise BadInput("file_too_large", name=plain_name(name), limit_mb=settings.UPLOAD_FILE_MB)
    kind = kind_of_upload(file, name)
    return _Received(
        file, fitting_name(name, kind.endings, ENDINGS), kind.content_type, file.size, hash_of(file)
    )


def _keep(received: Sequence[_Received]) -> None:
    """All contents in their places; when one finds no room, those that were not there before go again."""
    fresh = [one.sha256 for one in received if not default_storage.exists(place_of(one.sha256))]
    try:
        for one in received:
            store(one.file, sha256=one.sha256, name=one.name)
    except DomainError:
        for sha256 in fresh:
            with suppress(OSError):  # what stays is swept
                default_storage.delete(place_of(sha256))
        raise


def _rows(received: dict[str, _Received], where: dict[str, Any], by: User, now: datetime) -> list[Attachment]:
    standing = Attachment.objects.filter(
        **dict.fromkeys(FIELDS.values()) | where,
        uploaded_by=by,
        withdrawn_at=None,
        sha256__in=received,
    )
    known = {row.sha256: row for row in standing}
    added = [
        Attachment(
            **where,
            file=place_of(one.sha256),
            name=one.name,
            content_type=one.content_type,
            size=one.size,
            sha256=one.sha256,
            uploaded_by=by,
            uploaded_at=now,
        )
        for one in received.values()
        if one.sha256 not in known
    ]
    known |= {row.sha256: row for row in Attachment.objects.bulk_create(added)}
    return [known[sha256] for sha256 in received]
