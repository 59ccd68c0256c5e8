"""A long export as the worker makes it, and the same rows under the same head, read piece by piece, written by XlsxWriter.

Each is a process of its own, `python -m tests.bench.exporting ours|theirs`. They take turns and the better of each counts,
so that neither pays for being the first to read the rows.
"""

# ruff: noqa: E402  # models can be imported only when Django is set up, as in measure.py
from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import django

django.setup()

from django.utils import timezone, translation

from tests.bench.city import ROOT
from tracker.documents.export_files import write_xlsx
from tracker.models import Case, User
from tracker.operations.export_lists import OpenedList, open_list
from tracker.operations.export_rows import rows_ahead, rows_of

ROWS, TURNS, KILOBYTES = 100_000, 3, 1024
OWN: Final = "ours"
OURS: Final = "export of the ledger, rows per second"
THEIRS: Final = "export written by XlsxWriter, rows per second"
MEMORY: Final = "export of the ledger, MB"


def exports() -> dict[str, float]:
    """Rows a second of both, and what ours takes of memory, Django and all."""
    found: dict[str, float] = {}
    for whose in (OWN, "theirs") * TURNS:
        command = [sys.executable, "-m", "tests.bench.exporting", whose]
        done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE)
        for name, number in json.loads(done.stdout).items():
            found[name] = max(number, found.get(name, 0))
    return found


def _ours() -> dict[str, float]:
    """From the database to the file."""
    with _opened() as (opened, path):
        begun = time.perf_counter()
        with closing(rows_ahead(opened, _unheard)) as rows:
            write_xlsx(path, opened.title, opened.head, islice(rows, ROWS))
        return {OURS: _rate(opened, begun), MEMORY: _peak()}


def _theirs() -> dict[str, float]:
    """The same with the other writer, row by row in constant memory."""
    from xlsxwriter import Workbook  # here, for ours is weighed without it

    with _opened() as (opened, path):
        begun = time.perf_counter()
        with Workbook(path, {"constant_memory": True}) as book:
            sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
            sheet.write_row(0, 0, opened.head)
            for at, row in enumerate(islice(rows_of(opened, _unheard), ROWS), 1):
                for column, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(at, column, cell, day)
                    elif isinstance(cell, int):
                        sheet.write_number(at, column, cell)
                    elif cell:
                        sheet.write_string(at, column, cell)
        return {THEIRS: _rate(opened, begun)}


def _unheard(_rows: int) -> None:
    """Nobody asks how far it is."""


def _rate(opened: OpenedList, begun: float) -> int:
    taken = time.perf_counter() - begun
    return round(min(opened.rows.count(), ROWS) / taken)


def _peak() -> int:
    """Megabytes that this process has held at most; `ru_maxrss` would begin with those of the process that started it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    kept = next(line for line in lines if line.startswith("VmHWM:"))
    return round(int(kept.split()[1]) / KILOBYTES)


@contextmanager
def _opened() -> Iterator[tuple[OpenedList, Path]]:
    office = User.objects.get(username="office")
    with TemporaryDirectory() as folder, translation.override("zh-hans"):
        yield open_list("cases", user=office, query=_newest(), columns="ledger"), Path(folder) / "export.xlsx"


def _newest() -> str:
    """The filter of the days that so many cases were registered on; none where there are fewer."""
    further = Case.objects.order_by("-id").values_list("registered_at", flat=True)[ROWS : ROWS + 1]
    return "".join(f"registered_from={timezone.localdate(moment)}" for moment in further)


if __name__ == "__main__":
    json.dump((_ours if sys.argv[1] == OWN else _theirs)(), sys.stdout)
