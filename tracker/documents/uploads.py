"""What may be attached to a record, told by content; a name may lie, and may only choose between what fits.

Photos and scans, PDF and OFD, Office and text files, voice notes and short films. Web pages, drawings that are
programs (SVG), scripts, programs, macros and packed archives are refused in a sentence.
"""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from tracker.documents.limits import MIB
from tracker.documents.plain import clean, decode
from tracker.documents.upload_names import ending_of, plain_name
from tracker.rules.errors import BadInput, Unreadable


@dataclass(frozen=True)
class FileKind:
    """A kind of file.

    endings   that fit it; the first is given to a name that has none of them
    is_shown  whether a browser draws it without running anything
    """

    content_type: str
    endings: tuple[str, ...]
    is_shown: bool = False


_OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS: dict[str, FileKind] = {
    "jpg": FileKind("image/jpeg", ("jpg", "jpeg"), is_shown=True),
    "png": FileKind("image/png", ("png",), is_shown=True),
    "webp": FileKind("image/webp", ("webp",), is_shown=True),
    "gif": FileKind("image/gif", ("gif",), is_shown=True),
    "heic": FileKind("image/heic", ("heic", "heif")),
    "tif": FileKind("image/tiff", ("tif", "tiff")),
    "pdf": FileKind("application/pdf", ("pdf",)),
    "ofd": FileKind("application/ofd", ("ofd",)),
    "docx": FileKind(f"{_OFFICE}wordprocessingml.document", ("docx",)),
    "xlsx": FileKind(f"{_OFFICE}spreadsheetml.sheet", ("xlsx",)),
    "pptx": FileKind(f"{_OFFICE}presentationml.presentation", ("pptx",)),
    "doc": FileKind("application/msword", ("doc", "wps")),
    "xls": FileKind("application/vnd.ms-excel", ("xls", "et")),
    "ppt": FileKind("application/vnd.ms-powerpoint", ("ppt", "dps")),
    "txt": FileKind("text/plain", ("txt",)),
    "csv": FileKind("text/csv", ("csv",)),
    "mp3": FileKind("audio/mpeg", ("mp3",)),
    "m4a": FileKind("audio/mp4", ("m4a",)),
    "amr": FileKind("audio/amr", ("amr",)),
    "wav": FileKind("audio/x-wav", ("wav",)),
    "mp4": FileKind("video/mp4", ("mp4",)),
}
SHOWN_TYPES = frozenset(kind.content_type for kind in KINDS.values() if kind.is_shown)
ENDINGS = tuple(ending for kind in KINDS.values() for ending in kind.endings)

_HEAD_BYTES = 64 * 1024
_TAIL_BYTES = 22 + 65_535  # the end record of a zip with the longest comment
_DIRECTORY_BYTES = MIB  # of a zip; an office file with two thousand parts has a fifth of it

_SIGNATURES = (
    (rb"\xff\xd8\xff", "jpg"),
    (rb"\x89PNG\r\n\x1a\n", "png"),
    (rb"GIF8[79]a", "gif"),
    (rb"II\*\x00|MM\x00\*", "tif"),
    (rb"#!AMR", "amr"),
    (rb"ID3[\x02-\x04]", "mp3"),
    (rb"RIFF.{4}WEBP", "webp"),
    (rb"RIFF.{4}WAVE", "wav"),
    (rb".{4}ftyp(hei[cxms]|hev[cx]|mif1|msf1)", "heic"),
    (rb".{4}ftypM4[AB] ", "m4a"),
    (rb".{4}ftyp(iso[m2456]|mp4[12]|avc1|3gp[45]|M4V )", "mp4"),
)
_BY_SIGNATURE = tuple((re.compile(pattern, re.DOTALL), kind) for pattern, kind in _SIGNATURES)
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = {"WordDocument": "doc", "Workbook": "xls", "Book": "xls", "PowerPoint Document": "ppt"}
_PACKED = re.compile(
    rb"PK\x05\x06|PK\x07\x08|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|\x1f\x8b\x08|BZh[1-9]1AY|\xfd7zXZ\x00|MSCF\x00"
)
_RUNS = re.compile(
    rb"MZ.{0,60}\x00|\x7fELF|\xca\xfe\xba\xbe|\xfe\xed\xfa[\xce\xcf]|[\xce\xcf]\xfa\xed\xfe|#!", re.DOTALL
)
_MARKUP = re.compile(
    rb"\s*(<!doctype|<!--|<\?|<(html|head|body|script|svg|iframe|object|embed|meta|xml|math|style|link|img|div|table)\b)",
    re.IGNORECASE,
)
_SCRIPT_ENDING = re.compile(
    "aspx?|bat|cmd|com|css|hta|x?html?|inf|jar|jse?|jsp|mht|mhtml|php|pl|psm?1|py|reg|rb|sct|sh|svg|url|vb[es]|ws[cf]?|xht|xml|xsl"
)


def kind_of_upload(file: IO[bytes], name: str) -> FileKind:
    """What a file is by its content; BadInput names the file and says why it is not taken in.

    file  seekable; where it stands afterwards is not defined
    """
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    if not head:
        raise BadInput("file_empty", name=plain_name(name))
    found = _by_signature(head, name) or _by_container(file, head, name)
    return KINDS[found or _by_text(head, name)]


def _by_signature(head: bytes, name: str) -> str | None:
    found = next((kind for pattern, kind in _BY_SIGNATURE if pattern.match(head)), None)
    if found == "mp4" and ending_of(name) == "m4a":
        return "m4a"  # recorders of phones write sound under a film's mark
    return found or ("mp3" if _is_mp3_frame(head) else None)


def _is_mp3_frame(head: bytes) -> bool:
    """Eleven set bits, layer III, and rates that exist."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    return version != 1 and layer == 1 and head[2] >> 4 not in (0, 15) and head[2] >> 2 & 3 != 3


def _by_container(file: IO[bytes], head: bytes, name: str) -> str | None:
    if head.startswith(_OLE):
        return _ole_kind(file, name)
    if head.startswith(_ZIP):
        return _zip_kind(file, name)
    if _PACKED.match(head):
        raise BadInput("file_packed", name=plain_name(name))
    if head.startswith(b"{\\rtf"):
        raise BadInput("file_kind", name=plain_name(name))
    if _RUNS.match(head) or _MARKUP.match(_unmarked(head)):
        raise BadInput("file_runs", name=plain_name(name))
    return "pdf" if b"%PDF-" in head[:1024] else None


def _unmarked(head: bytes) -> bytes:
    """The beginning without a byte order mark, and as ASCII where every other byte is empty."""
    head = head[:1024]
    for mark in (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"):
        head = head.removeprefix(mark)
    return head.replace(b"\x00", b"")


def _ole_kind(file: IO[bytes], name: str) -> str:
    """By the names of streams; an embedded sheet makes two of them, and then the file's name decides."""
    wanted = {stream.encode("utf-16-le") + b"\x00\x00": kind for stream, kind in _OLE_STREAMS.items()}
    macros = "_VBA_PROJECT".encode("utf-16-le") + b"\x00\x00"
    locked = "EncryptedPackage".encode("utf-16-le") + b"\x00\x00"
    found = _seen_in(file, [*wanted, macros, locked])
    if locked in found:
        raise BadInput("file_locked", name=plain_name(name))
    if macros in found:
        raise BadInput("file_macros", name=plain_name(name))
    kinds = [kind for stream, kind in wanted.items() if stream in found]
    if not kinds:
        raise BadInput("file_kind", name=plain_name(name))
    return next((kind for kind in kinds if ending_of(name) in KINDS[kind].endings), kinds[0])


def _seen_in(file: IO[bytes], needles: list[bytes]) -> set[bytes]:
    """Which of these the file holds, read piece by piece."""
    longest, before, found = max(map(len, needles)), b"", set()
    for piece in pieces(file):
        window = before + piece
        found |= {needle for needle in needles if needle in window}
        before = window[-longest:]
    return found


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """A file from its beginning, a piece at a time."""
    file.seek(0)
    while piece := file.read(_HEAD_BYTES):
        yield piece


def _zip_kind(file: IO[bytes], name: str) -> str:
    """By the names of parts; only the archive's directory is read, nothing is unpacked."""
    shown = plain_name(name)
    if not _is_directory_small(file):
        raise BadInput("file_broken", name=shown)
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, struct.error) as error:
        raise BadInput("file_broken", name=shown) from error
    names = {part.filename.replace("\\", "/").lower() for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        raise BadInput("file_locked", name=shown)
    if any(part.endswith("vbaproject.bin") or part.startswith("xl/macrosheets/") for part in names):
        raise BadInput("file_macros", name=shown)
    return _office_kind(names) or _refuse_packed(shown)


def _office_kind(names: set[str]) -> str | None:
    if "ofd.xml" in names:
        return "ofd"
    if "[content_types].xml" not in names:
        return None
    marks = (("word/document", "docx"), ("xl/workbook.xml", "xlsx"), ("ppt/presentation.xml", "pptx"))
    return next((kind for mark, kind in marks if any(part.startswith(mark) for part in names)), None)


def _refuse_packed(shown: str) -> str:
    raise BadInput("file_packed", name=shown)


def _is_directory_small(file: IO[bytes]) -> bool:
    """Whether a zip's directory is one that an office file has, before anybody builds a list of it."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _TAIL_BYTES))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    has_second_directory = tail[max(0, at - 20) : at].startswith(
        b"PK\x06\x07"
    )  # of zip64: nothing of 20 MB needs it
    directory = int.from_bytes(tail[at + 12 : at + 16], "little")
    return 0 <= at <= len(tail) - 22 and not has_second_directory and directory <= _DIRECTORY_BYTES


def _by_text(head: bytes, name: str) -> str:
    ending = ending_of(name)
    if not _is_text(head):
        raise BadInput("file_kind", name=plain_name(name))
    if _SCRIPT_ENDING.fullmatch(ending):
        raise BadInput("file_runs", name=plain_name(name))
    return "csv" if ending == "csv" else "txt"


def _is_text(head: bytes) -> bool:
    """Whether it reads as text in some encoding; a character cut in two at the end of the head is forgiven."""
    for missing in range(4 if len(head) == _HEAD_BYTES else 1):
        try:
            clean(decode(head[: len(head) - missing])[0])
        except Unreadable:
            continue
        return True
    return False
