"""Long tables as .xlsx and .csv, row by row: a million rows take no more memory than one.

Nothing in them is a formula or a link, whatever a text begins with; numbers are numbers and days are days.
"""

from __future__ import annotations

import csv
import errno
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from operator import length_hint
from pathlib import Path
from typing import Final, TypeAlias

from rustpy_xlsxwriter import write_worksheet

from tracker.documents.sheet_names import sheet_name
from tracker.rules.cells import guarded

Cell: TypeAlias = str | int | date | None
Row: TypeAlias = Sequence[Cell]
Writer: TypeAlias = Callable[[Path, str, Sequence[str], Iterable[Row]], None]

LONGEST_CELL: Final = 32_767  # of the halves of UTF-16, as Excel counts; what is longer ends in an ellipsis
MOST_ROWS: Final = 1_048_575  # below the head, as Excel has it
WIDTH: Final = 16.0
NO_ROOM: Final = (
    "StorageFull",
    "QuotaExceeded",
    "FileTooLarge",
    "No space left",
    "File too large",
    "quota exceeded",
)


def write_xlsx(path: Path, name: str, head: Sequence[str], rows: Iterable[Row]) -> None:
    """One sheet with a fixed head.

    head    names that differ, for the library keeps rows by them
    Raises  OSError when the disk is full
    """
    try:
        write_worksheet(
            _records(head, rows),
            str(path),
            sheet_name(name),
            freeze_row=1,
            bold_headers=True,
            column_width=WIDTH,
            datetime_format="yyyy-mm-dd",
        )
    except BaseException as error:  # the library panics where it cannot write, and a panic is no Exception
        if any(words in str(error) for words in NO_ROOM):
            raise OSError(errno.ENOSPC, "no room for a workbook") from error
        if type(error).__name__ == "PanicException":
            raise RuntimeError(str(error)) from error
        raise


def write_csv(path: Path, _name: str, head: Sequence[str], rows: Iterable[Row]) -> None:
    """UTF-8 with a byte order mark, which tells Excel so; texts as `rules.cells` writes them."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(head)
        out.writerows([guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)


WRITERS: Final[Mapping[str, Writer]] = {"xlsx": write_xlsx, "csv": write_csv}
TYPES: Final[Mapping[str, str]] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def _records(head: Sequence[str], rows: Iterable[Row]) -> Iterator[dict[str, Cell]]:
    """Rows by the names of the head; a table without rows is a head over an empty row."""
    is_empty = True
    for row in rows:
        is_empty = False
        # Asked in one go: a look at each of millions of cells takes as long as writing them.
        if max(map(length_hint, row), default=0) > LONGEST_CELL // 2:
            row = [_short(cell) for cell in row]  # noqa: PLW2901
        yield dict(zip(head, row, strict=True))
    if is_empty:
        yield dict.fromkeys(head)


def _short(cell: Cell) -> Cell:
    if isinstance(cell, str) and len(halves := cell.encode("utf-16-le")) > 2 * LONGEST_CELL:
        return halves[: 2 * (LONGEST_CELL - 1)].decode("utf-16-le", "ignore") + "…"
    return cell
