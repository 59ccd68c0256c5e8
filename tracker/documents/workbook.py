"""Tables as an .xlsx workbook: text stays text, numbers are numbers, shares are percentages, days and scores have a place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final, TypeAlias

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from tracker.documents.sheet_names import sheet_name

WIDTHS: Final = (12, 44)  # of a column, in characters


@dataclass(frozen=True)
class Percent:
    """A share, 0 … 1; None where there is no whole."""

    value: float | None


@dataclass(frozen=True)
class Tenth:
    """A number that is told to one place; None where there is none."""

    value: float | None


Cell: TypeAlias = str | int | float | Percent | Tenth | None
FORMATS: Final[Mapping[type[Percent | Tenth], str]] = {Percent: "0.0%", Tenth: "0.0"}


@dataclass(frozen=True)
class Sheet:
    """A table. `head` may be empty; `title` stands above it; `bold` are the numbers of rows that sum up."""

    name: str
    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    bold: frozenset[int] = frozenset()


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """The file. Nothing in it is a formula or a link, whatever a text begins with."""
    out = BytesIO()
    book = Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    styles = _Styles(
        title=book.add_format({"bold": True, "font_size": 14}),
        head=book.add_format(
            {"bold": True, "bg_color": "#E8EDF3", "border": 1, "text_wrap": True, "valign": "top"}
        ),
        plain=_row_styles(book, {"border": 1, "text_wrap": True, "valign": "top"}),
        bold=_row_styles(book, {"border": 1, "text_wrap": True, "valign": "top", "bold": True}),
    )
    for sheet in sheets:
        _write(book.add_worksheet(sheet_name(sheet.name)), sheet, styles)
    book.close()
    return out.getvalue()


@dataclass(frozen=True)
class _RowStyles:
    plain: Format
    numbers: Mapping[type[Percent | Tenth], Format]


@dataclass(frozen=True)
class _Styles:
    title: Format
    head: Format
    plain: _RowStyles
    bold: _RowStyles


def _row_styles(book: Workbook, look: dict[str, object]) -> _RowStyles:
    numbers = {kind: book.add_format(look | {"num_format": told}) for kind, told in FORMATS.items()}
    return _RowStyles(book.add_format(look), numbers)


def _write(page: Worksheet, sheet: Sheet, styles: _Styles) -> None:
    page.write_string(0, 0, sheet.title, styles.title)
    for column, words in enumerate(sheet.head):
        page.write_string(2, column, words, styles.head)
    first = 3 if sheet.head else 2
    for number, row in enumerate(sheet.rows):
        style = styles.bold if number in sheet.bold else styles.plain
        for column, cell in enumerate(row):
            _cell(page, first + number, column, cell, style)
    for column, width in enumerate(_widths(sheet)):
        page.set_column(column, column, width)
    page.freeze_panes(first, 1)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(2)


def _cell(page: Worksheet, row: int, column: int, cell: Cell, style: _RowStyles) -> None:
    match cell:
        case None | Percent(None) | Tenth(None):
            page.write_blank(row, column, None, style.plain)
        case Percent(value) | Tenth(value):
            page.write_number(row, column, value, style.numbers[type(cell)])
        case str():
            page.write_string(row, column, cell, style.plain)
        case _:
            page.write_number(row, column, cell, style.plain)


def _widths(sheet: Sheet) -> list[int]:
    """As wide as the widest text of the column, within limits; a Chinese character takes two."""
    columns = max([len(row) for row in [sheet.head, *sheet.rows]], default=0)
    found = []
    for column in range(columns):
        cells = [row[column] for row in sheet.rows if column < len(row)]
        longest = max([_room(cell) for cell in cells], default=0)
        found.append(min(max(longest + 2, WIDTHS[0]), WIDTHS[1]))
    return found


def _room(cell: Cell) -> int:
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in str(cell)) if isinstance(cell, str) else 8
