"""Word files: every word a person sees, in reading order, and no trap sprung."""

import random
from typing import Any

import pytest
from docx import Document
from docx.enum.text import WD_BREAK

from tests.documents.makers import BULLETIN, raw_word, saved, word_file, zipped
from tracker.documents import text_of
from tracker.documents.worker import answer
from tracker.rules.errors import Unreadable


def read(data: bytes) -> str:
    return str(answer("docx", data)["text"])


def refused(data: bytes) -> Any:
    return answer("docx", data)["code"]


def test_a_bulletin_reads_as_its_text_file() -> None:
    found = text_of(word_file(BULLETIN), "简报.docx")
    assert (found.text, found.kind, found.encoding, found.pages) == (BULLETIN, "docx", None, None)


def test_soft_breaks_tabs_and_hyphens() -> None:
    document = Document()
    run = document.add_paragraph("第十四工作组").add_run("到郑东新区")
    run.add_break(WD_BREAK.LINE)
    run.add_text("考察\t转贷")
    assert read(saved(document)) == "第十四工作组到郑东新区\n考察\t转贷"


def test_a_table_is_a_line_a_row_with_merged_cells_once() -> None:
    document = Document()
    document.add_paragraph("前")
    table = document.add_table(rows=2, cols=3)
    for cell, text in zip([c for row in table.rows for c in row.cells], "甲乙丙丁戊己", strict=True):
        cell.text = text
    table.cell(1, 0).merge(table.cell(1, 1)).text = "合并"
    document.add_paragraph("后")
    assert read(saved(document)) == "前\n甲\t乙\t丙\n合并\t己\n后"


def test_a_page_laid_out_by_a_table_keeps_its_lines() -> None:
    document = Document()
    cell = document.add_table(rows=1, cols=1).cell(0, 0)
    cell.text = "★工作组动态"
    cell.add_paragraph("第十四工作组调研")
    inner = cell.add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "内", "表"
    assert read(saved(document)) == "★工作组动态\n第十四工作组调研\n内\t表\n"


def test_tracked_changes_links_and_content_controls() -> None:
    body = (
        "<w:p><w:r><w:t>原文</w:t></w:r><w:ins><w:r><w:t>新增</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>删去</w:delText></w:r></w:del>"
        "<w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>控件</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    assert read(raw_word(body)) == "原文新增链接\n控件"


def test_a_text_box_follows_its_paragraph_once() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent>"
    alternatives = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent>"
    )
    assert read(raw_word(f"<w:p><w:r><w:t>正文</w:t></w:r><w:r>{alternatives}</w:r></w:p>")) == "正文\n框内"


@pytest.mark.parametrize(
    "prologue",
    [
        '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE d SYSTEM "http://192.0.2.1/d.dtd">',
    ],
)
def test_no_entity_and_no_foreign_file(prologue: str) -> None:
    assert refused(raw_word("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>", prologue=prologue)) == "unsafe_xml"


def test_bombs_are_weighed_before_they_are_opened() -> None:
    assert refused(raw_word("<w:p/>", extra={"word/media/a.bin": bytes(30_000_000)})) == "expands_too_much"
    assert refused(raw_word("<w:p/>", extra={f"x{n}": b"" for n in range(2001)})) == "expands_too_much"


def test_other_packed_files_are_named() -> None:
    types = {"[Content_Types].xml": b"<Types/>"}
    assert refused(zipped(types | {"xl/workbook.xml": b""})) == "other_archive"
    assert refused(zipped({"readme.txt": b"hello"})) == "other_archive"
    assert refused(zipped({"OFD.xml": b""})) == "ofd"
    assert refused(zipped(types)) == "damaged_word"


def test_a_document_of_pictures_has_no_text() -> None:
    assert refused(raw_word("<w:p><w:r><w:drawing/></w:r></w:p>")) == "word_without_text"


def test_an_encrypted_part_is_a_password() -> None:
    data = bytearray(raw_word("<w:p/>"))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = -1
        while (start := data.find(mark, start + 1)) >= 0:
            data[start + at] |= 1
    assert refused(bytes(data)) == "encrypted_word"


def test_deep_nesting_ends() -> None:
    depth = 100_000
    assert refused(raw_word("<w:p>" + "<w:r>" * depth + "</w:r>" * depth + "</w:p>")) == "damaged_word"


def test_cut_anywhere_it_is_damaged() -> None:
    data = word_file(BULLETIN)
    assert {refused(data[: len(data) * part // 8]) for part in range(1, 8)} == {"damaged_word"}


def test_mutated_files_give_text_or_a_reason() -> None:
    data, source = word_file(BULLETIN), random.Random(20261123)
    outcomes = set()
    for _ in range(300):
        broken = bytearray(data)
        for _ in range(source.choice([1, 4, 64])):
            broken[source.randrange(len(broken))] = source.randrange(256)
        said = answer("docx", bytes(broken))
        outcomes.add(said.get("code", "text"))
    assert outcomes <= {"text", "damaged_word", "encrypted_word", "expands_too_much", "other_archive"}
    assert {"text", "damaged_word"} <= outcomes


def test_too_much_text_is_refused() -> None:
    with pytest.raises(Unreadable) as caught:
        text_of(
            raw_word(
                "<w:p><w:r><w:t>"
                + "".join(chr(0x4E00 + n % 9000) for n in range(400_000))
                + "</w:t></w:r></w:p>"
            ),
            "a.docx",
        )
    assert caught.value.code == "too_much_text"
