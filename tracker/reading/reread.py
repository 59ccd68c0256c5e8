"""Reading one stretch again, after a person split or joined items."""

from __future__ import annotations

import datetime
import re

from .draft import Item, Span
from .lexicon import Lexicon
from .read import read_part
from .split import Part, split

_LINE = re.compile(r"[^\s](?:.*[^\s])?")


def read_item(text: str, stretch: Span, lexicon: Lexicon, *, date: datetime.date | None = None) -> Item:
    """The stretch of `text` as exactly one item: its first headline, if it has one, and all the rest as body."""
    start, end = stretch
    parts = split(text[start:end]).parts
    headline = [(a + start, b + start) for a, b in parts[0].headline] if parts else []
    begins = headline[-1][1] if headline else start
    body = [(found.start(), found.end()) for found in _LINE.finditer(text, begins, end)]
    if not body:
        headline, body = [], headline
    return read_part(text, Part(headline=headline, body=body), lexicon, date=date)
