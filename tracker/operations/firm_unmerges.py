"""Taking a merge back, at any time: what moved goes home, what somebody altered since stays and is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from tracker.models import Enterprise, EnterpriseName, Merge, Pairing, User
from tracker.models.firm_acts import FirmVerb
from tracker.models.merges import Deed
from tracker.operations.enterprises import may_merge, rename
from tracker.operations.firm_merges import facts_of, hold_firms
from tracker.operations.firm_rows import hold_rows, move_back
from tracker.operations.firm_trail import checked_reason, write_firm_act
from tracker.operations.holding import hold_calendar
from tracker.rules.errors import Conflict, NotAllowed


def undo_merge(merge: Merge, *, by: User, now: datetime, reason: str = "") -> Merge:
    """Two firms again. What was added to the survivor since stays there; `left` says what was altered since and stays.

    Raises  Conflict `undo_later_first` where the survivor went up in another since, `merge_undone`, `already_exists`
    """
    why = checked_reason(reason)
    try:
        with transaction.atomic():
            hold_calendar()
            hold_rows(merge.survivor)
            merged, survivor = hold_firms(merge.merged, merge.survivor)
            standing = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
            _check(standing, merged, survivor, by)
            return _undo(standing, merged, survivor, by, (now, why))
    except IntegrityError as error:  # another firm bears the name or code by now
        raise Conflict("already_exists", name=merge.merged.name) from error


def may_undo(merge: Merge, by: User) -> bool:
    """Whether the merge stands, and both firms are the person's."""
    return merge.undone_at is None and may_merge(by, merge.survivor, merge.merged)


def _check(merge: Merge, merged: Enterprise, survivor: Enterprise, by: User) -> None:
    if not may_merge(by, merged, survivor):
        raise NotAllowed("not_permitted", verb="enterprise.merge")
    if merge.undone_at is not None:
        raise Conflict("merge_undone")
    if survivor.merged_into_id is not None:
        raise Conflict("undo_later_first", name=survivor.name)


def _undo(
    merge: Merge, merged: Enterprise, survivor: Enterprise, by: User, when: tuple[datetime, str]
) -> Merge:
    now, reason = when
    left = Counter(_give_back(merge, survivor))
    _stand_again(merge, merged, survivor)
    left.update(_unmake_names(merge, survivor))
    left.update(move_back(merge))
    left.update(_shorten_pairings(merge))
    merge.undone_by, merge.undone_at, merge.undone_reason, merge.left = by, now, reason, dict(left)
    merge.save(update_fields=["undone_by", "undone_at", "undone_reason", "left"])
    told = {"name": merged.name, "merge": merge.public_id}
    write_firm_act(survivor, FirmVerb.UNMERGE, by=by, now=now, reason=reason, details=told)
    return merge


def _give_back(merge: Merge, survivor: Enterprise) -> list[str]:
    """The survivor's row as it was before; returns the fields that somebody altered since, which stay."""
    before, after, now = merge.before["survivor"], merge.after["survivor"], facts_of(survivor)
    altered = [name for name in before if before[name] != after[name]]
    kept = [name for name in altered if now[name] != after[name]]
    for name in altered:
        if name in kept:
            continue
        if name == "name":
            rename(survivor, before[name])
        else:
            setattr(survivor, name, before[name])
    survivor.save()
    return kept


def _stand_again(merge: Merge, merged: Enterprise, survivor: Enterprise) -> None:
    """The merged firm under its own name and code; the code stays where it is when the survivor's is another by now."""
    merged.merged_into = None
    code = merge.before["merged"]["credit_code"]
    merged.credit_code = code if code != survivor.credit_code else None
    merged.save(update_fields=["merged_into", "credit_code"])


def _unmake_names(merge: Merge, survivor: Enterprise) -> Mapping[str, int]:
    """Names that the merge added go; those that somebody ended since are told, and a former name stays one."""
    made = merge.rows.filter(model="enterprisename", deed=Deed.MADE).values_list("row_id", flat=True)
    names = (merge.before["merged"]["name"], survivor.name)
    rows = EnterpriseName.objects.filter(pk__in=list(made), enterprise=survivor, name__in=names)
    gone, _all = rows.delete()
    return {"enterprisename": len(made) - gone} if len(made) > gone else {}


def _shorten_pairings(merge: Merge) -> Mapping[str, int]:
    """Ends that the merge put off are as they were, unless somebody set another since."""
    left = 0
    for row in merge.rows.filter(model="pairing", deed=Deed.ALTERED):
        before, after = (_day(row.details[when]) for when in ("before", "after"))
        pairing = Pairing.objects.filter(pk=row.row_id).first()
        if pairing is None or pairing.to_on != after:
            left += 1
            continue
        pairing.to_on = before
        pairing.save(update_fields=["to_on"])
    return {"pairing": left} if left else {}


def _day(facts: Mapping[str, Any]) -> date | None:
    return date.fromisoformat(facts["to_on"]) if facts["to_on"] else None
