"""Mails in the outbox that are due, as many as a test wants."""

from collections.abc import Iterable
from datetime import datetime

from tracker.models import OutgoingMail, User


def write(user: User, numbers: Iterable[int], due: datetime) -> set[str]:
    """One a number, each to an address of its own, r0@example.cn and so on; their Message-IDs."""
    mails = [
        OutgoingMail(
            kind="notice",
            dedupe_key=f"due:{number}",
            recipient=user,
            to_address=f"r{number}@example.cn",
            subject="每周简讯",
            text="……",
            message_id=f"<{number}@tracker>",
            created_at=due,
            next_try_at=due,
        )
        for number in numbers
    ]
    OutgoingMail.objects.bulk_create(mails)
    return {mail.message_id for mail in mails}
