"""The trail of a case as its page shows it, newest first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from tracker.models import Case, FollowUp
from tracker.models.act_words import told
from tracker.models.cases import Status
from tracker.models.follow_ups import Audience, Verb
from tracker.models.notice_words import LONGEST_NOTE, happening
from tracker.web.dates import day, exact_moment

ICONS = {
    Verb.NOTE: "message",
    Verb.CALL: "phone",
    Verb.VISIT: "map-pin",
    Verb.MEETING: "users",
    Verb.EDIT: "pencil",
    Verb.REGISTER: "plus",
    Verb.LINK_ACTION: "heart-handshake",
    Verb.SIGN: "signature",
    Verb.ACCEPT: "calendar-check",
    Verb.ASSIGN: "route",
    Verb.RETURN: "arrow-back-up",
    Verb.RULE: "gavel",
    Verb.APPROVE: "shield-check",
    Verb.PARK: "hourglass",
    Verb.CLAIM_DONE: "check",
    Verb.CALL_BACK: "phone",
    Verb.RATE: "message",
    Verb.ANSWER: "message",
    Verb.PROMISE: "calendar-check",
    Verb.EXTEND: "hourglass",
    Verb.UNASSIGN: "arrow-back-up",
    Verb.UNAPPROVE: "arrow-back-up",
    Verb.UNEXTEND: "arrow-back-up",
    Verb.UNCHASE: "arrow-back-up",
    Verb.UNTAG: "arrow-back-up",
}
VERBS: dict[str, str | Promise] = dict(Verb.choices)
STATUSES: dict[str, str | Promise] = dict(Status.choices)


def trail_entry(act: FollowUp, today: date, attached: Mapping[int | None, str]) -> dict[str, Any]:
    """One act: who, when, what, and where it moved the case.

    attached  titles of actions that were attached, as far as the person sees them
    """
    entry: dict[str, Any] = {
        "icon": ICONS.get(Verb(act.verb), "flag"),
        "who": str(act.by or _("The enterprise")),
        "unit": str(act.by_unit or ""),
        "at_text": exact_moment(act.at, today),
        "at_iso": act.at.isoformat(),
        "title": _title(act, today),
        "note": "\n".join(
            filter(
                None,
                [
                    act.note,
                    attached.get(act.action_id),
                    *told(act.details.get("facts") or {}),
                    *_changes(act.details),
                ],
            )
        ),
    }
    entry["copy"] = happening(act)
    if act.note:
        told_what = {"label": entry["copy"], "value": act.note[:LONGEST_NOTE]}
        entry["copy"] = _("%(label)s: %(value)s") % told_what
    if act.to_status and act.to_status != act.from_status:
        entry["badge"] = {"code": act.to_status, "label": STATUSES[act.to_status]}
    if act.audience == Audience.ENTERPRISE:
        entry["audience"] = Audience.ENTERPRISE.label
    return entry


def _title(act: FollowUp, today: date) -> str:
    """The verb, with its day when it was written down later."""
    label = str(VERBS[act.verb])
    return (
        label if act.happened_on == localtime(act.at).date() else f"{label} · {day(act.happened_on, today)}"
    )


def _changes(details: dict[str, Any]) -> list[str]:
    """A correction as lines: what a fact was and what it is."""
    before, after = details.get("before"), details.get("after")
    if not isinstance(before, dict) or not isinstance(after, dict):
        return []
    return [
        _("%(label)s: %(value)s")
        % {"label": _field(name), "value": f"{before.get(name) or '—'} → {value or '—'}"}
        for name, value in after.items()
    ]


def _field(name: str) -> str:
    return str(getattr(Case._meta.get_field(name), "verbose_name", name))
