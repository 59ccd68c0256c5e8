"""What a list shows beside one another: its columns, and the cells of a row as finished HTML.

A cell is put together here, not in a template: fifty rows of eight cells in a template's loop cost more than
finding them. Whatever comes from a row passes `escape`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

Row = dict[str, Any]
Cell = Callable[[Row, str], str]
NOTHING = "—"


@dataclass(frozen=True)
class Column:
    """A column of a list.

    cell      the HTML of its cell, of a row and of the column's own label as escaped text
    orders    the orders that its head asks for by turns, the first one first
    is_extra  shown only to whoever chose it      stays  cannot be taken away
    """

    code: str
    label: str | Promise
    cell: Cell
    orders: tuple[str, ...] = ()
    is_number: bool = False
    is_extra: bool = False
    stays: bool = False


@dataclass(frozen=True)
class Head:
    """The head of a column: its label, and where pressing it leads; aria_sort for the one that the list is sorted by."""

    label: str
    url: str = ""
    aria_sort: str = ""
    is_number: bool = False


@dataclass(frozen=True)
class Box:
    """A column that may be taken away or added, and whether it is shown."""

    code: str
    label: str | Promise
    is_shown: bool


@dataclass
class Table:
    """Rows under their heads; `select` adds a box to each row, by the row's id and name; boxes are those of the columns."""

    columns: Sequence[Column]
    heads: Sequence[Head]
    rows: list[Row] = field(default_factory=list)
    boxes: Sequence[Box] = ()
    select: bool = False

    def head(self) -> SafeString:
        """The row of heads."""
        box = f'<input class="form-check-input" type="checkbox" data-select-all aria-label="{_said("Select all rows")}">'
        first = f'<th scope="col" class="check">{box}</th>' if self.select else ""
        return SafeString(f"<tr>{first}{''.join(map(_head, self.heads))}</tr>")

    def body(self) -> SafeString:
        """All rows."""
        cells = [(column.cell, escape(str(column.label))) for column in self.columns]
        words = _said("Select %(number)s") if self.select else ""
        return SafeString("".join(self._row(row, cells, words) for row in self.rows))

    def _row(self, row: Row, cells: Sequence[tuple[Cell, str]], words: str) -> str:
        box = _box(row["id"], words) if self.select else ""
        return f"<tr data-row>{box}{''.join([cell(row, label) for cell, label in cells])}</tr>"


def _said(text: str) -> str:
    return escape(_(text))


def _box(name: str, words: str) -> str:
    value = escape(name)
    return (
        f'<td class="check"><input class="form-check-input" type="checkbox" name="selected" value="{value}" '
        f'data-select-row aria-label="{words.replace("%(number)s", value)}"></td>'
    )


def _head(head: Head) -> str:
    label, css = escape(head.label), ' class="num"' if head.is_number else ""
    css += f' aria-sort="{head.aria_sort}"' if head.aria_sort else ""
    if not head.url:
        return f'<th scope="col"{css}>{label}</th>'
    return f'<th scope="col"{css}><a class="sort" href="{escape(head.url)}">{label}</a></th>'


def text(name: str, css: str = "", *, is_labelled: bool = False) -> Cell:
    """A cell of plain text; a dash where there is none, which a phone leaves out.

    is_labelled  on a phone its label stands before it
    """

    def cell(row: Row, label: str) -> str:
        value, said = row[name], f' data-label="{label}"' if is_labelled else ""
        if not value:
            return f'<td class="{css} none"{said}>{NOTHING}</td>'
        return f'<td class="{css}"{said}>{escape(str(value))}</td>'

    return cell


def count(name: str, url: str = "") -> Cell:
    """A number, which opens its rows where it has an address."""

    def cell(row: Row, label: str) -> str:
        shown = f"{row[name]}"
        if url and row[name]:
            shown = f'<a href="{escape(row[url])}">{shown}</a>'
        return f'<td class="num" data-label="{label}">{shown}</td>'

    return cell


def badge(code: str, label: str) -> Cell:
    """A badge with a dot, coloured by the code."""

    def cell(row: Row, _label: str) -> str:
        if not row[code]:
            return f'<td class="none">{NOTHING}</td>'
        return f'<td><span class="state state-{escape(row[code])}">{escape(str(row[label]))}</span></td>'

    return cell


def tag(name: str, css: str = "nowrap") -> Cell:
    """Words on a tag, or several of them."""

    def cell(row: Row, _label: str) -> str:
        names = row[name] if isinstance(row[name], list) else [row[name]]
        shown = " ".join(f'<span class="tag">{escape(str(one))}</span>' for one in names if one)
        return f'<td class="{css}{"" if shown else " none"}">{shown or NOTHING}</td>'

    return cell


def toned(name: str, tone: str, title: str = "", *, is_labelled: bool = False) -> Cell:
    """A date in the colour of how far it is; its title tells how it came about."""

    def cell(row: Row, label: str) -> str:
        said = f' title="{escape(row[title])}"' if title and row[title] else ""
        said += f' data-label="{label}"' if is_labelled else ""
        none = "" if row[name] else " none"
        return (
            f'<td class="nowrap due-{row[tone] or "ok"}{none}"{said}>{escape(str(row[name] or NOTHING))}</td>'
        )

    return cell


def main(
    name: str, under: Callable[[Row], str] | None = None, beside: Callable[[Row], str] | None = None
) -> Cell:
    """The name of the row, which opens it; what stands beside and under it comes as HTML."""

    def cell(row: Row, _label: str) -> str:
        link = f'<a href="{escape(row["url"])}" data-row-link>{escape(str(row[name]))}</a>'
        below = under(row) if under else ""
        lower = f'<span class="under">{below}</span>' if below else ""
        return f'<td class="main">{link}{beside(row) if beside else ""}{lower}</td>'

    return cell
