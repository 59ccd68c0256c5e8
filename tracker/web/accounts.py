"""Signing in and out, language, theme, and a person's own page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language

from tracker.models import Membership, User
from tracker.models.error_words import sentence
from tracker.operations import profile as verbs
from tracker.operations.people import set_password
from tracker.reports.demo import demo_accounts
from tracker.rules.errors import DomainError
from tracker.web.lockouts import one_at_a_time
from tracker.web.notice_forms import ChoicesForm
from tracker.web.people import person
from tracker.web.typed import posted, queried

THEMES = ("light", "dark")
YEAR_SECONDS = 365 * 24 * 3600


@login_not_required
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password; afterwards the page that was asked for, in the person's language."""
    target = safe_next(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(target)
    form = AuthenticationForm(request, request.POST if request.method == "POST" else None)
    if request.method == "POST" and _weighed(form):
        user = form.get_user()
        login(request, user)
        return with_language(HttpResponseRedirect(target), user.language)
    return render(request, "sign_in.html", _sign_in_context(request, form))


def _weighed(form: AuthenticationForm) -> bool:
    """Whether name and password are right; guesses at one account wait for one another."""
    with one_at_a_time(form.data.get("username", "")):
        return form.is_valid()


def _sign_in_context(request: HttpRequest, form: forms.Form) -> dict[str, Any]:
    accounts = demo_accounts(timezone.localdate()) if settings.EMBEDDED else []
    note = _("The passwords were printed when the program was started for the first time.")
    return {
        "form": form,
        "next": posted(request, "next") or queried(request, "next"),
        "demo_accounts": accounts,
        "demo_note": note if accounts else "",
    }


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session."""
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Django's own switch, remembered with the account."""
    response = set_language(request)
    chosen = posted(request, "language")
    if isinstance(request.user, User) and chosen in dict(settings.LANGUAGES):
        verbs.choose_language(request.user, language=chosen)
    return response


@login_not_required
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light or dark, kept in a cookie so that the server writes the page right at once."""
    response = HttpResponseRedirect(safe_next(request))
    chosen = posted(request, "theme")
    if chosen in THEMES:
        response.set_cookie(
            "theme", chosen, max_age=YEAR_SECONDS, samesite="Lax", secure=settings.HTTPS, httponly=True
        )
    return response


@sensitive_post_parameters("old_password", "new_password1", "new_password2")
@never_cache
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Who I am here, a new password, how notices come by mail."""
    user = person(request)
    form = PasswordChangeForm(user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            set_password(user, by=user, password=form.cleaned_data["new_password1"])
        except DomainError as error:
            form.add_error(None, sentence(error))
        else:
            update_session_auth_hash(request, user)
            messages.success(request, _("The new password is in force. Other devices were signed out."))
            return redirect("profile")
    return _profile(request, user, form, ChoicesForm(user))


@never_cache
@require_POST
def notice_choices(request: HttpRequest) -> HttpResponse:
    """How my notices come by mail."""
    user = person(request)
    form = ChoicesForm(user, request.POST)
    if form.is_valid():
        verbs.choose_notices(user, chosen=form.cleaned_data)
        messages.success(request, _("Your choice about mails is kept."))
        return redirect("profile")
    return _profile(request, user, PasswordChangeForm(user), form)


@require_POST
def trust_my_address(request: HttpRequest) -> HttpResponse:
    """My address is right: the next mail tries it again."""
    verbs.trust_address(person(request))
    messages.success(request, _("The next mail tries your address again."))
    return redirect("profile")


def _profile(
    request: HttpRequest, user: User, form: PasswordChangeForm, choices: ChoicesForm
) -> HttpResponse:
    context = {
        "form": form,
        "choices": choices,
        "facts": _facts(user),
        "email": user.email,
        "is_bouncing": user.is_bouncing,
    }
    return render(request, "profile.html", context, status=400 if form.errors or choices.errors else 200)


def _facts(user: User) -> list[dict[str, Any]]:
    held = Membership.objects.visible_to(user).current(timezone.localdate()).filter(user=user)
    roles = [f"{m.unit} · {m.get_role_display()}" for m in held.select_related("unit").order_by("id")]
    return [
        {"label": _("Full name"), "value": user.name},
        {"label": _("User name"), "value": user.username},
        {"label": _("Units and roles"), "lines": roles},
        {"label": _("E-mail"), "value": user.email},
        {"label": _("Phone"), "value": user.phone},
    ]


def safe_next(request: HttpRequest) -> str:
    """Where to go on: an address of this site as its pages write them, from the root on, else the workbench."""
    wanted = posted(request, "next") or queried(request, "next")
    is_own = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if wanted.startswith("/") and is_own else reverse("home")


def with_language(response: HttpResponseRedirect, chosen: str) -> HttpResponseRedirect:
    """The answer with the person's language in its cookie."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=YEAR_SECONDS,
        samesite="Lax",
        secure=settings.HTTPS,
    )
    return response
