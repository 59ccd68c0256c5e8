"""The tables of a circular in its .docx: one a group of like units, the median of the group below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from tracker.documents.official_fonts import BOARD, BODY, FIRST, set_font
from tracker.rules.circular import INDICATOR_ZH, KIND_ZH, percent_words
from tracker.rules.circular_facts import Line, Rate, Table
from tracker.rules.ranking import INDICATORS

HEAD: Final = ("名次", "单位", "应办结", *INDICATOR_ZH.values(), "回访覆盖率", "得分")
WIDTHS: Final = tuple(Mm(width) for width in (13.5, 28, 13.5, 21, 21, 21, 21, 17))
SMALL: Final = 10.5  # 五号
NO_PLACE: Final = ("不排名", "样本不足")
TOO_FEW: Final = "样本不足，不排名："
LEFT_OUT: Final = "各单位均无应计诉求的指标不计分，其权重按比例分给其他指标："


def add_tables(document: Any, tables: Sequence[Table], note: str) -> None:
    """The note on how places are counted, then every table under the name of its group."""
    _words(document.add_paragraph(), note, BODY, 12)
    for table in tables:
        _words(
            document.add_paragraph(), KIND_ZH[table.kind], FIRST, 14
        ).paragraph_format.keep_with_next = True
        if table.is_ranked:
            _table(document, table)
        for told, names in (
            (TOO_FEW, [line.unit for line in table.others]),
            (LEFT_OUT, [INDICATOR_ZH[code] for code in table.left_out if table.is_ranked]),
        ):
            if names:
                _words(document.add_paragraph(), f"{told}{'、'.join(names)}。", BODY, SMALL)


def cells_of(line: Line) -> list[str]:
    """A unit's row in words."""
    rates = [f"{_two_lines(line.rates[code])}{'※' if code in line.stood_in else ''}" for code in INDICATORS]
    rank, score = NO_PLACE if line.rank is None else (str(line.rank), str(line.score))
    return [rank, line.unit, str(line.sample), *rates, _two_lines(line.coverage), score]


def _two_lines(rate: Rate) -> str:
    return f"{percent_words(rate)}\n（{rate[0]}/{rate[1]}）"


def _table(document: Any, table: Table) -> None:
    medians = ["", "同类中位数", "", *(table.medians[code] or "—" for code in INDICATORS), "", ""]
    rows = [list(HEAD), *(cells_of(line) for line in table.rows), medians]
    made = document.add_table(rows=len(rows), cols=len(HEAD), style="Table Grid")
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _narrow_cells(made)
    for column, width in zip(made.columns, WIDTHS, strict=True):
        column.width = width
    for number, (row, texts) in enumerate(zip(made.rows, rows, strict=True)):
        _mark(row, "cantSplit")
        if number == 0:
            _mark(row, "tblHeader")
        for cell, text, width in zip(row.cells, texts, WIDTHS, strict=True):
            cell.width, cell.vertical_alignment = width, WD_CELL_VERTICAL_ALIGNMENT.CENTER
            font = FIRST if number == 0 else BOARD
            _words(cell.paragraphs[0], text, font, SMALL).alignment = WD_ALIGN_PARAGRAPH.CENTER


def _narrow_cells(table: Any) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "57")  # 1 mm
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")


def _mark(row: Any, name: str) -> None:
    mark = OxmlElement(f"w:{name}")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _words(paragraph: Any, text: str, font: str, size: float) -> Any:
    form = paragraph.paragraph_format
    form.space_before = form.space_after = Pt(2)
    form.line_spacing_rule = WD_LINE_SPACING.SINGLE
    snap = OxmlElement("w:snapToGrid")  # small type does not stand on the lines of the text
    snap.set(qn("w:val"), "false")
    paragraph._p.get_or_add_pPr().insert_element_before(snap, "w:spacing", "w:ind", "w:jc", "w:rPr")
    set_font(paragraph.add_run(text), font, size)
    return paragraph
