"""What was brought to one firm: figures that add up, and the policies its help rested on; as far as a person sees it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum

from tracker.models import AssistanceAction, Enterprise, Figure, Participant, PolicyDocument, User
from tracker.models.actions import FigureNature

MOST = 12


@dataclass(frozen=True)
class Brought:
    """A sum over the actions that were for this firm alone."""

    measure: str
    unit: str
    value: Decimal
    actions: int


def brought_to(firm: Enterprise, user: User) -> list[Brought]:
    """What actions with this one firm achieved, the most often told first; one query.

    An action for several firms does not say which of them its figures are; limits, targets and totals do not add up.
    """
    others = Participant.objects.filter(action_id=OuterRef("action_id"), enterprise__isnull=False)
    alone = ~Exists(others.exclude(enterprise=firm))
    figures = Figure.objects.filter(alone, action__in=actions_of(firm, user), nature=FigureNature.CURRENT)
    sums = figures.order_by().values_list("measure", "unit")
    counted = sums.annotate(total=Sum("value"), many=Count("action", distinct=True))
    found = counted.order_by("-many", "measure", "unit")[:MOST]
    return [Brought(*row) for row in found]


def policies_of(firm: Enterprise, user: User) -> list[tuple[str, str, int]]:
    """(title, number, actions) of the policy documents that help for the firm named; one query."""
    found = PolicyDocument.objects.filter(actions__in=actions_of(firm, user)).values_list("title", "number")
    counted = found.annotate(many=Count("actions", distinct=True)).order_by("-many", "title")
    return list(counted[:MOST])


def actions_of(firm: Enterprise, user: User) -> QuerySet[AssistanceAction]:
    """Standing actions that the firm took part in."""
    took_part = Participant.objects.filter(enterprise=firm).values("action_id")
    return AssistanceAction.objects.visible_to(user).standing().filter(id__in=took_part)
