"""Personal data as those see it who need not know it, and secrets as nobody needs to see them."""

import re
from typing import Final

# Half and full width, whatever stands between the groups.
_D: Final = "[0-9０-９]"
_S: Final = "[-‐‑–—－.．· \\u00a0\\u3000]"
_MOBILE: Final = rf"[1１][3-9３-９]{_D}(?:{_S}?{_D}{{4}}{_S}?{_D}{{4}}|{_D}{_S}?{_D}{{3}}{_S}?{_D}{{4}}|{_D}{{2}}{_S}?{_D}{{6}})"
_LANDLINE: Final = rf"[0０]{_D}{{2,3}}[)）]?{_S}?{_D}{{7,8}}"
# However it is typed: +86 before it, the code of a city in brackets or right before it.
PHONE: Final = re.compile(
    rf"(?<!{_D})(?:(?:[+＋]|[0０]{{2}})?[8８][6６]{_S}?)?({_MOBILE}|{_LANDLINE})(?!{_D})"
)
IDENTITY: Final = re.compile(
    rf"(?<![0-9A-Za-z_０-９])[1-9１-９]{_D}{{5}}(?:[1１][9９]|[2２][0０]){_D}{{2}}"
    rf"(?:[0０][1-9１-９]|[1１][0-2０-２])(?:[0０][1-9１-９]|[12１２]{_D}|[3３][01０１]){_D}{{3}}[0-9０-９XxＸｘ]"
    r"(?![0-9A-Za-z_０-９])"
)
# In every number of a person, and in few other texts; a set at its beginning is looked for faster than a class.
_NUMBER: Final = re.compile(rf"{_D}\d{{3}}{_S}?\d{{3}}")
_LIKE_PHONE: Final = re.compile(
    rf"[01０１]\d\d(?:\d?{_S}?\d{{3,4}}{_S}?\d{{4}}|\d\d{_S}?\d{{6}}|\d?[)）]?{_S}?\d{{7}})"
)
_LIKE_IDENTITY: Final = re.compile(rf"{_D}\d{{5}}(?:[1１][9９]|[2２][0０])\d{{6}}")
LINK: Final = re.compile(r"(/p/|/mails/choice/)[^/\s?#\"'\\]+")

VISIBLE_HEAD = 3
VISIBLE_TAIL = 4
VISIBLE_SHORT = 2
HIDDEN = 4  # digits at least


def masked_phone(phone: str) -> str:
    """138****2210; of a short one the last two digits, and nothing of one too short to hide in."""
    if len(phone) > VISIBLE_HEAD + VISIBLE_TAIL + HIDDEN - 1:
        return f"{phone[:VISIBLE_HEAD]}****{phone[-VISIBLE_TAIL:]}"
    if len(phone) > VISIBLE_HEAD + VISIBLE_TAIL:
        return f"****{phone[-VISIBLE_SHORT:]}"
    return "****" if phone else ""


def without_tokens(text: str) -> str:
    """A log line, an address or a mail in which links that open without an account no longer do: /p/***/, /mails/choice/***/."""
    return LINK.sub(r"\1***", text)


def without_phones(text: str) -> str:
    """A text that leaves the house, with its phone and identity numbers as those see them who need not know."""
    if not _NUMBER.search(text):
        return text
    if _LIKE_IDENTITY.search(text):
        text = IDENTITY.sub(lambda found: masked_phone(found[0]), text)
    if _LIKE_PHONE.search(text):
        text = PHONE.sub(_masked, text)
    return text


def _masked(found: re.Match[str]) -> str:
    """What stands before the number itself stays."""
    before = found[0][: found.start(1) - found.start()]
    return before + masked_phone(found[1])
