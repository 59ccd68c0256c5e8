"""The weekly digest: planned once a person and week, its text frozen, sent by the outbox."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, Value
from django.db.models.functions import Concat
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from tracker.models import Campaign, Membership, NoticeChoice, OutgoingMail, User
from tracker.models.mail import MailState
from tracker.models.notice_words import product_of
from tracker.models.people import grants_of
from tracker.operations.digest_parts import Parts, own_units, part_of
from tracker.operations.mail_choices import choice_url
from tracker.operations.notices import hours_of_city
from tracker.reports.calendar import calendar_of_city
from tracker.reports.deadlines import ladder_for
from tracker.reports.digest import Board, period_of_digest
from tracker.reports.measures import View
from tracker.rules.access import READERS, TERRITORIAL, Grant, reach_of
from tracker.rules.deadlines import near_until
from tracker.rules.masking import without_phones
from tracker.rules.notices import DIGEST
from tracker.rules.week import covered_days, days_of, sending_time, week_due
from tracker.rules.workdays import Calendar

KIND: Final = "digest"
AT: Final = time(8)
MORNING: Final = timedelta(hours=1)  # once it is over, a digest is late and keeps to working hours
LATE: Final = timedelta(minutes=15)  # past its time, with senders that look every half minute: nobody sends
AT_ONCE: Final = 500


@dataclass
class Week:
    """A week's digest while it is planned: what all mails share."""

    key: str
    now: datetime
    calendar: Calendar
    campaign: Campaign
    board: Board
    parts: Parts = field(default_factory=dict)


def digest_week(now: datetime) -> str:
    """The week whose digest should be out, by the city's calendar."""
    return week_due(now, calendar_of_city(now.date()), at=AT, zone=_zone(now))


def plan_digests(*, now: datetime, week: str = "") -> int:
    """Write the digests of a week that are still missing; again, or twice at once, changes nothing.

    now      on the city's clock     week  2026-W48, by the week of sending; otherwise the one that is due
    Returns  how many were written: one a person with an address who has not switched it off
    """
    key = week or digest_week(now)
    missing = list(people_without(key, now).order_by("pk").values_list("pk", flat=True))
    campaign = Campaign.objects.filter(is_current=True).select_related("deadline_preset").first()
    if not missing or campaign is None:
        return 0
    made = prepare(key, now, campaign)
    return sum(_plan(missing[at : at + AT_ONCE], made) for at in range(0, len(missing), AT_ONCE))


def prepare(key: str, now: datetime, campaign: Campaign) -> Week:
    """A week with its numbers, none of them asked for yet."""
    calendar = calendar_of_city(now.date())
    near = ladder_for(campaign).near
    view = View(
        period_of_digest(*covered_days(key, calendar)),
        now.date(),
        near_until(now.date(), calendar, near=near),
    )
    return Week(key, now, calendar, campaign, Board(view, days_of(key)[-1], calendar))


def people_without(key: str, now: datetime) -> Any:
    """Those who should have a week's digest and have none."""
    named = Concat(Value(f"{KIND}:"), OuterRef("public_id"), Value(f":{key}"))
    held = Membership.objects.current(now.date()).filter(user_id=OuterRef("pk"), role__in=READERS)
    off = NoticeChoice.objects.filter(user_id=OuterRef("pk"), group=DIGEST, how="off")
    users = User.objects.filter(Exists(held), is_active=True).exclude(email="").exclude(Exists(off))
    return users.exclude(Exists(OutgoingMail.objects.filter(dedupe_key=named)))


def failed_and_late(key: str, now: datetime) -> tuple[int, int]:
    """How many digests of a week failed, and how many wait more than `LATE` past their time."""
    of_week = OutgoingMail.objects.filter(kind=KIND, dedupe_key__endswith=f":{key}")
    failed, late = Q(state=MailState.FAILED), Q(state=MailState.NEW, next_try_at__lt=now - LATE)
    found = of_week.aggregate(failed=Count("pk", filter=failed), late=Count("pk", filter=late))
    return found["failed"], found["late"]


@transaction.atomic
def _plan(user_ids: Sequence[int], week: Week) -> int:
    before = OutgoingMail.objects.filter(kind=KIND, recipient__in=user_ids).count()
    mails = list(digests(user_ids, week))
    OutgoingMail.objects.bulk_create(mails, ignore_conflicts=True)
    return OutgoingMail.objects.filter(kind=KIND, recipient__in=user_ids).count() - before


def digests(user_ids: Sequence[int], week: Week) -> Iterator[OutgoingMail]:
    """The mails of these people, not stored."""
    held = Membership.objects.current(week.now.date()).filter(user__in=user_ids, role__in=READERS)
    grants = grants_of(list(held.select_related("unit").order_by("id")))
    theirs = [grant for held in grants.values() for grant in held if grant.role not in TERRITORIAL]
    week.board.look_up(own_units(theirs))
    for user in User.objects.filter(pk__in=user_ids).order_by("pk"):
        with translation.override(user.language):
            yield written(user, grants[user.pk], week, to=user)


def written(user: User, grants: Sequence[Grant], week: Week, *, to: User) -> OutgoingMail:
    """A person's wrapper around what others of the same district and role read too, in the language that is switched on.

    to  who gets it: the person, or whoever tests what the person will read
    """
    part = part_of(grants, user.language, week.board, week.parts)
    key = f"{KIND}:{user.public_id}:{week.key}"
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    named = {"product": product_of(week.campaign), "week": week.key}
    subject = _("[%(product)s] Weekly digest %(week)s") % named
    url = choice_url(to, [DIGEST], now=week.now)
    context = {
        "name": to.name,
        "subject": subject,
        "lang": user.language,
        "part": part,
        "choice_url": url,
    }
    return OutgoingMail(
        kind=KIND,
        dedupe_key=key,
        recipient=to,
        reach=reach_of(grants),
        to_address=to.email,
        subject=subject,
        text=without_phones(_spaced(render_to_string("email/digest.txt", context))),
        html=without_phones(render_to_string("email/digest.html", context)),
        choice_url=url,
        message_id=f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{host}>",
        next_try_at=_goes_at(week),
        created_at=week.now,
    )


def _spaced(text: str) -> str:
    """One empty line between what a template sets apart, whatever was left out there."""
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _goes_at(week: Week) -> datetime:
    """At once on the morning it is due; what is late keeps to working hours."""
    due = sending_time(week.key, week.calendar, at=AT, zone=_zone(week.now))
    if due is not None and due <= week.now < due + MORNING:
        return week.now
    return hours_of_city().next_on(week.now, week.calendar)


def _zone(now: datetime) -> Any:
    if now.tzinfo is None:
        raise ValueError("an aware datetime is needed")
    return now.tzinfo
