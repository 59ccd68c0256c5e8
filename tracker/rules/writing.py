"""One writing for all: what is searched and what is searched for meet in it, however either was typed."""

import re
import unicodedata
from typing import Final

from tracker.rules.names import chinese_number
from tracker.rules.simplified import SIMPLIFIED, TRADITIONAL

INVISIBLE: Final = (
    "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u00ad"
)
ORDINAL: Final = re.compile("第([零〇一二三四五六七八九十百0-9]{1,7})")
_DOTTED: Final = "\u0130"  # the one capital that Python makes two letters of
_TEN: Final = 10


_FOLD: Final = str.maketrans(TRADITIONAL, SIMPLIFIED, INVISIBLE)


def plain(text: str) -> str:
    """Half width, small letters, simplified characters, nothing invisible; the database's `tracker_plain` does the same."""
    lower = "".join(_lower(character) for character in unicodedata.normalize("NFKC", text))
    return lower.translate(_FOLD)


def _lower(character: str) -> str:
    return "i" if character == _DOTTED else character.lower()


def spread(text: str) -> tuple[str, list[int]]:
    """The plain writing of a text, and of each of its characters where it stands in the text."""
    parts = [(plain(character), place) for place, character in enumerate(text)]
    return "".join(part for part, _ in parts), [place for part, place in parts for _ in part]


def readings(text: str) -> list[str]:
    """The plain writing, and how it reads with every 第14 in digits and with every 第十四 in characters, where it has one."""
    first = plain(text)
    found = [first, ORDINAL.sub(_in_digits, first), ORDINAL.sub(_in_characters, first)]
    return list(dict.fromkeys(found))


def chinese_numeral(number: int) -> str:
    """14 → 十四, 105 → 一百零五; of 1 to 999."""
    digits = "零一二三四五六七八九"
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, _TEN)
    words = f"{digits[hundreds]}百" if hundreds else ""
    if tens:
        words += ("" if tens == 1 and not hundreds else digits[tens]) + "十"
    elif hundreds and ones:
        words += "零"
    return words + (digits[ones] if ones else "")


def _in_digits(found: re.Match[str]) -> str:
    number = chinese_number(found[1])
    return f"第{number}" if number else found[0]


def _in_characters(found: re.Match[str]) -> str:
    number = chinese_number(found[1])
    return f"第{chinese_numeral(number)}" if number else found[0]
