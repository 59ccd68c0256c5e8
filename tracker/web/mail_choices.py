"""The page behind the link at the foot of a mail: what comes by mail, without signing in.

Whoever has the address may choose, so it is a secret like those of enterprises; it shows no case and opens nothing else.
Only a POST changes anything: programs that look through mails open every link.
"""

from __future__ import annotations

from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tracker.models.error_words import sentence
from tracker.models.notices import Group
from tracker.operations.mail_choices import Opened, choose_by_link, open_choice, stop_by_link
from tracker.rules.errors import Conflict, TooMany
from tracker.web.notice_forms import ChoicesForm
from tracker.web.public import GONE, source_of_guess, unlisted
from tracker.web.typed import posted

ONE_CLICK: Final = ("List-Unsubscribe", "One-Click")  # as mail programs send it, RFC 8058


@login_not_required
@csrf_exempt
@unlisted
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, token: str) -> HttpResponse:
    """What comes, and choosing anew. A token that opens nothing gets one and the same page, whatever is wrong with it."""
    try:
        opened = open_choice(token, source=source_of_guess(request), now=timezone.localtime())
        return _chosen(request, token, opened) if request.method == "POST" else _page(request, opened)
    except TooMany as error:
        return render(request, "mails/choice_gone.html", {"message": sentence(error)}, status=429)
    except Conflict as error:
        if error.code not in GONE:
            raise
        return render(request, "mails/choice_gone.html", status=404)


def _chosen(request: HttpRequest, token: str, opened: Opened) -> HttpResponse:
    """A mail program gets its answer at once, a person the page anew."""
    source, now = source_of_guess(request), timezone.localtime()
    request.acted_on = opened.user.public_id  # type: ignore[attr-defined]  # for the log of requests
    if posted(request, ONE_CLICK[0]) == ONE_CLICK[1]:
        stop_by_link(token, source=source, now=now)
        return _page(request, opened, is_kept=True)
    form = ChoicesForm(opened.user, request.POST)
    if not form.is_valid():
        return _page(request, opened, form)
    choose_by_link(token, chosen=form.cleaned_data, source=source, now=now)
    address = reverse("mail_choice", args=[token])
    return redirect(f"{address}?lang={translation.get_language()}&kept=1")


def _page(
    request: HttpRequest, opened: Opened, form: ChoicesForm | None = None, *, is_kept: bool = False
) -> HttpResponse:
    shown = form or ChoicesForm(opened.user)
    still = [name for name in opened.groups if shown.initial[name] != "off"]
    context = {
        "name": opened.user.name,
        "stops": [Group(name).label for name in still],
        "one_click": ONE_CLICK,
        "form": shown,
        "is_kept": is_kept or (form is None and "kept" in request.GET),
    }
    return render(request, "mails/choice.html", context, status=400 if shown.errors else 200)
