"""A bulletin cut into section heads, headlines and bodies: the most likely label for every line, all lines together."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from .draft import Span
from .line import Line
from .lines import find_lines
from .looks import (
    BRACKETED,
    MARK,
    body_score,
    continuation_score,
    headline_score,
    opening_score,
    section_score,
)
from .outside import is_page_mark, outside_score

OUT, SECTION, HEAD, MORE, BODY = range(5)
_FOLLOWS: dict[int, tuple[tuple[int, float], ...]] = {
    # label: (label before it, cost)
    OUT: ((OUT, 0.0), (BODY, -1.0), (SECTION, -4.0), (MORE, -6.0), (HEAD, -6.0)),
    SECTION: ((OUT, 0.0), (BODY, 0.0), (SECTION, -2.0), (HEAD, -5.0), (MORE, -5.0)),
    HEAD: ((OUT, 0.0), (SECTION, 0.5), (BODY, 0.0), (HEAD, -4.5), (MORE, -4.5)),
    MORE: ((HEAD, 0.0), (MORE, -0.8)),
    BODY: ((HEAD, 0.0), (MORE, 0.0), (BODY, 0.0), (SECTION, -3.0), (OUT, -5.0)),
}
MOST_LINES = 40_000  # more is no bulletin: it is kept as one body, and read as fast as any
_TINY = (-2.5, -9.0, -3.0, 0.8, -1.0)  # the scores of one or two characters: the end of a wrapped line
_TINY_STOP = (-2.5, -9.0, -6.0, -6.0, 1.5)
_STOP = re.compile("[。,;:、]")
_START = {OUT: 0.0, SECTION: 0.5, HEAD: 0.0, MORE: -99.0, BODY: -5.0}


@dataclass
class Part:
    """One item's lines: the section over it, its headline and its body, as source spans."""

    section: str = ""
    section_spans: tuple[Span, ...] = ()
    is_marked: bool = False
    headline: list[Span] = field(default_factory=list)
    body: list[Span] = field(default_factory=list)


@dataclass
class Layout:
    """The whole bulletin cut up; heads and outside complete the cover of the text."""

    parts: list[Part] = field(default_factory=list)
    heads: list[Span] = field(default_factory=list)
    outside: list[Span] = field(default_factory=list)


def split(text: str) -> Layout:
    """Cut the text into items; what is neither head nor item goes to `outside`."""
    layout = Layout()
    lines = []
    for line in find_lines(text):
        if is_page_mark(line):
            layout.outside.append((line.start, line.end))
        else:
            lines.append(line)
    for line, label in zip(lines, _labels(lines), strict=True):
        _place(layout, line, label)
    return layout


def _labels(lines: list[Line]) -> list[int]:
    """The best labels for all lines at once (Viterbi)."""
    if len(lines) > MOST_LINES:
        return [BODY] * len(lines)
    if not lines:
        return []
    best = [_START[label] + score for label, score in enumerate(_scores(lines[0]))]
    trail: list[list[int]] = []
    for before, line in pairwise(lines):
        best, origins = _step(best, before, line)
        trail.append(origins)
    best[HEAD] -= 4.0  # a bulletin does not end in a headline
    best[MORE] -= 4.0
    label = max(range(5), key=best.__getitem__)
    labels = [label]
    for origins in reversed(trail):
        label = origins[label]
        labels.append(label)
    return labels[::-1]


def _step(best: list[float], before: Line, line: Line) -> tuple[list[float], list[int]]:
    """One line on: the best sum that ends in each label, and the label before it that leads there."""
    turn = _turns(before, line)
    sums, origins = [], []
    for label, score in enumerate(_scores(line)):
        top, origin = -1e18, 0
        for previous, cost in _FOLLOWS[label]:
            value = best[previous] + cost + turn[previous][label]
            if value > top:
                top, origin = value, previous
        sums.append(top + score)
        origins.append(origin)
    return sums, origins


def _turns(before: Line, line: Line) -> list[tuple[float, float, float, float, float]]:
    """What the two lines themselves say for each label of the first (row) and the second (column)."""
    opening = (0.0, 0.0, 0.0, 0.0, opening_score(line))
    out = (3.0 if before.full else 0.0, *opening[1:])
    headline = (-2.0, -2.0, -2.0, 4.1, -2.0) if before.full and not before.ended else opening
    return [out, opening, headline, headline, _joins(before, line)]


def _scores(line: Line) -> tuple[float, float, float, float, float]:
    if len(line.text) < 3:
        return _TINY_STOP if line.is_source or _STOP.search(line.text) else _TINY
    section = section_score(line)
    is_head = 4.0 if section >= 1.0 else 0.0  # of a section: it belongs to no headline
    return (
        outside_score(line),
        section,
        headline_score(line) - is_head,
        continuation_score(line) - is_head,
        body_score(line),
    )


def _joins(before: Line, line: Line) -> tuple[float, float, float, float, float]:
    """What the end of a body line says about the label of the next line."""
    if not before.ended:
        if before.full:
            return (-3.0, -3.0, -4.0, 0.0, 3.0)
        return (-1.5, -1.0, -1.5, 0.0, 1.5)
    if before.full:
        return (0.0, 0.0, 0.0, 0.0, 0.4)
    return (0.5, 0.5, 0.8, 0.0, 0.0)


def _place(layout: Layout, line: Line, label: int) -> None:
    span = (line.start, line.end)
    if label == OUT:
        layout.outside.append(span)
    elif label == SECTION:
        layout.heads.append(span)
        layout.parts.append(_section(line))
    elif label == HEAD:
        _place_headline(layout, line)
    else:
        part = _current(layout)
        (part.headline if label == MORE else part.body).append(span)


def _section(line: Line) -> Part:
    start, end = line.start + line.mark, line.end
    if BRACKETED.match(line.words):
        start, end = start + 1, end - 1
    return Part(
        line.text[start - line.start : end - line.start], ((start, end),), bool(MARK.match(line.text))
    )


def _place_headline(layout: Layout, line: Line) -> None:
    last = layout.parts[-1] if layout.parts else Part()
    if last.headline or last.body or not layout.parts:
        layout.parts.append(Part(last.section, last.section_spans, last.is_marked))
    if line.mark:
        layout.heads.append((line.start, line.start + line.mark))
    layout.parts[-1].headline.append((line.start + line.mark, line.end))


def _current(layout: Layout) -> Part:
    if not layout.parts:
        layout.parts.append(Part())
    return layout.parts[-1]
