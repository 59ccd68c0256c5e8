"""What every page knows: the campaign, the navigation, the person's membership, how many notices are unread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tracker.models import User
from tracker.reports.top_bar import MOST_UNREAD, TopBar, top_bar
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
    Entry("progress", _("Progress"), "chart-bar", "progress.view", primary=False),
    Entry("bulletins", _("Bulletins"), "news", "bulletin.view", primary=False),
    Entry("people", _("People"), "users", "pairing.edit", primary=False),
)


@dataclass(frozen=True)
class CampaignWords:
    """The campaign's names in the reader's language."""

    name: str
    product_name: str
    city: str


@dataclass(frozen=True)
class Bar:
    """What the bar on top shows: the campaign, and how many notices are unread, as 3 or 99+; nothing for none."""

    campaign: CampaignWords
    unread: str = ""


def page(request: HttpRequest) -> dict[str, Any]:
    """For the base template; nothing is asked of the database until a template uses it."""
    user = getattr(request, "user", None)
    bar = SimpleLazyObject(lambda: bar_of(user if isinstance(user, User) else None))
    known: dict[str, Any] = {"campaign": SimpleLazyObject(lambda: bar.campaign)}
    if isinstance(user, User):
        known["nav"] = SimpleLazyObject(lambda: navigation(request, user.scope))
        known["unread"] = SimpleLazyObject(lambda: bar.unread)
        known["may_keep_views"] = SimpleLazyObject(lambda: user.scope.may("view.save"))
        known["may_search"] = SimpleLazyObject(lambda: user.scope.may("case.view"))
        known["membership"] = SimpleLazyObject(lambda: membership(user))
    return known


def bar_of(user: User | None) -> Bar:
    """The current campaign and the unread notices of whoever is signed in; one query for both."""
    found = top_bar(user)
    unread = f"{MOST_UNREAD}+" if found.unread > MOST_UNREAD else str(found.unread or "")
    return Bar(campaign_words(found), unread)


def campaign_words(found: TopBar) -> CampaignWords:
    """A campaign in the reader's language; empty where a city has none yet."""
    if (get_language() or "").startswith("en"):
        return CampaignWords(
            found.name_en or found.name,
            found.product_name_en or found.product_name,
            found.city_en or found.city,
        )
    return CampaignWords(found.name, found.product_name, found.city)


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
