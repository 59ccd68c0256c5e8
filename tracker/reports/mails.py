"""Who reads the text of a mail that they see, and a digest before it goes out: a list shows envelopes, texts hold cases."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from tracker.models import AssistanceAction, Case, Notice, OutgoingMail, User
from tracker.models.mail import MailState, VoidReason
from tracker.rules.access import READERS, Grant, reach_of


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


def grants_of_reader(user: User) -> tuple[Grant, ...]:
    """What somebody's digest is made of: the roles held today that read cases."""
    return tuple(grant for grant in user.scope.grants if grant.role in READERS)


def may_preview(of: User, reader: User) -> bool:
    """Whether somebody may read the digest of another before it goes out: only who sees everything that the other sees.

    It tells of the whole of the other's units, so seeing the person is not enough: a district's office previews those
    who work within its district and nowhere else, the city's office everybody.
    """
    if of.pk == reader.pk or reader.scope.sees_everything("case.view"):
        return True
    reach = reach_of(grants_of_reader(of))
    return reach is not None and reader.scope.units("case.view").issuperset(reach)


def _sees_all(mail: OutgoingMail, reader: User) -> bool:
    """One query; of notices that were forgotten what the mail itself knows holds, see `OutgoingMail.reach`."""
    if mail.void_reason == VoidReason.SIGHT:
        return False
    case = Case.objects.visible_to(reader).filter(pk=OuterRef("case_id"))
    action = AssistanceAction.objects.visible_to(reader).filter(pk=OuterRef("action_id"))
    seen = (Q(case__isnull=True) | Exists(case)) & (Q(action__isnull=True) | Exists(action))
    return not Notice.objects.filter(mail=mail).exclude(seen).exists()
