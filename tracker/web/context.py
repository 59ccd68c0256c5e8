"""What every page knows: the campaign, the navigation, the person's membership."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tracker.models import Campaign, User
from tracker.rules.access import OFFICE, SYSTEM_ADMIN, Scope


@dataclass(frozen=True)
class Entry:
    """A place of the navigation: its address by name, who has it, and whether it is a tab on phones."""

    name: str
    label: Promise
    icon: str
    verb: str
    primary: bool = True


ENTRIES = (
    Entry("home", _("Workbench"), "home", ""),
    Entry("cases", _("Cases"), "clipboard-list", "case.view"),
    Entry("actions", _("Actions"), "heart-handshake", "action.view"),
    Entry("enterprises", _("Enterprises"), "building", "enterprise.view"),
    Entry("bulletins", _("Bulletins"), "news", "bulletin.view", primary=False),
    Entry("people", _("People"), "users", "pairing.edit", primary=False),
)


@dataclass(frozen=True)
class CampaignWords:
    """The campaign's names in the reader's language."""

    name: str
    product_name: str
    city: str


def page(request: HttpRequest) -> dict[str, Any]:
    """For the base template; nothing is asked of the database until a template uses it."""
    user = getattr(request, "user", None)
    known: dict[str, Any] = {"campaign": SimpleLazyObject(campaign_words)}
    if isinstance(user, User):
        known["nav"] = SimpleLazyObject(lambda: navigation(request, user.scope))
        known["membership"] = SimpleLazyObject(lambda: membership(user))
    return known


def campaign_words() -> CampaignWords:
    """The current campaign in the reader's language; empty where a city has none yet."""
    campaign = Campaign.objects.filter(is_current=True).first()
    if campaign is None:
        return CampaignWords("", "", "")
    if (get_language() or "").startswith("en"):
        return CampaignWords(
            campaign.name_en or campaign.name,
            campaign.product_name_en or campaign.product_name,
            campaign.city_en or campaign.city,
        )
    return CampaignWords(campaign.name, campaign.product_name, campaign.city)


def navigation(request: HttpRequest, scope: Scope) -> list[dict[str, Any]]:
    """The entries the person has, the current one marked."""
    entries = [entry for entry in ENTRIES if not entry.verb or scope.may(entry.verb)]
    shown = [_shown(entry, request.path) for entry in entries]
    if scope.roles & {OFFICE, SYSTEM_ADMIN} or not scope.may("case.view"):
        admin = Entry("admin:index", _("Administration"), "settings", "", primary=False)
        shown.append(_shown(admin, request.path))
    return shown


def _shown(entry: Entry, path: str) -> dict[str, Any]:
    url = reverse(entry.name)
    active = path == url if entry.name == "home" else path.startswith(url)
    return {"url": url, "label": entry.label, "icon": entry.icon, "primary": entry.primary, "active": active}


def membership(user: User) -> dict[str, str]:
    """Unit and role as shown beside the name."""
    main = user.main_membership
    return {"unit": str(main.unit), "role": main.get_role_display()} if main else {"unit": "", "role": ""}
