"""What is noted of a firm itself: its state, with day and reason, and the names it also goes by."""

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
from django.views.decorators.http import require_http_methods, require_POST

from tracker.models import Enterprise, EnterpriseName, User
from tracker.models.enterprises import EnterpriseState, NameKind
from tracker.operations.enterprises import add_name, end_name, may_edit
from tracker.operations.firm_states import set_state
from tracker.operations.firm_trail import LONGEST_REASON
from tracker.rules.errors import DomainError, NotAllowed
from tracker.web.enterprises import firm_of
from tracker.web.fields import Box, DayField
from tracker.web.forms import add_refusal
from tracker.web.people import person
from tracker.web.typed import posted


class StateForm(forms.Form):
    """Another state, since when, and how that is known."""

    state = forms.ChoiceField(label=gettext_lazy("State"), choices=EnterpriseState.choices, widget=Box)
    on = DayField(label=gettext_lazy("Since"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("How this is known: called three times, seen on the spot, the register"),
    )


class NameForm(forms.Form):
    """Another name of a firm."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=150)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=NameKind.choices, widget=Box)


@require_http_methods(["GET", "POST"])
def state(request: HttpRequest, public_id: str) -> HttpResponse:
    """Out of contact, dormant, deregistered, or operating again."""
    user, firm = _own(request, public_id)
    form = StateForm(
        request.POST if request.method == "POST" else None,
        initial={"state": firm.state, "on": timezone.localdate()},
    )
    if form.is_valid():
        known = form.cleaned_data
        try:
            set_state(
                firm,
                known["state"],
                by=user,
                now=timezone.localtime(),
                reason=known["reason"],
                on=known["on"],
            )
        except NotAllowed:
            raise
        except DomainError as error:
            add_refusal(form, error)
        else:
            messages.success(request, _("The state is noted; it stands on the timeline."))
            return redirect("enterprise", public_id)
    context = _page(firm, _("Note the state")) | {
        "form": form,
        "intro": _("Cases go on and may still be registered; whoever registers one is warned."),
    }
    return render(request, "form.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def names(request: HttpRequest, public_id: str) -> HttpResponse:
    """The other names, and one more."""
    user, firm = _own(request, public_id)
    form = NameForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            add_name(firm, by=user, now=timezone.localtime(), **form.cleaned_data)
        except NotAllowed:
            raise
        except DomainError as error:
            add_refusal(form, error)
        else:
            messages.success(request, _("The enterprise is found under this name now."))
            return redirect("enterprise_names", public_id)
    context = _page(firm, _("Other names")) | {
        "form": form,
        "firm": {"name": firm.name, "public_id": public_id},
        "names": _rows(firm),
    }
    return render(request, "enterprises/names.html", context, status=400 if form.errors else 200)


@require_POST
def name_end(request: HttpRequest, public_id: str) -> HttpResponse:
    """It was never called so."""
    user, firm = _own(request, public_id)
    other = EnterpriseName.objects.filter(enterprise=firm, name=posted(request, "name")).first()
    if other is None:
        messages.error(request, _("The enterprise has no such name any more."))
    else:
        end_name(other, by=user, now=timezone.localtime())
        messages.success(request, _("Nothing finds it under this name any more; the history keeps it."))
    return redirect("enterprise_names", public_id)


def _rows(firm: Enterprise) -> list[dict[str, Any]]:
    rows = EnterpriseName.objects.filter(enterprise=firm).order_by("id")
    return [{"name": row.name, "kind": row.get_kind_display()} for row in rows]


def _own(request: HttpRequest, public_id: str) -> tuple[User, Enterprise]:
    user, firm = person(request), firm_of(request, public_id)
    if not may_edit(user, firm):
        raise NotAllowed("not_permitted", verb="enterprise.edit")
    return user, firm


def _page(firm: Enterprise, heading: str) -> dict[str, Any]:
    own = reverse("enterprise", args=[firm.public_id])
    crumbs = [(_("Enterprises"), reverse("enterprises")), (firm.name, own), (heading, "")]
    return {"heading": heading, "crumbs": crumbs, "back_url": own}
