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

from django.db.models import F, Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.http import HttpRequest
from django.utils.functional import Promise

from tracker.reports.search_pages import Search

PAGE_SIZE = 50
COUNT_CAP = 1000
FOUND_CAP = 200  # of a search: nobody reads so many hits, and to see that they are a thousand takes longer than the page
_NAME = re.compile(r"[0-9a-z-]{1,20}", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)


@dataclass(frozen=True)
class Stretch:
    """Rows of a list that share a key: those that meet `where`, by `key` and then by id; the key is null in none of them."""

    where: Q = field(default_factory=Q)
    key: str = "id"
    descending: bool = True

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the sort, without repetition."""
        return ("id",) if self.key == "id" else (self.key, "id")


@dataclass(frozen=True)
class Order:
    """How a list is sorted: by `key` and then by id; `name` is the unique column that addresses use.

    stretches  where one key does not do for all rows: one after the other, no row in two of them
    label      how people call it
    """

    key: str = "id"
    descending: bool = True
    name: str = "public_id"
    stretches: tuple[Stretch, ...] = ()
    label: str | Promise = ""

    @property
    def parts(self) -> tuple[Stretch, ...]:
        """Its stretches; one alone as a rule."""
        return self.stretches or (Stretch(key=self.key, descending=self.descending),)


@dataclass(frozen=True)
class Place:
    """Where a page begins or ends: the number of the stretch, and the row's values of its columns."""

    stretch: int
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Slice:
    """One page: its ids in order, the names of its ends where more rows lie beyond, and the count, up to one above the cap."""

    ids: list[int]
    newer: str | None
    older: str | None
    count: int
    cap: int = COUNT_CAP


@dataclass
class Page:
    """What the template of a list shows."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    count_text: str = ""
    newer_url: str = ""
    older_url: str = ""


def cut(
    queryset: QuerySet[Any],
    order: Order,
    params: Mapping[str, str],
    *,
    seen: QuerySet[Any] | None = None,
    ample: Q | None = None,
) -> Slice:
    """The page that the address asks for; an unknown or damaged place is the first page.

    seen   the rows the person may see, unfiltered: a place must be among them, or its neighbours would tell its key
    ample  some of the rows, quick to count: more of them than are counted are enough to know
    """
    known, rows = queryset if seen is None else seen, _Rows(queryset, order, ample)
    after, before = (_place(known, order, params.get(name)) for name in ("after", "before"))
    if before is not None and after is None:
        back = rows.take(before, backwards=True)
        if len(back) > PAGE_SIZE:
            kept = back[:PAGE_SIZE][::-1]
            return Slice([row[0] for row in kept], kept[0][1], kept[-1][1], rows.count(), rows.cap)
        after = None  # fewer than a page before it: show the first page whole
    found = rows.take(after)
    page, has_older = found[:PAGE_SIZE], len(found) > PAGE_SIZE
    count = rows.count() if has_older or after is not None else len(page)
    newer = page[0][1] if after is not None and page else None
    return Slice([row[0] for row in page], newer, page[-1][1] if has_older else None, count, rows.cap)


def capped_count(queryset: QuerySet[Any]) -> int:
    """How many rows, but no more than one above the cap are ever counted."""
    return queryset.order_by()[: COUNT_CAP + 1].count()


def counted(queryset: QuerySet[Any], order: Order, *, ample: Q | None = None) -> str:
    """12, or 1,000+: as the list itself counts.

    ample  as of `cut`
    """
    rows = _Rows(queryset, order, ample)
    count = rows.count()
    return f"{rows.cap:,}+" if count > rows.cap else str(count)


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


def _place(seen: QuerySet[Any], order: Order, name: str | None) -> Place | None:
    """The sort key of the row that an address names; it need not pass the filter any more."""
    if not name or not (_NUMBER if order.name == "id" else _NAME).fullmatch(name):
        return None
    named = seen.filter(**{order.name: name})
    for number, stretch in enumerate(order.parts):
        values = named.filter(stretch.where).values_list(*stretch.columns).first()
        if values is not None:
            return Place(number, values)
    return None


class _Rows:
    """The rows of a list, searched or not, stretch by stretch of their order."""

    def __init__(self, queryset: QuerySet[Any], order: Order, ample: Q | None = None) -> None:
        self.queryset, self.order, self.ample = queryset, order, ample

    def take(self, place: Place | None, *, backwards: bool = False) -> list[tuple[int, str]]:
        """One row more than a page, beginning beyond `place`; where a stretch ends the next one goes on."""
        step = -1 if backwards else 1
        found: list[tuple[int, str]] = []
        for number, stretch in list(enumerate(self.order.parts))[::step]:
            wanted = PAGE_SIZE + 1 - len(found)
            if wanted and (place is None or (number - place.stretch) * step >= 0):
                begun = place.values if place is not None and place.stretch == number else None
                falling = stretch.descending != backwards
                found += self._first(
                    self._beyond(stretch, begun, falling=falling), wanted, is_top=place is None
                )
        return found

    @property
    def cap(self) -> int:
        """Up to where they are counted."""
        return COUNT_CAP if self._top is None else FOUND_CAP

    def count(self) -> int:
        """How many there are, up to one above the cap.

        Counted in the order of the list where that is of one stretch, as the page was found: free to choose, the planner
        begins with the oldest, of which there may be none.
        """
        if self._top is not None:
            return self._top.count()
        if self.ample and (count := capped_count(self.queryset.filter(self.ample))) > COUNT_CAP:
            return count
        first, *others = self.order.parts
        rows = self.queryset.order_by() if others else self._beyond(first, falling=first.descending)
        return rows[: COUNT_CAP + 1].count()

    @cached_property
    def _top(self) -> Search | None:
        """The search of all rows, in their order where that is of one stretch: its page and its count are one walk."""
        first, *others = self.order.parts
        rows = self.queryset.order_by("-id") if others else self._beyond(first, falling=first.descending)
        return Search.of(rows, PAGE_SIZE + 1, most=FOUND_CAP + 1)

    def _first(self, rows: QuerySet[Any], wanted: int, *, is_top: bool) -> list[tuple[int, str]]:
        name, is_one = self.order.name, len(self.order.parts) == 1
        search = self._top if is_top and is_one else Search.of(rows, wanted)
        if search is None:
            return list(rows.values_list("id", name)[:wanted])
        ids = search.ids()
        names = dict(rows.model.objects.filter(pk__in=ids).values_list("id", name))
        return [(row_id, names[row_id]) for row_id in ids]

    def _beyond(
        self, stretch: Stretch, begun: tuple[Any, ...] | None = None, *, falling: bool
    ) -> QuerySet[Any]:
        """The rows of a stretch in their order, beyond these values of its columns."""
        rows = self.queryset.filter(stretch.where)
        if begun is not None and None not in begun:
            beyond = TupleLessThan if falling else TupleGreaterThan
            rows = rows.filter(beyond(Tuple(*map(F, stretch.columns)), begun))
        return rows.order_by(*(f"-{column}" if falling else column for column in stretch.columns))
