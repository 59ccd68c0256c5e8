"""One box over everything: what was typed, found in each kind of record that the person may see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from tracker.models import AssistanceAction, Bulletin, Case, Enterprise, User, Visit
from tracker.reports.search import (
    Words,
    search_actions,
    search_bulletins,
    search_cases,
    search_enterprises,
    search_visits,
)
from tracker.reports.search_pages import Search
from tracker.web.dates import Clock
from tracker.web.list_filter import WORDS_LENGTH
from tracker.web.lists import count_text
from tracker.web.paging import FOUND_CAP, Slice
from tracker.web.permit import need
from tracker.web.search_marks import Marker
from tracker.web.search_rows import Row, action_hits, bulletin_hits, case_hits, firm_hits, visit_hits
from tracker.web.typed import queried

A_FEW: Final = 5


@dataclass(frozen=True)
class Kind:
    """A kind of record: whose list it has, who sees it, how it is sorted, found and shown."""

    name: str
    label: Promise
    icon: str
    verb: str
    seen: Callable[[User], QuerySet[Any]]
    sort: tuple[str, ...]
    find: Callable[[Any, str], QuerySet[Any]]
    hits: Callable[[QuerySet[Any], list[int], Marker, Clock], list[Row]]


KINDS: Final = (
    Kind(
        "cases",
        _("Cases"),
        "clipboard-list",
        "case.view",
        Case.objects.visible_to,
        ("-id",),
        search_cases,
        case_hits,
    ),
    Kind(
        "enterprises",
        _("Enterprises"),
        "building",
        "enterprise.view",
        lambda user: Enterprise.objects.visible_to(user).live(),
        ("-id",),
        search_enterprises,
        firm_hits,
    ),
    Kind(
        "actions",
        _("Actions"),
        "heart-handshake",
        "action.view",
        AssistanceAction.objects.visible_to,
        ("-listed_on", "-id"),
        search_actions,
        action_hits,
    ),
    Kind(
        "visits",
        _("Visits"),
        "map-pin",
        "enterprise.view",
        Visit.objects.visible_to,
        ("-visited_on", "-id"),
        search_visits,
        visit_hits,
    ),
    Kind(
        "bulletins",
        _("Bulletins"),
        "news",
        "bulletin.view",
        Bulletin.objects.visible_to,
        ("-dated_on", "-id"),
        search_bulletins,
        bulletin_hits,
    ),
)


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The groups of what was found; only they when htmx asks while somebody types."""
    user, typed = need(request, "case.view"), queried(request, "q").strip()[:WORDS_LENGTH]
    asked = typed if Words.of(typed).ways else ""
    known = {"typed": typed, "asked": asked, "groups": groups_of(user, asked) if asked else []}
    part = request.htmx and not request.htmx.history_restore_request  # type: ignore[attr-defined]  # its middleware
    response = render(request, "search/_found.html" if part else "search/page.html", known)
    patch_vary_headers(response, ("HX-Request", "HX-History-Restore-Request"))
    return response


def groups_of(user: User, typed: str) -> list[dict[str, Any]]:
    """Each kind of which something was found: a few of it, how many there are, and the list of all."""
    mark, clock = Marker(typed), Clock.of_request()
    found = (_group(kind, user, typed, mark, clock) for kind in KINDS if user.scope.may(kind.verb))
    return [group for group in found if group["rows"]]


def _group(kind: Kind, user: User, typed: str, mark: Marker, clock: Clock) -> dict[str, Any]:
    seen = kind.seen(user)
    search = Search.of(kind.find(seen, typed).order_by(*kind.sort), A_FEW, most=FOUND_CAP + 1)
    ids = search.ids() if search else []
    count = search.count() if search and ids else 0
    return {
        "name": kind.name,
        "label": kind.label,
        "icon": kind.icon,
        "rows": kind.hits(seen, ids, mark, clock) if ids else [],
        "count_text": count_text(Slice([], None, None, count, FOUND_CAP)),
        "url": f"{reverse(kind.name)}?{urlencode({'q': typed})}",
    }
