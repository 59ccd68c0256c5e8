"""Satisfaction of those called back, never without the share of the drawn sample that was called back at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from tracker.models import FollowUp
from tracker.models.cases import CaseQuerySet, Rating, Status


@dataclass(frozen=True)
class Share:
    """A part of a whole; `percent` is None where there is no whole."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        """0 … 100, to one place."""
        return round(100 * self.part / self.whole, 1) if self.whole else None


@dataclass(frozen=True)
class Satisfaction:
    """What became of the draws of a period; each draw counts once, so a case done over may count twice.

    drawn        approvals that the system chose for a call-back and nobody took back
    unreachable  ended because nobody was reached     other  ended otherwise: withdrawn, merged, voided
    """

    drawn: int
    satisfied: int
    basically: int
    dissatisfied: int
    unsolved: int
    unreachable: int
    other: int

    @property
    def called_back(self) -> int:
        """Draws answered by the enterprise itself, by phone or by its link."""
        return self.satisfied + self.basically + self.dissatisfied + self.unsolved

    @property
    def waiting(self) -> int:
        """Draws not answered yet."""
        return self.drawn - self.called_back - self.unreachable - self.other

    @property
    def rate(self) -> Share:
        """满意率: satisfied or basically satisfied / validly called back."""
        return Share(self.satisfied + self.basically, self.called_back)

    @property
    def coverage(self) -> Share:
        """回访覆盖率: validly called back / drawn."""
        return Share(self.called_back, self.drawn)


def satisfaction(cases: CaseQuerySet, since: date, until: date) -> Satisfaction:
    """The draws among these cases from a day to a day, both included, with what was said until now; one query."""
    drawn = FollowUp.objects.filter(
        verb="approve",
        to_status=Status.CALL_BACK,
        case__in=cases.values("pk"),
        at__date__gte=since,
        at__date__lte=until,
    )
    leaving = (
        FollowUp.objects.filter(case=OuterRef("case"), from_status=Status.CALL_BACK, id__gt=OuterRef("id"))
        .exclude(to_status=Status.CALL_BACK)
        .order_by("id")
        .values(said=JSONObject(verb=F("verb"), rating=F("details__facts__rating")))[:1]
    )
    said = {code: Count("id", filter=Q(end__rating=code)) for code in Rating.values}
    ends = drawn.annotate(end=Subquery(leaving))
    found = ends.filter(Q(end__isnull=True) | ~Q(end__verb="unapprove")).aggregate(
        drawn=Count("id"), left=Count("id", filter=Q(end__isnull=False)), **said
    )
    left = found.pop("left")
    return Satisfaction(**found, other=left - sum(found[code] for code in Rating.values))
