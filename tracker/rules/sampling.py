"""Which closed cases are called back: drawn by a stored seed, so that nobody chooses and everybody can check."""

import hashlib

_STEPS = 10_000


def is_drawn(seed: str, number: str, turn: int, *, percent: int) -> bool:
    """Whether a case falls into the sample.

    seed     the campaign's, stored once
    number   the case's
    turn     how often it came to this point before: a case done over is drawn anew
    percent  0 … 100 of all cases, in the long run
    """
    digest = hashlib.sha256(f"{seed}/{number}/{turn}".encode()).digest()
    return int.from_bytes(digest[:8]) % _STEPS < percent * _STEPS // 100
