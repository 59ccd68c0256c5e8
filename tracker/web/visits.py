"""Visits: the form behind a firm's page and its QR code, the code to print, one visit."""

from __future__ import annotations

from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tracker.models import Enterprise, Visit
from tracker.operations.enterprises import survivor_of
from tracker.operations.visits import log_visit, visiting_unit
from tracker.rules.errors import DomainError, NotAllowed
from tracker.web.dates import Clock
from tracker.web.enterprises import firm_of
from tracker.web.files import file_box, files_of
from tracker.web.forms import add_refusal
from tracker.web.lists import page_of, show_list, table_of
from tracker.web.narrowed import narrowed
from tracker.web.people import person
from tracker.web.permit import need
from tracker.web.rows import visit_rows
from tracker.web.tables import VISITS
from tracker.web.visit_filter import VisitFilter
from tracker.web.visit_forms import PROBLEM_FIELDS, VisitForm
from tracker.web.visit_page import visit_context


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The list, the latest day first."""
    user, clock = need(request, "enterprise.view"), Clock.of_request()
    filters = VisitFilter(request, Visit.objects.visible_to(user))
    page = page_of(request, filters, filters.order, lambda ids: visit_rows(user, ids, clock))
    known = {
        "page": page,
        "table": table_of(request, filters, VISITS, page.rows),
        "narrowed": narrowed(filters),
    }
    return show_list(request, "visits", filters, known)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, public_id: str) -> HttpResponse:
    """Log a visit; what was typed stays when something is missing."""
    user, firm = person(request), firm_of(request, public_id)
    if not user.scope.may("visit.log"):
        raise NotAllowed("not_permitted", verb="visit.log")
    firm = survivor_of(firm)
    form = VisitForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _form(request, firm, form, status=400 if form.is_bound else 200)
    try:
        visit = _logged(request, firm, form)
    except DomainError as error:
        add_refusal(form, error)
        return _form(request, firm, form, status=403 if isinstance(error, NotAllowed) else 400)
    messages.success(request, _told(visit))
    return redirect("visit", visit.public_id)


def _logged(request: HttpRequest, firm: Enterprise, form: VisitForm) -> Visit:
    data, key = form.data_of_visit(firm, files_of(request)), form.cleaned_data["key"]
    return log_visit(firm, by=person(request), now=timezone.localtime(), data=data, key=key)


def _told(visit: Visit) -> str:
    """Everything that one entry made."""
    told = [_("The visit is recorded.")]
    if visit.case:
        told.append(_("Case %(number)s is registered.") % {"number": visit.case.number})
    if visit.action:
        told.append(_("The action is logged."))
    return " ".join(told)


def _form(request: HttpRequest, firm: Enterprise, form: VisitForm, *, status: int) -> HttpResponse:
    back_url = reverse("enterprise", args=[firm.public_id])
    user = person(request)
    unit = visiting_unit(user, timezone.localdate())
    context = {
        "file_box": file_box(user, Visit(enterprise=firm, unit=unit)) if unit else None,
        "form": form,
        "problem_fields": [form[name] for name in PROBLEM_FIELDS],
        "firm": firm.name,
        "crumbs": [
            (_("Enterprises"), reverse("enterprises")),
            (firm.name, back_url),
            (_("Log a visit"), ""),
        ],
        "back_url": back_url,
    }
    return render(request, "visits/form.html", context, status=status)


@require_GET
def show(request: HttpRequest, public_id: str) -> HttpResponse:
    """One visit, and what came of it."""
    context = visit_context(person(request), visit_of(request, public_id))
    return render(request, "visits/detail.html", context)


def visit_of(request: HttpRequest, public_id: str) -> Visit:
    """The visit, when the person sees it."""
    seen = Visit.objects.visible_to(person(request)).select_related("enterprise", "unit", "by")
    return get_object_or_404(seen, public_id=public_id)


@require_GET
def code(request: HttpRequest, public_id: str) -> HttpResponse:
    """A page to print and hang up: whoever scans it and signs in is on the form of a visit."""
    firm = firm_of(request, public_id)
    address = settings.SITE_URL + reverse("visit_new", args=[firm.public_id])
    page_url = reverse("enterprise", args=[firm.public_id])
    context: dict[str, Any] = {
        "firm": {"name": firm.name, "district": str(firm.district or "")},
        "address": address,
        "image": segno.make_qr(address, error="m").svg_data_uri(scale=8, dark="#000", light="#fff"),
        "crumbs": [(_("Enterprises"), reverse("enterprises")), (firm.name, page_url), (_("QR code"), "")],
    }
    return render(request, "visits/code.html", context)
