"""Bytes of a text file → the one text they mean, whatever the encoding; never by guessing a character."""

import codecs
import re

from tracker.documents.limits import MIB, TEXT_BYTES
from tracker.documents.radicals import UNIFIED
from tracker.rules.errors import Unreadable

_BOMS = (  # UTF-32 first: its little-endian mark begins with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_GUESSES = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")
_NEWLINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# PostgreSQL refuses NUL and surrogates; the rest shows as nothing and breaks searching.
_UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_TOLERATED_SHARE = 0.01  # a stray ^Z or NUL of an old program is stripped; more of them is no text
_PLAUSIBLE_SHARE = 0.7
_RARE_WEIGHT = 0.75  # names and traditional texts have them; wrong decodings have little else
_HANZI = re.compile("[\u4e00-\u9fff]")


def decode(data: bytes) -> tuple[str, str]:
    """The text and its encoding; UTF-8, UTF-16 and GB18030, with or without a byte order mark."""
    if len(data) > 4 * TEXT_BYTES + 4:  # no encoding needs more than four bytes for what UTF-8 says in one
        raise Unreadable("too_much_text", limit_mb=TEXT_BYTES // MIB)
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strict(data, encoding).removeprefix("\ufeff"), encoding
    text = _try(data, "utf-8")
    return (text, "utf-8") if text is not None and "\x00" not in text else _guess(data)


def clean(text: str) -> str:
    """The text as it is kept: newlines are "\\n", nothing in it that a database or a screen refuses."""
    text = _NEWLINES.sub("\n", text)
    kept = _UNWANTED.sub("", text).translate(UNIFIED)
    if len(text) - len(kept) > max(3, len(text) * _TOLERATED_SHARE):
        raise Unreadable("not_text")
    if len(kept.encode()) > TEXT_BYTES:
        raise Unreadable("too_much_text", limit_mb=TEXT_BYTES // MIB)
    if not kept.strip():
        raise Unreadable("empty")
    return kept


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable("unknown_encoding", position=error.start) from error


def _guess(data: bytes) -> tuple[str, str]:
    """The most Chinese-looking strict decoding; the earlier of `_GUESSES` wins a tie."""
    readings = [(text, encoding) for encoding in _GUESSES if (text := _try(data, encoding)) is not None]
    if not readings:
        if data.count(0) > len(data) * _TOLERATED_SHARE:
            raise Unreadable("not_text")
        _strict(data, "gb18030")
    best = max(readings, key=lambda reading: _plausibility(reading[0]))
    if _plausibility(best[0]) >= _PLAUSIBLE_SHARE:
        return best
    if readings[0][1] == "utf-8":  # a few stray NULs in a short text: `clean` decides
        return readings[0]
    raise Unreadable("not_text")


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _plausibility(text: str) -> float:
    """The share of characters an office text is made of: printable ASCII, Chinese letters and punctuation."""
    common = text.encode("gb2312", errors="ignore").decode("gb2312")
    rare = len(_HANZI.findall(text)) - len(_HANZI.findall(common))
    unwanted = len(_UNWANTED.findall(text))
    return (len(common) + _RARE_WEIGHT * rare - 2 * unwanted) / max(1, len(text))
