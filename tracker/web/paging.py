"""Pages of a list by keyset: the ids first, on an index that matches filter and order; never an offset.

The address names the row where a page begins (`after=2026-000123`) or ends (`before=`), so a bookmarked page
neither skips nor repeats rows when new ones arrive, and page 1,000 costs what page 1 costs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.http import HttpRequest

from tracker.reports.search_pages import Search

PAGE_SIZE = 50
COUNT_CAP = 1000
_NAME = re.compile(r"[0-9a-z-]{1,20}", re.ASCII)


@dataclass(frozen=True)
class Order:
    """How a list is sorted: by `key` and then by id; `name` is the unique column that addresses use."""

    key: str = "id"
    descending: bool = True
    name: str = "public_id"

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the sort, without repetition."""
        return ("id",) if self.key == "id" else (self.key, "id")


@dataclass(frozen=True)
class Slice:
    """One page: its ids in order, the names of its ends where more rows lie beyond, and the capped count."""

    ids: list[int]
    newer: str | None
    older: str | None
    count: int


@dataclass
class Page:
    """What the template of a list shows."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    count_text: str = ""
    newer_url: str = ""
    older_url: str = ""


def cut(
    queryset: QuerySet[Any], order: Order, params: Mapping[str, str], *, seen: QuerySet[Any] | None = None
) -> Slice:
    """The page that the address asks for; an unknown or damaged place is the first page.

    seen  the rows the person may see, unfiltered: a place must be among them, or its neighbours would tell its key
    """
    known, rows = queryset if seen is None else seen, _Rows(queryset, order)
    after, before = (_place(known, order, params.get(name)) for name in ("after", "before"))
    if before is not None and after is None:
        back = rows.take(before, backwards=True)
        if len(back) > PAGE_SIZE:
            kept = back[:PAGE_SIZE][::-1]
            return Slice([row[0] for row in kept], kept[0][1], kept[-1][1], rows.count())
        after = None  # fewer than a page before it: show the first page whole
    found = rows.take(after)
    page, has_older = found[:PAGE_SIZE], len(found) > PAGE_SIZE
    count = rows.count() if has_older or after is not None else len(page)
    newer = page[0][1] if after is not None and page else None
    return Slice([row[0] for row in page], newer, page[-1][1] if has_older else None, count)


def capped_count(queryset: QuerySet[Any]) -> int:
    """How many rows, but no more than one above the cap are ever counted."""
    return queryset.order_by()[: COUNT_CAP + 1].count()


def link(request: HttpRequest, **changes: str | None) -> str:
    """This address with other parameters; the place in the list is forgotten unless given."""
    params = request.GET.copy()
    for name in ("after", "before"):
        params.pop(name, None)
    for name, value in changes.items():
        if value is None:
            params.pop(name, None)
        else:
            params[name] = value
    return f"{request.path}?{params.urlencode()}" if params else request.path


def _place(seen: QuerySet[Any], order: Order, name: str | None) -> tuple[Any, ...] | None:
    """The sort key of the row that an address names; it need not pass the filter any more."""
    if not name or not _NAME.fullmatch(name):
        return None
    place: tuple[Any, ...] | None = seen.filter(**{order.name: name}).values_list(*order.columns).first()
    return place


class _Rows:
    """The rows of a list, searched or not."""

    def __init__(self, queryset: QuerySet[Any], order: Order) -> None:
        self.queryset, self.order = queryset, order

    def take(self, place: tuple[Any, ...] | None, *, backwards: bool = False) -> list[tuple[int, str]]:
        """One row more than a page, beginning beyond `place`."""
        rows = self._beyond(place, falling=self.order.descending != backwards)
        search = self._top if place is None else Search.of(rows, PAGE_SIZE + 1)
        if search is None:
            return list(rows.values_list("id", self.order.name)[: PAGE_SIZE + 1])
        ids = search.ids()
        names = dict(rows.model.objects.filter(pk__in=ids).values_list("id", self.order.name))
        return [(row_id, names[row_id]) for row_id in ids]

    def count(self) -> int:
        """How many there are, up to one above the cap."""
        return capped_count(self.queryset) if self._top is None else self._top.count(COUNT_CAP)

    @cached_property
    def _top(self) -> Search | None:
        return Search.of(self._beyond(None, falling=self.order.descending), PAGE_SIZE + 1)

    def _beyond(self, place: tuple[Any, ...] | None, *, falling: bool) -> QuerySet[Any]:
        rows = self.queryset
        if place is not None and None not in place:
            beyond = TupleLessThan if falling else TupleGreaterThan
            rows = rows.filter(beyond(Tuple(*map(F, self.order.columns)), place))
        return rows.order_by(*(f"-{column}" if falling else column for column in self.order.columns))
