"""The city's calendar changes: the days, every date of a case that moves with them, and a word on each trail."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import F

from tracker.models import CalendarDay, Case, CaseUnit, FollowUp, User
from tracker.models.follow_ups import Part, Verb
from tracker.reports.calendar_moves import MOVABLE, DateMove
from tracker.reports.calendar_preview import DayChange, DayRow, Preview, preview_of
from tracker.rules.errors import BadInput, Conflict, NotAllowed

ONE_AT_A_TIME: Final = 20_260_101  # two administrators wait for each other
AT_ONCE: Final = 5_000
COLUMNS: Final = {"solve": "due_on", "reply": "reply_due_on", "sign": "sign_due_on"}


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
    _store_dates(preview.moves, now)
    _tell(preview.moves, by=by, now=now, note=note)
    return preview


def _hold_still() -> None:
    """No other change of the calendar, and no act on a case, between counting and storing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
    cases = Case.objects.filter(status__in=MOVABLE).order_by("pk").select_for_update()
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


def _store_dates(moves: Sequence[DateMove], now: datetime) -> None:
    """As few statements as there are different outcomes."""
    for outcome, case_ids in _grouped(_outcomes(moves)):
        dates: dict[str, Any] = dict(outcome)
        Case.objects.filter(pk__in=case_ids).update(
            **dates,
            version=F("version") + 1,
            follow_up_count=F("follow_up_count") + 1,
            last_follow_up_at=now,
        )
        if "due_on" in dates:
            leads = CaseUnit.objects.filter(case__in=case_ids, part=Part.LEAD, is_current=True)
            leads.update(due_on=dates["due_on"])
    for due_on, part_ids in _grouped({move.part_id: move.after for move in moves if move.part_id}):
        CaseUnit.objects.filter(pk__in=part_ids).update(due_on=due_on)


def _outcomes(moves: Iterable[DateMove]) -> dict[int, tuple[tuple[str, date], ...]]:
    """The new dates of each case; none for a case of which only a unit's part moves."""
    found: dict[int, tuple[tuple[str, date], ...]] = defaultdict(tuple)
    for move in moves:
        own = ((COLUMNS[move.what], move.after),) if move.what in COLUMNS else ()
        found[move.case_id] += own
    return found


def _grouped(outcomes: dict[Any, Any]) -> Iterator[tuple[Any, list[int]]]:
    """Outcome → the keys that have it, never too many at once."""
    keys: dict[Any, list[int]] = defaultdict(list)
    for key, outcome in outcomes.items():
        keys[outcome].append(key)
    for outcome, all_keys in keys.items():
        rest = iter(all_keys)
        while some := list(islice(rest, AT_ONCE)):
            yield outcome, some


def _tell(moves: Iterable[DateMove], *, by: User, now: datetime, note: str) -> None:
    """One act on the trail of every case that moves, whatever moves of it."""
    main = by.main_membership
    told = {
        "verb": Verb.REDATE,
        "note": note,
        "happened_on": now.date(),
        "by": by,
        "by_unit": main.unit if main else None,
        "at": now,
    }
    acts = (FollowUp(case_id=pk, details=details, **told) for pk, details in _details(moves).items())
    while some := list(islice(acts, AT_ONCE)):
        FollowUp.objects.bulk_create(some)


def _details(moves: Iterable[DateMove]) -> dict[int, dict[str, Any]]:
    """Case → what its dates were and are, as the trail tells corrections; units' own dates as facts."""
    found: dict[int, dict[str, Any]] = defaultdict(lambda: {"before": {}, "after": {}})
    for move in moves:
        details = found[move.case_id]
        if move.what in COLUMNS:
            name = COLUMNS[move.what]
            details["before"][name], details["after"][name] = str(move.before), str(move.after)
        else:
            facts = details.setdefault("facts", {"assist_due_on": []})
            facts["assist_due_on"].append(f"{move.unit} {move.before} → {move.after}")
    return found
