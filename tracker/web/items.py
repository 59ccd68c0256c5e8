"""The items of bulletins as a list, over all bulletins that one reviews."""

from __future__ import annotations

from typing import Any

import django_filters
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from tracker.models import Draft, User
from tracker.models.bulletins import Decision
from tracker.web.counted_filter import CountedFilter
from tracker.web.dates import Clock, day
from tracker.web.fields import UNITS, Box, LookupBox
from tracker.web.list_filter import Pick
from tracker.web.lists import in_order, page_of, show_list
from tracker.web.narrowed import narrowed
from tracker.web.paging import Order
from tracker.web.permit import need
from tracker.web.rows import unit_columns, unit_name
from tracker.web.work_rows import items_behind

NEWEST = Order()
DECISIONS = [choice for choice in Decision.choices if choice[0] != Decision.REPLACED]


class ItemFilter(CountedFilter):
    """Filters of the items of bulletins."""

    reporter = Pick(label=_("Reporter"), widget=LookupBox(UNITS))
    decision = django_filters.ChoiceFilter(
        label=_("Decision"), choices=DECISIONS, empty_label=_("All"), widget=Box
    )

    def search(self, qs: Any, _name: str, words: str) -> Any:
        """Words in the headline."""
        return qs.filter(headline__has_text=words.strip())

    def counted(self, qs: Any, _name: str, code: str) -> Any:
        """Items of a period, or those adopted."""
        return items_behind(qs, code, self.asked) if code in ("sent", "adopted") else qs.none()


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The list, the last one taken in first."""
    user, clock = need(request, "bulletin.review"), Clock.of_request()
    filters = ItemFilter(request, Draft.objects.visible_to(user).exclude(decision=Decision.REPLACED))
    page = page_of(request, filters, NEWEST, lambda ids: item_rows(user, ids, clock))
    return show_list(request, "items", filters, {"page": page, "narrowed": narrowed(filters)})


def item_rows(user: User, ids: list[int], clock: Clock) -> list[dict[str, Any]]:
    """One query."""
    columns = (
        "id",
        "public_id",
        "bulletin__public_id",
        "headline",
        "section",
        "bulletin__dated_on",
        "decision",
    )
    found = Draft.objects.visible_to(user).filter(id__in=ids).order_by()
    rows = {
        row[0]: {
            "url": reverse("draft", args=[row[2], row[1]]),
            "title": row[3],
            "section": row[4],
            "day_text": day(row[5], clock.today),
            "code": row[6],
            "label": Decision(row[6]).label,
            "reporter": unit_name(*row[7:10]),
        }
        for row in found.values_list(*columns, *unit_columns("reporter"))
    }
    return in_order(ids, rows)
