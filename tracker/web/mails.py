"""A mail as it was written: its envelope for whoever sees it, what it says for whoever sees all that is in it."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from tracker.models import OutgoingMail, User
from tracker.models.error_words import sentence
from tracker.operations.mails import may_resend, resend
from tracker.reports.mails import may_read
from tracker.rules.errors import Conflict
from tracker.rules.masking import without_tokens
from tracker.web.dates import exact_moment
from tracker.web.mail_list import state_of
from tracker.web.people import person

# A mail brings its own colours and nothing else: no script, no picture, no form; its links open beside the page.
FENCE: Final = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; "
    "form-action 'none'; frame-ancestors 'self'"
)
HEAD: Final = "<head>"
BESIDE: Final = '<head><base target="_blank">'


@never_cache
@require_GET
def show(request: HttpRequest, public_id: str) -> HttpResponse:
    """The envelope, the text, and the HTML in a frame of its own."""
    user, mail = person(request), _mail(request, public_id)
    reads = may_read(mail, user)
    listed = reverse("mails")
    context = {
        "mail": {"subject": mail.subject, **state_of(mail)},
        "crumbs": [(_("Mails"), listed), (mail.subject, "")],
        "facts": _facts(mail),
        "reads": reads,
        "text": _told(mail, mail.text, user) if reads else "",
        "resend_url": reverse("mail_resend", args=[public_id]) if may_resend(user, mail) else "",
        "html_url": reverse("mail_html", args=[public_id]) if reads and mail.html else "",
    }
    return render(request, "mails/detail.html", context)


@never_cache
@xframe_options_sameorigin
@require_GET
def html(request: HttpRequest, public_id: str) -> HttpResponse:
    """What the frame shows: the HTML part behind a fence of its own."""
    user, mail = person(request), _mail(request, public_id)
    if not mail.html or not may_read(mail, user):
        raise Http404
    return fenced(_told(mail, mail.html, user))


@require_POST
def again(request: HttpRequest, public_id: str) -> HttpResponse:
    """A mail that failed, or was not sent for its address, waits again."""
    try:
        resend(_mail(request, public_id), by=person(request), now=timezone.localtime())
    except Conflict as error:
        messages.warning(request, sentence(error))
    else:
        messages.success(request, _("The mail waits again and goes out within working hours."))
    return redirect("mail", public_id)


def fenced(page: str) -> HttpResponse:
    """A mail's HTML, in which nothing can happen."""
    answer = HttpResponse(page.replace(HEAD, BESIDE, 1))
    answer.headers["Content-Security-Policy"] = FENCE
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _told(mail: OutgoingMail, words: str, reader: User) -> str:
    """What it says; to others without the link by which its recipient alone changes what comes."""
    return words if mail.recipient_id == reader.pk else without_tokens(words)


def _mail(request: HttpRequest, public_id: str) -> OutgoingMail:
    seen = OutgoingMail.objects.visible_to(person(request))
    return get_object_or_404(seen.select_related("recipient", "resent_by"), public_id=public_id)


def _facts(mail: OutgoingMail) -> list[dict[str, Any]]:
    today = timezone.localdate()
    sent_at = exact_moment(mail.sent_at, today) if mail.sent_at else ""
    again = f"{exact_moment(mail.resent_at, today)} {mail.resent_by}" if mail.resent_at else ""
    waits = exact_moment(mail.next_try_at, today) if mail.state == "new" else ""
    return [
        {"label": _("Sender"), "value": settings.DEFAULT_FROM_EMAIL},
        {"label": _("Recipient"), "value": f"{mail.recipient} <{mail.to_address}>"},
        {"label": _("Kind"), "value": mail.get_kind_display()},
        {"label": _("Written at"), "value": exact_moment(mail.created_at, today)},
        *([{"label": _("Sent at"), "value": sent_at}] if sent_at else []),
        *([{"label": _("Next try at"), "value": waits}] if waits else []),
        *([{"label": _("Put back"), "value": again}] if again else []),
        {"label": _("Attempts"), "value": str(mail.attempts)},
        {"label": _("Message-ID"), "value": mail.message_id},
    ]
