"""The list of bulletins; taking in and reviewing have rooms of their own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from tracker.models import Bulletin
from tracker.web.dates import Clock
from tracker.web.filters import BulletinFilter
from tracker.web.lists import page_of, show_list
from tracker.web.paging import Order
from tracker.web.permit import need
from tracker.web.rows import bulletin_rows

NEWEST = Order(key="dated_on")


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The list, the latest date first."""
    user, clock = need(request, "bulletin.view"), Clock.of_request()
    filters = BulletinFilter(request, Bulletin.objects.visible_to(user))
    page = page_of(request, filters, NEWEST, lambda ids: bulletin_rows(user, ids, clock))
    new_url = reverse("bulletin_new") if user.scope.may("bulletin.take_in") else ""
    return show_list(request, "bulletins", filters, {"page": page, "new_url": new_url})
