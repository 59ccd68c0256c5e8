"""Who looks after a firm: the history, adding an officer, ending a pairing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from tracker.models import Enterprise, Membership, Pairing, Unit, User
from tracker.models.places import UnitKind
from tracker.operations.enterprises import may_pair, pair
from tracker.operations.firm_parts import end_pairing
from tracker.rules.access import WORKERS
from tracker.rules.errors import DomainError, NotAllowed
from tracker.web.dates import Clock
from tracker.web.enterprises import firm_of
from tracker.web.fields import DayField, LookupBox, PickField
from tracker.web.forms import add_refusal
from tracker.web.pairing_rows import pairing_rows
from tracker.web.people import person

PEOPLE = reverse_lazy("lookup_people")


class PairingForm(forms.Form):
    """A new officer of a firm."""

    officer = PickField(label=gettext_lazy("Chief service officer"), required=True, widget=LookupBox(PEOPLE))
    group = PickField(label=gettext_lazy("Working group"), empty_label="—")
    from_on = DayField(label=gettext_lazy("From"))

    def __init__(self, user: User, data: Any = None) -> None:
        super().__init__(data, initial={"from_on": timezone.localdate()})
        rows = {
            "officer": officers(user),
            "group": Unit.objects.visible_to(user).active().of_kind(UnitKind.GROUP),
        }
        for name, queryset in rows.items():
            self.fields[name].queryset = queryset  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """Which pairing ends, and its last day."""

    officer = forms.CharField(max_length=12)
    from_on = DayField()
    last_on = DayField(required=False)


def officers(user: User) -> Any:
    """People of the office's territory who may look after a firm: accounts with a working role today."""
    held = Membership.objects.visible_to(user).current(timezone.localdate()).filter(role__in=WORKERS)
    return User.objects.visible_to(user).active().filter(id__in=held.values("user_id"))


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest, public_id: str) -> HttpResponse:
    """All officers of a firm, former ones too; and one more."""
    user, firm = _office(request, public_id)
    form = PairingForm(user, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            pair(firm, by=user, **form.cleaned_data)
        except NotAllowed:
            raise
        except DomainError as error:
            add_refusal(form, error)
        else:
            messages.success(request, _("The officer looks after this enterprise now."))
            return redirect("pairings", public_id)
    page_url = reverse("enterprise", args=[public_id])
    context = {
        "form": form,
        "firm": {"name": firm.name, "public_id": public_id},
        "pairings": pairing_rows(user, firm, Clock.of_request()),
        "crumbs": [(_("Enterprises"), reverse("enterprises")), (firm.name, page_url), (_("Pairings"), "")],
    }
    return render(request, "enterprises/pairings.html", context, status=400 if form.errors else 200)


@require_POST
def end(request: HttpRequest, public_id: str) -> HttpResponse:
    """The officer's last day."""
    user, firm = _office(request, public_id)
    form = EndForm(request.POST)
    pairing = _pairing(user, firm, form) if form.is_valid() else None
    if pairing is None:
        messages.error(request, _("This pairing does not stand as the page showed it. Please look again."))
    else:
        end_pairing(pairing, by=user, now=timezone.localtime(), last_on=form.cleaned_data["last_on"])
        messages.success(request, _("The pairing has its last day; it stays in the history."))
    return redirect("pairings", public_id)


def _pairing(user: User, firm: Enterprise, form: EndForm) -> Pairing | None:
    values = form.cleaned_data
    known = Pairing.objects.visible_to(user).filter(enterprise=firm, from_on=values["from_on"])
    return known.filter(officer__public_id=values["officer"]).first()


def _office(request: HttpRequest, public_id: str) -> tuple[User, Enterprise]:
    user, firm = person(request), firm_of(request, public_id)
    if not may_pair(user, firm):
        raise NotAllowed("not_permitted", verb="pairing.edit")
    return user, firm
