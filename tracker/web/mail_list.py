"""The list of mails: what went out, what waits, and what the mail server said; for everybody the mails to them."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from tracker.models import OutgoingMail, User
from tracker.models.mail import MailKind, MailState
from tracker.rules.errors import BadInput
from tracker.rules.week import monday_of
from tracker.web.dates import moment
from tracker.web.fields import Box
from tracker.web.list_filter import ListFilter
from tracker.web.lists import in_order, page_of, show_list
from tracker.web.paging import Order
from tracker.web.people import person
from tracker.web.typed import queried

MINE = "mine"
TONES = {MailState.NEW: "near", MailState.SENT: "done", MailState.FAILED: "failed", MailState.VOID: "voided"}


class MailFilter(ListFilter):
    """Filters of the list of mails."""

    q = django_filters.CharFilter(label=gettext_lazy("Recipient"), method="search", max_length=50)
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State of sending"),
        choices=MailState.choices,
        empty_label=gettext_lazy("All"),
        widget=Box,
    )
    kind = django_filters.ChoiceFilter(
        label=gettext_lazy("Kind"), choices=MailKind.choices, empty_label=gettext_lazy("All"), widget=Box
    )
    week = django_filters.CharFilter(
        label=gettext_lazy("Week"),
        method="of_week",
        max_length=8,
        widget=forms.TextInput(attrs={"type": "week", "placeholder": "2026-W48"}),
    )
    bouncing = django_filters.BooleanFilter(method="to_bouncing", widget=forms.HiddenInput)
    show = django_filters.ChoiceFilter(method="whose", choices=[(MINE, MINE)], widget=forms.HiddenInput)

    def search(self, qs: Any, _name: str, words: str) -> Any:
        """Names, user names, and how an address begins."""
        text = words.strip()
        named = Q(recipient__name__has_text=text) | Q(recipient__username__has_text=text)
        return qs.filter(named | Q(to_address__istartswith=text))

    def of_week(self, qs: Any, _name: str, week: str) -> Any:
        """Those written from Monday to Sunday; what is no week is no filter."""
        try:
            begins = timezone.make_aware(datetime.combine(monday_of(week), time()))
        except BadInput:
            return qs
        return qs.filter(created_at__gte=begins, created_at__lt=begins + timedelta(days=7))

    def to_bouncing(self, qs: Any, _name: str, bouncing: bool) -> Any:
        """Those to people whose address was refused for good."""
        people = User.objects.visible_to(self.user).bouncing()
        return qs.filter(recipient__in=people.values("pk")) if bouncing else qs

    def whose(self, qs: Any, _name: str, whose: str) -> Any:
        """Only one's own."""
        return qs.filter(recipient=self.user) if whose == MINE else qs


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The list, the newest first."""
    user = person(request)
    filters = MailFilter(request, OutgoingMail.objects.visible_to(user))
    page = page_of(request, filters, Order(), lambda ids: mail_rows(user, ids))
    address, shows_mine = reverse("mails"), queried(request, "show") == MINE
    tabs = [
        {"label": _("All mails"), "url": address, "active": not shows_mine},
        {"label": _("Mails to me"), "url": f"{address}?show={MINE}", "active": shows_mine},
    ]
    sees_others = user.scope.may("mail.view")
    context = {
        "page": page,
        "bouncing": User.objects.visible_to(user).active().bouncing().count() if sees_others else 0,
        "tabs": tabs if sees_others else [],
        "is_unsent": settings.EMBEDDED,
        "preview_url": reverse("mail_preview") if user.scope.may("case.view") else "",
    }
    return show_list(request, "mails", filters, context)


def mail_rows(user: User, ids: list[int]) -> list[dict[str, Any]]:
    """The envelopes: one query."""
    found = OutgoingMail.objects.visible_to(user).filter(id__in=ids).select_related("recipient")
    return in_order(ids, {mail.pk: _row(mail) for mail in found.defer("text", "html")})


def _row(mail: OutgoingMail) -> dict[str, Any]:
    at = mail.sent_at or (mail.next_try_at if mail.state == MailState.NEW else mail.created_at)
    return {
        "url": reverse("mail", args=[mail.public_id]),
        "subject": mail.subject,
        "recipient": str(mail.recipient),
        "address": mail.to_address,
        "kind": mail.get_kind_display(),
        **state_of(mail),
        "attempts": mail.attempts,
        "at_text": moment(at, timezone.localdate()),
        "at_iso": at.isoformat(),
    }


def state_of(mail: OutgoingMail) -> dict[str, Any]:
    """The badge, and why: what the mail server said, or why the mail is not sent."""
    is_void = mail.state == MailState.VOID
    return {
        "code": TONES[MailState(mail.state)],
        "label": _("Not sent") if is_void else mail.get_state_display(),
        "why": mail.get_void_reason_display() if is_void else mail.last_error,
    }
