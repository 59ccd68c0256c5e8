"""Two firms that are one: what would happen, and merging them; taking it back is in `firm_unmerges`."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction

from tracker.models import Enterprise, EnterpriseName, Merge, MergedRow, Pairing, User
from tracker.models.enterprises import EnterpriseState, NameKind
from tracker.models.firm_acts import FirmVerb
from tracker.models.merges import Deed
from tracker.operations.enterprises import may_merge, rename
from tracker.operations.firm_rows import count_rows, hold_rows, move_rows
from tracker.operations.firm_trail import checked_reason, write_firm_act
from tracker.operations.holding import hold_calendar
from tracker.rules.errors import BadInput, Conflict, NotAllowed
from tracker.rules.names import are_kin, normal_name

CHOSEN: Final = ("name", "district", "industry", "address", "state", "is_verified")
ALTERED: Final = ("name", "credit_code", "district_id", "industry", "address", "state", "is_verified")


@dataclass(frozen=True)
class MergePlan:
    """What merging would do.

    differing  the fields of which one value must be chosen      taken  those where the merged firm's is the better guess
    counts     noun → how many rows would move                   are_kin  whether it takes a confirmation of its own
    seen       what both firms are now; given back on confirming, so that nobody confirms what they did not see
    """

    differing: tuple[str, ...]
    taken: frozenset[str]
    counts: Mapping[str, int]
    are_kin: bool
    seen: str


@dataclass(frozen=True)
class MergeChoice:
    """What the person decided.

    taken         fields whose value comes from the merged firm; all others stay the survivor's
    is_confirmed  that a firm and a branch or group by their names are one registered firm
    seen          of the plan they looked at; empty for none
    """

    taken: Collection[str] = ()
    is_confirmed: bool = False
    reason: str = ""
    seen: str = ""


def plan_merge(merged: Enterprise, *, into: Enterprise, by: User) -> MergePlan:
    """What would happen, nothing done; refused as the merge itself would be."""
    _check(merged, into, by)
    differing = tuple(name for name in CHOSEN if getattr(merged, name) != getattr(into, name))
    return MergePlan(
        differing=differing,
        taken=frozenset(name for name in differing if _is_better(name, merged, into)),
        counts=count_rows(merged),
        are_kin=are_kin(merged.name, into.name),
        seen=_seen(merged, into),
    )


def merge_firms(
    merged: Enterprise, *, into: Enterprise, by: User, now: datetime, choice: MergeChoice
) -> Merge:
    """Everything of one firm is the other's from now on; all of it at once, and it can be taken back at any time.

    Raises  Conflict `two_codes`, `merged_away`, `kin_unconfirmed`, `firms_changed`
    """
    reason = checked_reason(choice.reason)
    if set(choice.taken) - set(CHOSEN):
        raise BadInput("not_editable", field=min(set(choice.taken) - set(CHOSEN)))
    try:
        with transaction.atomic():
            hold_calendar()
            hold_rows(merged)
            one, other = hold_firms(merged, into)
            _check(one, other, by)
            _check_choice(one, other, choice)
            return _merge(one, other, by, now, (reason, choice))
    except IntegrityError as error:  # another firm took the name meanwhile
        raise Conflict("already_exists", name=into.name) from error


def hold_firms(one: Enterprise, other: Enterprise) -> tuple[Enterprise, Enterprise]:
    """Both rows, lower key first, so that nobody can point at them meanwhile; as they stand then."""
    rows = Enterprise.objects.select_for_update(of=("self",)).filter(pk__in=[one.pk, other.pk]).order_by("pk")
    found = {firm.pk: firm for firm in rows}
    return found[one.pk], found[other.pk]


def facts_of(firm: Enterprise) -> dict[str, Any]:
    """What of a firm's row a merge may alter."""
    return {name: getattr(firm, name) for name in ALTERED}


def _check(merged: Enterprise, into: Enterprise, by: User) -> None:
    if merged.pk == into.pk:
        raise BadInput("merge_with_itself")
    if not may_merge(by, merged, into):
        raise NotAllowed("not_permitted", verb="enterprise.merge")
    for firm in (merged, into):
        if firm.merged_into_id is not None:
            raise Conflict("merged_away", name=firm.name)
    if merged.credit_code and into.credit_code:
        raise Conflict("two_codes", one=merged.credit_code, other=into.credit_code)


def _check_choice(merged: Enterprise, into: Enterprise, choice: MergeChoice) -> None:
    if choice.seen and choice.seen != _seen(merged, into):
        raise Conflict("firms_changed")
    if are_kin(merged.name, into.name) and not choice.is_confirmed:
        raise Conflict("kin_unconfirmed")


def _merge(
    merged: Enterprise, into: Enterprise, by: User, now: datetime, decided: tuple[str, MergeChoice]
) -> Merge:
    reason, choice = decided
    before = {"survivor": facts_of(into), "merged": facts_of(merged)}
    merge = Merge.objects.create(survivor=into, merged=merged, reason=reason, by=by, at=now, before=before)
    _give_up(merged, into)
    _take_over(merged, into, before["merged"], choice.taken)
    merge.counts = move_rows(merge)
    _lengthen_pairings(merge)
    _keep_names(merge, before)
    merge.after = {"survivor": facts_of(into), "merged": facts_of(merged)}
    merge.save(update_fields=["counts", "after"])
    told = {"name": merged.name, "merge": merge.public_id}
    write_firm_act(into, FirmVerb.MERGE, by=by, now=now, reason=reason, details=told)
    return merge


def _give_up(merged: Enterprise, into: Enterprise) -> None:
    """First the merged firm lets go of its name and code, which are each one firm's only."""
    merged.merged_into, merged.credit_code = into, None
    merged.save(update_fields=["merged_into", "credit_code"])


def _take_over(
    merged: Enterprise, into: Enterprise, known: Mapping[str, Any], taken: Collection[str]
) -> None:
    for name in taken:
        if name == "name":
            rename(into, merged.name)
        else:
            setattr(into, name, getattr(merged, name))
    into.credit_code = into.credit_code or known["credit_code"]
    into.save()


def _lengthen_pairings(merge: Merge) -> None:
    """An officer who looked after both from one day on goes on to the later end."""
    stayed = {(one.officer_id, one.from_on): one for one in Pairing.objects.filter(enterprise=merge.merged)}
    for pairing in Pairing.objects.filter(enterprise=merge.survivor):
        twin = stayed.get((pairing.officer_id, pairing.from_on))
        if twin is None or pairing.to_on is None or (twin.to_on and twin.to_on <= pairing.to_on):
            continue
        details = {"before": {"to_on": pairing.to_on.isoformat()}, "after": {"to_on": _iso(twin.to_on)}}
        pairing.to_on = twin.to_on
        pairing.save(update_fields=["to_on"])
        MergedRow.objects.create(
            merge=merge, model="pairing", row_id=pairing.pk, deed=Deed.ALTERED, details=details
        )


def _keep_names(merge: Merge, before: Mapping[str, Mapping[str, Any]]) -> None:
    """Whatever either firm was called leads to the one that stays."""
    known = [(before["merged"]["name"], NameKind.ALIAS), (before["survivor"]["name"], NameKind.FORMER)]
    for name, kind in known:
        if name == merge.survivor.name:
            continue
        row, is_new = EnterpriseName.objects.get_or_create(
            enterprise=merge.survivor, name=name, defaults={"name_key": normal_name(name), "kind": kind}
        )
        if is_new:
            MergedRow.objects.create(merge=merge, model="enterprisename", row_id=row.pk, deed=Deed.MADE)


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None


def _is_better(name: str, merged: Enterprise, into: Enterprise) -> bool:
    """The merged firm's value where the survivor has none; a state other than operating was noted by somebody."""
    ours, theirs = getattr(into, name), getattr(merged, name)
    if name == "state":
        return bool(ours == EnterpriseState.NORMAL)
    return bool(theirs) and not ours


def _seen(merged: Enterprise, into: Enterprise) -> str:
    facts = repr([facts_of(merged), facts_of(into), merged.merged_into_id, into.merged_into_id])
    return hashlib.sha256(facts.encode()).hexdigest()[:16]
