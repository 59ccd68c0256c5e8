"""Enterprises: the list, one enterprise, adding, correcting, revealing its contacts."""

from __future__ import annotations

from django.contrib import messages
from django.forms import HiddenInput
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tracker.models import Enterprise
from tracker.operations.contacts import reveal_contacts
from tracker.operations.enterprises import add_enterprise, edit_enterprise, may_edit, survivor_of
from tracker.rules.errors import DomainError, NotAllowed
from tracker.web.dates import Clock
from tracker.web.enterprise_forms import EnterpriseForm, NewEnterpriseForm, initial_of
from tracker.web.enterprise_page import alike, enterprise_context
from tracker.web.filters import EnterpriseFilter
from tracker.web.forms import add_refusal
from tracker.web.lists import page_of, show_list, table_of
from tracker.web.narrowed import narrowed
from tracker.web.people import person
from tracker.web.permit import need
from tracker.web.rows import enterprise_rows
from tracker.web.tables import ENTERPRISES


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The list, the latest added first."""
    user, clock = need(request, "enterprise.view"), Clock.of_request()
    filters = EnterpriseFilter(request, Enterprise.objects.visible_to(user).live())
    page = page_of(request, filters, filters.order, lambda ids: enterprise_rows(user, ids, clock))
    new_url = reverse("enterprise_new") if user.scope.may("enterprise.add") else ""
    duplicates_url = reverse("duplicates") if user.scope.may("enterprise.merge") else ""
    known = {
        "page": page,
        "table": table_of(request, filters, ENTERPRISES, page.rows),
        "new_url": new_url,
        "narrowed": narrowed(filters),
        "duplicates_url": duplicates_url,
    }
    return show_list(request, "enterprises", filters, known)


@require_GET
def show(request: HttpRequest, public_id: str) -> HttpResponse:
    """One enterprise; of one that was merged away, the one that it is now."""
    firm = firm_of(request, public_id)
    if firm.merged_into is not None:
        messages.info(request, _("%(name)s was merged into this enterprise.") % {"name": firm.name})
        return redirect("enterprise", survivor_of(firm).public_id)
    context = enterprise_context(person(request), firm)
    return render(request, "enterprises/detail.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Add an enterprise; one that is known already is shown instead of a second, those that resemble it first."""
    user, now = need(request, "enterprise.add"), timezone.localtime()
    form = NewEnterpriseForm(user, request.POST if request.method == "POST" else None)
    twins: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        known = form.cleaned_data
        try:
            twins = [] if known["is_another"] else alike(user, known)
            if twins:
                return _add(request, form, twins)
            firm = add_enterprise(by=user, now=now, **form.facts())
        except DomainError as error:
            add_refusal(form, error)
        else:
            is_new = firm.created_at == now
            told = (
                _("The enterprise is added.")
                if is_new
                else _("This enterprise was known already; here it is.")
            )
            messages.success(request, told)
            return redirect("enterprise", firm.public_id)
    return _add(request, form, twins)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Correct an enterprise."""
    user, firm = person(request), firm_of(request, public_id)
    if not may_edit(user, firm):
        raise NotAllowed("not_permitted", verb="enterprise.edit")
    posted = request.POST if request.method == "POST" else None
    form = EnterpriseForm(user, posted, initial=initial_of(firm))
    if posted is not None and form.is_valid():
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        try:
            edit_enterprise(firm, by=user, now=timezone.localtime(), changes=changes)
        except NotAllowed:
            raise
        except DomainError as error:
            add_refusal(form, error)
        else:
            messages.success(request, _("The enterprise is corrected."))
            return redirect("enterprise", public_id)
    return _form(request, form, _("Correct an enterprise"), back_url=reverse("enterprise", args=[public_id]))


@never_cache
@require_POST
def reveal(request: HttpRequest, public_id: str) -> HttpResponse:
    """The same page with the numbers; written down first. No redirect: a reload asks, and is written down again."""
    user, firm = person(request), firm_of(request, public_id)
    shown = reveal_contacts(firm, by=user, now=timezone.localtime())
    context = enterprise_context(user, firm, frozenset(contact.pk for contact in shown))
    return render(request, "enterprises/detail.html", context)


def firm_of(request: HttpRequest, public_id: str) -> Enterprise:
    """The enterprise, when the person sees it."""
    seen = Enterprise.objects.visible_to(person(request)).select_related("district", "merged_into")
    return get_object_or_404(seen, public_id=public_id)


def _add(request: HttpRequest, form: NewEnterpriseForm, twins: list[dict[str, str]]) -> HttpResponse:
    heading = _("Add an enterprise")
    if not twins:
        form.fields["is_another"].widget = HiddenInput()
    context = {
        "form": form,
        "twins": twins,
        "heading": heading,
        "crumbs": [(_("Enterprises"), reverse("enterprises")), (heading, "")],
        "back_url": reverse("enterprises"),
    }
    return render(request, "enterprises/add.html", context, status=400 if form.errors else 200)


def _form(request: HttpRequest, form: EnterpriseForm, heading: str, *, back_url: str) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "crumbs": [(_("Enterprises"), reverse("enterprises")), (heading, "")],
        "back_url": back_url,
    }
    return render(request, "form.html", context, status=400 if form.errors else 200)
