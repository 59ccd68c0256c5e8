"""What staff do with a mail in the outbox."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tracker.models import OutgoingMail, User
from tracker.models.mail import MailState
from tracker.operations.notices import hours_of_city
from tracker.reports.calendar import calendar_of_city
from tracker.rules.errors import Conflict, NotAllowed


def may_resend(user: User, mail: OutgoingMail) -> bool:
    """Whether the button is there: for a mail that failed; what is not needed any more stays."""
    return mail.state == MailState.FAILED and user.scope.may("mail.resend")


@transaction.atomic
def resend(mail: OutgoingMail, *, by: User, now: datetime) -> OutgoingMail:
    """A mail that failed waits again, within working hours: the same text under the same Message-ID, for two more days.

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
    if held.state != MailState.FAILED:
        raise Conflict("not_failed")
    held.state, held.resent_at, held.resent_by = MailState.NEW, now, by
    held.next_try_at = hours_of_city().next_on(now, calendar_of_city(now.date()))
    held.save(update_fields=["state", "resent_at", "resent_by", "next_try_at"])
    return held
