"""Whether the enterprise heard something since its case was accepted, as the preset's reply step wants."""

from __future__ import annotations

from typing import Final

from django.db.models import Exists, F, OuterRef

from tracker.models import FollowUp
from tracker.models.cases import CaseQuerySet, Status
from tracker.models.follow_ups import Audience, Verb

# Where a first word is waited for: later it is told what was achieved, and of a parked case when it is answered.
AWAITED: Final = (Status.ACCEPTED, Status.ASSIGNED, Status.DISPUTED, Status.HANDLING)


def unreplied(cases: CaseQuerySet) -> CaseQuerySet:
    """Accepted, with a day for the reply, and without one.

    A reply is any act on the trail written for the enterprise's eyes since the acceptance, by whatever unit: the trail
    knows of nothing else whether it left the house. That the case was accepted is none.
    """
    written = FollowUp.objects.filter(case=OuterRef("pk"), audience=Audience.ENTERPRISE)
    said = written.filter(happened_on__gte=OuterRef("accepted_on")).exclude(verb=Verb.ACCEPT)
    return cases.filter(status__in=AWAITED, reply_due_on__gte=F("accepted_on")).exclude(Exists(said))
