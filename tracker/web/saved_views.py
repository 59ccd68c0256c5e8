"""Views: the filters of a list under a name, kept, opened, shared, pinned."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tracker.models import SavedView, User
from tracker.models.error_words import sentence
from tracker.operations.saved_views import change_view, delete_view, save_view, units_to_share
from tracker.rules.errors import BadInput, Conflict
from tracker.web.accounts import safe_next
from tracker.web.dates import Clock
from tracker.web.filter_words import gone_of, words_of
from tracker.web.list_bar import address_of, counted, tabs_of
from tracker.web.list_table import KEPT_BESIDE_FILTERS, TABLE, filters_of, kept_query
from tracker.web.people import person
from tracker.web.permit import need
from tracker.web.typed import posted, queried

ON = "on"


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """My views and those shared with my units, list by list; counts of the pinned ones alone."""
    user, clock = need(request, "view.save"), Clock.of_request()
    seen = SavedView.objects.visible_to(user).select_related("owner", "shared_with")
    views = list(seen.order_by("list_name", "name", "id"))
    counts = counted([view for view in views if view.is_pinned], user, clock)
    context = {
        "views": [_row(view, user, clock, counts) for view in views if view.list_name in TABLE],
        "units": [{"value": one.public_id, "label": str(one)} for one in units_to_share(user)],
    }
    return render(request, "views/list.html", context)


@require_POST
def new(request: HttpRequest) -> HttpResponse:
    """Keep the filters of the list that stands there."""
    user, name = need(request, "view.save"), posted(request, "list")
    if name not in TABLE:
        raise Http404
    query = kept_query(filters_of(name, posted(request, "query"), user, Clock.of_request()))
    try:
        view = save_view(
            name, by=user, name=posted(request, "name"), query=query, is_pinned=posted(request, "pin") == ON
        )
    except (BadInput, Conflict) as error:
        messages.error(request, sentence(error))
        return HttpResponseRedirect(safe_next(request))
    messages.success(request, _("The view “%(name)s” is kept.") % {"name": view.name})
    return HttpResponseRedirect(address_of(view))


@require_GET
def show(request: HttpRequest, public_id: str) -> HttpResponse:
    """Open the list; what the view asks for that is no longer there is said, the rest still counts."""
    view = view_of(request, public_id)
    if view.list_name in TABLE:
        filters = filters_of(view.list_name, view.query, person(request), Clock.of_request())
        known = {*filters.filters, *KEPT_BESIDE_FILTERS}
        if [name for name in QueryDict(view.query) if name not in known]:
            messages.warning(request, _("Some filters of this view are no longer there; the list is wider."))
    return HttpResponseRedirect(address_of(view))


@require_POST
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Rename, share, pin."""
    view, user = view_of(request, public_id), person(request)
    chosen = posted(request, "unit")
    unit = units_to_share(user).filter(public_id=chosen).first() if chosen else None
    if chosen and unit is None and view.shared_with and view.shared_with.public_id == chosen:
        unit = view.shared_with
    try:
        if chosen and unit is None:
            raise BadInput("required", field="unit")
        change_view(
            view,
            by=user,
            name=posted(request, "name"),
            shared_with=unit,
            is_pinned=posted(request, "pin") == ON,
        )
    except (BadInput, Conflict) as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, _("The view “%(name)s” is kept.") % {"name": view.name})
    return redirect("views")


@require_POST
def delete(request: HttpRequest, public_id: str) -> HttpResponse:
    """Forget a view of mine."""
    view = view_of(request, public_id)
    delete_view(view, by=person(request))
    messages.success(request, _("The view “%(name)s” is deleted.") % {"name": view.name})
    return redirect("views")


@require_GET
def tabs(request: HttpRequest, name: str) -> HttpResponse:
    """The tabs of a list again, now with their counts: asked for after the list stands there."""
    if name not in TABLE:
        raise Http404
    user, clock = need(request, TABLE[name].verb), Clock.of_request()
    found = tabs_of(user, name, queried(request, "query"))
    ids = [tab["id"] for tab in found if "id" in tab]
    counts = counted(list(SavedView.objects.visible_to(user).filter(pk__in=ids)), user, clock)
    for tab in found:
        tab["count"] = counts.get(tab.get("id", 0))
    return render(request, "includes/view_tabs.html", {"bar": {"list_name": name, "tabs": found}})


def view_of(request: HttpRequest, public_id: str) -> SavedView:
    """The view, when the person sees it."""
    seen = SavedView.objects.visible_to(person(request)).select_related("owner", "shared_with")
    return get_object_or_404(seen, public_id=public_id)


def _row(view: SavedView, user: User, clock: Clock, counts: dict[int, str]) -> dict[str, Any]:
    filters = filters_of(view.list_name, view.query, user, clock)
    return {
        "id": view.public_id,
        "name": view.name,
        "list": TABLE[view.list_name].label,
        "words": words_of(filters),
        "gone": "、".join(gone_of(filters)),
        "is_mine": view.owner_id == user.pk,
        "owner": str(view.owner),
        "unit": str(view.shared_with) if view.shared_with else "",
        "unit_id": view.shared_with.public_id if view.shared_with else "",
        "is_pinned": view.is_pinned,
        "count": counts.get(view.pk),
    }
