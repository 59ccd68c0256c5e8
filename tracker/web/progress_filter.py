"""The period of the pages of progress, and which cases they count."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from tracker.models import Tag, Unit
from tracker.models.cases import Source
from tracker.reports.measures import View
from tracker.reports.progress import COLUMN
from tracker.reports.tallies import Kept
from tracker.rules.errors import BadInput
from tracker.rules.periods import free
from tracker.web.dates import Clock
from tracker.web.fields import Box, DayField, categories
from tracker.web.filters import CaseFilter
from tracker.web.list_filter import Day, ListFilter, Pick
from tracker.web.periods import period_words, periods_to_choose, view_of

BY = "district"
NARROWING = ("category", "source", "tag")


class ProgressFilter(ListFilter):
    """The period, and which cases are counted."""

    q = None
    period = django_filters.ChoiceFilter(label=_("Period"), method="kept", empty_label=None, widget=Box)
    since = Day(label=_("From"), method="kept")
    until = Day(label=_("To"), method="kept")
    category: Any = Pick(
        label=_("Category"), queryset=None, to_field_name="code", empty_label=_("All"), widget=Box
    )
    source: Any = django_filters.ChoiceFilter(
        label=_("Source"), choices=Source.choices, empty_label=_("All"), widget=Box
    )
    tag = CaseFilter.declared_filters["tag"]
    by = django_filters.ChoiceFilter(
        method="kept", choices=[(by, by) for by in COLUMN], widget=forms.HiddenInput
    )

    def __init__(self, request: HttpRequest, queryset: Any, clock: Clock) -> None:
        super().__init__(request, queryset)
        for name in filter(self.filters.__contains__, NARROWING):
            self.filters.move_to_end(name)  # the period comes first
        self.clock = clock
        offered = periods_to_choose(clock.today)
        self.view = self._view(request.GET, offered[1][0])
        code = self.view.period.code
        if code not in dict(offered):
            offered.append((code, period_words(self.view.period)))
        self.filters["period"].extra["choices"] = offered
        self.data: QueryDict = request.GET.copy()
        self.data["period"] = code
        self.offer("category", categories())
        self.offer("tag", Tag.objects.visible_to(self.user).active())

    @property
    def by_chosen(self) -> str:
        """By what the table is."""
        self.form.is_valid()
        return str(self.form.cleaned_data.get("by") or BY)

    @property
    def counted_too(self) -> dict[str, Any]:
        """What of the address narrows the cases, as a list of cases takes it."""
        return {name: values for name in NARROWING if (values := [v for v in self.data.getlist(name) if v])}

    @property
    def kept_sums(self) -> Kept | None:
        """The sums that are narrowed as asked: by a category or by a source, not by both, and not by tags."""
        self.form.is_valid()
        chosen = self.form.cleaned_data
        categories = (chosen["category"].pk,) if chosen.get("category") else ()
        sources = (chosen["source"],) if chosen.get("source") else ()
        if chosen.get("tag") or (categories and sources):
            return None
        return Kept(categories, sources)

    def kept(self, qs: Any, _name: str, _value: Any) -> Any:
        """No condition on cases by itself."""
        return qs

    def with_tag(self, qs: Any, name: str, tags: list[Tag]) -> Any:
        """As in the list of cases."""
        return CaseFilter.with_tag(self, qs, name, tags)

    def _view(self, given: QueryDict, otherwise: str) -> View:
        """From a day to a day, or until today; else the period; what cannot be read is last week."""
        day = DayField(required=False)
        try:
            since, until = (day.clean(given.get(name)) for name in ("since", "until"))
            if since:
                first, last = sorted((since, until or self.clock.today))
                return View(free(first, last), self.clock.today, self.clock.near_until)
        except (forms.ValidationError, BadInput):
            pass
        found = view_of(given.get("period") or otherwise, self.clock) or view_of(otherwise, self.clock)
        assert found is not None  # noqa: S101  # the last one is offered
        return found


class WorkFilter(ProgressFilter):
    """The period alone, and whose results are added up."""

    category = source = tag = None
    unit = Pick(method="kept", widget=forms.HiddenInput)

    def __init__(self, request: HttpRequest, queryset: Any, clock: Clock) -> None:
        super().__init__(request, queryset, clock)
        self.offer("unit", Unit.objects.visible_to(self.user))

    @property
    def unit_chosen(self) -> Unit | None:
        """The unit whose results are asked for; all of them without one."""
        self.form.is_valid()
        found: Unit | None = self.form.cleaned_data.get("unit")
        return found
