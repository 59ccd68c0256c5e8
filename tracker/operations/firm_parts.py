"""What belongs to a firm besides its names: sites, labels, and the end of a pairing."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from tracker.models import Enterprise, EnterpriseLabel, Pairing, Site, Unit, User
from tracker.operations.enterprises import may_edit, may_pair
from tracker.operations.holding import held
from tracker.rules.errors import BadInput, NotAllowed


def add_site(enterprise: Enterprise, *, by: User, name: str, district: Unit, address: str = "") -> Site:
    """A place where the firm works; the same one twice is one."""
    _need(by, enterprise)
    site, _created = Site.objects.get_or_create(
        enterprise=enterprise, name=_filled(name, "name"), district=district, defaults={"address": address}
    )
    return site


def add_label(  # the columns of a label
    enterprise: Enterprise,
    *,
    by: User,
    label: str,
    issuer: str = "",
    issued_on: date | None = None,
    until_on: date | None = None,
) -> EnterpriseLabel:
    """A title somebody gave the firm on a day; the same one twice is one."""
    _need(by, enterprise)
    given, _created = EnterpriseLabel.objects.get_or_create(
        enterprise=enterprise,
        label=_filled(label, "label"),
        issued_on=issued_on,
        defaults={"issuer": issuer, "until_on": until_on},
    )
    return given


def end_pairing(pairing: Pairing, *, by: User, now: datetime, last_on: date | None = None) -> Pairing:
    """The officer looked after the firm until yesterday, or the day given; ending it twice changes nothing."""
    with transaction.atomic():
        current = held(pairing, by)
        if not may_pair(by, current.enterprise):
            raise NotAllowed("not_permitted", verb="pairing.edit")
        last = max(current.from_on, last_on or now.date() - timedelta(days=1))
        if current.to_on is None or current.to_on > last:
            current.to_on = last
            current.save(update_fields=["to_on"])
    return current


def _need(by: User, enterprise: Enterprise) -> None:
    if not may_edit(by, enterprise):
        raise NotAllowed("not_permitted", verb="enterprise.edit")


def _filled(text: str, field: str) -> str:
    clean = " ".join(text.split())
    if not clean:
        raise BadInput("required", field=field)
    return clean
