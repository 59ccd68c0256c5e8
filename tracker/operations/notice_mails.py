"""Notices become mails in the outbox: each at once, or one a person and day or week, as everybody chose."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, cast
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Min
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.models import Campaign, Notice, NoticeChoice, OutgoingMail, User
from tracker.models.keys import Keys
from tracker.models.notice_words import due_words, heading, product_of, sentence, titled
from tracker.operations.mail_choices import choice_url
from tracker.operations.notices import hours_of_city
from tracker.operations.reminders import reminders_since
from tracker.reports.calendar import calendar_of_city
from tracker.rules.access import reach_of
from tracker.rules.masking import without_phones
from tracker.rules.notices import DEFAULTS, TELLINGS, Hours, How, due_at, period
from tracker.rules.workdays import Calendar

MOST_LINES: Final = 50
ALONE: Final = "notice"  # the kind of a mail that tells of one notice; others are digests
REMINDERS_FIRST: Final = timedelta(minutes=15)  # a morning's digest tells them too; it waits no longer
log = structlog.get_logger(__name__)
Choices = dict[str, How]


@dataclass(frozen=True)
class Round:
    """What is the same for every mail of one planning; digests wait while the morning's reminders are to come."""

    now: datetime
    hours: Hours
    calendar: Calendar
    campaign: Campaign | None
    awaits_reminders: bool = False

    def is_due(self, at: datetime, how: How, *, is_urgent: bool) -> bool:
        """Whether news of that moment is to be planned now: what goes at once always is, digests when their time comes."""
        if how in ("off", "at_once") or is_urgent:
            return True
        if self.awaits_reminders:
            return False
        local = at.astimezone(self.now.tzinfo)
        sent_at = due_at(local, how, self.calendar, self.hours)
        return sent_at is not None and sent_at <= self.now and self.hours.are_on(self.now, self.calendar)


def plan_mails(*, now: datetime) -> int:
    """Write the mails that are due; again, or twice at once, changes nothing. Returns how many were written.

    What was read meanwhile, what its reader no longer sees, and what nobody wants by mail, is settled without one.
    Raises  ExceptionGroup when the mails of some could not be written, after those of everybody else were
    """
    turn = _round(now)
    chosen = choices_of(Notice.objects.unsettled().values("recipient_id"))
    count, errors = 0, []
    for user_id in _whose_time_has_come(chosen, turn):
        try:
            count += _plan_for(user_id, chosen[user_id], turn)
        except Exception as error:  # whatever is wrong with one person's notices holds up nobody else's mail
            log.exception("mails_not_planned", user_id=user_id)
            errors.append(error)
    if errors:
        raise ExceptionGroup(f"mails of {len(errors)} people were not planned", errors)
    return count


def _round(now: datetime) -> Round:
    campaign = Campaign.objects.filter(is_current=True).first()
    hours, calendar = hours_of_city(), calendar_of_city(now.date())
    begins = hours.opening(now.date(), now)
    is_early = begins <= now < begins + REMINDERS_FIRST and calendar.is_workday(now.date())
    awaits = is_early and not reminders_since(begins).exists()
    return Round(now, hours, calendar, campaign, awaits)


def choices_of(user_ids: Any) -> dict[int, Choices]:
    """Account → how each kind of news comes by mail, defaults included; one query."""
    found: dict[int, Choices] = defaultdict(lambda: dict(DEFAULTS))
    rows = NoticeChoice.objects.filter(user_id__in=user_ids)
    for user_id, group, how in rows.values_list("user_id", "group", "how"):
        found[user_id][group] = cast(How, how)
    return found


def _whose_time_has_come(chosen: dict[int, Choices], turn: Round) -> list[int]:
    """Accounts with something to plan, ascending; one query."""
    rows = Notice.objects.unsettled().values_list("recipient_id", "kind", "is_urgent")
    return sorted(
        {
            user_id
            for user_id, kind, is_urgent, first in rows.annotate(first=Min("at")).order_by()
            if turn.is_due(first, how_of(kind, chosen[user_id]), is_urgent=is_urgent)
        }
    )


def how_of(kind: str, choices: Choices) -> How:
    """How a kind of news comes by mail to whoever chose so; what is no news does not."""
    telling = TELLINGS.get(kind)
    return choices[telling.group] if telling else "off"


@transaction.atomic
def _plan_for(user_id: int, choices: Choices, turn: Round) -> int:
    """The mails of one person, whose row is held so that two planners take turns."""
    user = User.objects.select_for_update(no_key=True).get(pk=user_id)
    rows = list(Notice.objects.unsettled().filter(recipient=user).order_by("id"))
    told = set(Notice.objects.visible_to(user).unread().unsettled().values_list("id", flat=True))
    if not (user.is_active and user.email):
        told = set()
    by_how: dict[How, list[Notice]] = defaultdict(list)
    for row in rows:
        how = how_of(row.kind, choices) if row.pk in told else "off"
        if turn.is_due(row.at, how, is_urgent=row.is_urgent):
            by_how["at_once" if row.is_urgent and how != "off" else how].append(row)
    _settle(by_how["off"], turn)
    count = 0
    for mail, notices in _mails(user, by_how, turn):
        if not OutgoingMail.objects.filter(dedupe_key=mail.dedupe_key).exists():
            mail.save(force_insert=True)
            _settle(notices, turn, mail)
            count += 1
        elif (
            mail.kind == ALONE
        ):  # put back for a digest, then wanted at once again: its own mail was dropped for good
            _settle(notices, turn)
    return count


def _settle(notices: Sequence[Notice], turn: Round, mail: OutgoingMail | None = None) -> None:
    Notice.objects.filter(pk__in=[row.pk for row in notices]).update(settled_at=turn.now, mail=mail)


def _mails(
    user: User, by_how: dict[How, list[Notice]], turn: Round
) -> Iterator[tuple[OutgoingMail, Sequence[Notice]]]:
    """Each mail with the notices it tells; of a digest whose period had one the notices wait for the next."""
    for row in by_how["at_once"]:
        yield _mail(user, ALONE, row.public_id, [row], turn), [row]
    for how in ("daily", "weekly"):
        if rows := by_how[how]:
            yield _mail(user, f"notices_{how}", period(how, turn.now.date()), rows, turn), rows


def dedupe_key(kind: str, user: User, which: str) -> str:
    """What there is one mail of: a person and a notice, a day or a week."""
    return f"{kind}:{user.public_id}:{which}"


def _mail(user: User, kind: str, which: str, rows: Sequence[Notice], turn: Round) -> OutgoingMail:
    key = dedupe_key(kind, user, which)
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    is_urgent = kind == ALONE and rows[0].is_urgent
    url = choice_url(user, {TELLINGS[row.kind].group for row in rows}, now=turn.now)
    with translation.override(user.language):
        subject, text, html = _written(user, rows, turn.campaign, url)
    return OutgoingMail(
        kind=kind,
        dedupe_key=key,
        recipient=user,
        reach=_reach(user, rows),
        to_address=user.email,
        subject=subject,
        text=text,
        html=html,
        choice_url=url,
        message_id=f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{host}>",
        next_try_at=turn.now if is_urgent else turn.hours.next_on(turn.now, turn.calendar),
        created_at=turn.now,
    )


def _reach(user: User, rows: Sequence[Notice]) -> list[int] | None:
    """Within which units everything lies that these notices tell; unknown where a paired firm alone lets somebody see it."""
    units = reach_of(user.scope.grants)
    if units is None or not user.scope.enterprise_ids:
        return units
    inside = Notice.objects.filter(pk__in=[row.pk for row in rows]).within(Keys(units), ())
    return units if inside.count() == len(rows) else None


def _written(
    user: User, rows: Sequence[Notice], campaign: Campaign | None, choice_url: str
) -> tuple[str, str, str]:
    """Subject, text and html in the language that is switched on; the subject names no title, the text no note."""
    product = product_of(campaign) if campaign else ""
    told = Notice.objects.filter(pk__in=[row.pk for row in rows[:MOST_LINES]]).order_by("id")
    notices = list(told.select_related("case", "action", "bulk", "follow_up__by", "follow_up__by_unit"))
    if len(rows) == 1:
        what = f"{notices[0].case.number if notices[0].case else ''} {heading(notices[0])}".strip()
    else:
        what = ngettext("%(count)d notice", "%(count)d notices", len(rows)) % {"count": len(rows)}
    subject = _("[%(product)s] %(what)s") % {"product": product, "what": what}
    context = {
        "name": user.name,
        "lang": translation.get_language(),
        "subject": subject,
        "lines": list(_lines(notices)),
        "more": len(rows) - len(notices),
        "notices_url": settings.SITE_URL + reverse("notices"),
        "choice_url": choice_url,
    }
    text, html = (render_to_string(f"email/notices.{ending}", context) for ending in ("txt", "html"))
    return subject, without_phones(text), without_phones(html)


def path_of(notice: Notice) -> str:
    """Where what it tells of is seen: the case, the action, the list of those of a batch, that moved, or were handed over."""
    if notice.action is not None:
        return reverse("action", args=[notice.action.public_id])
    if notice.params.get("cases"):
        return f"{reverse('cases')}?notice={notice.public_id}"
    if notice.params.get("firms"):
        return f"{reverse('enterprises')}?notice={notice.public_id}"
    if notice.case is None:
        return reverse("notices")
    if notice.bulk is not None and notice.case_count > 1:
        return f"{reverse('cases')}?batch={notice.bulk.public_id}"
    return reverse("case", args=[notice.case.number])


def _lines(notices: Iterable[Notice]) -> Iterator[dict[str, str]]:
    for notice in notices:
        yield {
            "case": titled(notice),
            "what": sentence(notice),
            "due": due_words(notice),
            "url": settings.SITE_URL + path_of(notice),
        }
