"""What the pages of a merge show: two firms side by side, what would move, and what became of it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.models import Enterprise, Merge, User
from tracker.models.enterprises import EnterpriseState
from tracker.models.firm_words import FIELDS, NOUNS, REASONS
from tracker.operations.firm_merges import CHOSEN
from tracker.operations.firm_unmerges import may_undo
from tracker.operations.twins import twins_of_firm
from tracker.web.dates import Clock, exact_moment
from tracker.web.merge_forms import MergeForm

SHOWN = ("name", "credit_code", *CHOSEN[1:])


def merge_url(firm: Enterprise, other: Enterprise | None = None) -> str:
    """Where a firm is merged: with another one, or with one that is still to be chosen."""
    address = reverse("enterprise_merge", args=[firm.public_id])
    return f"{address}?other={other.public_id}" if other else address


def choosing(user: User, firm: Enterprise) -> list[dict[str, str]]:
    """Firms that may be this one, each with the reason, for the page where the other one is chosen."""
    return [
        {
            "url": merge_url(firm, twin.firm),
            "name": twin.firm.name,
            "under": " · ".join(filter(None, [str(twin.firm.district or ""), twin.firm.credit_code])),
            "reason": str(REASONS[twin.reason]),
        }
        for twin in twins_of_firm(firm, by=user)
    ]


def side_by_side(firm: Enterprise, other: Enterprise, form: MergeForm) -> list[dict[str, Any]]:
    """One row a field: both values, and the choice between them where they differ."""
    return [
        {
            "label": FIELDS[name],
            "stays": _shown(firm, name),
            "goes": _shown(other, name),
            "name": f"take_{name}" if name in form.plan.differing else "",
            "taken": form[f"take_{name}"].value() == "merged" if name in form.plan.differing else False,
        }
        for name in SHOWN
    ]


def counted(counts: dict[str, int]) -> list[dict[str, Any]]:
    """What moves or moved, in the order of importance."""
    known = sorted(counts.items(), key=lambda pair: list(NOUNS).index(pair[0]) if pair[0] in NOUNS else 99)
    return [{"label": str(NOUNS.get(name, name)), "count": count} for name, count in known]


def merges_of(user: User, firm: Enterprise, clock: Clock) -> list[dict[str, Any]]:
    """What was merged into a firm, the newest first, for those who may merge it; one query."""
    rows = Merge.objects.visible_to(user).filter(survivor=firm).select_related("merged", "survivor", "by")
    return [
        {
            "url": reverse("merge", args=[row.public_id]),
            "name": row.merged.name,
            "who": f"{row.by} · {exact_moment(row.at, clock.today)}",
            "is_undone": row.undone_at is not None,
        }
        for row in rows.order_by("-id")
    ]


def merge_context(user: User, merge: Merge, clock: Clock) -> dict[str, Any]:
    """The page of one merge."""
    survivor, merged = merge.survivor, merge.merged
    own = reverse("enterprise", args=[survivor.public_id])
    facts = [
        {"label": _("Merged"), "value": merge.before["merged"]["name"]},
        {"label": _("Into"), "value": survivor.name, "url": own},
        {"label": _("Done by"), "value": f"{merge.by} · {exact_moment(merge.at, clock.today)}"},
        {"label": _("Reason"), "value": merge.reason},
    ]
    if merge.undone_at is not None:
        undone = f"{merge.undone_by} · {exact_moment(merge.undone_at, clock.today)}"
        facts.append({"label": _("Undone"), "value": undone, "hint": merge.undone_reason})
    return {
        "heading": _("Merge of %(name)s") % {"name": merge.before["merged"]["name"]},
        "crumbs": [(_("Enterprises"), reverse("enterprises")), (survivor.name, own), (_("Merge"), "")],
        "facts": facts,
        "moved": counted(merge.counts),
        "left": [{"label": str(NOUNS.get(n) or FIELDS.get(n, n)), "count": c} for n, c in merge.left.items()],
        "is_undone": merge.undone_at is not None,
        "merged_url": reverse("enterprise", args=[merged.public_id]),
        "undo_url": reverse("merge_undo", args=[merge.public_id]) if may_undo(merge, user) else "",
    }


def _shown(firm: Enterprise, name: str) -> str:
    value = getattr(firm, name)
    if name == "state":
        return str(EnterpriseState(value).label)
    if name == "is_verified":
        return _("yes") if value else _("no")
    return str(value or "—")
