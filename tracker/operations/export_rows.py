"""The rows of an opened list, piece by piece: the ids by a cursor of the server's, then what belongs to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, islice
from typing import Final

from tracker.documents.export_files import Row
from tracker.operations.export_lists import OpenedList

PIECE: Final = 2000


def rows_of(opened: OpenedList, told: Callable[[int], None]) -> Iterator[Row]:
    """All rows in order; one that left the person's sight meanwhile is left out.

    told  is called with the number of rows so far, after each piece
    """
    count = 0
    found = (rows.values_list("pk", flat=True).iterator(chunk_size=PIECE) for rows in opened.stretches)
    ids = chain.from_iterable(found)
    while piece := list(islice(ids, PIECE)):
        made = opened.made(piece, count + 1)
        yield from made
        count += len(made)
        del made  # before the next piece is read: there is never more than one
        told(count)
