"""When a mail server says that an address is no good, and not only this mail, this moment or this sender."""

import re
from typing import Final

_ENHANCED: Final = re.compile(r"\s*5\.(\d{1,3})\.(\d{1,3})\b", re.ASCII)  # RFC 3463
_ADDRESS: Final = "1"
_OF_SENDER: Final = frozenset({"7", "8"})
NO_SUCH_MAILBOX: Final = 550


def is_address_refused(code: int, said: str, *, at_recipient: bool) -> bool:
    """Whether mails to this address will never arrive: 550 5.1.1 no such user; but not 5.2.2 mailbox full, 5.7.1 spam.

    at_recipient  whether the server said so of the recipient, before it saw the mail: without a finer code that decides
    """
    if not NO_SUCH_MAILBOX <= code < 600:
        return False
    finer = _ENHANCED.match(said)
    if finer:
        return finer[1] == _ADDRESS and finer[2] not in _OF_SENDER
    return at_recipient and code == NO_SUCH_MAILBOX
