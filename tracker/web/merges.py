"""Merging two firms that are one: choosing the other, looking at both, doing it, taking it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tracker.models import Enterprise, Merge, User
from tracker.models.error_words import sentence
from tracker.operations.enterprises import may_merge
from tracker.operations.firm_merges import merge_firms, plan_merge
from tracker.operations.firm_unmerges import undo_merge
from tracker.rules.errors import Conflict, DomainError, NotAllowed
from tracker.web.dates import Clock
from tracker.web.enterprises import firm_of
from tracker.web.forms import add_refusal
from tracker.web.merge_forms import MergeForm, ReasonForm, WithForm
from tracker.web.merge_page import choosing, counted, merge_context, merge_url, side_by_side
from tracker.web.people import person


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, public_id: str) -> HttpResponse:
    """The other firm is chosen, then both are shown, then they are merged; this one stays."""
    user, firm = person(request), firm_of(request, public_id)
    if not may_merge(user, firm, firm):
        raise NotAllowed("not_permitted", verb="enterprise.merge")
    picked = WithForm(user, request.GET if "other" in request.GET else None)
    other = picked.cleaned_data["other"] if picked.is_valid() else None
    if other is None:
        return _choose(request, user, firm, picked)
    try:
        plan = plan_merge(other, into=firm, by=user)
    except NotAllowed:
        raise
    except DomainError as error:
        picked.add_error("other", sentence(error))
        return _choose(request, user, firm, picked)
    sent = request.POST.copy() if request.method == "POST" else None
    form = MergeForm(plan, sent)
    status = 200
    if sent is not None and form.is_valid():
        try:
            done = merge_firms(other, into=firm, by=user, now=timezone.localtime(), choice=form.choice())
        except NotAllowed:
            raise
        except DomainError as error:
            sent["seen"] = plan.seen
            add_refusal(form, error)
            status = 409 if isinstance(error, Conflict) else 400
        else:
            told = _("%(name)s was merged into this enterprise. It can be undone at any time.")
            messages.success(request, told % {"name": done.merged.name})
            return redirect("enterprise", public_id)
    return _look(request, (firm, other), form, status=400 if form.errors and status == 200 else status)


@require_GET
def show(request: HttpRequest, public_id: str) -> HttpResponse:
    """What one merge moved, and what became of it."""
    user, done = _merge_of(request, public_id)
    context = merge_context(user, done, Clock.of_request()) | {"form": ReasonForm()}
    return render(request, "enterprises/merged.html", context)


@require_POST
def undo(request: HttpRequest, public_id: str) -> HttpResponse:
    """Two firms again."""
    user, done = _merge_of(request, public_id)
    form = ReasonForm(request.POST)
    status = 400
    if form.is_valid():
        try:
            undo_merge(done, by=user, now=timezone.localtime(), reason=form.cleaned_data["reason"])
        except NotAllowed:
            raise
        except DomainError as error:
            add_refusal(form, error)
            status = 409
        else:
            messages.success(request, _("The merge is undone. Both enterprises stand as before."))
            return redirect("merge", public_id)
    context = merge_context(user, done, Clock.of_request()) | {"form": form}
    return render(request, "enterprises/merged.html", context, status=status)


def _merge_of(request: HttpRequest, public_id: str) -> tuple[User, Merge]:
    user = person(request)
    seen = Merge.objects.visible_to(user).select_related("survivor", "merged", "by", "undone_by")
    return user, get_object_or_404(seen, public_id=public_id)


def _choose(request: HttpRequest, user: User, firm: Enterprise, form: WithForm) -> HttpResponse:
    context = _both(firm, _("Merge another enterprise into this one")) | {
        "form": form,
        "twins": choosing(user, firm),
    }
    return render(request, "enterprises/merge_with.html", context, status=400 if form.errors else 200)


def _look(
    request: HttpRequest, firms: tuple[Enterprise, Enterprise], form: MergeForm, *, status: int
) -> HttpResponse:
    firm, other = firms
    context = _both(firm, _("Merge two enterprises")) | {
        "form": form,
        "stays": firm.name,
        "goes": other.name,
        "rows": side_by_side(firm, other, form),
        "counts": counted(dict(form.plan.counts)),
        "swap_url": merge_url(other, firm),
        "other_url": merge_url(firm),
    }
    return render(request, "enterprises/merge.html", context, status=status)


def _both(firm: Enterprise, heading: str) -> dict[str, Any]:
    own = reverse("enterprise", args=[firm.public_id])
    crumbs = [(_("Enterprises"), reverse("enterprises")), (firm.name, own), (_("Merge"), "")]
    return {"heading": heading, "firm": firm.name, "crumbs": crumbs, "back_url": own}
