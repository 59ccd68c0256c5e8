"""A mail looked at once more when it is claimed: between the night it was written in and the morning it goes much changes.

Its text stays as it was frozen: the mail goes, or it does not and says why. What is still to be told goes back to the planner.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from tracker.models import Membership, Notice, OutgoingMail, User
from tracker.models.keys import Keys
from tracker.models.mail import MailKind, MailState, VoidReason
from tracker.models.people import grants_of
from tracker.operations.notice_mails import ALONE, Choices, choices_of, how_of
from tracker.rules.access import Scope
from tracker.rules.notices import DIGEST

DIGESTS: Final = frozenset({MailKind.DIGEST, MailKind.DIGEST_TEST})
AT_ONCE: Final = 800  # readers that are looked up: the senders get rid of about as many while it is fresh
FRESH: Final = 2.0  # seconds
OF_READERS: Final = ("email", "bouncing", "is_active")  # what a digest asks of them
IN_HAND: Final = "in_hand"  # somebody else changes what it tells at this moment: look again soon


class Ahead:
    """The readers of the digests that come next, looked up for hundreds at once: 5,000 digests are not to ask 15,000 times.

    What is older than `FRESH` seconds is looked up anew: that long before it goes a mail may have been looked at.
    """

    def __init__(self) -> None:
        self.readers: dict[int, User] = {}
        self.choices: dict[int, Choices] = {}
        self.scopes: dict[int, Scope] = {}
        self.until = 0.0

    def reader_of(self, mail: OutgoingMail, now: datetime) -> User:
        """Who gets a mail that was claimed; only those of digests are looked up ahead."""
        if mail.kind not in DIGESTS:
            reader: User = User.objects.get(pk=mail.recipient_id)
            return reader
        if mail.recipient_id not in self.readers or time.monotonic() > self.until:
            self._look(mail, now)
        return self.readers[mail.recipient_id]

    def _look(self, mail: OutgoingMail, now: datetime) -> None:
        """Six queries."""
        self.until, ids = time.monotonic() + FRESH, {mail.recipient_id}
        due = OutgoingMail.objects.filter(state=MailState.NEW, next_try_at__lte=now).order_by(
            "next_try_at", "id"
        )
        ids.update(due.values_list("recipient_id", flat=True)[:AT_ONCE])
        self.readers = {user.pk: user for user in User.objects.filter(pk__among=Keys(ids)).only(*OF_READERS)}
        self.choices = choices_of(ids)
        held = Membership.objects.current(now.date()).filter(user__among=Keys(ids))
        grants = grants_of(list(held.prefetch_related("unit")))  # few units, hundreds of people
        self.scopes = {user_id: Scope(grants[user_id]) for user_id in ids}


def look_again(mail: OutgoingMail, ahead: Ahead) -> str:
    """Why the mail is not to be sent, as a `VoidReason` or IN_HAND; nothing where it is, to the address that holds now.

    Call with the mail's row held. The weekly digest tells no notices: it stays where its reader has switched it off meanwhile,
    or holds no longer the role or the unit that it was written for; the next week's is of what they hold then.
    To an address that was refused for good goes only what somebody tries: a mail put back, a test to oneself.
    """
    user = mail.recipient
    if not user.is_active:
        return VoidReason.ACCOUNT
    if user.is_bouncing and not (mail.resent_at or mail.kind == MailKind.DIGEST_TEST):
        return VoidReason.BOUNCED
    if mail.kind in DIGESTS:
        return _reason_of_digest(mail, ahead)
    rows = list(Notice.objects.filter(recipient=user, mail=mail).order_by("id"))
    if not rows:
        return ""
    if not user.email:
        return VoidReason.ADDRESS
    reason, still = _reason(mail, rows)
    if not reason:
        mail.to_address = user.email
    return reason if not still or _put_back(still) else IN_HAND


def _reason_of_digest(mail: OutgoingMail, ahead: Ahead) -> str:
    """Why a digest does not go: everything it tells of has to lie within what its reader holds today."""
    user = mail.recipient
    if not user.email:
        return VoidReason.ADDRESS
    mail.to_address = user.email
    if mail.kind == MailKind.DIGEST and ahead.choices[user.pk][DIGEST] == "off":
        return VoidReason.CHOICE
    scope = ahead.scopes[user.pk]
    if scope.sees_everything("case.view"):
        return ""
    reaches = mail.reach is not None and scope.units("case.view").issuperset(mail.reach)
    return "" if reaches else VoidReason.SCOPE


def _reason(mail: OutgoingMail, rows: Sequence[Notice]) -> tuple[str, list[Notice]]:
    """Why not, and what is then still to be told in another mail."""
    seen = set(
        Notice.objects.visible_to(mail.recipient)
        .filter(pk__in=[row.pk for row in rows])
        .values_list("pk", flat=True)
    )
    waiting = [row for row in rows if row.read_at is None and row.withdrawn_at is None]
    if any(row.pk not in seen for row in rows):
        return VoidReason.SIGHT, [row for row in waiting if row.pk in seen]
    if not waiting:
        return (VoidReason.READ if any(row.read_at for row in rows) else VoidReason.UNDONE), []
    choices = choices_of([mail.recipient_id])[mail.recipient_id]
    hows = {how_of(row.kind, choices) for row in waiting}
    if hows == {"off"}:
        return VoidReason.CHOICE, []
    if mail.kind == ALONE and not rows[0].is_urgent and hows != {"at_once"}:
        return VoidReason.DIGEST, waiting
    return "", []


def _put_back(rows: Sequence[Notice]) -> bool:
    """Let them be planned anew. Never waits for whoever holds one of them: they may wait for the mail."""
    notices = Notice.objects.filter(pk__in=[row.pk for row in rows])
    free = list(notices.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True))
    if len(free) < len(rows):
        return False
    notices.update(settled_at=None, mail=None)
    return True
