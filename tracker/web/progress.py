"""Progress: the city by district, bureau or working group, and one of them; every number opens its rows."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import django_filters
from django import forms
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from tracker.documents.workbook import Sheet, workbook
from tracker.models import Case, Tag, Unit
from tracker.models.tallies import KINDS
from tracker.reports.measures import View
from tracker.reports.progress import COLUMN
from tracker.reports.tallies import Kept
from tracker.rules.errors import BadInput
from tracker.rules.periods import free
from tracker.web.dates import Clock
from tracker.web.fields import Box, DayField, categories
from tracker.web.filters import CaseFilter
from tracker.web.list_filter import Day, ListFilter
from tracker.web.periods import period_words, periods_to_choose, view_of
from tracker.web.permit import need
from tracker.web.progress_charts import charts_of
from tracker.web.progress_page import Progresses, city_context, unit_context
from tracker.web.progress_sheets import city_sheets, unit_sheets

BY = "district"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ProgressFilter(ListFilter):
    """The period, and which cases are counted."""

    q = None
    period = django_filters.ChoiceFilter(label=_("Period"), method="kept", empty_label=None, widget=Box)
    since = Day(label=_("From"), method="kept")
    until = Day(label=_("To"), method="kept")
    category = CaseFilter.declared_filters["category"]
    source = CaseFilter.declared_filters["source"]
    tag = CaseFilter.declared_filters["tag"]
    by = django_filters.ChoiceFilter(
        method="kept", choices=[(by, by) for by in COLUMN], widget=forms.HiddenInput
    )

    def __init__(self, request: HttpRequest, queryset: Any, clock: Clock) -> None:
        super().__init__(request, queryset)
        for name in ("category", "source", "tag"):
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
        names = ("category", "source", "tag")
        return {name: values for name in names if (values := [v for v in self.data.getlist(name) if v])}

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
        """From a day to a day where both are given, else the period; what cannot be read is last week."""
        day = DayField(required=False)
        try:
            since, until = (day.clean(given.get(name)) for name in ("since", "until"))
            if since and until:
                return View(free(since, until), self.clock.today, self.clock.near_until)
        except (forms.ValidationError, BadInput):
            pass
        found = view_of(given.get("period") or otherwise, self.clock) or view_of(otherwise, self.clock)
        assert found is not None  # noqa: S101  # the last one is offered
        return found


def _progresses(request: HttpRequest) -> Progresses:
    user, clock = need(request, "progress.view"), Clock.of_request()
    filters = ProgressFilter(request, Case.objects.visible_to(user), clock)
    kept = filters.kept_sums
    sees_all = user.scope.sees_everything("case.view")
    return Progresses(
        user,
        filters.qs,
        filters.view,
        filters.counted_too,
        filters,
        sums=kept,
        kept=kept if sees_all else None,
    )


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """All units of a kind, and the city."""
    asked = _progresses(request)
    by = asked.filter.by_chosen
    return render(request, "progress/index.html", city_context(asked, by) | charts_of(asked, by))


@require_GET
def export(request: HttpRequest) -> FileResponse:
    """The page of all units as a workbook."""
    asked = _progresses(request)
    by: Any = asked.filter.by_chosen
    return as_workbook(request, asked, by, city_sheets(asked, by))


@require_GET
def unit(request: HttpRequest, public_id: str) -> HttpResponse:
    """One district, bureau or working group."""
    own, by, found = _of_unit(request, public_id)
    return render(request, "progress/unit.html", unit_context(own, by, found) | charts_of(own, by, found))


@require_GET
def unit_export(request: HttpRequest, public_id: str) -> FileResponse:
    """The page of one unit as a workbook."""
    own, by, found = _of_unit(request, public_id)
    return as_workbook(request, own, str(found), unit_sheets(own, by, found))


def as_workbook(request: HttpRequest, asked: Progresses, of: str, sheets: list[Sheet]) -> FileResponse:
    """A download; who took it and what was chosen stands on record."""
    request.exported = f"{of} {asked.address()}"  # type: ignore[attr-defined]  # for the log of requests
    name = f"{_('Progress')}-{of}-{asked.view.period.code}.xlsx"
    return FileResponse(BytesIO(workbook(sheets)), as_attachment=True, filename=name, content_type=XLSX)


def _of_unit(request: HttpRequest, public_id: str) -> tuple[Progresses, Any, Unit]:
    asked = _progresses(request)
    kinds = {kind: by for by, kinds in KINDS.items() for kind in kinds}
    found = get_object_or_404(Unit.objects.visible_to(asked.user).filter(kind__in=kinds), public_id=public_id)
    by: Any = kinds[found.kind]
    return asked.of(by, found), by, found
