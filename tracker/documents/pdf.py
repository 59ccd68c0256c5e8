"""A .pdf → its lines page by page, without page numbers and running heads."""

import io
import re
from collections import Counter

import pdfplumber
from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFStream, resolve1
from pdfplumber.utils.exceptions import PdfminerException

from tracker.documents.limits import MIB, PDF_PAGE_BYTES, PDF_PAGES, TEXT_BYTES
from tracker.rules.errors import Unreadable

_PAGE_NUMBER = re.compile(
    r"[\s\-—–－·•]*(第\s*)?\d{1,4}\s*(页)?([/，,\s]*(共\s*)?\d{1,4}\s*页?)?[\s\-—–－·•]*"
)
_UNMAPPED = re.compile(r"\(cid:\d+\)|[\ue000-\uf8ff]")
_DIGITS = re.compile(r"\d+")
_UNMAPPED_SHARE = 0.2
_SPACE_SHARE = 0.6  # of the glyph's size: justified Chinese has gaps that are no spaces


def pdf_text(data: bytes) -> tuple[str, int]:
    """The text of a PDF, lines as printed, and its number of pages."""
    try:
        pages = _pages(data)
    except PdfminerException as error:
        cause = error.args[0] if error.args else None
        if isinstance(cause, MemoryError | SystemError):  # CPython out of memory says either
            raise MemoryError from None
        is_locked = isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError)
        raise Unreadable("encrypted_pdf" if is_locked else "damaged_pdf") from error
    text = "\n".join(line for page in _without_furniture(pages) for line in page)
    if not text.strip():
        raise Unreadable("scan" if pages else "damaged_pdf")
    unmapped = _UNMAPPED.findall(text)
    if len(unmapped) > _UNMAPPED_SHARE * len(_UNMAPPED.sub("x", text)):
        raise Unreadable("garbled_pdf")
    return text, len(pages)


def _pages(data: bytes) -> list[list[str]]:
    pages: list[list[str]] = []
    size = 0
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        _weigh(pdf.doc)
        for page in pdf.pages:
            text = page.extract_text(x_tolerance_ratio=_SPACE_SHARE)
            page.close()
            pages.append(text.split("\n"))
            size += len(text)
            if size > TEXT_BYTES:
                raise Unreadable("too_much_text", limit_mb=TEXT_BYTES // MIB)
    return pages


def _weigh(document: PDFDocument) -> None:
    """Refuse by numbers what would only run into the limits of time and memory later."""
    for number, page in enumerate(PDFPage.create_pages(document), start=1):
        if number > PDF_PAGES:
            raise Unreadable("too_many_pages", limit=PDF_PAGES)
        parts = (resolve1(part) for part in page.contents)
        if sum(len(part.get_data()) for part in parts if isinstance(part, PDFStream)) > PDF_PAGE_BYTES:
            raise Unreadable("too_complex")


def _without_furniture(pages: list[list[str]]) -> list[list[str]]:
    """Pages less their page numbers and the running heads and feet that most of three or more pages share."""
    bare = [_without_number(page) for page in pages]
    for edge in (0, -1, 0, -1):  # twice: a head may have two lines
        heads = Counter(_DIGITS.sub("#", page[edge]) for page in bare if page)
        for page in bare:
            if len(page) > 1 and len(bare) >= 3 and heads[_DIGITS.sub("#", page[edge])] > len(bare) / 2:
                del page[edge]
    return bare


def _without_number(page: list[str]) -> list[str]:
    lines = [line for line in page if line.strip()]
    for edge in (0, -1):
        if lines and _PAGE_NUMBER.fullmatch(lines[edge]):
            del lines[edge]
    return lines
