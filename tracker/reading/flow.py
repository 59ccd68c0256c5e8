"""A running text cut out of the source: line breaks gone, width folded, every character's offset kept."""

from __future__ import annotations

from collections.abc import Iterable

from .draft import Span

BREAK = "\n"
_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FOLD.update(
    {
        0x3000: 0x20,
        0xA0: 0x20,
        ord("﹝"): ord("〔"),
        ord("﹞"): ord("〕"),
        ord("「"): ord("“"),
        ord("」"): ord("”"),
    }
)
_FOLD.update(
    {ord("『"): ord("“"), ord("』"): ord("”"), ord("﹪"): ord("%"), ord("·"): ord("·"), ord("—"): ord("—")}
)


def fold(text: str) -> str:
    """Full-width forms as half-width ones, one character for one."""
    return text.translate(_FOLD)


def _pair_quotes(text: str) -> str:
    """Straight double quotes become “ and ” by turns."""
    if '"' not in text:
        return text
    parts = text.split('"')
    marks = "“”"
    return "".join(part + (marks[i % 2] if i < len(parts) - 1 else "") for i, part in enumerate(parts))


class Flow:
    """Text to search in, and where each of its characters stands in the source."""

    __slots__ = ("_at", "body_start", "source", "text")

    def __init__(self, source: str, headline: Iterable[Span], body: Iterable[Span]) -> None:
        self.source = source
        chars: list[str] = []
        at: list[int] = []
        for start, end in headline:
            chars.append(source[start:end])
            at.extend(range(start, end))
        if at:
            chars.append(BREAK)
            at.append(-1)
        self.body_start = len(at)
        for start, end in body:
            chars.append(source[start:end])
            at.extend(range(start, end))
        self.text = _pair_quotes(fold("".join(chars)))
        self._at = at

    def spans(self, start: int, end: int) -> tuple[Span, ...]:
        """The source spans of text[start:end], one for each unbroken stretch."""
        found: list[Span] = []
        for offset in self._at[start:end]:
            if offset < 0:
                continue
            if found and found[-1][1] == offset:
                found[-1] = (found[-1][0], offset + 1)
            else:
                found.append((offset, offset + 1))
        return tuple(found)

    def raw(self, start: int, end: int) -> str:
        """The source's own characters behind text[start:end], without line breaks."""
        return "".join(self.source[a:b] for a, b in self.spans(start, end))
