"""One way to show a list: filter, cut a page, make its rows, answer a whole page or only the swapped part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.models import User
from tracker.web.chips import chips
from tracker.web.columns import Box, Column, Head, Table
from tracker.web.list_filter import ListFilter
from tracker.web.paging import Order, Page, Slice, cut, link

Rows = Callable[[list[int]], list[dict[str, Any]]]


def page_of(request: HttpRequest, filters: ListFilter, order: Order, make_rows: Rows) -> Page:
    """The page that the address asks for, with its rows, count and neighbours."""
    found = cut(filters.qs, order, request.GET, seen=filters.queryset, ample=filters.ample)
    return Page(
        rows=make_rows(found.ids),
        count_text=count_text(found),
        newer_url=link(request, before=found.newer) if found.newer else "",
        older_url=link(request, after=found.older) if found.older else "",
    )


def table_of(
    request: HttpRequest,
    filters: ListFilter,
    columns: Sequence[Column],
    rows: list[dict[str, Any]],
    *,
    select: bool = False,
) -> Table:
    """The rows of a page under the heads that the person chose; `select` where something can be done with several."""
    shown = shown_to(filters.user, filters.list_name, columns)
    heads = [_head(request, filters, column) for column in shown]
    boxes = [Box(one.code, one.label, one in shown) for one in columns if not one.stays]
    return Table(shown, heads, rows, boxes, select=select)


def shown_to(user: User, list_name: str, columns: Sequence[Column]) -> list[Column]:
    """The columns that a person wants to see of a list; without a choice all that are not extra."""
    chosen = user.list_columns.get(list_name)
    if chosen is None:
        return [column for column in columns if not column.is_extra]
    return [column for column in columns if column.stays or column.code in chosen]


def _head(request: HttpRequest, filters: ListFilter, column: Column) -> Head:
    """The label, and for a column that sorts the next of its orders; after the last one the usual order."""
    label, now = str(column.label), filters.sorted_by
    if not column.orders:
        return Head(label, is_number=column.is_number)
    ring = [*column.orders, filters.usual_order]
    following = ring[ring.index(now) + 1] if now in column.orders else ring[0]
    url = link(request, sort=None if following == filters.usual_order else following)
    how = ("descending" if filters.order.parts[0].descending else "ascending") if now in column.orders else ""
    return Head(label, "" if following == now else url, how, column.is_number)


def show_list(
    request: HttpRequest, template: str, filters: ListFilter, context: dict[str, Any]
) -> HttpResponse:
    """The list as a page, or only its swapped part when htmx asks."""
    from tracker.web.list_bar import bar_of  # which knows the rows, and they know this room

    known = context | {"filter": filters, "clear_url": request.path if filters.is_set else ""}
    known["chips"] = chips(request, filters)
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
    if found.count > found.cap:
        return _("more than %(count)s records") % {"count": f"{found.cap:,}"}
    return ngettext("%(count)d record", "%(count)d records", found.count) % {"count": found.count}


def in_order(ids: list[int], rows: dict[int, dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows in the order of their ids; one that vanished meanwhile is left out."""
    return [rows[row_id] for row_id in ids if row_id in rows]
