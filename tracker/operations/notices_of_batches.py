"""Telling people of a batch: one notice a person, however many cases; and taking it back where it was not read yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from tracker.models import BulkAct, FollowUp, Notice, OutgoingMail, User
from tracker.models.mail import MailState
from tracker.operations.notice_mails import dedupe_key
from tracker.operations.notices import notice_of
from tracker.operations.recipients import call, parts_of, seen_by
from tracker.rules.notices import circles


def tell_of_batch(batch: BulkAct, acts: Sequence[FollowUp]) -> None:
    """Tell those around the cases; whoever hears of several cases gets one notice of them all.

    At most five queries, whatever the number of acts; call inside the transaction of the batch.
    """
    parts = parts_of([act.case for act in acts])
    calls = [
        call(
            act.case,
            circles(act.verb, act.case.status, has_moved=act.from_status != act.to_status),
            parts[act.case_id],
        )
        for act in acts
    ]
    heard: dict[int, list[FollowUp]] = defaultdict(list)
    for act, accounts in zip(acts, seen_by(calls, batch.at.date()), strict=True):
        for user_id in accounts:
            heard[user_id].append(act)
    heard.pop(batch.by_id, None)
    Notice.objects.bulk_create(_notice(batch, several, user_id) for user_id, several in heard.items())


def tell_back(batch: BulkAct, undone: Mapping[int, FollowUp], *, now: datetime) -> None:
    """What was told of these acts is withdrawn where nobody read it; whoever knows of it already is told.

    undone  key of an act that was taken back → the act that did
    """
    about = Notice.objects.filter(bulk=batch, kind=batch.verb)
    recipients = User.objects.filter(pk__in=about.values("recipient_id"))
    # In the order and the way in which mails are planned, so that none is planned meanwhile.
    list(recipients.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
    news = []
    for notice in about.select_related("recipient").order_by("id"):
        gone = [act_id for act_id in _acts_of(notice) if act_id in undone]
        if gone and _is_known(notice, gone, now):
            news.append(_notice(batch, [undone[act_id] for act_id in gone], notice.recipient_id))
    Notice.objects.bulk_create(news)


def _notice(batch: BulkAct, acts: Sequence[FollowUp], user_id: int) -> Notice:
    notice = notice_of(acts[0], user_id)
    notice.bulk = batch
    if len(acts) > 1:
        notice.params = {"acts": [act.pk for act in acts]}
    return notice


def _acts_of(notice: Notice) -> list[int]:
    return list(notice.params.get("acts") or [notice.follow_up_id])


def _is_known(notice: Notice, gone: Sequence[int], now: datetime) -> bool:
    """Whether the person may have read of it, in the application or in a mail; if not, it is withdrawn."""
    if notice.read_at is not None:
        return True
    left = [act_id for act_id in _acts_of(notice) if act_id not in gone]
    if left:
        first = FollowUp.objects.get(pk=left[0])
        notice.follow_up, notice.case = first, first.case
        notice.params = {"acts": left}
    else:
        notice.withdrawn_at = now
    notice.save()
    return notice.settled_at is not None and bool(left or not _is_mail_stopped(notice))


def _is_mail_stopped(notice: Notice) -> bool:
    """Whether its mail still waited in the outbox, and will not be sent."""
    key = dedupe_key("notice", notice.recipient, notice.public_id)
    waiting = OutgoingMail.objects.filter(dedupe_key=key, state=MailState.NEW)
    return waiting.update(state=MailState.VOID) == 1
