"""Who reads the text of a mail that they see: a list shows envelopes, the texts hold cases."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from tracker.models import AssistanceAction, Case, Notice, OutgoingMail, User
from tracker.models.mail import MailState, VoidReason


def may_read(mail: OutgoingMail, reader: User) -> bool:
    """Whether somebody who sees that a mail was written reads what it says.

    Whoever sees every case does; whoever sees none does not. One's own is read once it was sent, since then one has it
    anyway; before, and by a district's office, only while everything in it is among what one sees.
    """
    if reader.scope.sees_everything("case.view"):
        return True
    if mail.recipient_id == reader.pk:
        return mail.state == MailState.SENT or _sees_all(mail, reader)
    return reader.scope.may("case.view") and _sees_all(mail, reader)


def _sees_all(mail: OutgoingMail, reader: User) -> bool:
    """One query; of notices that were forgotten what the mail itself knows holds, see `OutgoingMail.reach`."""
    if mail.void_reason == VoidReason.SIGHT:
        return False
    case = Case.objects.visible_to(reader).filter(pk=OuterRef("case_id"))
    action = AssistanceAction.objects.visible_to(reader).filter(pk=OuterRef("action_id"))
    seen = (Q(case__isnull=True) | Exists(case)) & (Q(action__isnull=True) | Exists(action))
    return not Notice.objects.filter(mail=mail).exclude(seen).exists()
