"""The hidden filters of a list that is opened from a number of visits, actions and results."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.http import HttpRequest

from tracker.models import Unit
from tracker.reports.progress import COLUMN
from tracker.reports.work import COUNTS
from tracker.web.dates import Clock
from tracker.web.list_filter import ListFilter, Pick
from tracker.web.work_rows import Asked


class CountedFilter(ListFilter):
    """A list whose rows are counted for a unit and a period; each list has its `counted`."""

    work = django_filters.ChoiceFilter(
        method="counted", choices=[(code, code) for code in COUNTS], widget=forms.HiddenInput
    )
    period = django_filters.CharFilter(method="nothing", widget=forms.HiddenInput, max_length=30)
    by = django_filters.ChoiceFilter(
        method="nothing", choices=[(by, by) for by in COLUMN], widget=forms.HiddenInput
    )
    unit = Pick(method="nothing", widget=forms.HiddenInput)

    def __init__(self, request: HttpRequest, queryset: Any) -> None:
        super().__init__(request, queryset)
        self.offer("unit", Unit.objects.visible_to(self.user))
        for name in ("work", "period", "by", "unit"):
            self.filters.move_to_end(name)

    @cached_property
    def clock(self) -> Clock:
        """When somebody looks."""
        return Clock.of_request()

    @property
    def asked(self) -> Asked:
        """The period and the unit of the address."""
        return Asked.of(self.form.cleaned_data, self.clock)

    def nothing(self, qs: Any, _name: str, _value: Any) -> Any:
        """Read together with what is counted."""
        return qs
