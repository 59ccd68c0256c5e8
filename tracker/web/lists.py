"""One way to show a list: filter, cut a page, make its rows, answer a whole page or only the swapped part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.web.list_filter import ListFilter
from tracker.web.paging import COUNT_CAP, Order, Page, Slice, cut, link

Rows = Callable[[list[int]], list[dict[str, Any]]]


def page_of(request: HttpRequest, filters: ListFilter, order: Order, make_rows: Rows) -> Page:
    """The page that the address asks for, with its rows, count and neighbours."""
    found = cut(filters.qs, order, request.GET, seen=filters.queryset)
    return Page(
        rows=make_rows(found.ids),
        count_text=count_text(found),
        newer_url=link(request, before=found.newer) if found.newer else "",
        older_url=link(request, after=found.older) if found.older else "",
    )


def show_list(
    request: HttpRequest, template: str, filters: ListFilter, context: dict[str, Any]
) -> HttpResponse:
    """The list as a page, or only its swapped part when htmx asks."""
    from tracker.web.list_bar import bar_of  # which knows the rows, and they know this room

    known = context | {"filter": filters, "clear_url": request.path if filters.is_set else ""}
    known["bar"] = bar_of(request, template, filters)
    htmx = request.htmx  # type: ignore[attr-defined]  # set by its middleware
    if htmx and not htmx.history_restore_request:
        known["rows_template"] = f"{template}/_rows.html"
        response = render(request, "includes/results.html", known)
    else:
        response = render(request, f"{template}/list.html", known)
    patch_vary_headers(response, ("HX-Request", "HX-History-Restore-Request"))
    return response


def count_text(found: Slice) -> str:
    """How many there are; beyond the cap only that there are more."""
    if found.count > COUNT_CAP:
        return _("more than %(count)s records") % {"count": f"{COUNT_CAP:,}"}
    return ngettext("%(count)d record", "%(count)d records", found.count) % {"count": found.count}


def in_order(ids: list[int], rows: dict[int, dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows in the order of their ids; one that vanished meanwhile is left out."""
    return [rows[row_id] for row_id in ids if row_id in rows]
