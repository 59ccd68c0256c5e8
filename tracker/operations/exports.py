"""Taking a list out: small ones at once, long ones as a job that waits its turn, can be called off and leaves one file."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import get_language
from kombu.exceptions import OperationalError

from tracker.documents.export_files import WRITERS
from tracker.models import Export, User
from tracker.models.exports import ExportState
from tracker.operations.export_lists import OpenedList, open_list
from tracker.operations.export_rows import rows_of
from tracker.operations.stored_files import EXPORTS, no_room, sweep_file
from tracker.rules.errors import BadInput, Conflict, NotAllowed
from tracker.rules.masking import without_phones

LASTS: Final = timedelta(hours=24)
LONGEST_WORDS: Final = 500
LONGEST_QUERY: Final = 2000
TASK: Final = "tracker.make_exports"


def export_list(
    list_name: str, *, by: User, now: datetime, query: str, columns: str, format: str
) -> tuple[Export, bytes | None]:
    """Take a list out as a file: its content at once where there are few rows, else a job that is begun.

    The same asked for again while it is being made is the same job.

    Raises  NotAllowed, BadInput as `open_list`; Conflict `too_many_exports` while others of the person are being made
    """
    if format not in WRITERS:
        raise BadInput("unreadable_request")
    opened = open_list(list_name, user=by, query=query, columns=columns)
    export = Export(
        by=by,
        list_name=list_name,
        query=query,
        words=without_phones(opened.words)[:LONGEST_WORDS],
        columns=columns,
        format=format,
        language=get_language() or settings.LANGUAGE_CODE,
        reach=reach_of(by),
        asked_at=now,
    )
    if len(opened.rows.order_by()[: settings.EXPORT_AT_ONCE + 1]) > settings.EXPORT_AT_ONCE:
        return _begun(export), None
    return export, _at_once(export, opened, now)


def cancel_export(export: Export, *, by: User, now: datetime) -> bool:
    """Call off what is not finished; whether it was still unfinished. A second time changes nothing."""
    if export.by_id != by.pk:
        raise NotAllowed("not_yours")
    unfinished = Export.objects.unfinished().filter(pk=export.pk)
    return bool(unfinished.update(state=ExportState.CANCELLED, finished_at=now))


def check_handing_out(export: Export, *, by: User, now: datetime) -> None:
    """Whether the file may be given to a person now.

    Raises  NotAllowed `not_yours`, Conflict `export_over` after a day, `export_reach` when the person sees less by now
    """
    if export.by_id != by.pk:
        raise NotAllowed("not_yours")
    if export.state != ExportState.DONE or not export.file or export.expires_at is None:
        raise Conflict("export_over")
    if export.expires_at <= now:
        raise Conflict("export_over")
    if export.reach != reach_of(by):
        raise Conflict("export_reach")


def forget_old_files(*, now: datetime) -> int:
    """Files whose day is over leave the store; that they were made stays written. How many went."""
    over = Export.objects.exclude(file="").filter(expires_at__lte=now)
    names = list(over.values_list("file", flat=True))
    Export.objects.filter(file__in=names, expires_at__lte=now).update(file="")
    for name in set(names):
        sweep_file(name, EXPORTS, now)
    return len(names)


def reach_of(user: User) -> str:
    """A mark of what a person may see: another one whenever roles, units or pairings change."""
    scope = user.scope
    grants = sorted((one.role, one.everything, sorted(one.unit_ids)) for one in scope.grants)
    return hashlib.sha256(repr((grants, sorted(scope.enterprise_ids))).encode()).hexdigest()


def _at_once(export: Export, opened: OpenedList, now: datetime) -> bytes:
    """The file's content; that it was taken is written down."""
    with TemporaryDirectory() as folder, no_room(opened.title):
        path, count = Path(folder) / "export", [0]
        rows = rows_of(opened, lambda written: count.__setitem__(0, written))
        WRITERS[export.format](path, opened.title, opened.head, rows)
        content = path.read_bytes()
    export.state, export.rows, export.total = ExportState.DONE, count[0], count[0]
    export.finished_at, export.size = now, len(content)
    export.sha256 = hashlib.sha256(content).hexdigest()
    export.save()
    return content


def _begun(export: Export) -> Export:
    """A job; the one that is there already when the same was asked for twice."""
    export.state = ExportState.WAITING
    try:
        with transaction.atomic():
            # One request of a person after another, so that they are counted right.
            User.objects.select_for_update(no_key=True).get(pk=export.by_id)
            earlier = _same(export)
            if earlier is not None:
                return earlier
            if Export.objects.own(export.by).unfinished().count() >= settings.EXPORTS_OF_ONE:
                raise Conflict("too_many_exports", limit=settings.EXPORTS_OF_ONE)
            export.save()
            transaction.on_commit(wake)
    except IntegrityError:
        earlier = _same(export)
        if earlier is None:
            raise
        return earlier
    return export


def _same(export: Export) -> Export | None:
    asked = ("by", "list_name", "query", "columns", "format", "language")
    found = Export.objects.unfinished().filter(**{name: getattr(export, name) for name in asked})
    return found.first()


def wake() -> None:
    """Tell a worker to look now; when nobody hears it, the next minute's look finds the job."""
    from tracker.celery import app

    with suppress(OperationalError, OSError):
        app.send_task(TASK, expires=60, retry=False)
