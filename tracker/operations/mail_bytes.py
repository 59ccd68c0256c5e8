"""A mail of the outbox as the server gets it: the same bytes at every try, and made without what takes long."""

from __future__ import annotations

import hashlib
from email.policy import Compat32
from email.utils import format_datetime
from typing import Any, Final

from django.core.mail import EmailMultiAlternatives

from tracker.models import OutgoingMail

LONGEST_LINE: Final = 76  # of a header that the library leaves on its line


def message_of(mail: OutgoingMail) -> EmailMultiAlternatives:
    """Text and page of the mail, with the button that stops such mails, RFC 8058."""
    headers = {
        "Message-ID": mail.message_id,
        "Date": format_datetime(mail.created_at),
        "Auto-Submitted": "auto-generated",
    }
    if mail.choice_url:
        headers["List-Unsubscribe"] = f"<{mail.choice_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = _Message(mail.subject, mail.text, to=[mail.to_address], headers=headers)
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message


class _Message(EmailMultiAlternatives):
    """Its parts are set apart by its name, not by chance."""

    def message(self, **how: Any) -> Any:
        """As the library makes it, but for the boundary and who writes the headers."""
        made = super().message(**how)
        made.policy = _HEADERS
        if made.is_multipart():
            made.set_boundary(f"=={hashlib.sha256(made['Message-ID'].encode()).hexdigest()[:32]}==")
        return made


class _Headers(Compat32):
    """Headers as the library writes them. Those that need no folding are not asked how they fold: it is a third of making a mail."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        """A line of the head."""
        line = f"{name}: {value}{self.linesep}"
        is_plain = (
            isinstance(value, str) and value.isascii() and value.isprintable() and value == value.strip()
        )
        if is_plain and len(line) <= LONGEST_LINE:
            return line.encode("ascii")
        return super().fold_binary(name, value)


_HEADERS: Final = _Headers()
