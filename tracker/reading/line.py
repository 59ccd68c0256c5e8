"""One line of a bulletin: its words, its place on the page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Line:
    """One line: where its words stand in the source, and the clues it gives."""

    start: int
    end: int
    text: str
    mark: int
    indent: int
    gap: bool
    columns: int
    full: bool = False  # broken because the width was used up
    opens: bool = True  # a paragraph can begin here
    runs: bool = False  # broken, and goes on as running text
    whole: str = ""  # of a line of the masthead broken at the width: all of it
    by_indent: int = 0  # 1: indented like running text, -1: not indented like a headline, 0: says nothing
    ended: bool = False  # a sentence ends with it, or the source behind one: 。(荥阳市豫龙镇)
    is_source: bool = False  # all or the rest of such a source
    is_early: bool = False
    is_repeated: bool = False

    @property
    def words(self) -> str:
        """The text after mark and numbering."""
        return self.text[self.mark :]
