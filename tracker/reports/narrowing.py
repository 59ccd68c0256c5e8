"""What narrows a list beyond its own columns: each by rows of another table asked for by id, so that no row comes twice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from tracker.models import Attachment, CaseUnit, EnterpriseLabel, Figure, Pairing, Participant, Unit, User
from tracker.models.cases import CaseQuerySet
from tracker.models.follow_ups import Part
from tracker.reports.progress import COLUMN, By, counting_for
from tracker.rules.amounts import MONEY, SCALES

EARLIEST, LATEST = date(1900, 1, 1), date(2999, 12, 31)


def with_files(rows: QuerySet[Any], noun: str) -> QuerySet[Any]:
    """Those with a file that was not withdrawn; `noun` is case, action or visit."""
    files = Attachment.objects.filter(withdrawn_at__isnull=True, **{f"{noun}_id": OuterRef("pk")})
    return rows.filter(Exists(files))


def of_labelled_firms(rows: QuerySet[Any], label: str) -> QuerySet[Any]:
    """Those of firms that bear a label, in exactly these words."""
    firms = EnterpriseLabel.objects.filter(label=label).values("enterprise_id")
    return rows.filter(enterprise_id__in=firms)


def assisted_by(cases: CaseQuerySet, units: Iterable[Unit]) -> CaseQuerySet:
    """Cases on which one of the units assists now."""
    parts = CaseUnit.objects.filter(is_current=True, unit_id__in=[unit.pk for unit in units])
    return cases.filter(pk__in=parts.exclude(part=Part.LEAD).values("case_id"))


def handled_by(cases: CaseQuerySet, officers: Iterable[int]) -> CaseQuerySet:
    """Cases that one of these people handles now."""
    parts = CaseUnit.objects.filter(is_current=True, handler_id__in=list(officers))
    return cases.filter(pk__in=parts.values("case_id"))


def people_named(name: str) -> list[int]:
    """The ids of people of exactly this name: a query of its own, for a plan that knows them is fifty times faster."""
    return list(User.objects.filter(name=name).values_list("id", flat=True))


def of_groups(cases: CaseQuerySet, groups: Iterable[Unit], by: By = "group") -> CaseQuerySet:
    """Cases that count for one of the working groups, as progress counts them."""
    counted = {below for group in groups for below in counting_for(by, group)}
    return cases.filter(**{f"{COLUMN[by]}__in": counted})


def of_firms_labelled(actions: QuerySet[Any], label: str) -> QuerySet[Any]:
    """Actions in which a firm with this label took part."""
    firms = EnterpriseLabel.objects.filter(label=label).values("enterprise_id")
    return actions.filter(Exists(Participant.objects.filter(action=OuterRef("pk"), enterprise_id__in=firms)))


def with_amount(actions: QuerySet[Any], least: Decimal | None, most: Decimal | None) -> QuerySet[Any]:
    """Actions with a figure of money between two amounts in yuan, in whatever unit it was written."""
    fits = Q()
    for scale, factor in {"": Decimal(1), **SCALES}.items():
        one = Q(unit=f"{scale}{MONEY}")
        if least is not None:
            one &= Q(value__gte=least / factor)
        if most is not None:
            one &= Q(value__lte=most / factor)
        fits |= one
    return actions.filter(Exists(Figure.objects.filter(fits, action=OuterRef("pk"))))


def looked_after_by(firms: QuerySet[Any], on: date, officers: Iterable[int]) -> QuerySet[Any]:
    """Firms that one of these people looks after on a day."""
    pairings = Pairing.objects.current(on).filter(officer_id__in=list(officers))
    return firms.filter(pk__in=pairings.values("enterprise_id"))


def from_day(day: date) -> datetime:
    """The first moment of a day where the city lies; days that no record can have are taken for the nearest that can."""
    return timezone.make_aware(datetime.combine(min(max(day, EARLIEST), LATEST), time.min))


def till_day(day: date) -> datetime:
    """The first moment after a day."""
    return from_day(min(day, LATEST) + timedelta(days=1))
