"""Whether a firm is known already before it is added, and telling apart two that only look alike."""

from __future__ import annotations

from datetime import datetime

from tracker.models import DistinctFirms, Enterprise, Unit, User
from tracker.operations.campaigns import current_campaign
from tracker.operations.enterprises import may_merge
from tracker.operations.pinyin import pinyin_keys
from tracker.reports.twins import Sought, Twin, twins_of
from tracker.rules.errors import BadInput, NotAllowed
from tracker.rules.names import normal_name


def likely_twins(name: str, *, by: User, district: Unit | None = None, code: str | None = None) -> list[Twin]:
    """The firms that a new one of this name may be, the likeliest first; none for a name without letters."""
    if not normal_name(name):
        return []
    keys = tuple(pinyin_keys(name, places()[0].rstrip("市")))
    sought = Sought(name, keys, district.pk if district else None, code, places())
    return twins_of(sought, Enterprise.objects.visible_to(by).live())


def twins_of_firm(firm: Enterprise, *, by: User) -> list[Twin]:
    """The firms that this one may be, without those that somebody told apart from it."""
    apart = DistinctFirms.objects.filter(one=firm).values("other_id")
    apart_too = DistinctFirms.objects.filter(other=firm).values("one_id")
    others = Enterprise.objects.visible_to(by).live().exclude(pk=firm.pk)
    others = others.exclude(pk__in=apart).exclude(pk__in=apart_too)
    sought = Sought(firm.name, tuple(firm.pinyin_keys), firm.district_id, firm.credit_code, places())
    return twins_of(sought, others)


def places() -> tuple[str, ...]:
    """The city in whose firms' names its own name says nothing."""
    return (current_campaign().city,)


def tell_apart(one: Enterprise, other: Enterprise, *, by: User, now: datetime) -> DistinctFirms:
    """Somebody looked and says that they are two: they are not offered as one again. A second time changes nothing."""
    if one.pk == other.pk:
        raise BadInput("merge_with_itself")
    if not may_merge(by, one, other):
        raise NotAllowed("not_permitted", verb="enterprise.merge")
    first, second = sorted((one, other), key=lambda firm: firm.pk)
    told, _is_new = DistinctFirms.objects.get_or_create(
        one=first, other=second, defaults={"by": by, "at": now}
    )
    return told
