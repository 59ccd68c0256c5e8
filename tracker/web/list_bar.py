"""The bar above a list: pinned views as tabs, what of the address is gone, keeping the filters, taking the list out."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.models import SavedView, User
from tracker.models.exports import ExportColumns, ExportFormat
from tracker.operations.saved_views import MOST_PINNED
from tracker.web.dates import Clock
from tracker.web.filter_words import gone_of
from tracker.web.list_filter import ListFilter
from tracker.web.list_table import TABLE, ListNoun, filters_of, kept_query
from tracker.web.paging import counted as rows_counted

MOST_TABS = 2 * MOST_PINNED  # one's own and those shared with one's units


def bar_of(request: HttpRequest, name: str, filters: ListFilter) -> dict[str, Any] | None:
    """For `includes/list_bar.html`: one query. None for a list that is neither kept nor taken out."""
    noun = TABLE.get(name)
    if noun is None:
        return None
    query = kept_query(filters)
    return {
        "list_name": name,
        "query": query,
        "here": request.get_full_path(),
        "tabs": tabs_of(filters.user, name, query),
        "gone": "、".join(gone_of(filters)),
        "downloads": downloads(noun),
    }


def downloads(noun: ListNoun) -> list[dict[str, str]]:
    """The ways to take a list out: columns and format."""
    kinds = [ExportColumns.LEDGER, ExportColumns.SCREEN] if noun.has_ledger else [ExportColumns.SCREEN]
    return [
        {"value": f"{columns} {format_}", "label": f"{columns.label} · {format_.label}"}
        for columns in kinds
        for format_ in ExportFormat
    ]


def tabs_of(user: User, name: str, query: str) -> list[dict[str, Any]]:
    """The pinned views of a list, without counts."""
    pinned = SavedView.objects.visible_to(user).pinned().filter(list_name=name).order_by("id")
    found = [_tab(view, query) for view in pinned[:MOST_TABS]]
    everything = {"label": _("All"), "url": reverse(name), "active": query == ""}
    return [everything, *found] if found else []


def counted(views: list[SavedView], user: User, clock: Clock) -> dict[int, str]:
    """How many rows each view shows this person, whoever made it; counted as far as its list counts."""
    found = {}
    for view in views:
        if view.list_name in TABLE and user.scope.may(TABLE[view.list_name].verb):
            filters = filters_of(view.list_name, view.query, user, clock)
            found[view.pk] = rows_counted(filters.qs, filters.order, ample=filters.ample)
    return found


def pinned_counts(user: User, clock: Clock) -> list[dict[str, Any]]:
    """The pinned views of all lists for the start page, as the reader sees them."""
    if not user.scope.may("view.save"):
        return []
    pinned = SavedView.objects.visible_to(user).pinned().order_by("list_name", "id")
    views = [view for view in pinned[:MOST_TABS] if view.list_name in TABLE]
    counts = counted(views, user, clock)
    return [
        {"label": view.name, "value": counts[view.pk], "url": address_of(view), "tone": "blue"}
        for view in views
        if view.pk in counts
    ]


def address_of(view: SavedView) -> str:
    """The list as the view has it."""
    address = reverse(view.list_name) if view.list_name in TABLE else reverse("views")
    return f"{address}?{view.query}" if view.query and view.list_name in TABLE else address


def _tab(view: SavedView, query: str) -> dict[str, Any]:
    return {
        "id": view.pk,
        "label": view.name,
        "url": address_of(view),
        "active": view.query == query,
        "is_typed": True,
    }
