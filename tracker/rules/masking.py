"""Personal data as those see it who need not know it, and secrets as nobody needs to see them."""

import re
from typing import Final

# However it is typed: +86 before it, blanks, dots or dashes in it, the code of a city in brackets or right before it.
PHONE: Final = re.compile(
    r"(?<!\d)((?:(?:\+|00)?86[- ]?)?)"
    r"(1[3-9]\d(?:[- ]?\d{4}[- ]?\d{4}|\d[- ]?\d{3}[- ]?\d{4}|\d\d[- ]?\d{6})|0\d{2,3}(?:[- ]|[)）] ?)?\d{7,8})(?!\d)",
    re.ASCII,
)
IDENTITY: Final = re.compile(
    r"(?<!\w)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\w)", re.ASCII
)
# In every number of a person, and in few other texts; a set at its beginning is looked for faster than a class.
_NUMBER: Final = re.compile(r"[0-9０-９]\d{3}[-‐‑–—－.．· \u00a0\u3000]?\d{3}")
# Sign for sign, so that what is found in the plain writing stands at the same place in the text.
_PLAIN: Final = str.maketrans("０１２３４５６７８９Ｘｘ＋‐‑–—－.．·\u00a0\u3000", "0123456789Xx+--------  ")
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
    plain = text.translate(_PLAIN)
    # From the end, so that the places before it stay what they were.
    for start, end in sorted(_spans(plain), reverse=True):
        text = f"{text[:start]}{masked_phone(text[start:end])}{text[end:]}"
    return text


def _spans(plain: str) -> set[tuple[int, int]]:
    """Where numbers of persons stand; none within another."""
    identities = {found.span() for found in IDENTITY.finditer(plain)}
    phones = {found.span(2) for found in PHONE.finditer(plain)}
    return identities | {
        span for span in phones if not any(a < span[1] and span[0] < b for a, b in identities)
    }
