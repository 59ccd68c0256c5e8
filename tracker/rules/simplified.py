"""Traditional characters and the simplified ones under which the same things are registered and searched."""

from pathlib import Path
from typing import Final

_DATA: Final = Path(__file__).resolve().parents[1] / "data" / "simplified.txt"


def _pairs() -> tuple[str, str]:
    """The traditional characters and, in the same order, the simplified ones."""
    lines = [line for line in _DATA.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return "".join(lines[::2]), "".join(lines[1::2])


TRADITIONAL, SIMPLIFIED = _pairs()
TO_SIMPLIFIED: Final = str.maketrans(TRADITIONAL, SIMPLIFIED)
