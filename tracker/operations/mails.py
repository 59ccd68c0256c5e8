"""What staff do with a mail in the outbox."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from tracker.models import OutgoingMail, User
from tracker.models.mail import MailState, VoidReason
from tracker.operations.notices import hours_of_city
from tracker.reports.calendar import calendar_of_city
from tracker.rules.errors import Conflict, NotAllowed

FOR_ITS_ADDRESS: Final = frozenset({VoidReason.ADDRESS, VoidReason.BOUNCED})  # else it is still needed


def may_resend(user: User, mail: OutgoingMail) -> bool:
    """Whether the button is there: for a mail that did not get through; what is not needed any more stays."""
    return _is_stuck(mail) and user.scope.may("mail.resend")


@transaction.atomic
def resend(mail: OutgoingMail, *, by: User, now: datetime) -> OutgoingMail:
    """A mail that failed waits again, within working hours: the same text under the same Message-ID, for two more days.

    So does one that was not sent for its address. It goes to the address that holds now.
    Raises NotAllowed (`gone` when the person does not see it), Conflict `not_failed`; pressed twice changes nothing more
    """
    if not by.scope.may("mail.resend"):
        raise NotAllowed("not_permitted", verb="mail.resend")
    seen = OutgoingMail.objects.visible_to(by).filter(pk=mail.pk)
    held = seen.select_for_update(of=("self",)).first()
    if held is None:
        raise NotAllowed("gone")
    if held.state == MailState.NEW:
        return held
    if not _is_stuck(held):
        raise Conflict("not_failed")
    held.state, held.void_reason, held.resent_at, held.resent_by = MailState.NEW, "", now, by
    held.to_address = held.recipient.email or held.to_address
    held.next_try_at = hours_of_city().next_on(now, calendar_of_city(now.date()))
    held.save(update_fields=["state", "void_reason", "to_address", "resent_at", "resent_by", "next_try_at"])
    return held


def _is_stuck(mail: OutgoingMail) -> bool:
    """Whether it failed, or was not sent for its address and its recipient has one."""
    if mail.state == MailState.FAILED:
        return True
    is_for_address = mail.state == MailState.VOID and mail.void_reason in FOR_ITS_ADDRESS
    return is_for_address and bool(mail.recipient.email)
