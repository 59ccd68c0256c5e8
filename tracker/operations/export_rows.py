"""The rows of an opened list: their keys, then piece by piece what belongs to them."""

from __future__ import annotations

import gc
import sys
from array import array
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from itertools import cycle, islice
from typing import Any, Final, TypeAlias

from django.conf import settings
from django.db import connections
from django.utils.translation import activate, get_language

from tracker.documents.export_files import Row
from tracker.operations.export_lists import OpenedList
from tracker.operations.snapshots import one_snapshot

PIECE: Final = 400
KEYS: Final = 10_000  # fetched at a time
READERS: Final = 3  # the database is at work on one piece while another becomes rows
SWITCH_SECONDS: Final = 0.001

Pieces: TypeAlias = Generator[Sequence[Row]]
Submit: TypeAlias = Callable[..., Future[Any]]


def rows_of(opened: OpenedList, told: Callable[[int], None]) -> Generator[Row]:
    """All rows in order; one that left the person's sight meanwhile is left out.

    told  is called with the number of rows so far, after each piece
    """
    return _rows(opened, _made(opened), told)


def rows_ahead(opened: OpenedList, told: Callable[[int], None]) -> Generator[Row]:
    """As `rows_of`, while a piece is written the next are read by threads; a list of one piece starts none."""
    return _rows(opened, _made_ahead(opened), told)


def _rows(opened: OpenedList, pieces: Pieces, told: Callable[[int], None]) -> Generator[Row]:
    count = 0
    with closing(pieces):
        for made in pieces:
            if opened.is_numbered:
                yield from ((number, *row) for number, row in enumerate(made, count + 1))
            else:
                yield from made
            count += len(made)
            told(count)


def _made(opened: OpenedList) -> Pieces:
    for ids in _ids(opened):
        yield opened.made(ids)


def _made_ahead(opened: OpenedList) -> Pieces:
    pieces = _ids(opened)
    yield opened.made(next(pieces, ()))
    following = list(islice(pieces, READERS))
    if not following:
        return
    with _hurrying(), ExitStack() as stack:
        readers = cycle([stack.enter_context(_reader()) for _ids in following])
        coming = deque(submit(opened.made, ids) for ids, submit in zip(following, readers, strict=False))
        while coming:
            made = coming.popleft().result()
            coming.extend(next(readers)(opened.made, ids) for ids in islice(pieces, 1))
            yield made


def _ids(opened: OpenedList) -> Iterator[Sequence[int]]:
    """All keys at one moment, eight bytes each: what moves to another stretch of the order while the rows are read would
    be missing else, or be there twice.
    """
    keys = array("q")
    with one_snapshot():
        for rows in opened.stretches:
            keys.extend(rows.values_list("pk", flat=True).iterator(chunk_size=KEYS))
    for at in range(0, len(keys), PIECE):
        yield keys[at : at + PIECE]


@contextmanager
def _reader() -> Iterator[Submit]:
    """A thread in the language of the moment, with a connection of its own that goes with it."""
    language = get_language() or settings.LANGUAGE_CODE
    with ThreadPoolExecutor(1, initializer=activate, initargs=(language,)) as pool:
        try:
            yield pool.submit
        finally:
            pool.submit(connections.close_all)


@contextmanager
def _hurrying() -> Iterator[None]:
    """Threads take turns more often, for a reader waits for each answer and then for whoever is at it to let go; and
    what is there already is not looked through for garbage each time some thousand cells have come and gone.
    """
    interval = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        sys.setswitchinterval(interval)
