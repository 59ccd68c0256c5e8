"""The next digest before it goes out: what somebody will read, and a test of it to oneself."""

from __future__ import annotations

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from tracker.models import User
from tracker.models.error_words import sentence
from tracker.operations.digest_previews import Preview, preview_digest, send_test
from tracker.rules.errors import Conflict, TooMany
from tracker.rules.masking import without_tokens
from tracker.web.fields import KeyField, LookupBox, PickField
from tracker.web.mails import fenced
from tracker.web.people_list import READING, readers
from tracker.web.permit import need
from tracker.web.typed import posted, queried


class WhoseForm(forms.Form):
    """Whose digest an office looks at."""

    def __init__(self, user: User, of: User) -> None:
        super().__init__({"to": of.public_id})
        box = LookupBox(f"{reverse('lookup_people')}?who={READING}")
        self.fields["to"] = PickField(
            readers(user), label=gettext_lazy("Recipient"), widget=box, required=False
        )


class OnceForm(forms.Form):
    """One press, one mail."""

    key = KeyField()


@never_cache
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """The next digest of oneself, or of whoever the address names."""
    user, of = _people(request)
    found = _preview(request)
    context = {
        "of": {"name": str(of), "public_id": of.public_id, "is_me": of == user},
        "crumbs": [(_("Mails"), reverse("mails")), (_("The next digest"), "")],
        "whose": WhoseForm(user, of) if user.scope.may("mail.view") else None,
        "form": OnceForm(),
        "preview": found and {"week": found.week, "subject": found.mail.subject},
        "text": without_tokens(found.mail.text) if found else "",
        "html_url": f"{reverse('mail_preview_html')}?{urlencode({'to': of.public_id})}",
        "address": user.email,
    }
    return render(request, "mails/preview.html", context)


@never_cache
@xframe_options_sameorigin
@require_GET
def html(request: HttpRequest) -> HttpResponse:
    """What the frame shows; the link that stops mails is no real one there."""
    found = _preview(request)
    if found is None:
        raise Http404
    return fenced(without_tokens(found.mail.html))


@require_POST
def test(request: HttpRequest) -> HttpResponse:
    """The same by mail, to oneself alone."""
    (user, of), form = _people(request), OnceForm(request.POST)
    form.is_valid()
    try:
        sent = send_test(of, by=user, now=timezone.localtime(), key=form.cleaned_data["key"])
    except (Conflict, TooMany) as error:
        messages.warning(request, sentence(error))
    else:
        if sent:
            messages.success(request, _("The test goes to %(address)s.") % {"address": user.email})
    return redirect(f"{reverse('mail_preview')}?{urlencode({'to': of.public_id})}")


def _people(request: HttpRequest) -> tuple[User, User]:
    """Who asks, and whose digest it is about."""
    user = need(request, "case.view")
    public_id = posted(request, "to") or queried(request, "to")
    if not public_id:
        return user, user
    return user, get_object_or_404(User.objects.visible_to(user).active(), public_id=public_id)


def _preview(request: HttpRequest) -> Preview | None:
    user, of = _people(request)
    return preview_digest(of, by=user, now=timezone.localtime())
