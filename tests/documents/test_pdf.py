"""PDF files: lines as printed, page furniture gone, and the reason when there is no text."""

import io
import random
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter

from tests.documents.makers import BULLETIN, pdf_file, raw_pdf
from tracker.documents import text_of
from tracker.documents.pdf import _PAGE_NUMBER, pdf_text
from tracker.documents.worker import answer

LINES = [line for line in BULLETIN.split("\n") if line]


def refused(data: bytes) -> Any:
    return answer("pdf", data)["code"]


def locked(password: str, owner: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_file([LINES]))))
    writer.encrypt(password, owner, algorithm="AES-256")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def test_lines_stay_lines_over_pages() -> None:
    found = text_of(pdf_file([LINES[:3], LINES[3:]]), "简报.pdf")
    assert (found.text, found.kind, found.pages) == ("\n".join(LINES), "pdf", 2)


def test_reading_order_is_top_to_bottom_not_file_order() -> None:
    data = pdf_file([LINES])
    first, last = (line.encode("utf-16-be").hex().encode() for line in (LINES[0], LINES[-1]))
    swapped = data.replace(b"760 Tm", b"@@@").replace(b"%d Tm" % (760 - 28 * (len(LINES) - 1)), b"760 Tm")
    swapped = swapped.replace(b"@@@", b"%d Tm" % (760 - 28 * (len(LINES) - 1)))
    assert data.index(first) < data.index(last)
    assert pdf_text(swapped)[0].split("\n") == [LINES[-1], *LINES[1:-1], LINES[0]]


def test_page_numbers_and_running_heads_go() -> None:
    pages = [
        ["万人助万企 第8期", f"第{n}页的正文说企业{'甲乙丙'[n - 1]}", "尾", "市活动办印", f"— {n} —"]
        for n in (1, 2, 3)
    ]
    pages[1][2] = "另一尾"
    pages[2][2] = "第三尾"
    expected = [line for page in pages for line in page[1:3]]
    assert pdf_text(pdf_file(pages))[0].split("\n") == expected


@pytest.mark.parametrize(
    "line", ["1", "- 2 -", "— 3 —", "第 4 页", "第5页 共12页", "6/12", "第 7 页，共 12 页"]
)
def test_page_numbers(line: str) -> None:
    assert _PAGE_NUMBER.fullmatch(line)


@pytest.mark.parametrize("line", ["2022年", "7.2亿元", "第8期", "一、", "30余家", ""])
def test_not_page_numbers(line: str) -> None:
    assert not _PAGE_NUMBER.fullmatch(line)


def test_a_password_is_named_and_an_owner_password_does_not_stop_reading() -> None:
    assert refused(locked("secret", "owner")) == "encrypted_pdf"
    assert pdf_text(locked("", "owner"))[0] == "\n".join(LINES)


def test_a_scan_is_named() -> None:
    image = b"<< /Length 3 /Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceRGB >>\nstream\nabc\nendstream"
    page = b"<< /Length 30 >>\nstream\nq 595 0 0 842 0 0 cm /I Do Q   \nendstream"
    assert refused(raw_pdf([page], resources=b"/XObject << /I 8 0 R >>", more=[image])) == "scan"


def test_glyphs_without_letters_are_named() -> None:
    data = pdf_file([LINES]).replace(b"/UniGB-UCS2-H", b"/Identity-H   ").replace(b"(GB1)", b"(Own)")
    assert refused(data) == "garbled_pdf"


def test_too_many_pages() -> None:
    assert pdf_text(pdf_file([["字"]] * 3))[1] == 3
    assert refused(pdf_file([["字"]] * 61)) == "too_many_pages"


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7\n", b"%PDF-1.7\nhello", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<</Root 1 0 R>>"]
)
def test_no_pages_is_damage(data: bytes) -> None:
    assert refused(data) == "damaged_pdf"


def test_mutated_files_give_text_or_a_reason() -> None:
    data, source = pdf_file([LINES]), random.Random(20261123)
    outcomes = set()
    for _ in range(60):
        broken = bytearray(data)
        for _ in range(source.choice([1, 4, 64])):
            broken[source.randrange(len(broken))] = source.randrange(256)
        outcomes.add(answer("pdf", bytes(broken)).get("code", "text"))
    assert outcomes <= {"text", "damaged_pdf", "scan", "encrypted_pdf", "garbled_pdf"}
    assert {"text", "damaged_pdf"} <= outcomes
