"""The child that parses packed files: bytes on stdin, one JSON object on stdout, little to spend.

Started by `reader` as ``python -m tracker.documents.worker docx|pdf``. Limits are set before any parser is imported.
"""

import contextlib
import json
import os
import resource
import sys
from collections.abc import Callable
from typing import Any

from tracker.documents.limits import WORKER_CPU_SECONDS, WORKER_MEMORY_BYTES
from tracker.rules.errors import Unreadable

Answer = dict[str, Any]


def main(kind: str) -> None:
    """Answer for the bytes on stdin; whatever the parsers print goes nowhere."""
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    _limit()
    said = answer(kind, sys.stdin.buffer.read())
    json.dump(said, answers)
    answers.close()
    os._exit(0)  # a hostile tree may take longer to free than to read


def _limit() -> None:
    for name, value in (
        (resource.RLIMIT_AS, WORKER_MEMORY_BYTES),
        (resource.RLIMIT_CPU, WORKER_CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):  # macOS refuses some of them
            resource.setrlimit(name, (value, value))


def answer(kind: str, data: bytes) -> Answer:
    """`text` and `pages`, or the `code` and `params` of what is wrong; never an exception."""
    try:
        return _parser(kind)(data)
    except Unreadable as error:
        return {"code": error.code, "params": error.params}
    except (MemoryError, SystemError):  # CPython out of memory says either
        return {"code": "too_complex", "params": {}}
    except Exception:  # foreign parsers raise anything at all on damaged files
        return {"code": {"docx": "damaged_word", "pdf": "damaged_pdf"}[kind], "params": {}}


def _parser(kind: str) -> Callable[[bytes], Answer]:
    if kind == "docx":
        from tracker.documents.word import word_text

        return lambda data: {"text": word_text(data), "pages": None}
    from tracker.documents.pdf import pdf_text

    return lambda data: dict(zip(("text", "pages"), pdf_text(data), strict=True))


if __name__ == "__main__":
    main(sys.argv[1])
