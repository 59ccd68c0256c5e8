"""Which characters of a text some field has already claimed."""

from __future__ import annotations


class Mask:
    """Claimed stretches of a text, asked in constant time per character."""

    __slots__ = ("_taken",)

    def __init__(self, size: int) -> None:
        self._taken = bytearray(size)

    def claim(self, start: int, end: int) -> None:
        """Mark text[start:end] as claimed."""
        self._taken[start:end] = b"\x01" * (min(end, len(self._taken)) - start)

    def hits(self, start: int, end: int) -> bool:
        """Whether any character of text[start:end] is claimed."""
        return self._taken.find(1, start, end) >= 0
