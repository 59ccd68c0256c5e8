"""Correcting the facts of a case; a colleague's newer version is shown beside one's own text, never overwritten unseen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tracker.models import Case, User
from tracker.models.cases import CaseClass
from tracker.models.error_words import sentence
from tracker.operations.cases import FROZEN, edit_case, may_correct
from tracker.rules.errors import Conflict, DomainError, NotAllowed
from tracker.rules.status import ENDED
from tracker.web.action_page import differences
from tracker.web.case_forms import CaseForm
from tracker.web.cases import case_of
from tracker.web.fields import Box
from tracker.web.forms import add_refusal
from tracker.web.people import person

FACTS = ("title", "enterprise", "place", "description", "category", "district", "case_class", "raised_on")


class CaseEditForm(CaseForm):
    """The facts of a case as they stand, and the version they were read at."""

    source = None  # type: ignore[assignment]  # Django's way to drop a field: told once, at registering
    case_class = forms.ChoiceField(
        label=gettext_lazy("Class"), choices=[("", "—"), *CaseClass.choices], required=False, widget=Box
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput, max_value=2**31 - 1)

    def freeze(self) -> None:
        """Of a case that has ended the dates and what they come from stand; sent or not, they are not read."""
        for name in FROZEN:
            self.fields[name].disabled = True
            self.fields[name].help_text = _("The case has ended: this stands unless it is reopened.")

    def changes(self) -> dict[str, Any]:
        """What the operation wants."""
        return {name: self.cleaned_data[name] for name in FACTS}


def initial_of(case: Case) -> dict[str, Any]:
    """A case as its form shows it."""
    return {
        "title": case.title,
        "enterprise": case.enterprise.public_id if case.enterprise else None,
        "place": case.place,
        "description": case.description,
        "category": case.category.code if case.category else None,
        "district": case.district.public_id if case.district else None,
        "case_class": case.case_class,
        "raised_on": case.raised_on,
        "version": case.version,
    }


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, number: str) -> HttpResponse:
    """Correct a case."""
    user, case = person(request), case_of(request, number)
    if not may_correct(user, case):
        raise NotAllowed("not_permitted", verb="case.edit")
    sent = request.POST.copy() if request.method == "POST" else None
    form = CaseEditForm(user, sent, initial=initial_of(case))
    if case.status in ENDED:
        form.freeze()
    if sent is None or not form.is_valid():
        return _page(request, case, form)
    had_link = case.links.current().exists()
    try:
        _correct(user, case, form)
    except Conflict as error:
        now = case_of(request, number)
        sent["version"] = str(now.version)
        return _page(request, now, form, conflict=sentence(error))
    if form.errors:
        return _page(request, case, form)
    messages.success(request, _("The case is corrected."))
    if had_link and "enterprise" in form.changed_data:
        messages.info(request, _("A link given to the enterprise before leads nowhere now."))
    return redirect("case", number)


def _correct(user: User, case: Case, form: CaseEditForm) -> None:
    """Correct it, or say at the form why not; a conflict is the caller's to show."""
    version = form.cleaned_data["version"] or 0
    try:
        edit_case(case, by=user, now=timezone.localtime(), version=version, changes=form.changes())
    except (NotAllowed, Conflict):
        raise
    except DomainError as error:
        add_refusal(form, error)


def _page(request: HttpRequest, case: Case, form: CaseEditForm, *, conflict: str = "") -> HttpResponse:
    own = reverse("case", args=[case.number])
    context = {
        "form": form,
        "heading": _("Correct the case"),
        "crumbs": [(_("Cases"), reverse("cases")), (case.number, own), (_("Correct the case"), "")],
        "submit_label": _("Save"),
        "back_url": own,
        "conflict": conflict,
        "differences": differences(form, {name: getattr(case, name) for name in FACTS}) if conflict else [],
    }
    return render(request, "form.html", context, status=409 if conflict else 400 if form.errors else 200)
