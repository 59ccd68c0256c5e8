"""What to type in Latin letters to find a firm by its Chinese name."""

import os
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations, product
from typing import Final

MOST_KEYS: Final = 64
LONGEST_KEY: Final = 80
MOST_UNUSUAL: Final = 2  # characters of one name read another way than usual

_PROVINCES: Final = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南"
    "|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
)
_PLACE: Final = re.compile(rf"^(?:(?:{_PROVINCES})(?:省|市|自治区)?)?(?:[一-鿿]{{2}}市)?(?=..)")
_LEGAL: Final = re.compile(
    r"(?:集团)?(?:股份有限公司|有限责任公司|有限公司|集团公司|公司)$|合伙企业(?:有限合伙)?$"
)
_NOISE: Final = re.compile(r"[^0-9A-Za-z一-鿿㐀-䶿]+")


def pinyin_keys(name: str, city: str = "") -> list[str]:
    """Full pinyin and initials of a firm's name without place and legal form, in every likely reading.

    city     a further place to leave out at the beginning, such as 郑州
    Returns  at most 64 different keys of at most 80 letters: first the usual reading, last the name with its place
    """
    whole = _LEGAL.sub("", _NOISE.sub("", name)) or _NOISE.sub("", name)
    core = without_place(whole, city)
    keys: dict[str, None] = {}
    last = _both(_usual(whole)) if core != whole else ()
    for reading in _readings(core):
        keys.update(dict.fromkeys(_both(reading)))
        if len(keys) >= MOST_KEYS - len(last):
            break
    first = list(keys)[: MOST_KEYS - len(last)]
    return list(dict.fromkeys([*first, *last]))


def spelt(name: str, letters: str) -> tuple[int, int] | None:
    """The part of a firm's name that these letters spell in full or by initials, the first that they do; None if none.

    letters  as they begin a key: small, without blanks
    """
    places = [place for place, character in enumerate(name) if not _NOISE.fullmatch(character)]
    text = "".join(name[place] for place in places)
    first = len(text) - len(without_place(text))
    for begin in dict.fromkeys((first, *range(len(text)))):
        for initials in (False, True):
            if count := _spelt(text[begin:], letters, initials=initials):
                return places[begin], places[begin + count - 1] + 1
    return None


def _spelt(text: str, letters: str, *, initials: bool) -> int:
    """How many of the first characters the letters spell, the last of them perhaps in part; 0 where they do not.

    All readings of the characters so far go on together, so that a name of many readings takes no longer.
    """
    spent = {0}  # letters, by each reading
    for count, character in enumerate(text, 1):
        parts = {sound[:1] if initials else sound for sound in _sounds(character)}
        if any(part.startswith(letters[done:]) for done in spent for part in parts):
            return count
        spent = {done + len(part) for done in spent for part in parts if letters.startswith(part, done)}
        if not spent:
            return 0
    return 0


def without_place(name: str, city: str = "") -> str:
    """The name without the province and city before it, where at least two characters remain."""
    short = city.removesuffix("市")
    core = _PLACE.sub("", name, count=1)
    if short and core.startswith(short) and len(core) >= len(short) + 2:
        core = core.removeprefix(short).removeprefix("市")
    return core


def _readings(core: str) -> Iterator[tuple[str, ...]]:
    """The usual reading first, then those with one character read otherwise, then with two."""
    choices = [_sounds(character) for character in core]
    usual = [sounds[0] for sounds in choices]
    yield tuple(usual)
    several = [place for place, sounds in enumerate(choices) if len(sounds) > 1]
    for count in range(1, MOST_UNUSUAL + 1):
        for places in combinations(several, count):
            for sounds in product(*(choices[place][1:] for place in places)):
                changed = dict(zip(places, sounds, strict=True))
                yield tuple(changed.get(place, sound) for place, sound in enumerate(usual))


def _usual(text: str) -> tuple[str, ...]:
    return tuple(_sounds(character)[0] for character in text)


def _both(reading: tuple[str, ...]) -> tuple[str, ...]:
    full = "".join(reading)[:LONGEST_KEY]
    initials = "".join(sound[0] for sound in reading)[:LONGEST_KEY]
    return tuple(key for key in (full, initials) if key)


@lru_cache(maxsize=8192)
def _sounds(character: str) -> tuple[str, ...]:
    """Every reading of one character, the usual one first; letters and digits read as themselves.

    Whoever writes no firm, and finds none by letters, does without the library, 13 MB; it is told to do without its phrases,
    43 MB.
    """
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin import Style, pinyin

    return tuple(sound.lower() for sound in pinyin(character, style=Style.NORMAL, heteronym=True)[0])
