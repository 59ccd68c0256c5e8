"""Telling people of dates that moved with the calendar: one notice a person and change, however many cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tracker.models import Case, Notice, User
from tracker.models.ids import new_public_id
from tracker.models.notices import OtherNews
from tracker.operations.notices import due_of_several
from tracker.operations.recipients import Called, CaseParts, call, parts_of, seen_by
from tracker.reports.calendar_moves import DateMove
from tracker.rules.notices import ASSIST, circles
from tracker.rules.status import RUNNING

AT_ONCE: Final = 2_000
COLUMNS: Final = ("status", "due_on", "owner_office_id", "registrar_id", "enterprise_id", "visible_unit_ids")


@dataclass(frozen=True)
class Moved:
    """A case whose clock runs, with the dates of it that moved."""

    case: Case
    moves: Sequence[DateMove]


def tell_of_calendar(moves: Iterable[DateMove], *, by: User, now: datetime) -> None:
    """Tell those who keep these dates, never whoever changed the calendar; call once the new dates are stored.

    Of parked cases nobody hears: their dates are counted anew when they are resumed.
    """
    heard: dict[int, list[Case]] = defaultdict(list)
    for moved in _in_turns(moves):
        parts = parts_of(one.case for one in moved)
        calls = [_call(one, parts) for one in moved]
        for one, accounts in zip(moved, seen_by(calls, now.date()), strict=True):
            for user_id in accounts:
                heard[user_id].append(one.case)
    heard.pop(by.pk, None)
    change = new_public_id()  # nobody is told of it twice
    Notice.objects.bulk_create(_notice(user_id, cases, change, now) for user_id, cases in heard.items())


def _in_turns(moves: Iterable[DateMove]) -> Iterator[list[Moved]]:
    of_case: dict[int, list[DateMove]] = defaultdict(list)
    for move in moves:
        of_case[move.case_id].append(move)
    case_ids = sorted(of_case)
    for start in range(0, len(case_ids), AT_ONCE):
        cases = Case.objects.filter(pk__in=case_ids[start : start + AT_ONCE], status__in=RUNNING)
        yield [Moved(case, of_case[case.pk]) for case in cases.only(*COLUMNS).order_by("pk")]


def _call(moved: Moved, parts: CaseParts) -> Called:
    """Who moves the case next; of an assisting unit's date that unit alone."""
    case, units = moved.case, parts[moved.case.pk]
    is_own = any(move.what != ASSIST for move in moved.moves)
    called = call(case, circles(OtherNews.REDATE, case.status) if is_own else (), units)
    helping = {move.part_id for move in moved.moves if move.part_id is not None}
    called.posts |= {part.heads for part in units if part.pk in helping}
    return called


def _notice(user_id: int, cases: Sequence[Case], change: str, now: datetime) -> Notice:
    notice = Notice(recipient_id=user_id, kind=OtherNews.REDATE, told_for=change, at=now)
    if len(cases) > 1:
        notice.params = {"cases": [case.pk for case in cases], **due_of_several(cases)}
    else:
        notice.case = cases[0]
        notice.params = {"due_on": str(cases[0].due_on)}
    return notice
