"""Where in a text a search hit, also when it stands there in another writing: marked in the page, cut to the place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from tracker.operations.pinyin import spelt
from tracker.reports.search import Word, Words
from tracker.rules.names import chinese_number
from tracker.rules.writing import ORDINAL, chinese_numeral, spread

BEFORE: Final = 16
LONGEST: Final = 72

Span = tuple[int, int]


@dataclass(frozen=True)
class Written:
    """A text in one writing, and for each of its characters the part of the original that it stands for."""

    text: str
    parts: list[Span]

    def hits(self, word: str) -> Iterator[Span]:
        """Each place where the word stands, in the original."""
        at = self.text.find(word)
        while at >= 0:
            yield self.parts[at][0], self.parts[at + len(word) - 1][1]
            at = self.text.find(word, at + len(word))


class Marker:
    """Marks what was typed."""

    def __init__(self, typed: str) -> None:
        words = [word for way in Words.of(typed).ways for word in way]
        self.words = list(dict.fromkeys(text for word in words for text in _texts(word)))
        self.letters = list(dict.fromkeys(word.pinyin for word in words if word.pinyin))

    def marked(self, text: str) -> SafeString:
        """The whole text, its hits marked; everything else escaped."""
        return _marked(text, self._hits(text))

    def named(self, firm: str, *beside: str) -> SafeString:
        """The name of a firm, its hits marked, or else what the letters spell.

        beside  what else of the row is shown: where something of that was hit, nothing need be spelt
        """
        hits = self._hits(firm)
        if not hits and not any(map(self.hits_in, beside)):
            hits = self._spelt(firm)
        return _marked(firm, hits)

    def spells(self, firm: str) -> bool:
        """Whether the letters spell a part of a firm's name."""
        return bool(self._spelt(firm))

    def around(self, text: str) -> SafeString:
        """The part of a long text around its first hit; nothing where it has none."""
        text = " ".join(text.split())
        hits = self._hits(text)
        if not hits:
            return SafeString()
        begin = max(0, hits[0][0] - BEFORE)
        part = text[begin : begin + LONGEST]
        cut = [
            (start - begin, min(end - begin, len(part))) for start, end in hits if start - begin < len(part)
        ]
        more = begin + LONGEST < len(text)
        return format_html("{}{}{}", "…" if begin else "", _marked(part, cut), "…" if more else "")

    def hits_in(self, text: str) -> bool:
        """Whether some word stands in it."""
        return bool(self._hits(text))

    def _spelt(self, firm: str) -> list[Span]:
        found = [span for letters in self.letters if (span := spelt(firm, letters)) is not None]
        return _joined(sorted(found))

    def _hits(self, text: str) -> list[Span]:
        """Where, in order, without overlaps."""
        found = sorted(
            span for written in _writings(text) for word in self.words for span in written.hits(word)
        )
        return _joined(found)


def _joined(found: Iterable[Span]) -> list[Span]:
    """Places in order, those that touch one another as one."""
    joined: list[Span] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _texts(word: Word) -> Iterator[str]:
    yield from word.texts
    if word.code:
        yield word.code


@lru_cache(maxsize=256)
def _writings(text: str) -> tuple[Written, ...]:
    plain, places = spread(text)
    parts = [(place, place + 1) for place in places]
    found = [Written(plain, parts)]
    if ORDINAL.search(plain):
        found += [_renumbered(plain, parts, in_digits=in_digits) for in_digits in (True, False)]
    return tuple(found)


def _renumbered(plain: str, parts: list[Span], *, in_digits: bool) -> Written:
    """With every 第14 in one writing; each new figure stands for the whole number."""
    text, spans, done = "", list[Span](), 0
    for found in ORDINAL.finditer(plain):
        number = chinese_number(found[1])
        start, end = found.span(1)
        figures = found[1] if not number else str(number) if in_digits else chinese_numeral(number)
        text += plain[done:start] + figures
        spans += parts[done:start] + [(parts[start][0], parts[end - 1][1])] * len(figures)
        done = end
    return Written(text + plain[done:], spans + parts[done:])


def _marked(text: str, hits: list[Span]) -> SafeString:
    pieces, done = [], 0
    for start, end in hits:
        pieces += [escape(text[done:start]), format_html("<mark>{}</mark>", text[start:end])]
        done = end
    return mark_safe("".join([*pieces, escape(text[done:])]))  # noqa: S308  # every piece is escaped
