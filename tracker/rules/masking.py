"""Personal data as those see it who need not know it, and secrets as nobody needs to see them."""

import re
from typing import Final

# However it is typed: +86 before it, blanks or dashes in it, the code of a city in brackets.
PHONE: Final = re.compile(
    r"(?<!\d)((?:(?:\+|00)?86[- ]?)?)(1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[-) ）]\d{7,8})(?!\d)", re.ASCII
)
IDENTITY: Final = re.compile(
    r"(?<!\w)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\w)", re.ASCII
)
# In every number of a person, and in few other texts; a set at its beginning is looked for faster than a class.
_NUMBER: Final = re.compile(r"[0-9]\d{3}[- ]?\d{3}", re.ASCII)
_LIKE_PHONE: Final = re.compile(r"[01](?:\d\d[- ]?\d{4}[- ]?\d{4}|\d{2,3}[-) ）]\d{7,8})", re.ASCII)
_LIKE_IDENTITY: Final = re.compile(r"[1-9]\d{5}(?:19|20)\d{6}", re.ASCII)
LINK: Final = re.compile(r"(/p/|/mails/choice/)[^/\s?#\"'\\]+")

VISIBLE_HEAD = 3
VISIBLE_TAIL = 4


def masked_phone(phone: str) -> str:
    """138****2210; a number too short to hide in is hidden whole."""
    if len(phone) > VISIBLE_HEAD + VISIBLE_TAIL:
        return f"{phone[:VISIBLE_HEAD]}****{phone[-VISIBLE_TAIL:]}"
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
        text = PHONE.sub(lambda found: found[1] + masked_phone(found[2]), text)
    return text
