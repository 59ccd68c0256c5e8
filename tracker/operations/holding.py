"""What is held while something is altered: a record as it stands, and the calendar that its dates are counted by.

Whoever holds several kinds takes them in this order: the calendar, a batch, cases, actions, people, pairings,
enterprises; of a kind by key.
"""

from __future__ import annotations

from typing import Any, Final, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

from tracker.models import User
from tracker.rules.errors import NotAllowed

Record = TypeVar("Record", bound=Model)
CALENDAR: Final = 20_260_101  # the key of the lock


def held(record: Record, by: User, *related: str) -> Record:
    """The record's row, locked until the transaction ends, as it stands now and as long as the person sees it.

    Others may go on pointing at it: a note, a file, a unit's part need the row's key, which nobody alters.

    related  rows to come with it, not locked
    Raises   NotAllowed `gone`: it has left the person's sight since they opened it, perhaps while waiting here
    """
    rows: Any = type(record)._default_manager.all()
    seen = rows.visible_to(by).select_for_update(of=("self",), no_key=True)
    found: Record | None = (seen.select_related(*related) if related else seen).filter(pk=record.pk).first()
    if found is None:
        raise NotAllowed("gone")
    return found


def held_rows(rows: QuerySet[Record]) -> list[Record]:
    """These rows, locked by key until the transaction ends; others may go on pointing at them."""
    return list(rows.select_for_update(of=("self",), no_key=True).order_by("pk"))


def hold_calendar() -> None:
    """The calendar stays as it is until this transaction ends; any number of acts hold it together.

    Comes before any row is locked: a change of the calendar waits for those who hold it, and then wants their rows.
    """
    _lock("pg_advisory_xact_lock_shared")


def hold_calendar_alone() -> None:
    """Nobody counts a date while the calendar changes."""
    _lock("pg_advisory_xact_lock")


def _lock(function: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [CALENDAR])  # one of the two names above
