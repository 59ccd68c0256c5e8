"""Acts on a firm in the admin: noting its state, merging another into it; the same operations as on the workbench."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.forms import Media
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.admin.choosing import KeyBox
from tracker.admin.lists import is_key
from tracker.admin.saving import local_now
from tracker.admin.scope import viewer
from tracker.models import Enterprise, User
from tracker.models.enterprises import EnterpriseState
from tracker.models.error_words import sentence
from tracker.models.firm_words import FIELDS, NOUNS
from tracker.operations.enterprises import may_edit, may_merge
from tracker.operations.firm_merges import MergeChoice, MergePlan, merge_firms, plan_merge
from tracker.operations.firm_states import set_state
from tracker.operations.firm_trail import LONGEST_REASON
from tracker.rules.errors import Conflict, DomainError, NotAllowed

SURVIVOR, MERGED = "survivor", "merged"


class StateForm(forms.Form):
    """Another state, since when, and how that is known."""

    required_css_class = "required"
    state = forms.ChoiceField(label=gettext_lazy("State"), choices=EnterpriseState.choices)
    on = forms.DateField(
        label=gettext_lazy("Since"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=LONGEST_REASON)


class OtherForm(forms.Form):
    """Which other firm is the same."""

    required_css_class = "required"

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        box = KeyBox(Enterprise._meta.get_field("merged_into"), admin.site)
        rows = Enterprise.objects.visible_to(user).live()
        self.fields["other"] = forms.ModelChoiceField(rows, label=_("The other enterprise"), widget=box)


class MergeForm(forms.Form):
    """Which value of each differing field stays."""

    required_css_class = "required"

    def __init__(self, firms: tuple[Enterprise, Enterprise], plan: MergePlan, data: Any = None) -> None:
        self.plan = plan
        super().__init__(data, initial={"seen": plan.seen})
        into, merged = firms
        for name in plan.differing:
            shown = [(SURVIVOR, _shown(into, name)), (MERGED, _shown(merged, name))]
            first = MERGED if name in plan.taken else SURVIVOR
            self.fields[f"take_{name}"] = forms.ChoiceField(
                label=str(FIELDS[name]), choices=shown, initial=first, widget=forms.RadioSelect
            )
        if plan.are_kin:
            label = _(
                "One is called a branch, shop or group: I have checked that both are one registered firm"
            )
            self.fields["is_confirmed"] = forms.BooleanField(label=label)
        self.fields["reason"] = forms.CharField(label=_("Reason"), required=False, max_length=LONGEST_REASON)
        self.fields["seen"] = forms.CharField(widget=forms.HiddenInput, max_length=20)

    def choice(self) -> MergeChoice:
        """What the operation wants."""
        values = self.cleaned_data
        taken = [name for name in self.plan.differing if values[f"take_{name}"] == MERGED]
        confirmed = bool(values.get("is_confirmed"))
        return MergeChoice(taken, is_confirmed=confirmed, reason=values["reason"], seen=values["seen"])


def firm_links(request: HttpRequest, firm: Enterprise) -> list[dict[str, str]]:
    """The acts that the person may take on a firm, for the tools of its page."""
    user, found = viewer(request), []
    if may_edit(user, firm):
        found.append(
            {"label": _("Note the state"), "url": reverse("admin:tracker_enterprise_state", args=[firm.pk])}
        )
    if firm.merged_into_id is None and may_merge(user, firm, firm):
        found.append(
            {
                "label": _("Merge another enterprise into this one"),
                "url": reverse("admin:tracker_enterprise_merge", args=[firm.pk]),
            }
        )
    return found


def state_view(request: HttpRequest, object_id: str) -> HttpResponse:
    """Note a state."""
    user, firm = viewer(request), _firm_at(request, object_id)
    if not may_edit(user, firm):
        raise NotAllowed("not_permitted", verb="enterprise.edit")
    form = StateForm(
        request.POST if request.method == "POST" else None,
        initial={"state": firm.state, "on": timezone.localdate()},
    )
    if form.is_valid():
        known = form.cleaned_data
        try:
            set_state(firm, known["state"], by=user, now=local_now(), reason=known["reason"], on=known["on"])
        except NotAllowed:
            raise
        except DomainError as error:
            return act_page(request, firm, form, _("Note the state"), error=error)
        messages.success(request, _("The state is noted; it stands on the timeline."))
        return redirect("admin:tracker_enterprise_change", firm.pk)
    return act_page(request, firm, form, _("Note the state"))


def merge_view(request: HttpRequest, object_id: str) -> HttpResponse:
    """Choose the other firm, look at both, merge it into this one."""
    user, firm = viewer(request), _firm_at(request, object_id)
    if not may_merge(user, firm, firm):
        raise NotAllowed("not_permitted", verb="enterprise.merge")
    heading = _("Merge another enterprise into this one")
    picked = OtherForm(user, request.GET if "other" in request.GET else None)
    if not is_key(request.GET.get("other") or "0") or not picked.is_valid():
        return act_page(request, firm, picked, heading, method="get")
    other = picked.cleaned_data["other"]
    try:
        plan = plan_merge(other, into=firm, by=user)
    except NotAllowed:
        raise
    except DomainError as error:
        return act_page(request, firm, picked, heading, error=error, method="get")
    sent = request.POST.copy() if request.method == "POST" else None
    form = MergeForm((firm, other), plan, sent)
    if sent is not None and form.is_valid():
        try:
            merge_firms(other, into=firm, by=user, now=local_now(), choice=form.choice())
        except NotAllowed:
            raise
        except DomainError as error:
            sent["seen"] = plan.seen
            return act_page(request, firm, form, heading, error=error, intro=_moves(other, plan))
        told = _("%(name)s was merged into this enterprise. It can be undone at any time.")
        messages.success(request, told % {"name": other.name})
        return redirect("admin:tracker_enterprise_change", firm.pk)
    return act_page(request, firm, form, heading, intro=_moves(other, plan))


def act_page(  # what the page holds, by name
    request: HttpRequest,
    record: Any,
    form: forms.Form,
    heading: str,
    *,
    error: DomainError | None = None,
    intro: str = "",
    method: str = "post",
) -> HttpResponse:
    """A form on one record; with what the operation refused on top."""
    if error is not None:
        name = str(error.params.get("field", ""))
        form.add_error(name if name in form.fields else None, sentence(error))
    context = {
        **admin.site.each_context(request),
        "title": heading,
        "subtitle": str(record),
        "record": record,
        "opts": record._meta,
        "form": form,
        "intro": intro,
        "method": method,
        "media": Media(js=["admin/js/core.js"]) + form.media,
        "submit_label": _("Look at both") if method == "get" else heading,
    }
    status = 409 if isinstance(error, Conflict) else 400 if form.errors else 200
    return TemplateResponse(request, "admin/firm_act.html", context, status=status)


def _firm_at(request: HttpRequest, object_id: str) -> Enterprise:
    seen = Enterprise.objects.visible_to(viewer(request)).select_related("district")
    found = seen.filter(pk=object_id).first() if is_key(object_id) else None
    if found is None:
        raise Http404(_("There is no such record."))
    return found


def _moves(other: Enterprise, plan: MergePlan) -> str:
    """What moves, in one sentence."""
    counts = "，".join(f"{count} {NOUNS.get(name, name)}" for name, count in plan.counts.items())
    return " · ".join(filter(None, [other.name, counts]))


def _shown(firm: Enterprise, name: str) -> str:
    if name == "state":
        return str(firm.get_state_display())
    if name == "is_verified":
        return _("yes") if firm.is_verified else _("no")
    return str(getattr(firm, name) or "—")
