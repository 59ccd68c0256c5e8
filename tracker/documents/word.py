"""A .docx → its lines: paragraphs, tables and text boxes in reading order.

The part is walked by element name rather than through python-docx, whose `text` leaves out tracked insertions,
content controls and text boxes, and which loads every picture to get at the words.
"""

import posixpath
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from tracker.documents.archive import open_archive, xml_part
from tracker.rules.errors import Unreadable

_MARKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
_SILENT = {"del", "moveFrom", "instrText", "delText", "rPr", "pPr", "Fallback", "footnoteReference", "sectPr"}
_DOCUMENT_RELATION = "/officeDocument"


def word_text(data: bytes) -> str:
    """The text of a Word document, one paragraph a line, soft breaks as lines, table cells by tabs."""
    archive = open_archive(data)
    try:
        body = xml_part(archive, _main_part(archive))
    except KeyError as error:
        raise Unreadable("damaged_word") from error
    text = "\n".join(_lines(body))
    if not text.strip():
        raise Unreadable("word_without_text")
    return text


def _main_part(archive: zipfile.ZipFile) -> str:
    """The name of the part that holds the body; WPS and old exporters do not all call it document.xml."""
    for relation in xml_part(archive, "_rels/.rels"):
        if relation.get("Type", "").endswith(_DOCUMENT_RELATION):
            return posixpath.normpath(relation.get("Target", "").lstrip("/"))
    raise Unreadable("other_archive")


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _lines(block: ET.Element) -> Iterator[str]:
    """The lines below a body, cell, text box or content control."""
    for child in block:
        name = _name(child)
        if name == "p":
            yield from _paragraph_lines(child)
        elif name == "tbl":
            yield from _table_lines(child)
        elif name not in _SILENT:
            yield from _lines(child)


def _paragraph_lines(paragraph: ET.Element) -> Iterator[str]:
    """The paragraph, then the text boxes anchored in it."""
    boxes: list[ET.Element] = []
    line = "".join(_runs(paragraph, boxes))
    if line.strip() or not boxes:
        yield line
    for box in boxes:
        yield from _lines(box)


def _runs(element: ET.Element, boxes: list[ET.Element]) -> Iterator[str]:
    for child in element:
        name = _name(child)
        if name == "t":
            yield child.text or ""
        elif name == "txbxContent":
            boxes.append(child)
        elif name in _MARKS:
            yield _MARKS[name]
        elif name not in _SILENT:
            yield from _runs(child, boxes)


def _table_lines(table: ET.Element) -> Iterator[str]:
    """A row of short cells is one line with tabs; cells of several lines (a page laid out by a table) follow each other."""
    for row in _nearest(table, "tr"):
        cells = [list(_lines(cell)) for cell in _nearest(row, "tc")]
        if all(len(cell) <= 1 for cell in cells):
            yield "\t".join(cell[0] if cell else "" for cell in cells)
        else:
            yield from (line for cell in cells for line in cell)


def _nearest(element: ET.Element, wanted: str) -> Iterator[ET.Element]:
    """Rows or cells, also those inside content controls or tracked changes."""
    for child in element:
        name = _name(child)
        if name == wanted:
            yield child
        elif name not in _SILENT:
            yield from _nearest(child, wanted)
