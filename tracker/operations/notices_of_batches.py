"""Telling people of a batch: one notice a person, however many cases; and taking it back where it was not read yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from tracker.models import BulkAct, FollowUp, Notice, OutgoingMail, User
from tracker.models.mail import MailState, VoidReason
from tracker.operations.notice_mails import ALONE
from tracker.operations.notices import due_of_several, notice_of
from tracker.operations.recipients import Called, call, parts_of, seen_by
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
    known = {}
    # Held, so that whoever is reading one is done: they know of it, or find it withdrawn.
    for notice in about.order_by("id").select_for_update():
        gone = [act_id for act_id in _acts_of(notice) if act_id in undone]
        if gone and _is_known(notice, gone, now):
            known[notice.recipient_id] = [undone[act_id] for act_id in gone]
    Notice.objects.bulk_create(_told_back(batch, known, now))


def _told_back(batch: BulkAct, known: Mapping[int, Sequence[FollowUp]], now: datetime) -> Iterator[Notice]:
    """What each account that knows is told; of a case that it sees no more, as a unit that had one by mistake, the number."""
    acts = {act.pk: act for theirs in known.values() for act in theirs}
    calls = {act_id: Called(act.case) for act_id, act in acts.items()}
    for user_id, theirs in known.items():
        for act in theirs:
            calls[act.pk].people.add(user_id)
    seeing = dict(zip(acts, seen_by(list(calls.values()), now.date()), strict=True))
    for user_id, theirs in known.items():
        seen = [act for act in theirs if user_id in seeing[act.pk]]
        if seen:
            yield _notice(batch, seen, user_id)
        if numbers := [act.case.number for act in theirs if act not in seen]:
            told = {"kind": theirs[0].verb, "params": {"numbers": numbers}, "at": theirs[0].at}
            yield Notice(recipient_id=user_id, bulk=batch, **told)


def _notice(batch: BulkAct, acts: Sequence[FollowUp], user_id: int) -> Notice:
    notice = notice_of(acts[0], user_id)
    notice.bulk = batch
    if len(acts) > 1:
        notice.params = {"acts": [act.pk for act in acts], **due_of_several([act.case for act in acts])}
    return notice


def _acts_of(notice: Notice) -> list[int]:
    return list(notice.params.get("acts") or [notice.follow_up_id])


def _is_known(notice: Notice, gone: Sequence[int], now: datetime) -> bool:
    """Whether the person read of it, in the application or in a mail that is on its way; if not, it is withdrawn."""
    if notice.read_at is not None:
        return True
    left = [act_id for act_id in _acts_of(notice) if act_id not in gone]
    if left:
        first = FollowUp.objects.get(pk=left[0])
        notice.follow_up, notice.case = first, first.case
        notice.params = {"acts": left}  # without a date: it may be that of a case that is gone
        notice.save(update_fields=["follow_up", "case", "params"])
    else:
        notice.withdrawn_at = now
        notice.save(update_fields=["withdrawn_at"])
    return notice.mail_id is not None and _is_mailed(notice.mail_id, stops=not left)


def _is_mailed(mail_id: int, *, stops: bool) -> bool:
    """Whether it was sent or will be; where nothing is left to tell, a mail of its own that still waits is stopped.

    A digest tells of more than this. What the server refused reached nobody.
    """
    mail = OutgoingMail.objects.filter(pk=mail_id)
    if stops:
        alone = mail.filter(kind=ALONE, state=MailState.NEW)
        alone.update(state=MailState.VOID, void_reason=VoidReason.UNDONE)
    return mail.filter(state__in=(MailState.NEW, MailState.SENT)).exists()
