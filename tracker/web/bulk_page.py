"""What the pages of an act on many cases show: what it would do, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.models import BulkAct, BulkRow, Case, User
from tracker.models.act_words import bulk_button, told
from tracker.models.error_words import sentence
from tracker.models.follow_ups import Verb
from tracker.models.requests import RequestKind
from tracker.operations.bulk import may_undo, undo_ends
from tracker.operations.case_life.permit import Situation, obstacle, situations_of
from tracker.rules.errors import Conflict, DomainError
from tracker.rules.masking import without_phones
from tracker.rules.sentences import SENTENCES
from tracker.rules.status import Move
from tracker.web.dates import Clock, day, exact_moment
from tracker.web.rows import LABELS


@dataclass(frozen=True)
class Preview:
    """The chosen cases: those on which the act is possible, and a row for each of all.

    rows     as `_row`, with `version`, `why_not`, the day that it is due on and the one its unit asked for; those that are possible first
    missing  how many are not to be seen, whether foreign or not there
    """

    possible: list[Case]
    rows: list[dict[str, Any]]
    missing: int

    @property
    def refused(self) -> int:
        """How many of the cases to be seen are left out."""
        return len(self.rows) - len(self.possible)


def preview_of(
    user: User, move: Move, chosen: Mapping[str, int | None], left_out: Sequence[str], clock: Clock
) -> Preview:
    """What an act would do to these cases: four queries, whatever their number.

    chosen    number → the version that the page has shown, None where it shows the case for the first time
    left_out  those that were not possible when the page was made: they stay out
    """
    numbers = {*chosen, *left_out}
    seen = Case.objects.visible_to(user).filter(number__in=numbers).order_by("-id")
    cases = list(seen.select_related("enterprise", "owner_office", "suggested_unit"))
    judged = [
        (now, obstacle(user, move, now, chosen.get(now.case.number)) or _stays_out(now, chosen))
        for now in situations_of(cases)
    ]
    judged.sort(key=lambda one: one[1] is not None)
    possible = [now.case for now, error in judged if error is None]
    rows = [_preview_row(now, error, clock) for now, error in judged]
    return Preview(possible, rows, len(numbers) - len(cases))


def _stays_out(now: Situation, chosen: Mapping[str, int | None]) -> DomainError | None:
    return None if now.case.number in chosen else Conflict("left_out")


def result_context(user: User, batch: BulkAct, clock: Clock, *, now: datetime) -> dict[str, Any]:
    """The page of a batch: one query for its rows."""
    seen = BulkRow.objects.visible_to(user).filter(batch=batch)
    found = list(seen.select_related("case__enterprise", "follow_up", "undo").order_by("-case_id"))
    rows = [
        _result_row(row, batch.facts, clock) for row in sorted(found, key=lambda row: row.follow_up is None)
    ]
    done = [row for row in rows if row["is_done"]]
    label, until = bulk_button(batch.verb), undo_ends(batch)
    is_undoable = bool(done) and may_undo(batch, by=user, now=now)
    standing = [row for row in done if not row["is_undone"]]
    return {
        "heading": _("%(act)s, several cases") % {"act": label},
        "crumbs": [(_("Cases"), reverse("cases")), (label, "")],
        "who": " · ".join(filter(None, [str(batch.by), str(batch.by_unit or "")])),
        "at_text": exact_moment(batch.at, clock.today),
        "facts": [*([batch.note] if batch.note else []), *told(batch.facts)],
        "rows": rows,
        "counts": _counts(len(standing), len(done) - len(standing), len(rows) - len(done)),
        "missing": batch.chosen - len(rows),
        "undone": _undone(batch, clock),
        "undo_url": reverse("bulk_undo", args=[batch.public_id]) if is_undoable else "",
        "undo_until": f"{localtime(until):%H:%M}",
        "copy": _as_text(label, rows),
    }


def _preview_row(now: Situation, error: DomainError | None, clock: Clock) -> dict[str, Any]:
    case, asked = now.case, now.request(RequestKind.EXTENSION)
    return _row(case, clock) | {
        "version": case.version,
        "why_not": sentence(error) if error else "",
        "due_on": day(case.due_on, clock.today),
        "asked_for": day(asked.until, clock.today) if asked else "",
    }


def _row(case: Case, clock: Clock) -> dict[str, Any]:
    due = clock.of_case(case.due_on, case.status)
    return {
        "number": case.number,
        "url": reverse("case", args=[case.number]),
        "title": case.title,
        "enterprise": case.enterprise.name if case.enterprise else case.place,
        "code": case.status,
        "label": LABELS[case.status],
        "due_text": due.text,
        "due_tone": due.tone,
    }


def _result_row(row: BulkRow, common: dict[str, Any], clock: Clock) -> dict[str, Any]:
    """The case as it is now, and what became of the act on it."""
    return _row(row.case, clock) | {
        "is_done": row.follow_up is not None,
        "is_undone": row.undo is not None,
        "what": _what(row, common),
    }


def _what(row: BulkRow, common: dict[str, Any]) -> str:
    """What was done or why not, and the same of taking it back; what was said for all of them is not said again."""
    if row.undo is not None:
        return str(Verb(row.undo.verb).label)
    if row.follow_up is None:
        return _refusal(row.refusal, row.refusal_params)
    act, undo = row.follow_up, row.undo_refusal and _refusal(row.undo_refusal, row.undo_refusal_params)
    own = {name: value for name, value in act.details.get("facts", {}).items() if common.get(name) != value}
    moved = str(LABELS[act.to_status]) if act.to_status != act.from_status else ""
    return " · ".join(filter(None, [moved, *told(own), undo]))


def _refusal(code: str, params: dict[str, Any]) -> str:
    return sentence(DomainError(code if code in SENTENCES else "", **params))


def _counts(standing: int, undone: int, refused: int) -> list[dict[str, Any]]:
    taken_back = [{"label": _("Taken back"), "value": undone, "tone": "amber"}] if undone else []
    return [
        {"label": _("Done"), "value": standing, "tone": "green"},
        *taken_back,
        {"label": _("Not done"), "value": refused, "tone": "red" if refused else "plain"},
    ]


def _undone(batch: BulkAct, clock: Clock) -> str:
    if batch.undone_at is None:
        return ""
    facts = {"who": batch.undone_by, "at": exact_moment(batch.undone_at, clock.today)}
    return _("Taken back by %(who)s, %(at)s.") % facts


def _as_text(label: str, rows: Sequence[dict[str, Any]]) -> str:
    """For a chat group: one line a case, phone numbers masked."""
    done = sum(row["is_done"] and not row["is_undone"] for row in rows)
    words = ngettext("%(act)s: %(count)d case", "%(act)s: %(count)d cases", done)
    lines = [words % {"act": label, "count": done}]
    for row in rows:
        named, what = f"{row['number']} {row['title']}", row["what"] or label
        end = _("%(label)s: %(value)s") % {"label": named, "value": what}
        lines.append(f"{end} {settings.SITE_URL}{row['url']}")
    return without_phones("\n".join(lines))
