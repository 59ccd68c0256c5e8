"""The lines of a bulletin with what only the whole text can tell of each: its width, its place, its repetition."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from .flow import fold
from .line import Line
from .looks import (
    CLAUSE_END,
    MARK,
    MOST_OF_SOURCE,
    NUMBERING,
    REPORTER,
    SOURCE_LABEL,
    STRONG_OPENER,
    begins_for,
    has_ended,
    is_source,
    section_score,
    source_begins,
)
from .wrap import full_lines, indentation_tells, running

_LINE = re.compile(r"[^\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")


def find_lines(text: str) -> list[Line]:
    """Every line with something on it."""
    lines: list[Line] = []
    previous_end = 0
    for match in _LINE.finditer(text):
        raw = match[0]
        words = raw.strip(" \t\u3000\xa0\ufeff\u200b")
        if not words:
            continue
        start = match.start() + raw.index(words)
        folded = fold(words[:80]) + words[80:]
        gap = text.count("\n", previous_end, start) > 1
        lines.append(
            Line(
                start,
                start + len(words),
                folded,
                _mark_length(folded),
                start - match.start(),
                gap,
                _columns(raw),
            )
        )
        previous_end = start + len(words)
    return _in_context(lines)


def _columns(raw: str) -> int:
    """Chinese characters take two columns, Latin ones one: the bytes they have in GBK."""
    return len(raw.rstrip().encode("gbk", "replace")) if len(raw) <= 160 else 2 * len(raw)


def _mark_length(text: str) -> int:
    mark = MARK.match(text)
    at = mark.end() if mark else 0
    numbering = NUMBERING.match(text, at)
    at = numbering.end() if numbering else at
    return at if at < len(text) else 0


def _in_context(lines: list[Line]) -> list[Line]:
    """The lines with what only the whole bulletin can tell: full width, before the first item, listed in advance."""
    _find_ends(lines)
    _measure(lines)
    early = _masthead_lines(lines)
    spaced = sum(line.gap for line in lines) > 0.7 * len(lines)
    last = {line.words: number for number, line in enumerate(lines)}
    for number, line in enumerate(lines):
        line.is_early = number < early
        if line.is_early and line.full and line.opens and not line.runs:
            _join_masthead(lines, number)
        listed = not line.runs and not line.ended  # a table of contents has no sentences
        line.is_repeated = line.is_early and listed and last[line.words] > number
        line.gap = line.gap and not spaced
    return lines


def _find_ends(lines: list[Line]) -> None:
    """Tell every line whether a sentence ends with it; the source behind one may be a line of its own, or broken."""
    labels = (
        sum(bool(SOURCE_LABEL.match(line.text)) for line in lines) >= 2
    )  # one alone belongs to the imprint
    before, is_running, has_ended_before = "", False, False
    for line in lines:
        line.ended = has_ended(line.text)
        if not line.ended and line.text[-1] in ")）】":
            is_long = len(line.text) > MOST_OF_SOURCE or is_running
            begins = source_begins(before + line.text[-MOST_OF_SOURCE:], is_running=is_long)
            line.ended = begins >= 0
            line.is_source = 0 <= begins <= len(before) and len(line.text) < MOST_OF_SOURCE
        if has_ended_before and is_source(line.text, labels=labels):
            line.is_source = line.ended = True
        before = (before + line.text)[-MOST_OF_SOURCE:]
        is_running = not line.ended and (is_running or bool(CLAUSE_END.search(line.text)))
        has_ended_before = line.ended


def _join_masthead(lines: list[Line], first: int) -> None:
    """Give each line of a broken one the words of all: 市活动办 2022年5 and 月1日 are an issuer with a date."""
    last = first
    while lines[last].full and last + 1 < len(lines) and section_score(lines[last + 1]) < 1:
        last += 1
    for line in lines[first : last + 1]:
        line.whole = "".join(part.text for part in lines[first : last + 1])


def _measure(lines: list[Line]) -> None:
    """Tell every line its place in a paragraph, by the width of the text and by indentation."""
    full = full_lines(lines)
    for number in _headline_ends(lines, full):
        full[number] = False
    stops = ["。" in line.text or (line.ended and line.text[-1] not in "!！") for line in lines]
    runs = running(full, stops, [len(line.text) for line in lines])
    for number, line in enumerate(lines):
        line.full, line.runs = full[number], runs[number]
        line.opens = number == 0 or not full[number - 1]
    openers = [line for line in lines if line.opens]
    if indentation_tells(openers, lambda n: _is_running(openers[n]), lambda n: _is_short(openers[n])):
        for line in openers:
            line.by_indent = 1 if line.indent else -1


def _headline_ends(lines: list[Line], full: list[bool]) -> Iterator[int]:
    """The lines that end a headline and happen to be as wide as the text: a paragraph begins behind them."""
    first, styles = 0, _numbered_headlines(lines, full)
    for number, line in enumerate(lines[:-1]):
        if number and (not full[number - 1] or lines[number - 1].ended):
            first = number
        if not full[number] or number - first > 2 or CLAUSE_END.search(line.text):
            continue
        words = lines[first].words
        is_told = REPORTER.match(words) and begins_for(words, lines[number + 1].text)
        is_numbered = number == first and full[number + 1] and _style(line) in styles
        if (is_told or is_numbered) and _can_follow(lines, first):
            yield number


def _numbered_headlines(lines: list[Line], full: list[bool]) -> set[str]:
    """The ways of numbering, (一) or 1., that short lines without a stop have: they are headlines."""
    short = Counter(
        _style(line)
        for line, is_full in zip(lines, full, strict=True)
        if line.mark and not is_full and not CLAUSE_END.search(line.text)
    )
    return {style for style, times in short.items() if style and times >= 3}


def _style(line: Line) -> str:
    """How a line is numbered: the marks around the number."""
    return re.sub(r"[一二三四五六七八九十\d]+", "1", line.text[: line.mark]).strip()


def _can_follow(lines: list[Line], first: int) -> bool:
    """Whether a headline can stand here: after a whole paragraph, a section head or nothing."""
    before = lines[first - 1]
    return not first or before.ended or section_score(before) > 0


def _is_running(line: Line) -> bool:
    return line.runs or len(line.text) > 60 or "。" in line.text


def _is_short(line: Line) -> bool:
    return not line.full and len(line.text) <= 40 and not line.ended


def _masthead_lines(lines: list[Line]) -> int:
    """How many lines may belong to the masthead: those before the first paragraph, at most forty."""
    for number, line in enumerate(lines[:40]):
        if len(line.text) > 60 or (len(line.text) > 20 and (line.ended or STRONG_OPENER.match(line.text))):
            return number
    return min(len(lines), 40)
