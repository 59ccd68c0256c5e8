"""One text, whatever the encoding; nothing in it that PostgreSQL refuses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.documents.makers import BULLETIN
from tracker.documents import clean, text_of
from tracker.rules.errors import Unreadable

ENCODINGS = ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]


def refused(data: bytes, filename: str = "简报.txt") -> str:
    with pytest.raises(Unreadable) as caught:
        text_of(data, filename)
    return caught.value.code


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", [*ENCODINGS, "utf-16-be-bom"])
def test_every_encoding_gives_the_same_text(encoding: str, newline: str) -> None:
    written = BULLETIN.replace("—", "－").replace("\n", newline)
    data = b"\xfe\xff" + written.encode("utf-16-be") if encoding.endswith("bom") else written.encode(encoding)
    assert text_of(data, "简报.txt").text == BULLETIN.replace("—", "－")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_one_short_line_is_enough(encoding: str) -> None:
    assert text_of("管城区走访企业30余家。\n".encode(encoding), "a.txt").text == "管城区走访企业30余家。\n"


def test_four_byte_letters_of_gb18030_are_kept() -> None:
    text = "新郑市㛃镇与𠮷星企业座谈，协调用电增容问题。" * 3
    assert text_of(text.encode("gb18030"), "a.txt").text == text


def test_the_encoding_is_told() -> None:
    found = {
        encoding: text_of(BULLETIN.encode(encoding), "a").encoding
        for encoding in ("utf-8", "gb18030", "utf-16-le")
    }
    assert found == {"utf-8": "utf-8", "gb18030": "gb18030", "utf-16-le": "utf-16-le"}


@given(
    st.text(alphabet="中原区走访企业解决问题近日，。、（）0123456789 \n", min_size=8, max_size=200),
    st.sampled_from(ENCODINGS),
)
def test_ordinary_text_survives_any_encoding(text: str, encoding: str) -> None:
    text = "万人助万企" + text
    assert text_of(text.encode(encoding), "a.txt").text == text


@given(st.binary(max_size=400))
def test_random_bytes_are_text_or_a_reason(data: bytes) -> None:
    try:
        text = text_of(data, "a.txt").text
    except Unreadable:
        return
    assert [c for c in text if c in "\x00\r\ufeff" or "\ud800" <= c <= "\udfff"] == []
    assert text.encode().decode() == text


def test_stray_control_characters_go_and_many_are_no_text() -> None:
    assert text_of(b"a\x00b\x1a\n", "a.txt").text == "ab\n"
    assert refused(bytes(range(1, 9)) * 40) == "not_text"
    assert refused(b"\x7fELF" + b"\x00\x01" * 500) == "not_text"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a\r\nb\rc\x0bd\x0ce\u2028f\u2029g\x85h", "a\nb\nc\nd\ne\nf\ng\nh"),
        ("\ufeff甲\ud800乙", "甲乙"),
        ("⼯作组，⻓期，⼾⼝", "工作组，长期，户口"),
        ("　　近日，\t市", "　　近日，\t市"),
    ],
)
def test_clean(given: str, kept: str) -> None:
    assert clean(given) == kept


def test_a_pdf_radical_is_one_letter_so_spans_hold() -> None:
    assert len(clean("⼯⻓金" * 5)) == 15


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \r\n\t ", "　\n".encode("gbk")])
def test_nothing_is_empty(data: bytes) -> None:
    assert refused(data) == "empty"


def test_broken_utf8_with_a_mark_names_the_place() -> None:
    with pytest.raises(Unreadable) as caught:
        text_of(b"\xef\xbb\xbfabc\xff", "a.txt")
    assert (caught.value.code, caught.value.params) == ("unknown_encoding", {"position": 6})


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-16-le"])
def test_the_limit_counts_text_not_bytes(encoding: str) -> None:
    limit = 1024 * 1024
    fits, over = "\n" + "中" * (limit // 3), "\n" + "中" * (limit // 3 + 1)
    assert text_of(fits.encode(encoding), "a.txt").text == fits
    assert refused(over.encode(encoding)) == "too_much_text"


def test_ten_megabytes_in_one_line_and_twenty_one_in_all() -> None:
    assert refused(b"x" * 10_000_000) == "too_much_text"
    assert refused(b"x" * (20 * 1024 * 1024 + 1)) == "too_large"


@pytest.mark.parametrize(
    ("data", "filename", "code"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "简报.docx", "old_word"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "简报.docx",
            "encrypted_word",
        ),
        (b"{\\rtf1\\ansi hello}", "简报.doc", "old_word"),
        (b"\x89PNG\r\n\x1a\n", "简报.txt", "picture"),
        (b"\xff\xd8\xff\xe0", "扫描.pdf", "picture"),
        (b"Rar!\x1a\x07\x00", "简报.docx", "other_archive"),
        (b"\xef\xbb\xbf\n<!DOCTYPE html><html>", "简报.doc", "web_page"),
        (b"\x00\x01\x02\x03" * 50, "简报.docx", "damaged_word"),
        (b"\x00\x01\x02\x03" * 50, "简报.PDF", "damaged_pdf"),
        (b"\x00\x01\x02\x03" * 50, "简报.wps", "old_word"),
        (b"\x00\x01\x02\x03" * 50, "简报", "not_text"),
    ],
)
def test_what_it_is_goes_by_content(data: bytes, filename: str, code: str) -> None:
    assert refused(data, filename) == code


def test_a_text_under_a_false_name_is_still_read() -> None:
    assert text_of(BULLETIN.encode(), "简报.docx").kind == "txt"
