"""Texts in a .csv: how one is written so that a spreadsheet takes it for text, and how the import takes that back.

A text that a spreadsheet would read as a formula, a number or a date gets one apostrophe before it; so does a text that
begins with an apostrophe. Taking one leading apostrophe away gives back exactly what was there. Numbers and dates of
ours are written bare: a bare -5 is a number, '-5 is a text.
"""

import re
from typing import Final

GUARD: Final = "'"
# OWASP's list of what begins a formula, full-width forms included; then what Excel turns into a number or a date.
_MISREAD: Final = re.compile(
    r"""[=+\-@＝＋－＠\t\r\n']            # a formula, or what is cut off and leaves one; our own guard
      | \s*[\d.,]+(?:e[+-]?\d+)?%?\s*\Z   # 00123, 1e5, an 18-digit code that would lose its last digits
      | \d{1,4}[-/.:]\d{1,2}(?:[-/.:]\d{1,4})?\Z  # 4-25
      | (?:true|false)\Z""",
    re.ASCII | re.VERBOSE | re.IGNORECASE,
)


def guarded(text: str) -> str:
    """A text as it is written into a .csv."""
    return GUARD + text if _MISREAD.match(text) else text


def unguarded(cell: str) -> str:
    """The text that a cell of such a .csv stands for."""
    return cell.removeprefix(GUARD)
