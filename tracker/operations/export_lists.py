"""What can be exported: lists by name, each opened for a person as its page would show it to them now.

The pages know their filters and columns, and operations import no door; so the setting `EXPORT_LISTS` names the
function of the pages that opens a list, as Django's own settings name their classes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from tracker.documents.export_files import Row
from tracker.models import User

Rows = Callable[[Sequence[int]], Sequence[Row]]


@dataclass(frozen=True)
class OpenedList:
    """A list as a person sees it.

    title      what it is called     words  its filters as people say them     rows  those seen, filtered
    stretches  the rows in their order, one stretch after the other
    head   names of the columns   made   ids → their rows, those seen no more left out   is_numbered   a number before each
    """

    title: str
    words: str
    rows: QuerySet[Any]
    stretches: Sequence[QuerySet[Any]]
    head: Sequence[str]
    made: Rows
    is_numbered: bool


def open_list(name: str, *, user: User, query: str, columns: str) -> OpenedList:
    """The list with these filters, in the language of the moment.

    Raises  NotAllowed where no role of the person may see it, BadInput for a list or columns that there are not
    """
    opened: OpenedList = import_string(settings.EXPORT_LISTS)(name, user=user, query=query, columns=columns)
    return opened
