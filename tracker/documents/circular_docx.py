"""A circular as a .docx in the official layout (GB/T 9704-2012): A4, 156 × 225 mm of text, 22 lines of 28 characters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any, Final

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from tracker.documents.circular_tables import add_tables
from tracker.documents.official_fonts import (
    BOARD,
    BODY,
    FIRST,
    LATIN,
    SECOND,
    TITLE,
    name_fallbacks,
    set_font,
)
from tracker.rules.circular import ANNEX, SALUTATION, day_words, is_first_level, is_second_level
from tracker.rules.circular_facts import Table

MARGINS: Final = {"top": Mm(37), "bottom": Mm(35), "left": Mm(28), "right": Mm(26)}
LINE: Final = Pt(28.95)  # 22 of them are 225 mm
CHARACTER: Final = Pt(16)  # 3号
GRID: Final = {"type": "lines", "linePitch": "579"}
CLOSER: Final = "-5"  # twentieths of a point between characters: 28 of them in 156 mm
RIGHT_OF_DATE: Final = 4  # characters that stay free


@dataclass(frozen=True)
class Letter:
    """What stands in the file. `lines` are paragraphs; `signed_on` is None while it is a draft."""

    title: str
    number: str
    lines: Sequence[str]
    tables: Sequence[Table]
    note: str
    office: str
    signed_on: date | None


def circular_docx(letter: Letter) -> bytes:
    """The file, made from nothing but the letter."""
    document = Document()
    _page(document)
    name_fallbacks(document)
    _heading(document, letter)
    for line in letter.lines:
        _line(document, line)
    document.paragraphs[-1].paragraph_format.keep_with_next = True  # who signs stands on no page without text
    _annex_named(document)
    _signature(document, letter)
    _annex(document, letter)
    document.core_properties.title, document.core_properties.author = letter.title, letter.office
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def paragraph(
    document: Any, text: str, font: str = BODY, size: float = 16, *, indent: float = 0
) -> Paragraph:
    """A line on the fixed pitch. indent  characters before the first word."""
    made: Paragraph = document.add_paragraph()
    form = made.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    if indent:
        form.first_line_indent = round(CHARACTER * indent)
    run = made.add_run(text)
    set_font(run, font, size)
    if size == CHARACTER.pt:
        spacing = OxmlElement("w:spacing")
        spacing.set(qn("w:val"), CLOSER)
        run._r.get_or_add_rPr().insert_element_before(spacing, "w:w", "w:kern", "w:position", "w:sz")
    return made


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for side, width in MARGINS.items():
        setattr(section, f"{side}_margin", width)
    section.footer_distance = Mm(23)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    for name, value in GRID.items():
        grid.set(qn(f"w:{name}"), value)
    plain = document.styles["Normal"].font  # what the grid counts its characters by
    plain.name, plain.size = LATIN, CHARACTER
    document.styles["Normal"].element.rPr.rFonts.set(qn("w:eastAsia"), BODY)
    document.settings.odd_and_even_pages_header_footer = True
    _page_number(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
    _page_number(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)
    rels = document.part.package.rels
    for key in [key for key, rel in rels.items() if rel.reltype.endswith("/thumbnail")]:
        del rels[key]


def _page_number(footer: Any, side: WD_ALIGN_PARAGRAPH) -> None:
    """— 1 — at the outer side, one character in."""
    line = footer.paragraphs[0]
    line.alignment = side
    line.paragraph_format.left_indent = line.paragraph_format.right_indent = Pt(14)
    for text in ("— ", None, " —"):
        run = line.add_run(text or "")
        set_font(run, BOARD, 14)
        if text is None:
            for part in _field("PAGE"):
                run._r.append(part)


def _field(code: str) -> list[Any]:
    parts = []
    for kind in ("begin", "instr", "end"):
        if kind == "instr":
            part = OxmlElement("w:instrText")
            part.text = code
        else:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        parts.append(part)
    return parts


def _heading(document: Any, letter: Letter) -> None:
    title = paragraph(document, letter.title, TITLE, 22)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.line_spacing = Pt(34)
    number = paragraph(document, letter.number, SECOND)
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph(document, "")


def _line(document: Any, line: str) -> None:
    if line == SALUTATION:
        paragraph(document, line)
    elif is_first_level(line):
        paragraph(document, line, FIRST, indent=2).paragraph_format.keep_with_next = True
    elif is_second_level(line):
        paragraph(document, line, SECOND, indent=2).paragraph_format.keep_with_next = True
    else:
        paragraph(document, line, indent=2)


def _annex_named(document: Any) -> None:
    paragraph(document, "").paragraph_format.keep_with_next = True
    paragraph(document, f"附件：{ANNEX}", indent=2).paragraph_format.keep_with_next = True


def _signature(document: Any, letter: Letter) -> None:
    """The unit above the day, centred on it; the day four characters from the right."""
    day = day_words(letter.signed_on) if letter.signed_on else "年　月　日"
    over = RIGHT_OF_DATE + (_characters(day) - _characters(letter.office)) / 2
    paragraph(document, "").paragraph_format.keep_with_next = True
    for text, free in ((letter.office, max(over, 0)), (day, RIGHT_OF_DATE)):
        made = paragraph(document, text)
        made.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        made.paragraph_format.right_indent = round(CHARACTER * free)
        made.paragraph_format.keep_with_next = text != day


def _characters(text: str) -> float:
    return sum(0.5 if letter.isascii() else 1 for letter in text)


def _annex(document: Any, letter: Letter) -> None:
    paragraph(document, "附件", FIRST).paragraph_format.page_break_before = True
    title = paragraph(document, ANNEX, TITLE, 22)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.line_spacing = Pt(34)
    add_tables(document, letter.tables, letter.note)
