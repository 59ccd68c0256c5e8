"""Where files lie: on a disk or a shared mount, each under a name made of its content, whole or not at all."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage


class WholeFiles(FileSystemStorage):
    """Django's, for names that say the content: saving again writes the same, and heals what was damaged."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name itself."""
        return name

    def _save(self, name: str, content: File[Any]) -> str:
        """Written beside, then named in one step: no reader, crash or full disk leaves a part under the name."""
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        passing = target.with_name(f"{target.name}.{secrets.token_hex(8)}.part")
        try:
            _write(passing, content, self.file_permissions_mode or 0o640)
            passing.replace(target)
        except BaseException:
            passing.unlink(missing_ok=True)
            raise
        return name


def _write(path: Path, content: File[Any], mode: int) -> None:
    """Down to the disk, readable by nobody else before it is whole."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for chunk in content.chunks():
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
        os.fchmod(file.fileno(), mode)
