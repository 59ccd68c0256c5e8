"""Opens a list for an export: its rows as the page gives them, in the columns of the page or of the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db.models import QuerySet

from tracker.documents.export_files import Cell, Row
from tracker.models import User
from tracker.models.exports import ExportColumns
from tracker.operations.export_lists import OpenedList
from tracker.rules.errors import BadInput, NotAllowed
from tracker.rules.masking import without_phones
from tracker.web.dates import Clock
from tracker.web.filter_words import words_for_the_log
from tracker.web.ledger import HEAD, LedgerRows
from tracker.web.list_table import TABLE, ListNoun, filters_of
from tracker.web.paging import Stretch

CODES = frozenset({"code"})  # columns whose digits are nobody's number


def opened(name: str, *, user: User, query: str, columns: str) -> OpenedList:
    """What `operations.export_lists.open_list` promises."""
    noun = TABLE.get(name)
    if (
        noun is None
        or columns not in ExportColumns
        or (columns == ExportColumns.LEDGER and not noun.has_ledger)
    ):
        raise BadInput("unreadable_request")
    if not user.scope.may(noun.verb):
        raise NotAllowed("not_permitted", verb=noun.verb)
    clock = Clock.of_request()
    filters = filters_of(name, query, user, clock)
    is_ledger = columns == ExportColumns.LEDGER
    return OpenedList(
        title=str(noun.label),
        words=words_for_the_log(filters),
        rows=filters.qs,
        stretches=[_sorted(filters.qs, stretch) for stretch in filters.order.parts],
        head=[str(label) for label in (HEAD if is_ledger else dict(noun.columns).values())],
        made=LedgerRows(user, clock) if is_ledger else partial(screen_rows, noun, user, clock),
        is_numbered=is_ledger,
    )


def _sorted(rows: QuerySet[Any], stretch: Stretch) -> QuerySet[Any]:
    """As the pages of the list walk through it."""
    sort = [f"-{column}" if stretch.descending else column for column in stretch.columns]
    return rows.filter(stretch.where).order_by(*sort)


def screen_rows(noun: ListNoun, user: User, clock: Clock, ids: Sequence[int]) -> list[Row]:
    """As the page shows them."""
    keys = [key for key, _label in noun.columns]
    return [[_cell(key, row.get(key)) for key in keys] for row in noun.rows(user, list(ids), clock)]


def _cell(key: str, value: Any) -> Cell:
    if isinstance(value, int) or value is None:
        return value
    text = "、".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if key in CODES else without_phones(text)
