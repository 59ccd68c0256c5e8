"""Telling people of an act, in its own transaction; what they read of it, and when that is forgotten."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from tracker.models import Case, FollowUp, Notice, User
from tracker.models.follow_ups import Verb
from tracker.models.notices import OtherNews
from tracker.operations.recipients import call, parts_of, seen_by
from tracker.rules.notices import TELLINGS, Hours, circles

FORGOTTEN_AT_ONCE: Final = 2_000
AT_TARGET: Final[dict[str, OtherNews]] = {Verb.MERGE: OtherNews.TAKES_IN, Verb.UNMERGE: OtherNews.GIVES_BACK}
OF_UNITS: Final = frozenset({"lead", "former", "assist", "excused", "handler", "named"})


def tell(act: FollowUp) -> FollowUp:
    """Tell those around the case of an act, never whoever took it; call inside the act's transaction.

    Of a merger, and of undoing it, those around the case that goes on hear too; of its early end the offices of
    what was merged into it.
    At most four queries a case, one more when only a pairing lets somebody see it.
    """
    _tell(act, act.verb)
    if act.verb in AT_TARGET:
        there = FollowUp.objects.filter(case__number=act.details["facts"]["target"], verb=act.verb)
        kind, merged = AT_TARGET[act.verb], {"merged": act.case.number}
        _tell(there.select_related("case").latest("id"), kind, merged)
    if numbers := act.details.get("facts", {}).get("ends_too"):
        _tell_what_ends_too(act, numbers)
    return act


def _tell_what_ends_too(act: FollowUp, numbers: list[str]) -> None:
    """The offices of cases that were merged into the one that ended: one notice a person, of all of theirs."""
    cases = list(Case.objects.filter(number__in=numbers).order_by("id"))
    calls = [call(case, circles(OtherNews.ENDS_TOO, case.status), []) for case in cases]
    heard: dict[int, list[Case]] = defaultdict(list)
    for case, accounts in zip(cases, seen_by(calls, act.at.date()), strict=True):
        for user_id in accounts:
            heard[user_id].append(case)
    heard.pop(act.by_id or 0, None)
    notices = []
    for user_id, theirs in heard.items():
        notice = notice_of(act, user_id, OtherNews.ENDS_TOO)
        notice.case, notice.params = theirs[0], {"merged": "、".join(case.number for case in theirs)}
        notices.append(notice)
    Notice.objects.bulk_create(notices, ignore_conflicts=True)


def _tell(act: FollowUp, kind: str, params: dict[str, Any] | None = None) -> None:
    case, moved = act.case, act.from_status != act.to_status
    around = circles(kind, case.status, has_moved=moved)
    if not around:
        return
    parts = parts_of([case])[case.pk] if OF_UNITS.intersection(around) else []
    about = act.details.get("facts", {}).get("unit", "")
    accounts = seen_by([call(case, around, parts, about=about)], act.at.date())[0]
    notices = [notice_of(act, user_id, kind) for user_id in accounts if user_id != act.by_id]
    for notice in notices:
        notice.params |= params or {}
    Notice.objects.bulk_create(notices, ignore_conflicts=True)


def notice_of(act: FollowUp, user_id: int, kind: str = "") -> Notice:
    """What one person is told of an act, as another kind of news than its verb where one is given; not stored."""
    due_on = act.case.due_on
    return Notice(
        recipient_id=user_id,
        kind=kind or act.verb,
        case=act.case,
        follow_up=act,
        params={"due_on": due_on.isoformat()} if due_on else {},
        is_urgent=TELLINGS[kind or act.verb].is_urgent,
        at=act.at,
    )


def due_of_several(cases: Iterable[Case]) -> dict[str, Any]:
    """What a notice of several cases says of their due dates: the first one, and whether others come later."""
    days = {case.due_on for case in cases if case.due_on}
    return {"due_on": min(days).isoformat(), "due_differ": len(days) > 1} if days else {}


def mark_read(user: User, *, now: datetime, public_id: str | None = None, until: str | None = None) -> int:
    """One notice of the person as read, or every one up to the one named by `until`; returns how many were unread."""
    seen = Notice.objects.visible_to(user).unread()
    if public_id is not None:
        seen = seen.filter(public_id=public_id)
    else:
        newest = Notice.objects.filter(recipient=user, public_id=until).values_list("id", flat=True).first()
        seen = seen.filter(id__lte=newest or 0)
    # Unread is asked of the row itself too: while this one waits for it, it may be taken back.
    return Notice.objects.unread().filter(pk__in=seen.values("pk")).update(read_at=now)


def forget_read(*, now: datetime) -> int:
    """Delete what was read, or taken back unread, more than `NOTICE_DAYS` ago; returns how many notices that were.

    A batch a transaction: cut short or run twice at once, it goes on where it stands. Acts and mails stay.
    """
    before, count = now - timedelta(days=settings.NOTICE_DAYS), 0
    old = Notice.objects.filter(Q(read_at__lt=before) | Q(read_at__isnull=True, withdrawn_at__lt=before))
    while forgotten := _forget(old.order_by("id")[:FORGOTTEN_AT_ONCE]):
        count += forgotten
    return count


@transaction.atomic
def _forget(notices: QuerySet[Notice]) -> int:
    held = notices.select_for_update(skip_locked=True).values_list("id", flat=True)
    return Notice.objects.filter(id__in=list(held)).delete()[0]


def hours_of_city() -> Hours:
    """When offices work, by setting."""
    return Hours(settings.WORK_BEGINS, settings.WORK_ENDS)
