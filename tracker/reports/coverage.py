"""Which paired firms were visited, and which not for 30 days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q

from tracker.models import Pairing, User, Visit
from tracker.models.enterprises import EnterpriseQuerySet

VISIT_DAYS = 30


@dataclass(frozen=True)
class Coverage:
    """Paired firms, and how many of them were visited in the last days."""

    visited: int
    paired: int


def paired(firms: EnterpriseQuerySet, *, on: date, officer: User | None = None) -> EnterpriseQuerySet:
    """Firms that somebody looks after on a day, or this officer."""
    pairings = Pairing.objects.current(on).filter(enterprise_id=OuterRef("pk"))
    return firms.filter(Exists(pairings if officer is None else pairings.filter(officer=officer)))


def unvisited(firms: EnterpriseQuerySet, *, on: date, days: int = VISIT_DAYS) -> EnterpriseQuerySet:
    """Firms where nobody was on that day or in the days before it."""
    visits = Visit.objects.since(on - timedelta(days=days)).filter(enterprise_id=OuterRef("pk"))
    return firms.filter(~Exists(visits.filter(visited_on__lte=on)))


def in_territory(firms: EnterpriseQuerySet, user: User) -> EnterpriseQuerySet:
    """Firms whose visits the person sees all of: those of their territory and those they look after."""
    if user.scope.sees_everything("enterprise.view"):
        return firms
    own, units = user.scope.own_enterprises("enterprise.view"), user.scope.units("enterprise.view")
    return firms.filter(Q(id__in=own) | Q(district_id__in=units))


def coverage(firms: EnterpriseQuerySet, *, on: date, days: int = VISIT_DAYS) -> Coverage:
    """走访覆盖率: visited of paired, for firms already narrowed to a territory or an officer."""
    looked_after = paired(firms, on=on).live()
    total = looked_after.count()
    return Coverage(visited=total - unvisited(looked_after, on=on, days=days).count(), paired=total)
