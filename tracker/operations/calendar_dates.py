"""Dates that moved with the calendar, stored and told on the trails: a few statements for however many cases."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.db import connection

from tracker.models import User
from tracker.reports.calendar_moves import DateMove

AT_ONCE: Final = 20_000
COLUMNS: Final = {"solve": "due_on", "reply": "reply_due_on", "sign": "sign_due_on"}

_CASES: Final = """
    UPDATE tracker_case AS c
    SET due_on = coalesce(m.due_on, c.due_on), reply_due_on = coalesce(m.reply_due_on, c.reply_due_on),
        sign_due_on = coalesce(m.sign_due_on, c.sign_due_on), version = c.version + 1,
        follow_up_count = c.follow_up_count + 1, last_follow_up_at = %s
    FROM jsonb_to_recordset(%s::jsonb) AS m(id bigint, due_on date, reply_due_on date, sign_due_on date)
    WHERE c.id = m.id
"""
_LEADS: Final = """
    UPDATE tracker_caseunit AS u SET due_on = m.due_on
    FROM jsonb_to_recordset(%s::jsonb) AS m(id bigint, due_on date)
    WHERE u.case_id = m.id AND u.part = 'lead' AND u.is_current AND m.due_on IS NOT NULL
"""
_PARTS: Final = """
    UPDATE tracker_caseunit AS u SET due_on = m.due_on
    FROM jsonb_to_recordset(%s::jsonb) AS m(id bigint, due_on date) WHERE u.id = m.id
"""
_TRAIL: Final = """
    INSERT INTO tracker_followup
        (case_id, verb, audience, note, happened_on, by_id, by_unit_id, at, from_status, to_status, details)
    SELECT m.id, 'redate', 'internal', %s, %s, %s, %s, %s, '', '', m.details
    FROM jsonb_to_recordset(%s::jsonb) AS m(id bigint, details jsonb)
"""


def store_moves(moves: Iterable[DateMove], *, by: User, now: datetime, note: str) -> None:
    """New dates on cases and their units, one act on the trail of every case; call in the transaction that locked them."""
    cases: dict[int, dict[str, Any]] = {}
    parts = []
    for move in moves:
        case = cases.setdefault(move.case_id, {"id": move.case_id, "details": {"before": {}, "after": {}}})
        _tell(case["details"], move)
        if move.part_id is None:
            case[COLUMNS[move.what]] = str(move.after)
        else:
            parts.append({"id": move.part_id, "due_on": str(move.after)})
    main = by.main_membership
    act = [note, now.date(), by.pk, main.unit_id if main else None, now]
    _in_turns(_CASES, [now], list(cases.values()))
    _in_turns(_LEADS, [], [case for case in cases.values() if "due_on" in case])
    _in_turns(_PARTS, [], parts)
    _in_turns(_TRAIL, act, list(cases.values()))


def _tell(details: dict[str, Any], move: DateMove) -> None:
    """What a date was and is, as the trail tells corrections; a unit's own date as a fact."""
    if move.part_id is None:
        name = COLUMNS[move.what]
        details["before"][name], details["after"][name] = str(move.before), str(move.after)
    else:
        facts = details.setdefault("facts", {"assist_due_on": []})
        facts["assist_due_on"].append(f"{move.unit} {move.before} → {move.after}")


def _in_turns(statement: str, values: list[Any], rows: list[dict[str, Any]]) -> None:
    """A statement for many rows at a time; none without rows."""
    with connection.cursor() as cursor:
        for start in range(0, len(rows), AT_ONCE):
            # The history's triggers join the rows before with those after, by a plan that this session may have
            # made for one row: it compares each with each. Forgotten, it is made anew for as many.
            cursor.execute("DISCARD PLANS")
            cursor.execute(statement, [*values, json.dumps(rows[start : start + AT_ONCE])])
