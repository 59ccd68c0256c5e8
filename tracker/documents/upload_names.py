"""Names of uploaded files as they are shown and given back: never a path, never an invisible character."""

from __future__ import annotations

import re
import unicodedata

LONGEST_NAME = 150
UNNAMED = "file"

# control, zero-width and direction, halves of characters, private, unassigned, separators
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_BLANK_LETTERS = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")  # letters that show nothing
_NOT_IN_NAMES = re.compile(r'[<>:"|?*]')  # refused by Windows, where most of these files come from and go to
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_ENDING = re.compile(r"[0-9a-z]{1,8}")


def plain_name(name: str) -> str:
    """What a person gave, as a name that can be shown and saved anywhere; never empty.

    Shortened from the end of the stem, so that the ending stays.
    """
    last = re.split(r"[/\\\u2044\u2215\uff0f\uff3c\x00]", name.rstrip("/\\"))[-1]
    seen = "".join(
        " " if char.isspace() else char for char in unicodedata.normalize("NFC", last) if _is_seen(char)
    )
    kept = " ".join(_NOT_IN_NAMES.sub("_", seen).split()).strip(". ")
    if _DEVICES.fullmatch(kept):
        kept = f"_{kept}"
    return _shortened(kept) or UNNAMED


def fitting_name(name: str, endings: tuple[str, ...], known: tuple[str, ...]) -> str:
    """The name with an ending that fits the content.

    endings  that fit; the first replaces a known one that does not, and follows any other
    """
    shown = plain_name(name)
    stem, dot, ending = shown.rpartition(".")
    if dot and stem and ending.lower() in endings:
        return shown
    stem = stem if dot and stem and ending.lower() in known else shown
    return _shortened(f"{stem}.{endings[0]}")


def ending_of(name: str) -> str:
    """What stands behind the last dot, in small letters; nothing when that is no ending."""
    _stem, dot, ending = plain_name(name).rpartition(".")
    return ending.lower() if dot and _ENDING.fullmatch(ending.lower()) else ""


def _is_seen(char: str) -> bool:
    if char.isspace():
        return True
    return unicodedata.category(char) not in _UNSEEN and char not in _BLANK_LETTERS


def _shortened(name: str) -> str:
    if len(name) <= LONGEST_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or not _ENDING.fullmatch(ending.lower()):
        return name[:LONGEST_NAME].rstrip(". ")
    return f"{stem[: LONGEST_NAME - len(ending) - 1].rstrip('. ')}.{ending}"
