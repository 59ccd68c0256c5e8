"""What was brought to one firm: figures that add up, and the policies its help rested on; as far as a person sees it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Sum

from tracker.models import AssistanceAction, Case, Enterprise, Participant, PolicyDocument, User
from tracker.models.actions import ActionQuerySet
from tracker.reports.results import of_actions, that_add_up
from tracker.rules.amounts import in_base

MOST = 12


@dataclass
class Brought:
    """A sum over what was for this firm alone; in units without a scale, as 元.

    actions  how many of its actions it comes from     cases  how many of its cases
    """

    measure: str
    unit: str
    value: Decimal = Decimal(0)
    actions: int = 0
    cases: int = 0


def brought_to(firm: Enterprise, user: User) -> list[Brought]:
    """What this one firm's actions and cases achieved, the most often told first; two queries.

    An action for several firms does not say which of them its figures are; limits, targets and totals do not add up.
    """
    others = Participant.objects.filter(action_id=OuterRef("action_id"), enterprise__isnull=False)
    alone = of_actions(actions_of(firm, user)).filter(~Exists(others.exclude(enterprise=firm)))
    cases = Case.objects.visible_to(user).filter(enterprise=firm)
    noted = that_add_up().filter(follow_up__isnull=False, follow_up__case__in=cases)
    found: dict[tuple[str, str], Brought] = {}
    for place, figures, source in (("actions", alone, "action_id"), ("cases", noted, "follow_up__case_id")):
        sums = figures.order_by().values_list("measure", "unit", source).annotate(total=Sum("value"))
        seen = set()
        for measure, unit, key, total in sums:
            amount, base = in_base(total, unit)
            found.setdefault((measure, base), Brought(measure, base)).value += amount
            seen.add((measure, base, key))
        for measure, base, _key in seen:
            setattr(one := found[measure, base], place, getattr(one, place) + 1)
    return sorted(found.values(), key=lambda one: (-one.actions - one.cases, one.measure, one.unit))[:MOST]


def policies_of(firm: Enterprise, user: User) -> list[tuple[str, str, int]]:
    """(title, number, actions) of the policy documents that help for the firm named; one query."""
    found = PolicyDocument.objects.filter(actions__in=actions_of(firm, user)).values_list("title", "number")
    counted = found.annotate(many=Count("actions", distinct=True)).order_by("-many", "title")
    return list(counted[:MOST])


def actions_of(firm: Enterprise, user: User) -> ActionQuerySet:
    """Standing actions that the firm took part in."""
    took_part = Participant.objects.filter(enterprise=firm).values("action_id")
    return AssistanceAction.objects.visible_to(user).standing().filter(id__in=took_part)
