"""Enterprises that may be one: a list to work off, two by two."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tracker.models import Enterprise, User
from tracker.models.firm_words import REASONS
from tracker.operations.twins import places, tell_apart
from tracker.reports.twins import pairs, why_alike
from tracker.web.merge_page import merge_url
from tracker.web.permit import need
from tracker.web.typed import posted, queried

PAGE_SIZE = 30


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Those of one's territory that sound alike, the latest added first; four queries."""
    user = need(request, "enterprise.merge")
    units = None if user.scope.sees_everything("enterprise.merge") else user.scope.units("enterprise.merge")
    found = pairs(units, after=_place(request, user), limit=PAGE_SIZE + 1)
    rows = _rows(user, found[:PAGE_SIZE])
    more = f"{request.path}?after={rows[-1]['place']}" if rows and len(found) > PAGE_SIZE else ""
    context = {
        "heading": _("Enterprises that may be one"),
        "crumbs": [(_("Enterprises"), reverse("enterprises")), (_("Duplicates"), "")],
        "rows": rows,
        "more_url": more,
        "first_url": request.path if "after" in request.GET else "",
    }
    return render(request, "enterprises/duplicates.html", context)


@require_POST
def apart(request: HttpRequest) -> HttpResponse:
    """These two are not the same; they are not offered again."""
    user = need(request, "enterprise.merge")
    seen = Enterprise.objects.visible_to(user).select_related("district")
    one, other = (get_object_or_404(seen, public_id=posted(request, name)[:12]) for name in ("one", "other"))
    tell_apart(one, other, by=user, now=timezone.localtime())
    messages.success(request, _("Noted: these are two enterprises. They are not shown here again."))
    return redirect("duplicates")


def _place(request: HttpRequest, user: User) -> tuple[int, int] | None:
    """Where the page begins: after the two firms that its address names; anything else is the first page."""
    names = queried(request, "after")[:25].split("-")
    if len(names) != 2:
        return None
    seen = Enterprise.objects.visible_to(user).filter(public_id__in=names)
    keys = dict(seen.values_list("public_id", "id"))
    return (keys[names[0]], keys[names[1]]) if len(keys) == 2 else None


def _rows(user: User, found: list[tuple[int, int]]) -> list[dict[str, Any]]:
    keys = {key for pair in found for key in pair}
    firms = Enterprise.objects.visible_to(user).select_related("district").in_bulk(keys)
    known = places() if found else ()
    return [_row(firms[one], firms[other], known) for one, other in found if {one, other} <= firms.keys()]


def _row(one: Enterprise, other: Enterprise, known: tuple[str, ...]) -> dict[str, Any]:
    """The one with a code, or the older one, is the one that stays unless somebody turns it round."""
    stays, goes = (one, other) if one.credit_code else (other, one)
    return {
        "place": f"{one.public_id}-{other.public_id}",
        "reason": str(REASONS[why_alike(one, other, known) or "same_sound"]),
        "firms": [_firm(stays), _firm(goes)],
        "merge_url": merge_url(stays, goes),
        "one": one.public_id,
        "other": other.public_id,
    }


def _firm(firm: Enterprise) -> dict[str, str]:
    return {
        "url": reverse("enterprise", args=[firm.public_id]),
        "name": firm.name,
        "under": " · ".join(filter(None, [str(firm.district or ""), firm.credit_code, firm.industry])),
    }
