"""What happened at and to one firm, as one list, the newest first; only as far as a person sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, Final

from django.db.models import F, Q, QuerySet

from tracker.models import (
    AssistanceAction,
    Case,
    Enterprise,
    EnterpriseAct,
    Pairing,
    Participant,
    User,
    Visit,
)
from tracker.models.actions import ActionStatus

PAGE: Final = 30


@dataclass(frozen=True)
class Entry:
    """Something that happened on a day.

    kind  registered, closed, action, visit, paired, unpaired, or act      name  of the record, for its address
    text  its title, or whom it is about                                   code  a word on it: finding, verb
    """

    day: date
    kind: str
    text: str
    name: str = ""
    code: str = ""
    details: Any = None
    reason: str = ""


@dataclass(frozen=True)
class Place:
    """Where a page begins: on this day, after so many of its entries."""

    day: date
    skip: int = 0


Source = tuple[str, QuerySet[Any], str, tuple[str, ...]]


def timeline(firm: Enterprise, user: User, place: Place | None = None) -> tuple[list[Entry], Place | None]:
    """One page, and where the next one begins: a query for each of seven kinds, however long the firm's past is."""
    most = PAGE + 1 + (place.skip if place else 0)
    entries = [entry for source in _sources(firm, user) for entry in _of(source, place, most)]
    entries.sort(key=lambda entry: entry.day, reverse=True)  # stable: of a day in the order of the kinds
    left = list(islice(_beyond(entries, place), PAGE + 1))
    page = left[:PAGE]
    return page, _next(page, place) if len(left) > PAGE else None


def _sources(firm: Enterprise, user: User) -> list[Source]:
    cases = Case.objects.visible_to(user).filter(enterprise=firm)
    took_part = Participant.objects.filter(enterprise=firm).values("action_id")
    actions = AssistanceAction.objects.visible_to(user).filter(id__in=took_part, status=ActionStatus.STANDING)
    pairings = Pairing.objects.visible_to(user).filter(enterprise=firm)
    went_up = Q(enterprise__merged_into=firm) | Q(enterprise__merged_into__merged_into=firm)
    acts = EnterpriseAct.objects.visible_to(user).filter(Q(enterprise=firm) | went_up)
    visits = Visit.objects.visible_to(user).filter(enterprise=firm)
    return [
        ("act", acts, "happened_on", ("by__name", "id", "verb", "details", "reason")),
        ("closed", cases.filter(closed_on__isnull=False), "closed_on", ("title", "number", "status")),
        ("visit", visits, "visited_on", ("by__name", "public_id", "finding")),
        ("action", actions, "listed_on", ("title", "public_id", "kind")),
        ("registered", cases, "registered_at__date", ("title", "number", "status")),
        ("unpaired", pairings.filter(to_on__isnull=False), "to_on", ("officer__name", "id")),
        ("paired", pairings, "from_on", ("officer__name", "id")),
    ]


def _of(source: Source, place: Place | None, most: int) -> list[Entry]:
    kind, rows, column, names = source
    if place:
        rows = rows.filter(**{f"{column}__lte": place.day})
    key = "registered_at" if column == "registered_at__date" else column
    found = rows.order_by(f"-{key}", "-id").annotate(on=F(column)).values_list("on", *names)[:most]
    return [_entry(kind, row) for row in found]


def _entry(kind: str, row: tuple[Any, ...]) -> Entry:
    day, text, name, *more = row
    return Entry(day, kind, text or "", str(name), *more)


def _beyond(entries: list[Entry], place: Place | None) -> Any:
    skip = place.skip if place else 0
    for entry in entries:
        if place and entry.day == place.day and skip:
            skip -= 1
            continue
        yield entry


def _next(page: list[Entry], place: Place | None) -> Place:
    last = page[-1].day
    shown = sum(entry.day == last for entry in page)
    return Place(last, shown + (place.skip if place and place.day == last else 0))
