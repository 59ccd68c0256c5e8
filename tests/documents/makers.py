"""Files made by hand for the tests: the smallest that real programs would accept, and the nastiest."""

import io
import zipfile
import zlib

from docx import Document

BULLETIN = """★工作组动态
第十四工作组到郑东新区考察应急转贷周转资金运行情况
近日，市“万人助万企”活动第十四工作组（组长单位：市财政局）赴郑东新区召开座谈会，
为约140家企业节约融资成本超过2000万元。

★局委动态
市工信局组织“五个一”服务 Q&A — 100%"""

WORD_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def word_file(text: str) -> bytes:
    """A .docx with one paragraph a line, as python-docx writes it."""
    document = Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    return saved(document)


def saved(document: object) -> bytes:
    target = io.BytesIO()
    document.save(target)  # type: ignore[attr-defined]
    return target.getvalue()


def raw_word(body: str, *, prologue: str = "", extra: dict[str, bytes] | None = None) -> bytes:
    """A .docx around hand-written XML."""
    xml = f'<?xml version="1.0" encoding="UTF-8"?>{prologue}<w:document xmlns:w="{WORD_SPACE}"><w:body>{body}</w:body></w:document>'
    return zipped(
        {
            "[Content_Types].xml": b"<Types/>",
            "_rels/.rels": RELATIONS.encode(),
            "word/document.xml": xml.encode(),
        }
        | (extra or {})
    )


def zipped(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def pdf_file(pages: list[list[str]]) -> bytes:
    """A PDF with Chinese lines in a font every reader knows by name."""
    streams = [_page_stream(lines) for lines in pages]
    return raw_pdf([_stream(stream) for stream in streams])


def _page_stream(lines: list[str]) -> bytes:
    shown = (
        b"BT /F1 16 Tf 1 0 0 1 70 %d Tm <%s> Tj ET"
        % (760 - 28 * row, line.encode("utf-16-be").hex().encode())
        for row, line in enumerate(lines)
    )
    return b"\n".join(shown)


def _stream(content: bytes, extra: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), extra, content)


def deflated(content: bytes) -> bytes:
    return _stream(zlib.compress(content, 9), b"/Filter /FlateDecode")


def raw_pdf(contents: list[bytes], *, resources: bytes = b"", more: list[bytes] | None = None) -> bytes:
    """A PDF of one page for each content stream object; objects in `more` get the numbers after them."""
    first = 6
    pages = range(first, first + len(contents))
    streams = range(first + len(contents), first + 2 * len(contents))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(contents), b" ".join(b"%d 0 R" % n for n in pages)),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 5 0 R"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /DW 1000 >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /Ascent 880 /Descent -120 >>",
    ]
    objects += [
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
        b" /Resources << /Font << /F1 3 0 R >> %s >> >>" % (stream, resources)
        for stream in streams
    ]
    return _pdf_of(objects + contents + (more or []))


def _pdf_of(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    return bytes(out)
