"""A mail looked at once more when it is claimed: between the night it was written in and the morning it goes much changes.

Its text stays as it was frozen: the mail goes, or it does not and says why. What is still to be told goes back to the planner.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.utils import timezone

from tracker.models import Membership, Notice, OutgoingMail
from tracker.models.mail import MailKind, VoidReason
from tracker.models.people import grants_of
from tracker.operations.notice_mails import ALONE, choices_of, how_of
from tracker.rules.access import Scope
from tracker.rules.notices import DIGEST

DIGESTS: Final = frozenset({MailKind.DIGEST, MailKind.DIGEST_TEST})
IN_HAND: Final = "in_hand"  # somebody else changes what it tells at this moment: look again soon


def look_again(mail: OutgoingMail) -> str:
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
    rows = list(Notice.objects.filter(recipient=user, mail=mail).order_by("id"))
    if not rows and mail.kind not in DIGESTS:
        return ""
    if not user.email:
        return VoidReason.ADDRESS
    if not rows:
        mail.to_address = user.email
        is_off = mail.kind == MailKind.DIGEST and choices_of([user.pk])[user.pk][DIGEST] == "off"
        return VoidReason.CHOICE if is_off else "" if _still_reaches(mail) else VoidReason.SCOPE
    reason, still = _reason(mail, rows)
    if not reason:
        mail.to_address = user.email
    return reason if not still or _put_back(still) else IN_HAND


def _still_reaches(mail: OutgoingMail) -> bool:
    """Whether everything a digest tells of lies within what its reader holds today; two queries."""
    today = timezone.localdate()
    held = list(Membership.objects.current(today).filter(user=mail.recipient_id).select_related("unit"))
    scope = Scope(grants_of(held)[mail.recipient_id])
    if scope.sees_everything("case.view"):
        return True
    return mail.reach is not None and scope.units("case.view").issuperset(mail.reach)


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
