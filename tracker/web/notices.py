"""The bell: what a person was told, newest first, and marking it read."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from tracker.models import Campaign, Notice, User
from tracker.models.notice_words import (
    LONGEST_NOTE,
    due_words,
    heading,
    product_of,
    sentence,
    text_of,
    titled,
)
from tracker.operations.notice_mails import path_of
from tracker.operations.notices import mark_read
from tracker.web.accounts import safe_next
from tracker.web.dates import moment
from tracker.web.lists import count_text, in_order
from tracker.web.paging import Order, Page, cut, link
from tracker.web.people import person
from tracker.web.typed import posted, queried

ALL = "all"


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """What is unread, or with `show=all` everything."""
    user = person(request)
    seen, shows_all = Notice.objects.visible_to(user), queried(request, "show") == ALL
    found = cut(seen if shows_all else seen.unread(), Order(), request.GET, seen=seen)
    page = Page(
        rows=notice_rows(user, found.ids),
        count_text=count_text(found),
        newer_url=link(request, before=found.newer) if found.newer else "",
        older_url=link(request, after=found.older) if found.older else "",
    )
    address = reverse("notices")
    context = {
        "page": page,
        "shows_all": shows_all,
        "tabs": [
            {"label": _("Unread"), "url": address, "active": not shows_all},
            {"label": _("All"), "url": f"{address}?show={ALL}", "active": shows_all},
        ],
        "all_url": f"{address}?show={ALL}",
        "until": page.rows[0]["id"] if page.rows and not page.newer_url else "",
        "here": request.get_full_path(),
    }
    return render(request, "notices/list.html", context)


@require_POST
def read(request: HttpRequest, public_id: str) -> HttpResponse:
    """One of my notices is read."""
    user = person(request)
    get_object_or_404(Notice.objects.visible_to(user), public_id=public_id)
    mark_read(user, now=timezone.localtime(), public_id=public_id)
    withdrawn = Notice.objects.visible_to(user).filter(withdrawn_at__isnull=False)
    if withdrawn.filter(public_id=public_id).exists():
        messages.info(request, _("What this notice told was taken back meanwhile."))
    return HttpResponseRedirect(_back(request))


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Everything up to the notice that stood on top; what came since stays unread."""
    until = posted(request, "until")
    count = mark_read(person(request), now=timezone.localtime(), until=until)
    told = ngettext("%(count)d notice is marked as read.", "%(count)d notices are marked as read.", count)
    messages.success(request, told % {"count": count})
    return HttpResponseRedirect(_back(request))


def _back(request: HttpRequest) -> str:
    return safe_next(request) if posted(request, "next") else reverse("notices")


def notice_rows(user: User, ids: list[int]) -> list[dict[str, Any]]:
    """Rows of the list: one query, one more where some tell of no single case."""
    related = ("case__campaign", "action", "bulk", "follow_up__by", "follow_up__by_unit")
    found = list(Notice.objects.visible_to(user).filter(id__in=ids).select_related(*related))
    product = _product() if any(notice.case is None for notice in found) else ""
    return in_order(ids, {notice.pk: _row(notice, product) for notice in found})


def _product() -> str:
    campaign = Campaign.objects.filter(is_current=True).first()
    return product_of(campaign) if campaign else ""


def _row(notice: Notice, product: str) -> dict[str, Any]:
    act, today = notice.follow_up, timezone.localdate()
    is_unread = notice.read_at is None and notice.withdrawn_at is None
    path = path_of(notice)
    return {
        "id": notice.public_id,
        "url": "" if path == reverse("notices") else path,
        "read_url": reverse("notice_read", args=[notice.public_id]) if is_unread else "",
        "heading": heading(notice),
        "case": titled(notice),
        "is_withdrawn": notice.withdrawn_at is not None,
        "what": sentence(notice),
        "due": due_words(notice),
        # An act on another case, into which this one was merged, keeps its note to those who see that one.
        "note": act.note[:LONGEST_NOTE] if act and act.case_id == notice.case_id else "",
        "at_text": moment(notice.at, today),
        "at_iso": notice.at.isoformat(),
        "is_urgent": notice.is_urgent,
        "copy": text_of(notice, url=settings.SITE_URL + path, product=product),
    }
