"""The same act on many cases: what it would do, the act itself, what became of it on each, and taking it back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tracker.models import BulkAct, User
from tracker.models.act_words import MEANINGS, bulk_button
from tracker.models.error_words import sentence
from tracker.operations.bulk import act_on_many, check_number, undo_batch
from tracker.rules.errors import BadInput, DomainError, NotAllowed
from tracker.rules.status import IN_BULK, TABLE, Move
from tracker.web.accounts import safe_next
from tracker.web.bulk_forms import BulkForm
from tracker.web.bulk_page import Preview, preview_of, result_context
from tracker.web.dates import Clock
from tracker.web.forms import add_refusal
from tracker.web.people import person
from tracker.web.typed import posted, queried

_ROW: Final = re.compile(r"([0-9]{4}-[0-9]{6,12}):([0-9]{1,9})", re.ASCII)
MOST_LETTERS: Final = 30  # of a case's number and version


def acts_for(user: User) -> list[dict[str, str]]:
    """The acts a person may take on many cases, for the list's buttons."""
    return [{"value": verb, "label": bulk_button(verb)} for verb in IN_BULK if user.scope.may(f"case.{verb}")]


@require_http_methods(["GET", "POST"])
def bulk(request: HttpRequest) -> HttpResponse:
    """Ask once for what the act needs and show what it would do to each case; then take it."""
    user, move = person(request), _move(request)
    if not user.scope.may(f"case.{move.verb}"):
        raise NotAllowed("not_permitted", verb=f"case.{move.verb}")
    if request.method == "POST":
        return _take(request, user, move)
    numbers = _numbers([*request.GET.getlist("selected"), *queried(request, "numbers").split(",")])
    try:
        check_number(len(numbers))
    except BadInput as error:
        messages.error(request, sentence(error))
        return redirect(back_to(request))
    preview = preview_of(user, move, dict.fromkeys(numbers), [], Clock.of_request())
    return _page(request, preview, BulkForm(user, preview.possible, move))


@require_GET
def result(request: HttpRequest, public_id: str) -> HttpResponse:
    """What became of it, case by case."""
    user, batch = person(request), _batch(request, public_id)
    context = result_context(user, batch, Clock.of_request(), now=timezone.localtime())
    return render(request, "cases/bulk_result.html", context | {"back_url": back_to(request)})


@require_POST
def undo(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take the batch back."""
    user, batch = person(request), _batch(request, public_id)
    undo_batch(batch, by=user, now=timezone.localtime())
    return redirect(_own_page(request, batch))


def back_to(request: HttpRequest) -> str:
    """The list as it was left."""
    asked = posted(request, "next") or queried(request, "next")
    return safe_next(request) if asked else reverse("cases")


def _take(request: HttpRequest, user: User, move: Move) -> HttpResponse:
    chosen, left_out = _rows(request.POST.getlist("row")), _numbers(request.POST.getlist("left_out"))
    request.acted_on = f"{move.verb} {len(chosen)}"  # type: ignore[attr-defined]  # for the log of requests
    preview = preview_of(user, move, chosen, left_out, Clock.of_request())
    form = BulkForm(user, preview.possible, move, request.POST)
    if not form.is_valid():
        return _page(request, preview, form)
    key, now = form.cleaned_data["key"], timezone.localtime()
    try:
        batch = act_on_many(chosen, move.verb, by=user, now=now, facts=form.facts(), key=key)
    except NotAllowed:
        raise
    except DomainError as error:
        add_refusal(form, error)
        return _page(request, preview, form)
    request.acted_on = f"{move.verb} {len(chosen)} {batch.public_id}"  # type: ignore[attr-defined]
    return redirect(_own_page(request, batch))


def _move(request: HttpRequest) -> Move:
    verb = (request.POST if request.method == "POST" else request.GET).get("act", "")
    if verb not in IN_BULK:
        raise Http404
    return TABLE[verb]


def _numbers(sent: Iterable[str]) -> list[str]:
    """What was sent as numbers of cases, each once; nonsense is a case that is not found."""
    texts = (text.replace("\x00", "").strip()[:MOST_LETTERS] for text in sent)
    return list(dict.fromkeys(text for text in texts if text))


def _rows(sent: Iterable[str]) -> dict[str, int | None]:
    """Number → version of each case as the page sent them; beside those, nonsense is a case that is not found."""
    found = [(row, _ROW.fullmatch(row)) for row in _numbers(sent)]
    if not any(one for row, one in found):
        return {}
    return {one[1] if one else f"?{row}": int(one[2]) if one else None for row, one in found}


def _batch(request: HttpRequest, public_id: str) -> BulkAct:
    seen = BulkAct.objects.visible_to(person(request)).select_related("by", "by_unit", "undone_by")
    return get_object_or_404(seen, public_id=public_id)


def _own_page(request: HttpRequest, batch: BulkAct) -> str:
    return f"{reverse('bulk_result', args=[batch.public_id])}?{urlencode({'next': back_to(request)})}"


def _page(request: HttpRequest, preview: Preview, form: BulkForm) -> HttpResponse:
    verb, back_url = form.move.verb, back_to(request)
    count = len(preview.possible)
    words = ngettext("%(act)s: %(count)d case", "%(act)s: %(count)d cases", count)
    context: dict[str, Any] = {
        "form": form,
        "act": verb,
        "preview": preview,
        "heading": _("%(act)s, several cases") % {"act": bulk_button(verb)},
        "intro": MEANINGS.get(verb, ""),
        "crumbs": [(_("Cases"), back_url), (bulk_button(verb), "")],
        "submit_label": words % {"act": bulk_button(verb), "count": count},
        "back_url": back_url,
    }
    return render(request, "cases/bulk.html", context, status=400 if form.errors else 200)
