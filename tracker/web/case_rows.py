"""The rows of the case list, as plain strings ready for its table."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate

from tracker.models import User
from tracker.reports.batches import tags_of
from tracker.reports.case_rows import cases_of
from tracker.rules.status import OPEN
from tracker.web.dates import Clock, day, moment
from tracker.web.explain import why_line
from tracker.web.lists import in_order
from tracker.web.rows import LABELS, SOURCES, in_english, unit_name


def case_rows(user: User, ids: list[int], clock: Clock) -> list[dict[str, Any]]:
    """Those the person sees, in the order of the keys: two queries."""
    english, tags, root = in_english(), tags_of(ids), reverse("cases")
    rows = {row[0]: _case_row(row, clock, english=english) for row in cases_of(user, ids)}
    for row_id, row in rows.items():
        row |= {"tags": tags.get(row_id, []), "url": f"{root}{row['number']}/"}
    return in_order(ids, rows)


def _case_row(row: tuple[Any, ...], clock: Clock, *, english: bool) -> dict[str, Any]:
    due = clock.of_case(row[6], row[5])
    why = why_line(row[8], clock.calendar, clock.today) if row[5] in OPEN else ""
    return {
        "id": row[1],
        "number": row[1],
        "title": row[2],
        "enterprise": row[3] or row[4],
        "code": row[5],
        "label": LABELS[row[5]],
        "due_text": due.text,
        "due_tone": due.tone,
        "due_title": " · ".join(filter(None, [due.title, why])),
        "last_text": moment(row[7], clock.today),
        "source": SOURCES[row[9]],
        "registered_text": day(localdate(row[10]), clock.today),
        "category": unit_name(row[11], None, row[12], english=english),
        "district": unit_name(*row[13:16], english=english),
        "lead": unit_name(*row[16:19], english=english),
    }
