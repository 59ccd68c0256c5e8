"""Stored files of a test in a directory of their own, and a disk that is full."""

import os
import resource
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
ROOM = 64 * 1024


@pytest.fixture
def media(settings, tmp_path) -> Path:
    """Where this test's files lie."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


def kept(media: Path) -> list[str]:
    """The names of all files there."""
    return sorted(str(path.relative_to(media)) for path in media.rglob("*") if path.is_file())


def picture(number: int = 0, name: str = "现场.png") -> ContentFile:
    """A small picture, of another content for each number."""
    return ContentFile(PNG + number.to_bytes(4, "big"), name=name)


def large(size: int, name: str = "扫描.png") -> ContentFile:
    """A picture of a size, that no file system stores as a hole."""
    return ContentFile(PNG + os.urandom(size - len(PNG)), name=name)


@pytest.fixture(params=["a tmpfs of 64 KB", "a limit of the process"])
def full_disk(request, settings, tmp_path) -> Iterator[Path]:
    """A media directory in which 64 KB find room."""
    place = tmp_path / "small"
    place.mkdir()
    settings.MEDIA_ROOT = place
    if "tmpfs" not in request.param:
        before, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        seen = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, hard))
        yield place
        resource.setrlimit(resource.RLIMIT_FSIZE, (before, hard))
        signal.signal(signal.SIGXFSZ, seen)
        return
    mount = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("only root may mount")
    yield place
    subprocess.run(["umount", str(place)], check=True)
