"""轮岗交接: what is open of a person, to whom it goes, and handing it over."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tracker.models import CaseUnit, Pairing, User
from tracker.models.notice_words import work_of
from tracker.operations.handover import (
    Plan,
    Work,
    hand_over,
    may_hand_over,
    open_work,
    plan_handover,
    successors,
)
from tracker.rules.errors import DomainError, NotAllowed
from tracker.web.dates import Clock
from tracker.web.fields import DayField, PickBox, PickField
from tracker.web.forms import add_refusal
from tracker.web.people import person
from tracker.web.rows import LABELS

NOTE_LENGTH = 300


class HandOverForm(forms.Form):
    """To whom, from which day on, and why."""

    to = PickField(
        label=gettext_lazy("Successor"),
        required=True,
        empty_label="—",
        widget=PickBox,
        help_text=gettext_lazy("Colleagues of the same units who have a working role"),
    )
    on = DayField(label=gettext_lazy("First day of the successor"))
    note = forms.CharField(
        label=gettext_lazy("Remark"),
        required=False,
        max_length=NOTE_LENGTH,
        help_text=gettext_lazy("Stands on the trail of every case"),
    )

    def __init__(self, by: User, leaving: User, data: Any = None) -> None:
        today = timezone.localdate()
        super().__init__(data, initial={"on": today})
        self.fields["to"].queryset = successors(leaving, by=by, on=today)  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, public_id: str) -> HttpResponse:
    """What is open; with a successor in the address, what would move; sent, it moves."""
    by, now = person(request), timezone.localtime()
    leaving = get_object_or_404(User.objects.visible_to(by), public_id=public_id)
    if not may_hand_over(by):
        raise NotAllowed("not_permitted", verb="pairing.edit")
    sent = request.POST if request.method == "POST" else request.GET if "to" in request.GET else None
    form = HandOverForm(by, leaving, sent)
    plan = None
    if form.is_valid():
        to, on, note = (form.cleaned_data[name] for name in ("to", "on", "note"))
        try:
            if request.method == "POST":
                moved = hand_over(leaving, to=to, by=by, now=now, on=on, note=note)
                messages.success(request, _told(moved, to))
                return redirect("hand_over", public_id)
            plan = plan_handover(leaving, to=to, by=by, on=on)
        except NotAllowed:
            raise
        except DomainError as error:
            add_refusal(form, error)
    context = _context(by, leaving, form, plan)
    return render(request, "people/hand_over.html", context, status=400 if form.errors else 200)


def _told(plan: Plan, to: User) -> str:
    if not plan.moves:
        return _("Nothing was left to hand over.")
    return _("Handed over to %(person)s: %(what)s.") % {"person": to, "what": _counts(plan.moves)}


def _counts(work: Work) -> str:
    return work_of(firms=len(work.pairings), cases=len(work.parts))


def _context(by: User, leaving: User, form: HandOverForm, plan: Plan | None) -> dict[str, Any]:
    clock = Clock.of_request()
    work = open_work(leaving, by=by, on=clock.today)
    stays = set(plan.stays.pairings) | set(plan.stays.parts) if plan else set()
    return {
        "leaving": {"name": str(leaving), "is_active": leaving.is_active},
        "crumbs": [(_("People"), reverse("people")), (str(leaving), "")],
        "firms": [_firm(one, clock.today) | {"stays": one in stays} for one in work.pairings],
        "cases": [_case(one, clock) | {"stays": one in stays} for one in work.parts],
        "counts_text": _counts(work),
        "form": form,
        "plan": plan and {"moves": _counts(plan.moves), "is_empty": not plan.moves, "stays": len(stays)},
        "page_url": reverse("hand_over", args=[leaving.public_id]),
    }


def _firm(pairing: Pairing, today: date) -> dict[str, Any]:
    begins = _("from %(day)s") if pairing.from_on > today else _("since %(day)s")
    return {
        "url": reverse("enterprise", args=[pairing.enterprise.public_id]),
        "name": pairing.enterprise.name,
        "under": str(pairing.group or ""),
        "days": begins % {"day": pairing.from_on.isoformat()},
    }


def _case(part: CaseUnit, clock: Clock) -> dict[str, Any]:
    due = clock.of_case(part.case.due_on, part.case.status)
    return {
        "url": reverse("case", args=[part.case.number]),
        "number": part.case.number,
        "title": part.case.title,
        "unit": str(part.unit),
        "code": part.case.status,
        "label": LABELS[part.case.status],
        "due_text": due.text,
        "due_tone": due.tone,
    }
