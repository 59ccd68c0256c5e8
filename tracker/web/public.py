"""The page of an enterprise, which has no account: how far its case is, and what it says of the result.

Whoever has the address may look and rate, so the address is the secret: it is in no log, no search engine and no
referrer. No cookie is set and none is needed; a forged request would have to know the address.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tracker.models import Case, EnterpriseLink
from tracker.models.cases import SAID, Status
from tracker.models.error_words import sentence
from tracker.operations.links import LONGEST_REMARK, open_link, rate_by_link
from tracker.reports.told import told_to_enterprise
from tracker.rules.errors import BadInput, Conflict, DomainError, NotAllowed, TooMany
from tracker.rules.status import OPEN, PARKED, RATABLE
from tracker.web.dates import day
from tracker.web.errors import status_of
from tracker.web.forms import add_refusal
from tracker.web.lockouts import source_of
from tracker.web.typed import queried

View = Callable[[HttpRequest, str], HttpResponse]
GONE: Final = ("link_unknown", "link_over")
PLAIN: Final[dict[str, Promise]] = {
    Status.REGISTERED: _("Registered. The campaign office will look at it soon."),
    Status.INCOMPLETE: _("Some details are missing. Please call the campaign office."),
    Status.DECLINED: _("The campaign office could not take this on; the reason is below."),
    Status.ACCEPTED: _("Accepted. A unit to handle it is being chosen."),
    Status.ASSIGNED: _("Handed to a unit, which will begin soon."),
    Status.DISPUTED: _("The campaign office is settling which unit handles it."),
    Status.HANDLING: _("The unit is working on it."),
    Status.PARKED: _("It cannot be solved for now; you will hear again."),
    Status.IN_REVIEW: _("The unit reports it as done; the campaign office is checking."),
    Status.CALL_BACK: _(
        "It was reported as done. The campaign office would like to know whether it is, for you."
    ),
    Status.CLOSED: _("Finished."),
    Status.WITHDRAWN: _("Withdrawn. If that was not your wish, please tell the campaign office."),
    Status.MERGED: _("It goes on together with another case about the same matter."),
    Status.VOIDED: _("This entry was made by mistake and does not count."),
}


class RatingForm(forms.Form):
    """What the enterprise says: three choices of equal weight, apart from them that nothing is solved, a remark."""

    rating = forms.ChoiceField(
        label=_("How satisfied are you with the result?"),
        choices=[(one.value, one.label) for one in SAID],
        widget=forms.RadioSelect,
    )
    remark = forms.CharField(
        label=_("Anything else the office should know"),
        help_text=_("Only the campaign office reads this, not the unit that handled your case."),
        max_length=LONGEST_REMARK,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def unlisted(view: View) -> View:
    """Kept nowhere, found by nobody, and not told to the next site; in the language the address asks for."""

    @wraps(view)
    def wrapped(request: HttpRequest, token: str) -> HttpResponse:
        asked = queried(request, "lang")
        with translation.override(asked if asked in dict(settings.LANGUAGES) else translation.get_language()):
            response = view(request, token)
            response.headers["Content-Language"] = translation.get_language()
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Referrer-Policy"] = "no-referrer"
        add_never_cache_headers(response)
        return response

    return wrapped


@login_not_required
@csrf_exempt
@unlisted
@require_http_methods(["GET", "POST"])
def case(request: HttpRequest, token: str) -> HttpResponse:
    """Progress, and the rating. A token that opens nothing gets one and the same page, whatever is wrong with it."""
    try:
        link = open_link(token, source=source_of_guess(request), now=timezone.localtime())
        return _rate(request, link, token) if request.method == "POST" else _page(request, link, RatingForm())
    except TooMany as error:
        return render(request, "public/gone.html", {"message": sentence(error)}, status=429)
    except Conflict as error:
        if error.code not in GONE:
            raise
        return render(request, "public/gone.html", status=404)


def _rate(request: HttpRequest, link: EnterpriseLink, token: str) -> HttpResponse:
    form = RatingForm(request.POST)
    try:
        if request.user.is_authenticated:
            raise NotAllowed("officer_rates")
        if form.is_valid():
            now = timezone.localtime()
            rate_by_link(token, **form.cleaned_data, source=source_of_guess(request), now=now)
            return redirect(f"{reverse('public_case', args=[token])}?lang={translation.get_language()}")
    except BadInput as error:
        add_refusal(form, error)
    except TooMany:
        raise
    except DomainError as error:
        if error.code in GONE:
            raise
        link.refresh_from_db()
        return _page(request, link, form, refused=error)
    return _page(request, link, form)


def _page(
    request: HttpRequest, link: EnterpriseLink, form: RatingForm, *, refused: DomainError | None = None
) -> HttpResponse:
    shown, today = link.case, timezone.localdate()
    may_rate = shown.status in RATABLE and link.rated_at is None and not request.user.is_authenticated
    choices = list(form["rating"])
    context = {
        "title": shown.title,
        "facts": _facts(shown),
        "plain": PLAIN[shown.status],
        "is_rated": link.rated_at is not None,
        "is_officer": request.user.is_authenticated,
        "form": form if may_rate else None,
        "neutral": choices[:-1],
        "unsolved": choices[-1],
        "told": [
            {"day": day(one.day, today), "unit": one.unit, "text": one.note or one.title}
            for one in told_to_enterprise(shown)
        ],
        "refused": sentence(refused) if refused else "",
    }
    status = status_of(refused) if refused else 400 if form.errors else 200
    return render(request, "public/case.html", context, status=status)


def _facts(case: Case) -> list[dict[str, Any]]:
    """Never a person's name or number: the firm, its case, units and days."""
    told = [
        (_("Enterprise"), case.enterprise.name if case.enterprise else case.place),
        (_("Number"), case.number),
        (_("Lead unit"), str(case.lead_unit or "")),
        (_("Due date"), case.due_on if case.status in OPEN and case.status != PARKED else None),
        (_("Next answer on"), case.next_answer_on if case.status == PARKED else None),
        (_("Closed on"), case.closed_on if case.status == Status.CLOSED else None),
        (_("Campaign office"), str(case.owner_office)),
    ]
    return [{"label": label, "value": str(value)} for label, value in told if value]


def source_of_guess(request: HttpRequest) -> str:
    """Where the request came from; of an IPv6 address the network, because one household has billions of them."""
    told = source_of(request) or ""
    try:
        address = ip_address(told)
    except ValueError:
        return told[:45]
    if isinstance(address, IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped or ip_network((address, 64), strict=False))
    return told
