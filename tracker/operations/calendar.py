"""The city's calendar changes: the days, every date of a case that moves with them, and a word on each trail."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from tracker.models import CalendarDay, Case, User
from tracker.operations.calendar_dates import store_moves
from tracker.operations.holding import hold_calendar_alone
from tracker.operations.notices_of_calendar import tell_of_calendar
from tracker.reports.calendar_moves import MOVABLE
from tracker.reports.calendar_preview import DayChange, DayRow, Preview, preview_of
from tracker.rules.errors import BadInput, Conflict, NotAllowed


@transaction.atomic
def change_calendar(
    wanted: Iterable[DayRow], *, by: User, now: datetime, seen: str, note: str = ""
) -> Preview:
    """Make these days what is wanted and move every date with them; returns what was done.

    seen    token of the preview that the person confirmed
    note    stands on the trail of every case that moves: why
    Raises  NotAllowed; BadInput when nothing would change; Conflict when it would do anything but what was seen
    """
    if not by.scope.may("calendar.edit"):
        raise NotAllowed("not_permitted", verb="calendar.edit")
    _hold_still()
    preview = preview_of(wanted, on=now.date())
    if not preview.changes:
        raise BadInput("nothing_changes")
    if preview.token != seen:
        raise Conflict("calendar_moved_on")
    _store_days(preview.changes)
    store_moves(preview.moves, by=by, now=now, note=note)
    tell_of_calendar(preview.moves, by=by, now=now)
    return preview


def _hold_still() -> None:
    """No other change of the calendar, and no date of a case counted, between counting and storing."""
    hold_calendar_alone()
    cases = Case.objects.filter(status__in=MOVABLE).order_by("pk").select_for_update(no_key=True)
    list(cases.values_list("pk"))


def _store_days(changes: Iterable[DayChange]) -> None:
    for change in changes:
        if change.after is None:
            CalendarDay.objects.filter(day=change.day).delete()
        else:
            row = change.after
            CalendarDay.objects.update_or_create(
                day=row.day, defaults={"kind": row.kind, "name": row.name, "name_en": row.name_en}
            )
