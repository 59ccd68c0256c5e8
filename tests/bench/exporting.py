"""A long export as the worker makes it, and the same export written by XlsxWriter: `python -m tests.bench.exporting`, a process each."""

# ruff: noqa: E402  # models can be imported only when Django is set up, as in measure.py
from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import django

django.setup()

from django.utils import translation
from xlsxwriter import Workbook

from tests.bench.city import ROOT
from tracker.documents.export_files import write_xlsx
from tracker.models import User
from tracker.operations.export_lists import OpenedList, open_list
from tracker.operations.export_rows import rows_of

ROWS, COMPARED, KILOBYTES = 100_000, 30_000, 1024
OWN: Final = "ours"
OURS: Final = "export of the ledger, rows per second"
THEIRS: Final = "export written by XlsxWriter, rows per second"
MEMORY: Final = "export of the ledger, MB"


def exports() -> dict[str, float]:
    """Rows a second of both, and what ours takes of memory, Django and all."""
    found: dict[str, float] = {}
    for whose in (OWN, "theirs"):
        command = [sys.executable, "-m", "tests.bench.exporting", whose]
        done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE)
        found |= json.loads(done.stdout)
    return found


def _ours() -> dict[str, float]:
    """From the database to the file."""
    told = [0]
    with _opened() as (opened, path):
        begun = time.perf_counter()
        write_xlsx(path, opened.title, opened.head, islice(rows_of(opened, told.append), ROWS))
        rate = min(told[-1], ROWS) / (time.perf_counter() - begun)
    return {OURS: round(rate), MEMORY: round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTES)}


def _theirs() -> dict[str, float]:
    """The same export with the other writer, row by row in constant memory; fewer rows, for it is slow."""
    with _opened() as (opened, path):
        begun, many = time.perf_counter(), 0
        with Workbook(path, {"constant_memory": True}) as book:
            sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
            for at, row in enumerate(islice(rows_of(opened, lambda _many: None), COMPARED)):
                many += 1
                for column, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(at, column, cell, day)
                    elif isinstance(cell, int):
                        sheet.write_number(at, column, cell)
                    elif cell:
                        sheet.write_string(at, column, str(cell))
        return {THEIRS: round(many / (time.perf_counter() - begun))}


@contextmanager
def _opened() -> Iterator[tuple[OpenedList, Path]]:
    office = User.objects.get(username="office")
    with TemporaryDirectory() as folder, translation.override("zh-hans"):
        yield open_list("cases", user=office, query="", columns="ledger"), Path(folder) / "export.xlsx"


if __name__ == "__main__":
    json.dump((_ours if sys.argv[1] == OWN else _theirs)(), sys.stdout)
