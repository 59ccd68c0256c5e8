"""The timeline of one firm: what happened there and to it, the newest first."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from tracker.models.enterprises import EnterpriseState
from tracker.models.firm_acts import FirmVerb
from tracker.models.visits import VisitFinding
from tracker.operations.enterprises import survivor_of
from tracker.reports.firm_timeline import Entry, Place, timeline
from tracker.web.dates import Clock, day
from tracker.web.enterprises import firm_of
from tracker.web.people import person
from tracker.web.rows import KINDS
from tracker.web.timeline_tabs import tabs
from tracker.web.typed import queried

WORDS: Final[dict[str, Promise]] = {
    "registered": gettext_lazy("Case registered"),
    "closed": gettext_lazy("Case closed"),
    "action": gettext_lazy("Assistance action"),
    "visit": gettext_lazy("Visit"),
    "paired": gettext_lazy("Looked after from this day by"),
    "unpaired": gettext_lazy("Looked after until this day by"),
}
ICONS: Final = {
    "registered": "clipboard-list",
    "closed": "circle-check",
    "action": "heart-handshake",
    "visit": "map-pin",
    "paired": "users",
    "unpaired": "users",
    "act": "building",
}
ADDRESSES: Final = {"registered": "case", "closed": "case", "action": "action", "visit": "visit"}
_PLACE: Final = re.compile(r"(\d{4}-\d{2}-\d{2})\.(\d{1,3})", re.ASCII)
_ARROW: Final = " → "


@require_GET
def show(request: HttpRequest, public_id: str) -> HttpResponse:
    """One page of it; nine queries at most, whatever the firm's past is."""
    firm, clock = firm_of(request, public_id), Clock.of_request()
    if firm.merged_into is not None:
        return redirect("enterprise_timeline", survivor_of(firm).public_id)
    entries, more = timeline(firm, person(request), _place(queried(request, "after")))
    heading = _("Timeline")
    own = reverse("enterprise", args=[public_id])
    context = {
        "heading": heading,
        "firm": firm.name,
        "crumbs": [(_("Enterprises"), reverse("enterprises")), (firm.name, own), (heading, "")],
        "tabs": tabs(firm, is_timeline=True),
        "rows": [_row(entry, clock) for entry in entries],
        "more_url": f"{request.path}?after={more.day.isoformat()}.{more.skip}" if more else "",
        "first_url": request.path if "after" in request.GET else "",
    }
    return render(request, "enterprises/timeline.html", context)


def _place(text: str) -> Place | None:
    found = _PLACE.fullmatch(text)
    try:
        return Place(date.fromisoformat(found[1]), int(found[2])) if found else None
    except ValueError:
        return None


def _row(entry: Entry, clock: Clock) -> dict[str, str]:
    address = ADDRESSES.get(entry.kind)
    return {
        "day_text": day(entry.day, clock.today),
        "icon": ICONS[entry.kind],
        "label": str(FirmVerb(entry.code).label if entry.kind == "act" else WORDS[entry.kind]),
        "text": _act_text(entry) if entry.kind == "act" else entry.text,
        "url": reverse(address, args=[entry.name]) if address else "",
        "under": _under(entry),
    }


def _act_text(entry: Entry) -> str:
    known = entry.details
    if entry.code == FirmVerb.STATE:
        return _ARROW.join(str(EnterpriseState(known[which]).label) for which in ("from", "to"))
    if entry.code == FirmVerb.RENAME:
        return f"{known['from']}{_ARROW}{known['to']}"
    return str(known["name"])


def _under(entry: Entry) -> str:
    if entry.kind == "act":
        return " · ".join(filter(None, [entry.reason, entry.text]))
    if entry.kind == "visit":
        return str(VisitFinding(entry.code).label)
    if entry.kind == "action":
        return str(KINDS[entry.code])
    return entry.name if entry.kind in ("registered", "closed") else ""
