"""Files on their way in: what is too large or finds no room is dropped while it arrives, and says so when it is read."""

from __future__ import annotations

import contextlib
from typing import Any, NoReturn

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler

from tracker.documents.limits import MIB
from tracker.documents.upload_names import plain_name
from tracker.operations.stored_files import NO_ROOM
from tracker.rules.errors import BadInput, DomainError


class RefusedFile(UploadedFile):  # type: ignore[type-arg]  # generic for the stubs only
    """A file of which nothing was kept; whoever reads it learns why, so a form keeps everything else that was typed."""

    def __init__(self, name: str, size: int, error: DomainError) -> None:
        super().__init__(None, name, size=size)
        self.error = error

    def read(self, *args: object) -> NoReturn:
        """The refusal."""
        raise self.error

    seek = chunks = open = read  # type: ignore[assignment]  # all of them the refusal


class LimitedUpload(TemporaryFileUploadHandler):
    """Django's, ending at `UPLOAD_FILE_MB` a file and at a full disk."""

    error: DomainError | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin one file, under a passing name of our own: Django's carries the sender's ending, however long."""
        FileUploadHandler.new_file(self, *args, **kwargs)
        self.error = None
        self.__dict__.pop("file", None)
        try:
            self.file = TemporaryUploadedFile("upload", self.content_type or "", 0, self.charset)
        except OSError as error:
            self._refuse(error)
        else:
            self.file.name = self.file_name

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a piece, unless the file was refused already."""
        if self.error is not None:
            return
        if start + len(raw_data) > settings.UPLOAD_FILE_MB * MIB:
            self.error = BadInput(
                "file_too_large", name=plain_name(self.file_name or ""), limit_mb=settings.UPLOAD_FILE_MB
            )
            self.file.close()
            return
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as error:
            self._refuse(error)

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        """The file, or what stands for one that was refused."""
        if self.error is not None:
            return RefusedFile(self.file_name or "", file_size, self.error)
        try:
            return super().file_complete(file_size)
        except OSError as error:  # the last piece reaches the disk only now
            self._refuse(error)
            return self.file_complete(file_size)

    def _refuse(self, error: OSError) -> None:
        if error.errno not in NO_ROOM:
            raise error
        self.error = DomainError("disk_full", name=plain_name(self.file_name or ""))
        if "file" in self.__dict__:
            with contextlib.suppress(OSError):  # closing writes what is left, in vain
                self.file.close()
