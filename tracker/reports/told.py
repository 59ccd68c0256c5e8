"""What was written for the enterprise: all that it ever sees of a trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.models import Case, FollowUp
from tracker.models.follow_ups import Audience

NEWEST = 100


@dataclass(frozen=True)
class Told:
    """One thing the enterprise was told: when, by which unit, in which words. Never by whom.

    title  what was done, for an act without words
    """

    day: date
    unit: str
    title: str
    note: str


def told_to_enterprise(case: Case) -> list[Told]:
    """The newest first; nothing that was written for the offices and units alone."""
    acts = FollowUp.objects.filter(case=case, audience=Audience.ENTERPRISE).select_related("by_unit")
    return [
        Told(act.happened_on, str(act.by_unit or ""), act.get_verb_display(), act.note)
        for act in acts.order_by("-at", "-id")[:NEWEST]
    ]
