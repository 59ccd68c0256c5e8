"""The office's page of a link for the enterprise: made, shown once, copied, revoked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tracker.models import Case
from tracker.models.error_words import sentence
from tracker.operations.links import DAYS, NewLink, address_of, make_link, revoke_link
from tracker.rules.errors import Conflict, NotAllowed
from tracker.web.case_page import heading
from tracker.web.cases import case_of
from tracker.web.dates import Clock
from tracker.web.fields import KeyField
from tracker.web.link_box import link_box
from tracker.web.people import person


class LinkForm(forms.Form):
    """One press, one link."""

    key = KeyField()


@never_cache
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, number: str) -> HttpResponse:
    """Make a link; the answer is the only page that ever shows it."""
    user, case, form = person(request), case_of(request, number), LinkForm(request.POST)
    if request.method == "GET":
        return _page(request, case)
    form.is_valid()
    try:
        new = make_link(case, by=user, now=timezone.localtime(), key=form.cleaned_data["key"])
    except Conflict as error:
        messages.warning(request, sentence(error))
        return _page(request, case, status=409)
    return _page(request, case, new)


@require_POST
def revoke(request: HttpRequest, number: str) -> HttpResponse:
    """End the link."""
    case = case_of(request, number)
    if revoke_link(case, by=person(request), now=timezone.localtime()):
        messages.success(request, _("The link no longer opens."))
    return redirect("case", case.number)


def _page(request: HttpRequest, case: Case, new: NewLink | None = None, *, status: int = 200) -> HttpResponse:
    box, clock = link_box(person(request), case), Clock.of_request()
    if box is None:
        raise NotAllowed("not_permitted", verb="link.make")
    own = reverse("case", args=[case.number])
    context: dict[str, Any] = {
        "case": heading(case, clock),
        "heading": _("Link for the enterprise"),
        "crumbs": [(_("Cases"), reverse("cases")), (case.number, own), (_("Link for the enterprise"), "")],
        "form": LinkForm(),
        "link_box": box,
        "days": DAYS,
        "revoke_url": reverse("case_link_revoke", args=[case.number]),
        "back_url": own,
        **(_shown_once(case, new) if new else {}),
    }
    return render(request, "cases/link.html", context, status=status)


def _shown_once(case: Case, new: NewLink) -> dict[str, str]:
    """The address and the words to send it with; who reads over a shoulder in a group chat learns no more than the number."""
    address = address_of(new)
    until = timezone.localdate(new.link.expires_at).isoformat()
    words = _(
        "About your case %(number)s: tap to see how far it is and to rate the result (no account needed, until %(day)s):\n%(address)s"
    )
    return {
        "address": address,
        "until": until,
        "words": words % {"number": case.number, "day": until, "address": address},
    }
