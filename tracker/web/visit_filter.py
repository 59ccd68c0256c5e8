"""The filters of the list of visits."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.models.visits import VisitFinding
from tracker.reports.search import search_visits
from tracker.web.counted_filter import CountedFilter
from tracker.web.fields import UNITS, Box, LookupBox
from tracker.web.list_filter import Day, Pick, Picks, several
from tracker.web.work_rows import visits_behind


class VisitFilter(CountedFilter):
    """Filters of the list of visits."""

    district = Picks(**several(_("District")), field_name="enterprise__district")
    finding = django_filters.ChoiceFilter(
        label=_("Finding"), choices=VisitFinding.choices, empty_label=_("All"), widget=Box
    )
    reporter = Pick(field_name="unit", label=_("Unit"), widget=LookupBox(UNITS))
    since = Day(field_name="visited_on", lookup_expr="gte", label=_("From"))
    until = Day(field_name="visited_on", lookup_expr="lte", label=_("To"))
    enterprise = django_filters.CharFilter(method="of_enterprise", widget=forms.HiddenInput, max_length=12)

    def search(self, qs: Any, _name: str, words: str) -> Any:
        """Words in the note, the people, the names of the firm."""
        return search_visits(qs, words)

    def counted(self, qs: Any, _name: str, code: str) -> Any:
        """Visits of a period."""
        return visits_behind(qs, self.asked) if code == "visits" else qs.none()

    def of_enterprise(self, qs: Any, _name: str, public_id: str) -> Any:
        """Those to one firm."""
        return qs.filter(enterprise__public_id=public_id)
