"""The one way from an uploaded file to its text."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tracker.documents.kinds import Kind, damage_named_by, kind_of
from tracker.documents.limits import FILE_BYTES, MIB, WORKER_WALL_SECONDS
from tracker.documents.plain import clean, decode
from tracker.rules.errors import Unreadable

_CHECKOUT = Path(__file__).resolve().parents[2]
_SLOW = (signal.SIGXCPU, signal.SIGKILL)
_OUT_OF_MEMORY = frozenset({signal.SIGABRT, signal.SIGSEGV})
_DAMAGED = {"docx": "damaged_word", "pdf": "damaged_pdf"}


@dataclass(frozen=True)
class TextOf:
    """What a file says: its text with "\\n" newlines, and where that came from."""

    text: str
    kind: Kind
    encoding: str | None = None  # of a .txt
    pages: int | None = None  # of a .pdf


def text_of(data: bytes, filename: str) -> TextOf:
    """The text of a .txt, .docx or .pdf file, told apart by content.

    filename  names the damage when the content is nothing known
    Raises    Unreadable, within 12 seconds and 512 MB whatever the bytes are
    """
    if not data:
        raise Unreadable("empty")
    if len(data) > FILE_BYTES:
        raise Unreadable("too_large", limit_mb=FILE_BYTES // MIB)
    kind = kind_of(data)
    return _plain_text(data, filename) if kind == "txt" else _packed_text(data, kind)


def _plain_text(data: bytes, filename: str) -> TextOf:
    try:
        text, encoding = decode(data)
        return TextOf(text=clean(text), kind="txt", encoding=encoding)
    except Unreadable as error:
        damage = damage_named_by(filename)
        if damage and error.code in {"not_text", "unknown_encoding"}:
            raise Unreadable(damage) from error
        raise


def _packed_text(data: bytes, kind: Kind) -> TextOf:
    answer = _ask_worker(data, kind)
    if "code" in answer:
        raise Unreadable(answer["code"], **answer["params"])
    return TextOf(text=clean(answer["text"]), kind=kind, pages=answer["pages"])


def _ask_worker(data: bytes, kind: Kind) -> dict[str, Any]:
    """The worker's answer; a worker that died is an answer too."""
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no word of the command comes from outside
            [sys.executable, "-B", "-m", "tracker.documents.worker", kind],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=WORKER_WALL_SECONDS,
            cwd=_CHECKOUT,
            env=_bare_environment(),
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable("too_slow", seconds=WORKER_WALL_SECONDS) from error
    if done.returncode == 0:
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer
    if -done.returncode in _SLOW:
        raise Unreadable("too_slow", seconds=WORKER_WALL_SECONDS)
    raise Unreadable("too_complex" if -done.returncode in _OUT_OF_MEMORY else _DAMAGED[kind])


def _bare_environment() -> dict[str, str]:
    """No passwords or addresses of ours reach a process that reads strangers' files."""
    kept = ("PATH", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "PYTHONHOME")
    return {name: os.environ[name] for name in kept if name in os.environ} | {"PYTHONUTF8": "1"}
