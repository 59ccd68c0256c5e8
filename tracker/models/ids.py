"""Opaque public ids: what a URL shows instead of a serial key."""

import secrets

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def new_public_id() -> str:
    """Twelve characters without look-alikes, 59 bits of randomness."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(12))


def new_seed() -> str:
    """A seed for drawing samples, made once and stored: whoever knows it can check every draw."""
    return secrets.token_hex(16)
