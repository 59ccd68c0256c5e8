"""Assistance actions: the list, one action, logging, correcting, voiding."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tracker.models import AssistanceAction, User
from tracker.models.error_words import sentence
from tracker.operations.actions import void_action
from tracker.operations.promises import keep_promise
from tracker.operations.quick_log import edit_with_new_firms, log_quickly
from tracker.rules.errors import Conflict, DomainError, NotAllowed
from tracker.web.action_forms import ActionForm, KeepForm, initial_of
from tracker.web.action_page import action_context, data_of, differences, may_edit
from tracker.web.dates import Clock
from tracker.web.filters import ActionFilter
from tracker.web.forms import add_refusal
from tracker.web.lists import page_of, show_list, table_of
from tracker.web.narrowed import narrowed
from tracker.web.people import person
from tracker.web.permit import need
from tracker.web.rows import action_rows
from tracker.web.tables import ACTIONS
from tracker.web.typed import posted, queried


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The list, the latest day first."""
    user, clock = need(request, "action.view"), Clock.of_request()
    filters = ActionFilter(request, AssistanceAction.objects.visible_to(user))
    page = page_of(request, filters, filters.order, lambda ids: action_rows(user, ids, clock))
    new_url = reverse("action_new") if user.scope.may("action.log") else ""
    known = {
        "page": page,
        "table": table_of(request, filters, ACTIONS, page.rows),
        "new_url": new_url,
        "narrowed": narrowed(filters),
    }
    return show_list(request, "actions", filters, known)


@require_GET
def show(request: HttpRequest, public_id: str) -> HttpResponse:
    """One action."""
    return render(
        request, "actions/detail.html", action_context(person(request), action_of(request, public_id))
    )


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Log an action; what was typed stays when something is missing."""
    user = need(request, "action.log")
    main = user.main_membership
    initial = {
        "reporter": main.unit if main else None,
        "case": queried(request, "case"),
        "enterprises": request.GET.getlist("enterprise"),
    }
    form = ActionForm(user, request.POST if request.method == "POST" else None, initial=initial)
    action = _logged(user, form) if form.is_valid() else None
    if action is None:
        return _form(request, form, {"heading": _("Log an action"), "back_url": reverse("actions")})
    messages.success(request, _("The action is logged."))
    case = form.cleaned_data["case"]
    return redirect("case", case.number) if case else redirect("action", action.public_id)


def _logged(user: User, form: ActionForm) -> AssistanceAction | None:
    """The new action; None when the operation refuses what the form then says."""
    values = form.cleaned_data
    try:
        return log_quickly(
            by=user,
            now=timezone.localtime(),
            data=form.data_of_action(),
            new_firms=values["new_firms"],
            case=values["case"],
            key=values["key"],
        )
    except NotAllowed:
        raise
    except DomainError as error:
        add_refusal(form, error)
    return None


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Correct an action; a colleague's newer version is shown beside one's own text, never overwritten unseen."""
    user, action = person(request), action_of(request, public_id)
    if not may_edit(user, action):
        raise NotAllowed("not_permitted", verb="action.edit")
    earlier = data_of(action)
    sent = request.POST.copy() if request.method == "POST" else None
    form = ActionForm(user, sent, initial=initial_of(earlier) | {"version": action.version}, earlier=earlier)
    context: dict[str, Any] = {
        "heading": _("Correct an action"),
        "back_url": reverse("action", args=[public_id]),
        "submit_label": _("Save"),
    }
    if sent is None or not form.is_valid():
        return _form(request, form, context)
    try:
        _correct(user, action, form)
    except Conflict as error:
        now = action_of(request, public_id)
        sent["version"] = str(now.version)
        context |= {"conflict": sentence(error), "differences": differences(form, initial_of(data_of(now)))}
        return _form(request, form, context, status=409)
    if form.errors:
        return _form(request, form, context)
    messages.success(request, _("The action is corrected."))
    return redirect("action", public_id)


def _correct(user: User, action: AssistanceAction, form: ActionForm) -> None:
    """Correct it, or say at the form why not; a conflict is the caller's to show."""
    try:
        edit_with_new_firms(
            action,
            by=user,
            now=timezone.localtime(),
            version=form.cleaned_data["version"] or 0,
            data=form.data_of_action(),
            new_firms=form.cleaned_data["new_firms"],
        )
    except (NotAllowed, Conflict):
        raise
    except DomainError as error:
        add_refusal(form, error)


@require_POST
def void(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take back a wrong entry, with a reason."""
    action = action_of(request, public_id)
    reason = posted(request, "reason")
    try:
        void_action(action, by=person(request), now=timezone.localtime(), reason=reason)
    except NotAllowed:
        raise
    except DomainError as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, _("The action is voided; it stays readable with the reason."))
    return redirect("action", public_id)


@require_POST
def keep(request: HttpRequest, public_id: str) -> HttpResponse:
    """A promise of the action is kept."""
    action, form = action_of(request, public_id), KeepForm(request.POST)
    try:
        key, day = form.told()
        keep_promise(action, key, by=person(request), now=timezone.localtime(), kept_on=day)
    except NotAllowed:
        raise
    except DomainError as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, _("The promise is marked as kept."))
    return redirect("action", public_id)


def action_of(request: HttpRequest, public_id: str) -> AssistanceAction:
    """The action, when the person sees it."""
    seen = AssistanceAction.objects.visible_to(person(request)).select_related("reporter", "logged_by")
    return get_object_or_404(seen, public_id=public_id)


def _form(request: HttpRequest, form: ActionForm, context: dict[str, Any], status: int = 200) -> HttpResponse:
    known = {
        "form": form,
        "more": form.more,
        "more_open": any(form[name].value() for name in form.more),
        "crumbs": [(_("Assistance actions"), reverse("actions")), (context["heading"], "")],
        **context,
    }
    return render(request, "actions/form.html", known, status=400 if form.errors else status)
