"""Enterprises: add, correct, find by any name."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from tracker.models import Contact, Enterprise, EnterpriseName, Pairing, Unit, User
from tracker.models.firm_acts import FirmVerb
from tracker.operations.campaigns import current_campaign
from tracker.operations.firm_trail import write_firm_act
from tracker.operations.holding import held
from tracker.operations.pinyin import pinyin_keys
from tracker.rules.access import WORKERS
from tracker.rules.errors import BadInput, Conflict, NotAllowed
from tracker.rules.names import is_credit_code, normal_name

EDITABLE = ("name", "credit_code", "district", "industry", "address", "is_verified")


def add_enterprise(  # the columns of the form
    *,
    by: User,
    now: datetime,
    name: str,
    credit_code: str | None = None,
    district: Unit | None = None,
    industry: str = "",
    address: str = "",
) -> Enterprise:
    """A firm under this name; one with the same normal form, alias or code is returned instead of a second."""
    if not by.scope.may("enterprise.add"):
        raise NotAllowed("not_permitted", verb="enterprise.add")
    code = _code(credit_code)
    earlier = find_by_code(code) or find_by_name(_name(name))
    if earlier is not None:
        return earlier
    firm = Enterprise(credit_code=code, district=district, industry=industry, address=address)
    firm.created_by, firm.created_at = by, now
    rename(firm, name)
    try:
        with transaction.atomic():
            firm.save(force_insert=True)
    except IntegrityError:  # a colleague added it a moment ago
        found = find_by_code(code) or find_by_name(firm.name)
        if found is None:
            raise
        return found
    return firm


def edit_enterprise(
    enterprise: Enterprise, *, by: User, now: datetime, changes: dict[str, Any]
) -> Enterprise:
    """Correct facts of a firm; a former name stays findable."""
    try:
        with transaction.atomic():
            firm = held(enterprise, by)
            if not may_edit(by, firm):
                raise NotAllowed("not_permitted", verb="enterprise.edit")
            before = firm.name
            _change(firm, changes)
            _refuse_twins(firm)
            firm.save()
            if firm.name != before:
                names = {"from": before, "to": firm.name}
                write_firm_act(firm, FirmVerb.RENAME, by=by, now=now, details=names)
    except (
        IntegrityError
    ) as error:  # a colleague gave the name or code away a moment ago, or a merged firm has it
        raise Conflict("already_exists", name=firm.name) from error
    return firm


def may_edit(by: User, enterprise: Enterprise) -> bool:
    """Whether a firm is the person's to correct: of their territory, or paired.

    One without a district is the city's, and theirs who added it: anybody else who gave it theirs would read its contacts.
    One that was merged away is nobody's: what it is now is the other's.
    """
    if enterprise.merged_into_id is not None:
        return False
    if enterprise.district_id is None and enterprise.created_by_id == by.pk:
        return by.scope.may("enterprise.edit")
    return by.scope.may("enterprise.edit", territory(enterprise), enterprise.pk)


def add_name(enterprise: Enterprise, *, by: User, now: datetime, name: str, kind: str) -> EnterpriseName:
    """Another name of a firm, found by searches and readings from now on."""
    if not may_edit(by, enterprise):
        raise NotAllowed("not_permitted", verb="enterprise.edit")
    other, _created = EnterpriseName.objects.get_or_create(
        enterprise=enterprise, name=_name(name), defaults={"name_key": normal_name(name), "kind": kind}
    )
    return other


def end_name(other: EnterpriseName, *, by: User, now: datetime) -> None:
    """The firm was never called so: nothing finds it under this name any more; the history keeps it.

    A second time changes nothing.
    """
    with transaction.atomic():
        if not may_edit(by, held(other.enterprise, by)):
            raise NotAllowed("not_permitted", verb="enterprise.edit")
        EnterpriseName.objects.filter(pk=other.pk).delete()


def survivor_of(enterprise: Enterprise) -> Enterprise:
    """The firm itself, or the one that it went up in at last."""
    firm = enterprise
    while firm.merged_into is not None:
        firm = firm.merged_into
    return firm


def may_merge(by: User, one: Enterprise, other: Enterprise) -> bool:
    """Whether two firms are the person's to merge: the office's in whose territory both lie, or the city's."""
    return all(by.scope.may("enterprise.merge", territory(firm)) for firm in (one, other))


def add_contact(enterprise: Enterprise, *, by: User, name: str, title: str = "", phone: str = "") -> Contact:
    """A person at the firm; personal data, only for those who look after it."""
    if not by.scope.may("contact.edit", territory(enterprise), enterprise.pk):
        raise NotAllowed("not_permitted", verb="contact.edit")
    return Contact.objects.create(enterprise=enterprise, name=name.strip(), title=title, phone=phone)


def pair(
    enterprise: Enterprise, *, by: User, officer: User, from_on: date, group: Unit | None = None
) -> Pairing:
    """An officer with a working role looks after a firm from a day on; one who does already is not paired twice."""
    if not may_pair(by, enterprise):
        raise NotAllowed("not_permitted", verb="pairing.edit")
    if not officer.scope.roles & WORKERS:
        raise BadInput("no_working_role", person=str(officer), field="officer")
    earlier = Pairing.objects.current(from_on).filter(enterprise=enterprise, officer=officer, to_on=None)
    if (known := earlier.first()) is not None:
        return known
    pairing, _created = Pairing.objects.get_or_create(
        enterprise=enterprise, officer=officer, from_on=from_on, defaults={"group": group}
    )
    return pairing


def may_pair(by: User, enterprise: Enterprise) -> bool:
    """Whether the firm's officers are the person's to choose: the office of its district, else that of the city."""
    return by.scope.may("pairing.edit", territory(enterprise))


def find_by_name(name: str) -> Enterprise | None:
    """The firm that bears exactly this name, in normal form, or had or has it as another name."""
    key = normal_name(name)
    if not key:
        return None
    named = EnterpriseName.objects.filter(name_key=key).values("enterprise_id")
    found = list(Enterprise.objects.live().filter(Q(name_key=key) | Q(id__in=named)).order_by("id")[:2])
    return min(found, key=lambda firm: firm.name_key != key, default=None)


def find_by_code(code: str | None) -> Enterprise | None:
    """The firm with this credit code; that of a merged one went over with it."""
    return Enterprise.objects.filter(credit_code=code).first() if code else None


def territory(enterprise: Enterprise) -> list[int]:
    """Whose firm it is; nobody's but the city's while it has no district."""
    return [enterprise.district_id] if enterprise.district_id else []


def _name(name: str) -> str:
    clean = " ".join(name.split())
    if not clean or not normal_name(clean):
        raise BadInput("required", field="name")
    if len(clean) > 150:
        raise BadInput("too_long", field="name", limit=150)
    return clean


def _code(credit_code: str | None) -> str | None:
    code = (credit_code or "").strip().upper()
    if code and not is_credit_code(code):
        raise BadInput("bad_credit_code", text=code)
    return code or None


def rename(firm: Enterprise, name: str) -> None:
    """Give a firm's row another name, with the keys under which it is found; saving it is the caller's."""
    firm.name = _name(name)
    firm.name_key = normal_name(firm.name)
    firm.pinyin_keys = pinyin_keys(firm.name, current_campaign().city.rstrip("市"))


def _change(firm: Enterprise, changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        if name not in EDITABLE:
            raise BadInput("not_editable", field=name)
        if name == "name" and value != firm.name:
            _keep_former_name(firm, value)
        elif name != "name":
            setattr(firm, name, _code(value) if name == "credit_code" else value)


def _keep_former_name(firm: Enterprise, name: str) -> None:
    EnterpriseName.objects.get_or_create(
        enterprise=firm, name=firm.name, defaults={"name_key": firm.name_key, "kind": "former"}
    )
    rename(firm, name)


def _refuse_twins(firm: Enterprise) -> None:
    twins = Enterprise.objects.live().exclude(pk=firm.pk)
    if twins.filter(name_key=firm.name_key).exists() or (
        firm.credit_code and twins.filter(credit_code=firm.credit_code).exists()
    ):
        raise Conflict("already_exists", name=firm.name)
