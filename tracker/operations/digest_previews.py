"""The next digest before it goes out: rendered by the code that writes the real one, as of now, and nothing stored.

Who asks may have it sent to themselves: a mail of a kind of its own, so that the real one of the week still comes.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from tracker.models import Campaign, OutgoingMail, User
from tracker.models.ids import new_public_id
from tracker.models.mail import MailKind
from tracker.operations.digests import Week, digest_week, prepare, written
from tracker.operations.repeats import own_key
from tracker.reports.mails import grants_of_reader, may_preview
from tracker.rules.access import reach_of
from tracker.rules.errors import Conflict, NotAllowed, TooMany
from tracker.rules.week import first_working_day, week_before

TESTS_AN_HOUR: Final = 5
FURTHEST: Final = 8  # weeks; no holiday lasts so long


@dataclass(frozen=True)
class Preview:
    """What somebody will read, as it would be now, and in which week it goes out."""

    week: str
    mail: OutgoingMail


def preview_digest(of: User, *, by: User, now: datetime) -> Preview | None:
    """The next digest of somebody, not stored; None where they will get none.

    Raises NotAllowed `preview_wider`
    """
    return _written(of, by=by, to=of, now=now)


def send_test(of: User, *, by: User, now: datetime, key: str | None = None) -> OutgoingMail | None:
    """The same to the person who asks, at once, a few times an hour; a form sent twice sends one.

    Raises NotAllowed `preview_wider`, Conflict `no_address`, TooMany `too_many_tests`
    """
    if not by.email:
        raise Conflict("no_address")
    made = _written(of, by=by, to=by, now=now)
    if made is None:
        return None
    mail, name = made.mail, own_key(by, key) or new_public_id()
    mail.kind, mail.dedupe_key = MailKind.DIGEST_TEST, f"{MailKind.DIGEST_TEST}:{by.public_id}:{name}"
    mail.message_id = f"<{hashlib.sha256(mail.dedupe_key.encode()).hexdigest()[:32]}@{_host()}>"
    mail.subject = _("Test: %(subject)s") % {"subject": mail.subject}
    mail.reach, mail.next_try_at = reach_of(by.scope.grants), now
    return _kept(mail, by, now)


@transaction.atomic
def _kept(mail: OutgoingMail, by: User, now: datetime) -> OutgoingMail:
    """Stored, once a form; whoever asks holds their row, so that none slips through beside the count."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    earlier = OutgoingMail.objects.filter(dedupe_key=mail.dedupe_key).first()
    if earlier is not None:
        return earlier
    tests = OutgoingMail.objects.filter(recipient=by, kind=MailKind.DIGEST_TEST)
    if tests.filter(created_at__gt=now - timedelta(hours=1)).count() >= TESTS_AN_HOUR:
        raise TooMany("too_many_tests", limit=TESTS_AN_HOUR)
    mail.save(force_insert=True)
    return mail


def _written(of: User, *, by: User, to: User, now: datetime) -> Preview | None:
    if not may_preview(of, by):
        raise NotAllowed("preview_wider")
    campaign = Campaign.objects.filter(is_current=True).select_related("deadline_preset").first()
    grants = grants_of_reader(of)
    if campaign is None or not grants:
        return None
    week = _next(now, campaign)
    with translation.override(of.language):
        return Preview(week.key, written(of, grants, week, to=to))


def _next(now: datetime, campaign: Campaign) -> Week:
    """The first week after the one whose digest is out in which somebody works."""
    out = digest_week(now)
    made = prepare(week_before(out, -1), now, campaign)
    for count in range(2, FURTHEST):
        if first_working_day(made.key, made.calendar) is not None:
            break
        made = prepare(week_before(out, -count), now, campaign)
    return made


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"
