"""A person's desk: what the reports of the day need to know of who asks, and how each kind of work is called."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tracker.models import AssistanceAction, Case, Draft, User
from tracker.reports.today import Desk
from tracker.web.dates import Clock

LOOK: Final[dict[str, tuple[Promise, str]]] = {  # label, tone
    "to_sign": (_("To be signed for"), "amber"),
    "to_answer": (_("To be answered as assisting unit"), "amber"),
    "to_reply": (_("Enterprise to hear from us"), "amber"),
    "handled": (_("In my hands"), "blue"),
    "details": (_("Details missing"), "amber"),
    "drafts": (_("Drafts to check"), "violet"),
    "registered": (_("To be accepted"), "amber"),
    "accepted": (_("To be assigned"), "amber"),
    "disputed": (_("To be ruled on"), "amber"),
    "asked": (_("Requests to be answered"), "amber"),
    "in_review": (_("In review"), "violet"),
    "call_back": (_("To be called back"), "violet"),
    "to_check": (_("Withdrawals to be checked"), "violet"),
    "unhappy": (_("Over, but the enterprise is not content"), "red"),
    "answer_day": (_("Parked, answer due"), "amber"),
    "promised": (_("Promises due"), "amber"),
    "promised_actions": (_("Promises due, made with actions"), "amber"),
    "near": (_("Near due"), "amber"),
    "overdue": (_("Overdue"), "red"),
    "escalated": (_("Escalated to leaders"), "red"),
    "difficult": (_("Difficult cases"), "red"),
    "parked": (_("Parked"), "plain"),
}


def desk_of(user: User, clock: Clock) -> Desk:
    """The desk of whoever asks, today."""
    return Desk(
        user_id=user.pk,
        scope=user.scope,
        cases=Case.objects.visible_to(user),
        actions=AssistanceAction.objects.visible_to(user),
        drafts=Draft.objects.visible_to(user).pending(),
        on=clock.today,
        near_until=clock.near_until,
    )
