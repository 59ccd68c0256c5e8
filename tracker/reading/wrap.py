"""How a file is laid out: the width its paragraphs are broken at, and whether indentation marks them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Protocol

NARROWEST, WIDEST = 16, 160
_ENDS = "。!?！？”"
LONGEST_HEADLINE = 72  # characters, over all its lines


class Measured(Protocol):
    """What of a line its place on the page says."""

    text: str
    indent: int
    columns: int


def full_lines(lines: Sequence[Measured]) -> list[bool]:
    """For each line whether it was broken because the width was used up."""
    best: list[bool] = [False] * len(lines)
    rank = (False, 0)
    characters = [len(line.text) + line.indent for line in lines]
    for lengths, slack in ((characters, 1), ([line.columns for line in lines], 2)):
        width, is_exact = _width(lengths, slack, [line.text[-1] in _ENDS for line in lines])
        if not width:
            continue
        full = [abs(length - width) <= (0 if is_exact else slack) for length in lengths]
        if (is_exact, sum(full)) > rank:
            best, rank = full, (is_exact, sum(full))
    return best


def _width(lengths: list[int], slack: int, ended: list[bool]) -> tuple[int, bool]:
    """The width most lines are broken at and whether they all have it exactly; (0, False) when nothing is broken.

    slack     how far a line may miss the width because no line begins with a comma
    ended     which lines end a sentence: the last of a paragraph is as long as it happens to be
    """
    counts = Counter(length for length in lengths if NARROWEST * slack <= length <= WIDEST)
    if not counts:
        return 0, False
    near = {n: sum(counts[n + k] for k in range(-slack, slack + 1)) for n in list(counts)}
    width = max(near, key=lambda n: counts[n] + 0.4 * near[n])
    longer = sum(length > width + slack for length in lengths)  # headlines and mastheads left whole
    if near[width] < max(3, len(lengths) * 0.25) or longer > max(2, len(lengths) * 0.15):
        return 0, False
    going_on = Counter(length for length, is_end in zip(lengths, ended, strict=True) if not is_end)
    return width, going_on[width] >= 0.95 * sum(going_on[width + k] for k in range(-slack, slack + 1))


def running(full: Sequence[bool], stops: Sequence[bool], sizes: Sequence[int]) -> list[bool]:
    """For each line whether it is broken and goes on as running text: to a full stop, or further than a headline."""
    found = [False] * len(full)
    size, has_stop = 0, False
    for at in range(len(full) - 1, -1, -1):
        size, has_stop = (size + sizes[at], has_stop or stops[at]) if full[at] else (sizes[at], stops[at])
        found[at] = full[at] and (has_stop or size > LONGEST_HEADLINE)
    return found


def indentation_tells(
    lines: Sequence[Measured], is_long: Callable[[int], bool], is_short: Callable[[int], bool]
) -> bool:
    """Whether running text is indented and short lines are not."""
    long = [line.indent > 0 for at, line in enumerate(lines) if is_long(at)]
    short = [line.indent > 0 for at, line in enumerate(lines) if is_short(at)]
    if len(long) < 3 or len(short) < 3:
        return False
    return sum(long) >= 0.85 * len(long) and sum(short) <= 0.25 * len(short)
