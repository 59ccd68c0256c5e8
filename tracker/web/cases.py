"""Cases: the list, one case, registering, recording a follow-up."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tracker.models import Case
from tracker.models.enterprises import EnterpriseState
from tracker.operations.attachments import note_with_files
from tracker.operations.cases import register_case
from tracker.operations.note_drafts import keep_draft
from tracker.reports.case_units import with_units
from tracker.rules.errors import DomainError, NotAllowed
from tracker.web.bulk import acts_for
from tracker.web.case_forms import CaseForm, NoteForm
from tracker.web.case_page import RELATED, case_context
from tracker.web.case_rows import case_rows
from tracker.web.dates import Clock
from tracker.web.figure_rows import typed_figures
from tracker.web.files import files_of
from tracker.web.filters import CaseFilter
from tracker.web.forms import add_refusal
from tracker.web.lists import page_of, show_list, table_of
from tracker.web.narrowed import narrowed
from tracker.web.people import person
from tracker.web.permit import need
from tracker.web.tables import CASES
from tracker.web.typed import posted, queried


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The list, newest first; by due date when a deadline is asked for; else as the address says."""
    user, clock = need(request, "case.view"), Clock.of_request()
    filters = CaseFilter(request, Case.objects.visible_to(user), clock)
    page = page_of(request, filters, filters.order, lambda ids: case_rows(user, ids, clock))
    new_url = reverse("case_new") if user.scope.may("case.register") else ""
    bulk = acts_for(user)
    known = {
        "page": page,
        "table": table_of(request, filters, CASES, page.rows, select=bool(bulk)),
        "bulk": bulk,
    }
    known |= {"new_url": new_url, "narrowed": narrowed(filters)}
    return show_list(request, "cases", filters, known)


@require_GET
def show(request: HttpRequest, number: str) -> HttpResponse:
    """One case."""
    user, case = person(request), case_of(request, number)
    return render(request, "cases/detail.html", case_context(request, user, case))


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Register a case; what was typed stays when something is missing."""
    user = need(request, "case.register")
    posted = request.method == "POST"
    form = (
        CaseForm(user, request.POST)
        if posted
        else CaseForm(user, initial={"enterprise": queried(request, "enterprise")})
    )
    if posted and form.is_valid():
        key = form.cleaned_data["key"]
        try:
            case = register_case(by=user, now=timezone.localtime(), data=form.data_of_case(), key=key)
        except NotAllowed:
            raise
        except DomainError as error:
            add_refusal(form, error)
        else:
            messages.success(request, _("Case %(number)s is registered.") % {"number": case.number})
            if case.enterprise and case.enterprise.state != EnterpriseState.NORMAL:
                told = {"state": case.enterprise.get_state_display()}
                messages.warning(request, _("Please note: the enterprise is noted as “%(state)s”.") % told)
            return redirect("case", case.number)
    context = {
        "form": form,
        "heading": _("Register a case"),
        "crumbs": [(_("Cases"), reverse("cases")), (_("Register a case"), "")],
        "submit_label": _("Register the case"),
        "back_url": reverse("cases"),
    }
    return render(request, "form.html", context, status=400 if form.errors else 200)


@require_POST
def note(request: HttpRequest, number: str) -> HttpResponse:
    """Record a follow-up on a case."""
    user, case, form = person(request), case_of(request, number), NoteForm(request.POST)
    if form.is_valid():
        now, files = timezone.localtime(), files_of(request)
        try:
            note_with_files(case, by=user, now=now, files=files, **form.values())
        except NotAllowed:
            raise
        except DomainError as error:
            add_refusal(form, error)
        else:
            messages.success(request, _("The follow-up is recorded."))
            return redirect("case", case.number)
    return render(request, "cases/detail.html", case_context(request, user, case, form), status=400)


@require_POST
def draft(request: HttpRequest, number: str) -> HttpResponse:
    """Keep what is being typed; the answer stands beside the button."""
    user, case, now = person(request), case_of(request, number), timezone.localtime()
    note = posted(request, "note")
    keep_draft(case, by=user, now=now, note=note, figures=typed_figures(request.POST))
    return HttpResponse(
        _("Draft saved at %(time)s") % {"time": f"{now:%H:%M}"}, content_type="text/plain; charset=utf-8"
    )


def case_of(request: HttpRequest, number: str) -> Case:
    """The case with what it names, when the person sees it: two queries."""
    seen = Case.objects.visible_to(person(request)).select_related(*RELATED)
    return with_units(get_object_or_404(seen, number=number))
