"""Personal data as those see it who need not know it."""

VISIBLE_HEAD = 3
VISIBLE_TAIL = 4


def masked_phone(phone: str) -> str:
    """138****2210; a number too short to hide in is hidden whole."""
    if len(phone) > VISIBLE_HEAD + VISIBLE_TAIL:
        return f"{phone[:VISIBLE_HEAD]}****{phone[-VISIBLE_TAIL:]}"
    return "****" if phone else ""
