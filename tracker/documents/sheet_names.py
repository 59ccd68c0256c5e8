"""What a sheet may be called."""

from typing import Final

_LONGEST: Final = 31  # as Excel has it
_FORBIDDEN: Final = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def sheet_name(title: str) -> str:
    """A title as the name of a sheet."""
    return title.translate(_FORBIDDEN)[:_LONGEST]
