"""`make bench`: two cities measured in turns, each by its own process; a table of times, ratios, bars; JSON with OUT=file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.bench.city import ROOT, city
from tests.bench.table import rows, shown

SMALL = 10_000
LARGE = int(os.environ.get("CASES") or 1_000_000)


@contextmanager
def measuring(cases: int) -> Iterator[subprocess.Popen[str]]:
    """The process that measures a city of so many cases."""
    with city(cases) as known:
        environ = known | {"DJANGO_SETTINGS_MODULE": "tests.bench.settings"}
        command = [sys.executable, "-m", "tests.bench.measure"]
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        with subprocess.Popen(command, cwd=ROOT, env=environ, **pipes) as process:
            yield process


def measured(small: int, large: int) -> list[dict[str, Any]]:
    """What two cities take, in turns piece by piece: what slows the machine down meanwhile slows both."""
    found: list[dict[str, Any]] = [{}, {}]
    with measuring(small) as one, measuring(large) as other:
        while all(_next_piece(process, known) for process, known in zip((one, other), found, strict=True)):
            pass
    return found


def _next_piece(process: subprocess.Popen[str], found: dict[str, Any]) -> bool:
    """Whether there was one."""
    assert process.stdin is not None
    assert process.stdout is not None
    with suppress(BrokenPipeError):
        process.stdin.write("\n")
        process.stdin.flush()
    piece = process.stdout.readline()
    found |= json.loads(piece or "{}")
    if not piece and process.wait():
        sys.exit("A city could not be measured.")
    return bool(piece)


def main() -> int:
    """1 when a bar is missed."""
    small, large = measured(SMALL, LARGE)
    found = rows(small, large)
    sys.stdout.write(shown(found, SMALL, LARGE) + "\n")
    if out := os.environ.get("OUT"):
        Path(out).write_text(json.dumps({str(SMALL): small, str(LARGE): large}, ensure_ascii=False, indent=1))
    return int(any(row.is_missed for row in found))


if __name__ == "__main__":
    sys.exit(main())
