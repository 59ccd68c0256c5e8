"""The worker's part of exports: one at a time in the whole house, begun again when a worker died over it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import structlog
from django.conf import settings
from django.core.files.base import File
from django.db import connection, transaction
from django.utils import translation

from tracker.documents.export_files import MOST_ROWS, WRITERS
from tracker.models import Export
from tracker.models.exports import ExportFormat, ExportState
from tracker.operations.export_lists import open_list
from tracker.operations.export_rows import rows_ahead
from tracker.operations.exports import LASTS, reach_of
from tracker.operations.stored_files import EXPORTS, hash_of, hold, no_room, store
from tracker.rules.errors import BadInput, DomainError, NotAllowed

ALONE: Final = 20_261_130  # the key of the lock
ATTEMPTS: Final = 3
log = structlog.get_logger(__name__)


class _CalledOff(Exception):  # noqa: N818  # named for what happened
    """Somebody cancelled the export while its rows were written."""


def make_exports(*, now: datetime) -> int:
    """Make what waits, the oldest first, and what a dead worker left half made; how many files there are now.

    Whoever finds another worker at it does nothing: a session's lock goes with the session, so nobody waits for the dead.
    """
    made = 0
    with _alone() as is_alone:
        while is_alone and (export := Export.objects.unfinished().order_by("id").first()) is not None:
            made += _make(export, now)
    return made


@contextmanager
def _alone() -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ALONE])
        is_alone = bool(cursor.fetchone()[0])
    try:
        yield is_alone
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [ALONE])


def _make(export: Export, now: datetime) -> bool:
    """Whether a file was made; what the domain refuses, or what three workers died over, is said on its page."""
    mine = Export.objects.unfinished().filter(pk=export.pk)
    if export.attempts >= ATTEMPTS:
        mine.update(state=ExportState.FAILED, finished_at=now, refusal="export_failed")
        return False
    if not mine.update(state=ExportState.RUNNING, rows=0, attempts=export.attempts + 1):
        return False
    try:
        with translation.override(export.language):
            return _written(export, now)
    except _CalledOff:
        return False
    except DomainError as error:
        refused = {"refusal": error.code, "refusal_params": {k: str(v) for k, v in error.params.items()}}
        mine.update(state=ExportState.FAILED, finished_at=now, **refused)
        log.warning("export_refused", export=export.public_id, code=error.code)
        return False


def _written(export: Export, now: datetime) -> bool:
    """The rights are those of this moment: whoever asked may have lost them while the job waited."""
    by = export.by
    if not by.is_active:
        raise NotAllowed("gone")
    opened = open_list(export.list_name, user=by, query=export.query, columns=export.columns)
    total = opened.rows.order_by()[: settings.EXPORT_ROWS + 1].count()
    most = (
        min(settings.EXPORT_ROWS, MOST_ROWS) if export.format == ExportFormat.XLSX else settings.EXPORT_ROWS
    )
    if total > most:
        raise BadInput("export_too_long", limit=f"{most:,}")
    Export.objects.filter(pk=export.pk).update(total=total, reach=reach_of(by))
    with TemporaryDirectory() as folder, no_room(opened.title):
        path = Path(folder) / "export"
        with closing(rows_ahead(opened, lambda n: _tell(export, n))) as rows:
            WRITERS[export.format](path, opened.title, opened.head, rows)
        return _kept(export, path, opened.title, now)


def _tell(export: Export, rows: int) -> None:
    """How far it is, seen by whoever waits; and whether it is still wanted."""
    if not Export.objects.filter(pk=export.pk, state=ExportState.RUNNING).update(rows=rows):
        raise _CalledOff


def _kept(export: Export, path: Path, title: str, now: datetime) -> bool:
    """The file under the name of its content, and the row that owns it: both or neither."""
    with path.open("rb") as opened:
        content = File(opened)
        sha256 = hash_of(content)
        with transaction.atomic():
            hold([sha256])
            running = Export.objects.select_for_update().filter(pk=export.pk, state=ExportState.RUNNING)
            if not running.exists():
                return False
            name = store(content, sha256=sha256, name=title, under=EXPORTS)
            running.update(
                state=ExportState.DONE,
                finished_at=now,
                expires_at=now + LASTS,
                file=name,
                sha256=sha256,
                size=path.stat().st_size,
            )
    log.info("export_made", export=export.public_id, size=path.stat().st_size)
    return True
