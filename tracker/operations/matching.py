"""Which enterprise of the registry a written name means: exactly one, several possible ones, or none."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q

from tracker.models import Enterprise
from tracker.operations.campaigns import current_campaign
from tracker.operations.enterprises import find_by_name
from tracker.reading.match import candidates
from tracker.rules.names import core_name, may_be_same

MOST = 5
POOL = 40


@dataclass(frozen=True)
class Match:
    """The firm itself when the name is exact, else those that resemble it, best first."""

    enterprise: Enterprise | None = None
    similar: tuple[Enterprise, ...] = ()


def match_enterprise(name: str) -> Match:
    """Looks a written name up; a firm is linked only by an exact name, alias or former name."""
    exact = find_by_name(name)
    if exact is not None:
        return Match(exact)
    pool = {firm.name: firm for firm in _pool(name)}
    alike = [found for found, _score in candidates(name, list(pool), limit=MOST)]
    places = (current_campaign().city,)
    short = [other for other in pool if other not in alike and may_be_same(name, other, places)]
    return Match(similar=tuple(pool[found] for found in [*alike, *short][:MOST]))


def _pool(name: str) -> list[Enterprise]:
    """Firms that share enough characters to be worth comparing: index look-ups, at most 40 rows each."""
    live = Enterprise.objects.live().select_related("district")
    similar = live.filter(name__trigram_similar=name).annotate(score=TrigramSimilarity("name", name))
    core = core_name(name)
    within = (
        live.filter(Q(name__contains=core) | Q(names__name__contains=core)).distinct()
        if len(core) > 2
        else ()
    )
    return [*similar.order_by("-score", "id")[:POOL], *within[:POOL]] if core else []
