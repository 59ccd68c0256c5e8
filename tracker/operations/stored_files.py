"""Files under the names of their content: kept once, checked whenever they are handed out, swept when nobody owns them."""

from __future__ import annotations

import errno
import hashlib
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import structlog
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import Manager
from django.db.models.fields.files import FieldFile

from tracker.documents.uploads import pieces
from tracker.models import Attachment, Bulletin, Export
from tracker.rules.errors import Conflict, DomainError

Owners: TypeAlias = Manager[Any]
log = structlog.get_logger(__name__)

ATTACHMENTS, BULLETINS, EXPORTS = "attachments", "bulletins", "exports"
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
OWNERS: dict[str, Owners] = {
    ATTACHMENTS: Attachment.objects,
    BULLETINS: Bulletin.objects,
    EXPORTS: Export.objects,
}
_CONTENT = re.compile("[0-9a-f]{64}")
ORPHAN_AGE = timedelta(hours=24)
FOLDERS = tuple(f"{number:02x}" for number in range(256))
TURNS = 144  # a folder is looked through once a day, by one of the ticks that come every ten minutes


def place_of(sha256: str, under: str = ATTACHMENTS) -> str:
    """The name in the storage of a content."""
    return f"{under}/{sha256[:2]}/{sha256[2:4]}/{sha256}"


def hash_in(stored_name: str) -> str:
    """The hash that a stored file's name says."""
    return stored_name.rpartition("/")[2][:64]


def hash_of(content: File[bytes]) -> str:
    """The content's SHA-256, read piece by piece."""
    digest = hashlib.sha256()
    for piece in pieces(content):
        digest.update(piece)
    return digest.hexdigest()


def hold(hashes: Iterable[str]) -> None:
    """Until the transaction ends nobody else stores or sweeps these contents; always taken in one order."""
    keys = sorted(int(sha256[:15], 16) for sha256 in hashes)
    with connection.cursor() as cursor:
        for key in keys:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def store(content: File[bytes], *, sha256: str, name: str, under: str = ATTACHMENTS) -> str:
    """Write a content to its place, whole or not at all; without room for it, DomainError names the file.

    name  as people know it
    """
    with no_room(name):
        content.seek(0)
        return default_storage.save(place_of(sha256, under), File(content, name=sha256))


@contextmanager
def no_room(name: str) -> Iterator[None]:
    """A disk that is full while something is written is a DomainError that names it."""
    try:
        yield
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        log.error("disk_full", file=name)
        raise DomainError("disk_full", name=name) from error


def checked_copy(stored: FieldFile, *, sha256: str, name: str) -> File[bytes]:
    """The stored file, opened and found to be what was uploaded; Conflict when it is not, or not there."""
    try:
        file: File[bytes] = stored.storage.open(stored.name or "", "rb")
    except OSError as error:
        log.error("file_missing", file=stored.name)
        raise Conflict("file_damaged", name=name) from error
    if hash_of(file) != sha256:
        file.close()
        log.error("file_damaged", file=stored.name)
        raise Conflict("file_damaged", name=name)
    file.seek(0)
    return file


def folders_at(now: datetime) -> list[str]:
    """The folders whose turn it is in these ten minutes of the day."""
    turn = now.hour * 6 + now.minute // 10
    return [folder for number, folder in enumerate(FOLDERS) if number % TURNS == turn]


def sweep_orphans(now: datetime, folders: Iterable[str] = FOLDERS) -> int:
    """Remove files that no row has named for a day, parts of files among them; how many went."""
    swept = 0
    for under, owners in OWNERS.items():
        for folder in (f"{under}/{folder}" for folder in folders):
            for below in sorted(_listed(folder, kind=0)):
                swept += sum(_sweep(name, owners, now) for name in _unowned(f"{folder}/{below}", owners))
    return swept


def sweep_file(name: str, under: str, now: datetime) -> bool:
    """Remove one old file that no row names any more; whether it went."""
    return _sweep(name, OWNERS[under], now)


def _unowned(directory: str, owners: Owners) -> list[str]:
    names = {f"{directory}/{name}" for name in _listed(directory, kind=1)}
    return sorted(names.difference(owners.filter(file__in=names).values_list("file", flat=True)))


def _sweep(name: str, owners: Owners, now: datetime) -> bool:
    """One file, unless it is young or somebody has come to own it in this very moment."""
    with transaction.atomic():
        if _CONTENT.fullmatch(hash_in(name)):
            hold([hash_in(name)])
        try:
            is_old = default_storage.get_modified_time(name) < now - ORPHAN_AGE
        except FileNotFoundError:  # another sweeper was first
            return False
        if not is_old or owners.filter(file=name).exists():
            return False
        default_storage.delete(name)
    return True


def _listed(directory: str, *, kind: int) -> list[str]:
    """Directories (0) or files (1) of a directory; none of one that is not there."""
    try:
        return default_storage.listdir(directory)[kind]
    except FileNotFoundError:
        return []
