"""Closing periods: counted once at a set hour, confirmed by the districts, published by the city's office."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.conf import settings
from django.contrib.postgres.aggregates import ArrayAgg
from django.db import IntegrityError, transaction
from django.db.models import F

from tracker.models import Campaign, Case, ClosedCount, Closing, Confirmation, Unit, User
from tracker.models.tallies import NONE
from tracker.operations.snapshots import one_snapshot
from tracker.reports.calendar import calendar_of_city
from tracker.reports.closings import topics_in
from tracker.reports.deadlines import ladder_for
from tracker.reports.measures import MEASURES, View
from tracker.reports.progress import COLUMN, By, handled_in
from tracker.rules.deadlines import near_until
from tracker.rules.errors import BadInput, Conflict, NotAllowed
from tracker.rules.periods import Kind, Period, period_of

CLOSED_KINDS: Final[tuple[Kind, ...]] = ("week", "month")
LONGEST_NOTE: Final = 300
AT_ONCE: Final = 500


def close_periods(*, now: datetime) -> list[str]:
    """Close the last week and the last month, from the set hour of the day after on; again changes nothing.

    A period that ended before the campaign began, or that nobody was there to close, is not made up.
    """
    campaign = Campaign.objects.filter(is_current=True).select_related("deadline_preset").first()
    if campaign is None or now.timetz().replace(tzinfo=None) < settings.CLOSE_AT:
        return []
    ended = [period_of(kind, now.date()).before() for kind in CLOSED_KINDS]
    due = [period for period in ended if period and period.last >= campaign.started_on]
    return [period.code for period in due if close(period, campaign, now=now)]


def close(period: Period, campaign: Campaign, *, now: datetime) -> bool:
    """Count a period for good; whether it was not closed yet. Two at once leave one."""
    if period.last >= now.date():
        raise BadInput("bad_period")
    if Closing.objects.filter(code=period.code).exists():
        return False
    near = near_until(now.date(), calendar_of_city(now.date()), near=ladder_for(campaign).near)
    view = View(period, now.date(), near)
    try:
        with one_snapshot():
            _write(view, campaign, now=now)
    except IntegrityError:  # another worker was first
        return False
    return True


def confirm(closing: Closing, unit: Unit, *, by: User, now: datetime, note: str = "") -> Confirmation:
    """The office of a district stands by its numbers; once is enough, and nothing takes it back.

    note  the city's office, confirming for a district, says in it why: the page shows who did and what they said
    """
    if not by.scope.may("closing.confirm", [unit.pk]):
        raise NotAllowed("not_permitted", verb="closing.confirm")
    if unit.pk not in by.scope.units("closing.confirm") and not note.strip():
        raise BadInput("confirms_for", unit=str(unit))
    if len(note) > LONGEST_NOTE:
        raise BadInput("too_long", field="note", limit=LONGEST_NOTE)
    found, _is_new = Confirmation.objects.get_or_create(
        closing=closing, unit=unit, defaults={"by": by, "at": now, "note": note.strip()}
    )
    return found


@transaction.atomic
def publish(closing: Closing, *, by: User, now: datetime) -> Closing:
    """The city's office lets everybody read it, when every district has confirmed its numbers.

    Raises Conflict `unconfirmed` with the districts that have not
    """
    if not by.scope.sees_everything("closing.publish"):
        raise NotAllowed("not_permitted", verb="closing.publish")
    held = Closing.objects.select_for_update().get(pk=closing.pk)
    if held.published_at is not None:
        return held
    if missing := unconfirmed(held):
        raise Conflict("unconfirmed", units="、".join(map(str, missing)))
    held.published_at, held.published_by = now, by
    held.save(update_fields=["published_at", "published_by"])
    return held


def unconfirmed(closing: Closing) -> list[Unit]:
    """The districts whose office has not confirmed its numbers, in the city's order."""
    done = closing.confirmations.values("unit_id")
    return list(Unit.objects.districts().active().exclude(pk__in=done))


def _write(view: View, campaign: Campaign, *, now: datetime) -> None:
    period = view.period
    closing = Closing.objects.create(
        code=period.code,
        kind=period.kind,
        first=period.first,
        last=period.last,
        on=view.on,
        near_until=view.near_until,
        closed_at=now,
        spans=_spans(view),
        ranking=campaign.ranking,
        topics=topics_in(Case.objects.filter(MEASURES["collected"].rows(view))),
    )
    rows = (row for by in COLUMN for code in MEASURES for row in _counts(closing, by, code, view))
    ClosedCount.objects.bulk_create(rows, batch_size=AT_ONCE)


def _spans(view: View) -> dict[str, dict[str, dict[str, int]]]:
    """By → unit → working days of handling → cases."""
    spans: dict[str, dict[str, dict[str, int]]] = {by: defaultdict(dict) for by in COLUMN}
    for by in COLUMN:
        for unit, days, many in handled_in(Case.objects.all(), by, view):
            spans[by][str(NONE if unit is None else unit)][str(days)] = many
    return spans


def _counts(closing: Closing, by: By, code: str, view: View) -> Iterator[ClosedCount]:
    cases = Case.objects.filter(MEASURES[code].rows(view)).order_by()
    for unit, ids in cases.values_list(F(COLUMN[by])).annotate(ids=ArrayAgg("id", order_by="id")):
        known = NONE if unit is None else unit
        yield ClosedCount(closing=closing, by=by, unit=known, code=code, count=len(ids), case_ids=ids)
