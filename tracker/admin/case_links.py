"""The link for the enterprise in the admin: made, shown once, revoked; the same operations as on the workbench."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from tracker.admin.case_acts import case_at
from tracker.admin.refusals import UntouchedField, new_key
from tracker.admin.saving import local_now
from tracker.admin.scope import viewer, visible
from tracker.models import Case, EnterpriseLink
from tracker.models.error_words import sentence
from tracker.operations.links import DAYS, NewLink, address_of, make_link, may_make_link, revoke_link
from tracker.rules.errors import Conflict, NotAllowed


class LinkForm(forms.Form):
    """One press, one link."""

    key = UntouchedField(required=False, max_length=40)


@never_cache
def link_view(request: HttpRequest, object_id: str) -> HttpResponse:
    """Make or revoke it; the answer to making is the only page that ever shows it."""
    user, case = viewer(request), case_at(request, object_id)
    if not may_make_link(user, case):
        raise NotAllowed("not_permitted", verb="link.make")
    if request.method != "POST":
        return _page(request, case)
    if "revoke" in request.POST:
        if revoke_link(case, by=user, now=local_now()):
            messages.success(request, _("The link no longer opens."))
        return redirect("admin:tracker_case_change", case.pk)
    form = LinkForm(request.POST)
    key = form.cleaned_data["key"] if form.is_valid() else ""
    try:
        new = make_link(case, by=user, now=local_now(), key=key or None)
    except Conflict as error:
        messages.warning(request, sentence(error))
        return _page(request, case, status=409)
    return _page(request, case, new)


def _page(request: HttpRequest, case: Case, new: NewLink | None = None, *, status: int = 200) -> HttpResponse:
    seen: Any = visible(EnterpriseLink, viewer(request)).filter(case=case, revoked_at__isnull=True)
    current = next((link for link in seen if link.is_live(local_now())), None)
    context = {
        **admin.site.each_context(request),
        "title": _("Link for the enterprise"),
        "subtitle": str(case),
        "case": case,
        "opts": Case._meta,
        "form": LinkForm(initial={"key": new_key()}),
        "current": current,
        "address": address_of(new) if new else "",
        "until": timezone.localdate(new.link.expires_at).isoformat() if new else "",
        "days": DAYS,
    }
    return TemplateResponse(request, "admin/case_link.html", context, status=status)
