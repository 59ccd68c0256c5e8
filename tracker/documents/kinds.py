"""What a file is, by its first bytes; a name may lie."""

from typing import Literal

from tracker.rules.errors import Unreadable

Kind = Literal["txt", "docx", "pdf"]

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*")
_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\x00")
_WEB_PAGES = (b"<!doctype html", b"<html")
_BY_ENDING = {"docx": "damaged_word", "pdf": "damaged_pdf", "doc": "old_word", "wps": "old_word"}


def kind_of(data: bytes) -> Kind:
    """The kind of a readable file; anything known and unreadable is named in `Unreadable`."""
    if data.startswith(_ZIP):
        return "docx"
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(_OLE):
        raise Unreadable("encrypted_word" if _ENCRYPTED_STREAM in data else "old_word")
    if data.startswith(_PICTURES):
        raise Unreadable("picture")
    if data.startswith(_ARCHIVES):
        raise Unreadable("other_archive")
    _refuse_markup(data[:512].removeprefix(b"\xef\xbb\xbf").lstrip().lower())
    return "txt"


def _refuse_markup(head: bytes) -> None:
    if head.startswith(b"{\\rtf"):
        raise Unreadable("old_word")
    if head.startswith(_WEB_PAGES):
        raise Unreadable("web_page")


def damage_named_by(filename: str) -> str | None:
    """The code for content that is nothing known, when the name says what it was meant to be."""
    return _BY_ENDING.get(filename.rpartition(".")[2].strip().lower())
