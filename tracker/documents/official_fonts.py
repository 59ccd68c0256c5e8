"""Fonts of official documents by the names offices have them under, each with another where that is missing."""

from __future__ import annotations

from typing import Any, Final
from xml.sax.saxutils import quoteattr

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.run import Run

TITLE: Final = "方正小标宋简体"
BODY: Final = "仿宋_GB2312"
FIRST: Final = "黑体"
SECOND: Final = "楷体_GB2312"
BOARD: Final = "宋体"
LATIN: Final = "Times New Roman"
FALLBACKS: Final = {
    TITLE: ("FZXiaoBiaoSong-B05S", "roman"),
    BODY: ("FangSong", "modern"),
    FIRST: ("SimHei", "swiss"),
    SECOND: ("KaiTi", "modern"),
    BOARD: ("SimSun", "roman"),
    LATIN: ("Liberation Serif", "roman"),
}
_XML: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def set_font(run: Run, name: str, size: float, *, is_bold: bool = False) -> None:
    """A font for Chinese, with the Latin one for digits; size in points."""
    run.font.size, run.font.bold, run.font.name = Pt(size), is_bold, LATIN
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), name)


def name_fallbacks(document: Any) -> None:
    """The table of fonts says what to take where one is not installed."""
    rows = "".join(
        f"<w:font w:name={quoteattr(name)}><w:altName w:val={quoteattr(other)}/><w:family w:val={quoteattr(family)}/></w:font>"
        for name, (other, family) in FALLBACKS.items()
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    part = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    part._blob = f'{head}<w:fonts xmlns:w="{_XML}">{rows}</w:fonts>'.encode()
