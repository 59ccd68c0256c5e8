"""The .docx of a circular, read back: the official layout, every number of the tables, nothing foreign in the file."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from tests.rules.test_circular import FACTS
from tracker.documents.circular_docx import Letter, circular_docx
from tracker.documents.circular_tables import HEAD
from tracker.rules.circular import note_of, text_of, title_of

LETTER = Letter(
    title_of(FACTS),
    "（2026年第1期）",
    text_of(FACTS).split("\n"),
    FACTS.tables,
    note_of(FACTS),
    "市活动办",
    date(2026, 11, 30),
)


@pytest.fixture(scope="module")
def made():
    return Document(BytesIO(circular_docx(LETTER)))


def lines(document):
    return [line.text for line in document.paragraphs if line.text]


def test_every_line_stands_in_it_in_order(made):
    assert lines(made) == [
        LETTER.title,
        LETTER.number,
        *LETTER.lines,
        "附件：企业诉求办理情况排名表",
        "市活动办",
        "2026年11月30日",
        "附件",
        "企业诉求办理情况排名表",
        LETTER.note,
        "区",
    ]


def test_the_page_is_that_of_the_standard(made):
    section = made.sections[0]
    size = section.page_width - section.left_margin - section.right_margin
    height = section.page_height - section.top_margin - section.bottom_margin
    near = Mm(0.1)
    assert (abs(size - Mm(156)) < near, abs(height - Mm(225)) < near) == (True, True)
    assert (abs(section.top_margin - Mm(37)) < near, abs(section.left_margin - Mm(28)) < near) == (True, True)
    assert made.settings.odd_and_even_pages_header_footer
    for footer in (section.footer, section.even_page_footer):
        assert footer.paragraphs[0].text == "—  —"
        assert "PAGE" in footer._element.xml


def font_of(line):
    return line.runs[0]._element.rPr.rFonts.get(qn("w:eastAsia")), line.runs[0].font.size


@pytest.mark.parametrize(
    ("text", "font", "size"),
    [
        (LETTER.title, "方正小标宋简体", 22),
        ("一、基本情况", "黑体", 16),
        ("（一）区", "楷体_GB2312", 16),
        (LETTER.lines[1], "仿宋_GB2312", 16),
    ],
)
def test_fonts_are_those_of_the_standard(made, text, font, size):
    line = next(line for line in made.paragraphs if line.text == text)
    assert font_of(line) == (font, Pt(size))


def test_paragraphs_are_indented_by_two_characters_on_a_fixed_pitch(made):
    body = next(line for line in made.paragraphs if line.text == LETTER.lines[1])
    assert body.paragraph_format.first_line_indent == Pt(32)
    assert abs(body.paragraph_format.line_spacing - Pt(28.95)) < Pt(0.1)
    salutation = next(line for line in made.paragraphs if line.text == LETTER.lines[0])
    assert salutation.paragraph_format.first_line_indent is None


def test_who_signs_stands_on_no_page_without_text(made):
    texts = [line.text for line in made.paragraphs]
    last, day = texts.index(LETTER.lines[-1]), texts.index("2026年11月30日")
    assert all(line.paragraph_format.keep_with_next for line in made.paragraphs[last:day])
    assert not made.paragraphs[day].paragraph_format.keep_with_next


def test_the_annex_begins_a_page(made):
    annex = next(line for line in made.paragraphs if line.text == "附件")
    assert annex.paragraph_format.page_break_before


def test_the_table_holds_every_number(made):
    [table] = made.tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows == [
        list(HEAD),
        ["1", "金水区", "10", "90.0%\n（9/10）", "80.0%\n（8/10）", "—\n（0/0）※", "0.0%\n（0/3）", "88.0"],
        ["1", "中原区", "10", "90.0%\n（9/10）", "80.0%\n（8/10）", "—\n（0/0）", "0.0%\n（0/3）", "88.0"],
        [
            "不排名",
            "惠济区",
            "4",
            "90.0%\n（9/10）",
            "80.0%\n（8/10）",
            "—\n（0/0）",
            "0.0%\n（0/3）",
            "样本不足",
        ],
        ["", "同类中位数", "", "90.0%", "80.0%", "—", "", ""],
    ]


def test_a_draft_has_no_day_yet():
    unsigned = Letter(
        *(getattr(LETTER, name) for name in LETTER.__dataclass_fields__ if name != "signed_on"), None
    )
    assert "年　月　日" in lines(Document(BytesIO(circular_docx(unsigned))))


def test_the_file_holds_text_alone():
    with ZipFile(BytesIO(circular_docx(LETTER))) as file:
        assert [name for name in file.namelist() if not name.endswith((".xml", ".rels"))] == []
        assert "FangSong" in file.read("word/fontTable.xml").decode()
