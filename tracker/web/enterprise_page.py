"""What the page of one enterprise shows; its cases, actions and visits only as far as the person sees them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.models import (
    AssistanceAction,
    Case,
    Enterprise,
    EnterpriseLabel,
    EnterpriseName,
    Participant,
    Site,
    User,
)
from tracker.models.disclosures import contacts_of
from tracker.models.enterprises import EnterpriseState
from tracker.models.firm_words import REASONS
from tracker.operations.enterprises import may_edit, may_merge, may_pair
from tracker.operations.twins import likely_twins
from tracker.reports.firm_results import brought_to, policies_of
from tracker.rules.amounts import said
from tracker.rules.masking import masked_phone
from tracker.web.case_rows import case_rows
from tracker.web.dates import Clock, day
from tracker.web.merge_page import merge_url, merges_of
from tracker.web.pairing_rows import pairing_rows
from tracker.web.rows import STATE_CODES, action_rows
from tracker.web.timeline_tabs import tabs
from tracker.web.visit_page import visit_rows

LATEST = 20


def enterprise_context(
    user: User, firm: Enterprise, revealed: frozenset[int] = frozenset()
) -> dict[str, Any]:
    """Everything the template needs.

    revealed  ids of the contacts whose numbers were just revealed, and written down
    """
    clock, visit_url = Clock.of_request(), reverse("visit_new", args=[firm.public_id])
    return {
        "enterprise": {
            "name": firm.name,
            "district": str(firm.district or ""),
            "code": STATE_CODES[firm.state],
            "label": firm.get_state_display() if firm.state != EnterpriseState.NORMAL else "",
            "labels": [_label(label, clock) for label in EnterpriseLabel.objects.filter(enterprise=firm)],
        },
        "crumbs": [(_("Enterprises"), reverse("enterprises")), (firm.name, "")],
        "facts": facts(firm),
        "steps": steps(user, firm),
        "cases": latest_cases(user, firm, clock),
        "cases_url": f"{reverse('cases')}?enterprise={firm.public_id}",
        "actions": latest_actions(user, firm, clock),
        "actions_url": f"{reverse('actions')}?enterprise={firm.public_id}",
        "visits": visit_rows(user, firm.pk, clock, LATEST),
        "new_visit_url": visit_url if user.scope.may("visit.log") else "",
        "code_url": reverse("enterprise_code", args=[firm.public_id]),
        "pairings": pairing_rows(user, firm, clock),
        "pairings_url": reverse("pairings", args=[firm.public_id]) if may_pair(user, firm) else "",
        "tabs": tabs(firm),
        "figures": figures(user, firm),
        "policies": policies(user, firm),
        "state_url": reverse("enterprise_state", args=[firm.public_id]) if may_edit(user, firm) else "",
        "names_url": reverse("enterprise_names", args=[firm.public_id]) if may_edit(user, firm) else "",
        "merges": merges_of(user, firm, clock) if user.scope.may("enterprise.merge") else [],
        **contacts(user, firm, revealed),
    }


def _label(label: EnterpriseLabel, clock: Clock) -> str:
    return f"{label.label} {day(label.issued_on, clock.today)}".strip()


def facts(firm: Enterprise) -> list[dict[str, Any]]:
    """The side of the page."""
    names = EnterpriseName.objects.filter(enterprise=firm).order_by("id")
    sites = Site.objects.filter(enterprise=firm).select_related("district").order_by("id")
    found: list[dict[str, Any]] = [
        {"label": _("Unified social credit code"), "value": firm.credit_code, "hint": _checked(firm)},
        {"label": _("District"), "value": str(firm.district or "")},
        {"label": _("Industry"), "value": firm.industry},
        {"label": _("Address"), "value": firm.address},
        {"label": _("Also called"), "lines": [f"{name.name}（{name.get_kind_display()}）" for name in names]},
        {"label": _("Sites"), "lines": [f"{site.name} · {site.district}" for site in sites]},
    ]
    return [fact for fact in found if fact.get("lines", True)]


def _checked(firm: Enterprise) -> str:
    return _("checked against the register") if firm.is_verified else ""


def latest_cases(user: User, firm: Enterprise, clock: Clock) -> list[dict[str, Any]]:
    """The newest cases."""
    seen = Case.objects.visible_to(user).filter(enterprise=firm).order_by("-id")
    return case_rows(user, list(seen.values_list("id", flat=True)[:LATEST]), clock)


def latest_actions(user: User, firm: Enterprise, clock: Clock) -> list[dict[str, Any]]:
    """The newest actions the firm took part in."""
    took_part = Participant.objects.filter(enterprise=firm).values("action_id")
    seen = AssistanceAction.objects.visible_to(user).filter(id__in=took_part).order_by("-listed_on", "-id")
    rows = action_rows(user, list(seen.values_list("id", flat=True)[:LATEST]), clock)
    return [row | {"under": row["reporter"]} for row in rows]


def alike(user: User, known: dict[str, Any]) -> list[dict[str, str]]:
    """Firms that a new one may be, with the reason; none where it is one of them for certain, and is shown instead."""
    code = (known["credit_code"] or "").upper() or None
    twins = likely_twins(known["name"], by=user, district=known["district"], code=code)
    if any(twin.is_same for twin in twins):
        return []
    return [
        {
            "url": reverse("enterprise", args=[twin.firm.public_id]),
            "name": twin.firm.name,
            "under": " · ".join(filter(None, [str(twin.firm.district or ""), twin.firm.credit_code])),
            "reason": str(REASONS[twin.reason]),
        }
        for twin in twins
    ]


def figures(user: User, firm: Enterprise) -> list[dict[str, Any]]:
    """What was brought to the firm, with the actions behind it."""
    query = f"?enterprise={firm.public_id}"
    return [
        {
            "label": one.measure or _("not named"),
            "value": said(one.value, one.unit),
            "links": [
                {"url": reverse(name) + query, "label": label % {"count": many}}
                for name, label, many in (
                    ("actions", ngettext("%(count)d action", "%(count)d actions", one.actions), one.actions),
                    ("cases", ngettext("%(count)d case", "%(count)d cases", one.cases), one.cases),
                )
                if many
            ],
        }
        for one in brought_to(firm, user)
    ]


def policies(user: User, firm: Enterprise) -> list[str]:
    """The policy documents of its actions."""
    return [f"《{title}》{number}" if title else number for title, number, _count in policies_of(firm, user)]


def contacts(user: User, firm: Enterprise, revealed: frozenset[int]) -> dict[str, Any]:
    """Who to call there, masked until revealed; the button only for those who may."""
    known = list(contacts_of(firm, user))
    may_reveal = bool(known) and set(known) <= set(contacts_of(firm, user).visible_to(user))
    rows = [
        {
            "name": one.name,
            "post": one.title,
            "phone": one.phone if one.pk in revealed else masked_phone(one.phone),
        }
        for one in known
    ]
    note = "" if not known else _("Numbers are masked; whoever reveals them is written down.")
    step = {
        "label": _("Show numbers"),
        "url": reverse("contact_reveal", args=[firm.public_id]),
        "method": "post",
        "icon": "eye",
    }
    return {"contacts": rows, "contacts_note": note, "reveal": step if may_reveal and not revealed else None}


def steps(user: User, firm: Enterprise) -> list[dict[str, Any]]:
    """What the person may do next; the last one is the blue button."""
    found = []
    if may_edit(user, firm):
        found.append(
            {
                "label": _("Correct"),
                "url": reverse("enterprise_edit", args=[firm.public_id]),
                "icon": "pencil",
            }
        )
    if may_merge(user, firm, firm):
        found.append({"label": _("Merge"), "url": merge_url(firm), "icon": "arrow-merge"})
    if user.scope.may("action.log"):
        url = f"{reverse('action_new')}?enterprise={firm.public_id}"
        found.append({"label": _("Log an action"), "url": url, "icon": "heart-handshake"})
    if user.scope.may("visit.log"):
        url = reverse("visit_new", args=[firm.public_id])
        found.append({"label": _("Log a visit"), "url": url, "icon": "map-pin"})
    if user.scope.may("case.register"):
        url = f"{reverse('case_new')}?enterprise={firm.public_id}"
        found.append({"label": _("Register a case"), "url": url, "icon": "plus"})
    return found
