"""Names of enterprises and their codes: when two spellings are one firm, and when they only may be."""

import re
import unicodedata
from typing import Final

from tracker.rules.errors import BadInput
from tracker.rules.simplified import TO_SIMPLIFIED

_INVISIBLE: Final = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad]")
_SEPARATORS: Final = re.compile(r"[\s()\[\]{}<>〔〕【】《》〈〉「」『』“”‘’\"'·•・.,，。、;；:：_\-—–]+")
_LEGAL_VARIANTS: Final = (
    ("有限责任公司", "有限公司"),
    ("股份制有限公司", "股份有限公司"),
    ("有限股份公司", "股份有限公司"),
)
_SHORT_STOCK: Final = re.compile("股份公司$")
_LEGAL_SUFFIX: Final = re.compile(
    "(股份有限公司|有限公司|股份公司|公司|有限合伙|普通合伙|合伙企业|个人独资企业|农民专业合作社)+$"
)
_ORDINAL: Final = re.compile("第([零〇○一二三四五六七八九十百两壹贰貳叁參肆伍陆陸柒捌玖拾0-9]+)")

_BRANCH: Final = re.compile(
    "(分公司|分店|分厂|分行|支行|分社|分部|分院|分校|分所|分理处|营业部|营业厅|营业所|办事处|代表处|门市部|经营部|项目部|(?<![酒书饭])店)$"
)

_DIGITS: Final = dict(zip("零〇○一二三四五六七八九两", (0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2), strict=True))
_FORMAL: Final = str.maketrans("壹贰貳叁參肆伍陆陸柒捌玖拾", "一二二三三四五六六七八九十")

_CODE_LETTERS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: without I, O, S, V, Z
_CODE_SHAPE: Final = re.compile(r"[0-9A-HJ-NP-RTUWXY]{2}[0-9]{6}[0-9A-HJ-NP-RTUWXY]{10}")


def one_line(text: str) -> str:
    """As a title is stored: without line breaks and runs of blanks, which would let it pass for several lines of a list."""
    return " ".join(text.split())


def normal_name(name: str) -> str:
    """The key under which all ways to write one registered name meet; not for showing.

    Width, case, spaces, brackets and dots do not matter, nor 有限责任公司 for 有限公司, nor 第14 for 第十四, nor 啟航 for 启航;
    a city in front, 集团 and 分公司 do: they are other firms.
    """
    key = _INVISIBLE.sub("", unicodedata.normalize("NFKC", name)).casefold().translate(TO_SIMPLIFIED)
    key = _SEPARATORS.sub("", key)
    for variant, usual in _LEGAL_VARIANTS:
        key = key.replace(variant, usual)
    key = _SHORT_STOCK.sub("股份有限公司", key)
    return _ORDINAL.sub(_plain_ordinal, key)


def is_same_name(one: str, other: str) -> bool:
    """Whether two spellings are one registered name; an empty name is like none."""
    key = normal_name(one)
    return bool(key) and key == normal_name(other)


def core_name(name: str, places: tuple[str, ...] = ()) -> str:
    """The name less its legal form and the place in front, for finding candidates, never for linking by itself.

    places  names of the city's and province's places, as 河南省, 郑州市; each also counts without its last 省市区县
    """
    key = _LEGAL_SUFFIX.sub("", normal_name(name)) or normal_name(name)
    for place in sorted(_with_short_forms(places), key=len, reverse=True):
        rest = key.removeprefix(place)
        if rest != key and len(rest) >= 4:  # 郑州银行 and 河南五建 would lose themselves
            key = rest
    return key


def may_be_same(one: str, other: str, places: tuple[str, ...] = ()) -> bool:
    """Whether two names share their core, or one core is the other's short form: a candidate to show a person."""
    if core_name(one, places) == core_name(other, places):
        return core_name(one) != ""
    short, long = sorted((core_name(one), core_name(other)), key=len)
    return len(short) >= 3 and (
        _is_spread_over(short, long) or _is_spread_over(short, core_name(long, places))
    )


def is_branch(name: str) -> bool:
    """Whether a name is that of a branch, a shop or another part of a firm, registered apart from it."""
    return bool(_BRANCH.search(normal_name(name)))


def are_kin(one: str, other: str) -> bool:
    """Whether two names look like a firm and its branch, two branches, or a firm and its group: never the same by themselves."""
    key, other_key = normal_name(one), normal_name(other)
    if key == other_key:
        return False
    return is_branch(one) or is_branch(other) or ("集团" in key) != ("集团" in other_key)


def likeness(one: str, other: str, places: tuple[str, ...] = ()) -> str:
    """Why two names may be one firm's, the strongest reason first; empty for none.

    Returns  same_name · branch · same_core · one_character · within · short_form
    """
    if is_same_name(one, other):
        return "same_name"
    core, other_core = core_name(one, places), core_name(other, places)
    if is_branch(one) != is_branch(other) and _is_within(core, other_core):
        return "branch"
    if core == other_core:
        return "same_core"
    if min(len(core), len(other_core)) >= 4 and _is_one_apart(core, other_core):
        return "one_character"
    if _is_within(core, other_core):
        return "within"
    return "short_form" if may_be_same(one, other, places) else ""


def chinese_number(text: str) -> int | None:
    """十四, 壹拾肆, 14 or １４ → 14; up to 999, None for anything else."""
    text = unicodedata.normalize("NFKC", text).translate(_FORMAL)
    if text.isascii() and text.isdigit():
        return int(text) if len(text) <= 3 else None
    found = re.fullmatch(
        "(?:([一二两三四五六七八九])百)?[零〇○]?(?:([一二三四五六七八九]?)十)?([零〇○一二三四五六七八九]?)",
        text,
    )
    if not text or found is None:
        return None
    hundreds, tens, ones = found.groups()
    tens_value = 0 if tens is None else _DIGITS.get(tens, 1)
    return _DIGITS.get(hundreds or "", 0) * 100 + tens_value * 10 + _DIGITS.get(ones, 0)


def is_credit_code(code: str) -> bool:
    """Whether 18 characters are a unified social credit code, check digit included (GB 32100-2015)."""
    if not _CODE_SHAPE.fullmatch(code):
        return False
    values = [_CODE_LETTERS.index(letter) for letter in code]
    weighted = sum(value * pow(3, place, 31) for place, value in enumerate(values[:17]))
    return values[17] == -weighted % 31


def credit_code(text: str) -> str:
    """The code as it is kept: capitals, half width, no spaces; BadInput when its check digit does not fit."""
    code = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).upper()
    if not is_credit_code(code):
        raise BadInput("bad_credit_code", text=text.strip())
    return code


def _plain_ordinal(found: re.Match[str]) -> str:
    number = chinese_number(found[1])
    return found[0] if number is None else f"第{number}"


def _with_short_forms(places: tuple[str, ...]) -> set[str]:
    full = {normal_name(place) for place in places}
    return {name for name in full | {re.sub("[省市区县]$", "", place) for place in full} if len(name) >= 2}


def _is_spread_over(short: str, long: str) -> bool:
    """Whether every character of the short form stands in the long one, in order, from the first on."""
    letters = iter(long)
    return long.startswith(short[0]) and all(letter in letters for letter in short)


def _is_within(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) >= 3 and short in long


def _is_one_apart(one: str, other: str) -> bool:
    """Whether one character was replaced, left out or added, or two neighbours were exchanged."""
    short, long = sorted((one, other), key=len)
    same = next(
        (at for at, pair in enumerate(zip(short, long, strict=False)) if pair[0] != pair[1]), len(short)
    )
    rest, long_rest = short[same:], long[same:]
    if len(short) == len(long):
        return rest[1:] == long_rest[1:] or (rest[:2] == long_rest[1::-1] and rest[2:] == long_rest[2:])
    return rest == long_rest[1:]
