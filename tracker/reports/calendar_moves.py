"""Which stored dates of cases another calendar would move: counted once for every clock, not once for every case."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final, Literal

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from tracker.models import Campaign, Case, CaseUnit
from tracker.models.follow_ups import Part
from tracker.reports.deadlines import preset_for
from tracker.rules import clock
from tracker.rules.deadlines import Preset, span_between
from tracker.rules.errors import BadInput
from tracker.rules.status import ASSIGNED, MERGED, OPEN, WITHDRAWN
from tracker.rules.workdays import Calendar

What = Literal["solve", "reply", "sign", "assist"]
MOVABLE: Final = (*OPEN, WITHDRAWN, MERGED)  # open, or may be open again with the dates they had


@dataclass(frozen=True)
class DateMove:
    """One stored date that moves: of a case, or of an assisting unit's part in it."""

    case_id: int
    number: str
    what: What
    before: date
    after: date
    part_id: int | None = None
    unit: str = ""


class Recount:
    """Dates under the calendar that stands and under the one to come; each different question is asked once."""

    def __init__(self, old: Calendar, new: Calendar) -> None:
        self.old, self.new = old, new
        campaigns = Campaign.objects.select_related("deadline_preset")
        self.presets: dict[int, Preset] = {campaign.pk: preset_for(campaign) for campaign in campaigns}
        self.solve = cache(self._solve)
        self.step = cache(self._step)

    def _solve(self, entries: str) -> date | None:
        """Where a clock, as its row holds it, leads now; None where it leads there today too."""
        try:
            legs = json.loads(entries)
            before, after = clock.due_on(legs, self.old), clock.due_on(legs, self.new)
        except BadInput:
            return None
        return after if after != before else None

    def _step(self, step: str, start: date | None, due: date | None, campaign_id: int) -> date | None:
        """Where a step begun on a day and due on another leads now; None where it stays or has not begun."""
        likely = self.presets[campaign_id].steps.get(step)
        if start is None or due is None:
            return None
        span = span_between(start, due, self.old, likely=likely) if likely else None
        after = span.after(start, self.new).day if span else due
        return after if after != due else None


def date_moves(old: Calendar, new: Calendar) -> list[DateMove]:
    """Every date of a case that may still count and that moves with the calendar, by number: four queries."""
    recount = Recount(old, new)
    moves = [*_of_cases(recount), *_of_assisting(recount)]
    return sorted(moves, key=lambda move: (move.number, move.what, move.unit))


def _of_cases(recount: Recount) -> Iterator[DateMove]:
    assigned_on = dict(
        CaseUnit.objects.filter(
            Q(case__status=ASSIGNED) | Q(case__status__in=(WITHDRAWN, MERGED), case__status_before=ASSIGNED),
            part=Part.LEAD,
            is_current=True,
        ).values_list("case_id", "assigned_on")
    )
    rows = Case.objects.filter(status__in=MOVABLE, due_on__isnull=False).annotate(
        entries=Cast("clock", TextField())
    )
    for pk, number, entries, due, campaign, accepted_on, reply_due, sign_due in rows.values_list(
        "pk", "number", "entries", "due_on", "campaign_id", "accepted_on", "reply_due_on", "sign_due_on"
    ):
        counted: tuple[tuple[What, date | None, date | None], ...] = (
            ("solve", due, recount.solve(entries)),
            ("reply", reply_due, recount.step("reply", accepted_on, reply_due, campaign)),
            ("sign", sign_due, recount.step("sign", assigned_on.get(pk), sign_due, campaign)),
        )
        for what, before, after in counted:
            if before and after and before != after:
                yield DateMove(pk, number, what, before, after)


def _of_assisting(recount: Recount) -> Iterator[DateMove]:
    """Units that help and have not answered."""
    parts = CaseUnit.objects.filter(
        is_current=True,
        case__status__in=MOVABLE,
        answered_on__isnull=True,
        excused_on__isnull=True,
        due_on__isnull=False,
    ).exclude(part=Part.LEAD)
    for pk, case, number, unit, start, due, campaign in parts.values_list(
        "pk", "case_id", "case__number", "unit__name", "assigned_on", "due_on", "case__campaign_id"
    ):
        after = recount.step("assist", start, due, campaign)
        if due and after:
            yield DateMove(case, number, "assist", due, after, pk, unit)
