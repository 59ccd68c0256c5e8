"""The filters of each list: they live in the address, their choices respect who looks, and garbage is ignored."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from tracker.models import Closing, EnterpriseLabel, Notice, Unit
from tracker.models.bulletins import Direction
from tracker.models.enterprises import EnterpriseState
from tracker.reports.batches import of_batch
from tracker.reports.closings import cases_of_closing
from tracker.reports.coverage import in_territory, paired, unvisited
from tracker.reports.measures import AGES, MEASURES
from tracker.reports.narrowing import from_day, looked_after_by, people_named, till_day
from tracker.reports.progress import COLUMN, By, of_unit
from tracker.reports.progress import rows_of as rows_of_measure
from tracker.reports.search import search_actions, search_bulletins, search_cases, search_enterprises
from tracker.reports.stuck import held_by_unit
from tracker.reports.today import IN_ACTIONS, KINDS, led_by, rows_of
from tracker.reports.work import FIRMS
from tracker.web import orders
from tracker.web.action_facts import ActionFacts
from tracker.web.case_facts import NEAR, OVERDUE, CaseFacts
from tracker.web.counted_filter import CountedFilter
from tracker.web.dates import Clock
from tracker.web.desk import desk_of
from tracker.web.fields import Box
from tracker.web.list_filter import Day, Line, ListFilter, Pick, Picks, Values, several
from tracker.web.paging import Order
from tracker.web.periods import view_of
from tracker.web.work_rows import (
    Asked,
    actions_behind,
    actions_of_figure,
    cases_of_figure,
    firms_behind,
)

MINE, ALL = "mine", "all"
LOOKED_AFTER = [(MINE, _("Those I look after"))]
UNVISITED = [(MINE, _("Those I look after")), (ALL, _("All that are looked after"))]


class CaseFilter(CaseFacts):
    """Filters of the case list, with those that other pages open it by."""

    list_name = "cases"
    orders = orders.CASES

    mine = django_filters.BooleanFilter(method="led_here", widget=forms.HiddenInput)
    todo = django_filters.ChoiceFilter(
        method="waiting",
        choices=[(code, code) for code in KINDS if code not in ("drafts", IN_ACTIONS)],
        widget=forms.HiddenInput,
    )
    holder = Pick(method="before", widget=forms.HiddenInput)
    batch = django_filters.CharFilter(method="of_batch", widget=forms.HiddenInput, max_length=12)
    notice = django_filters.CharFilter(method="of_notice", widget=forms.HiddenInput, max_length=12)

    measure = django_filters.ChoiceFilter(
        method="measured", choices=[(code, code) for code in (*MEASURES, *AGES)], widget=forms.HiddenInput
    )
    period = django_filters.CharFilter(method="nothing", widget=forms.HiddenInput, max_length=30)
    by = django_filters.ChoiceFilter(
        method="nothing", choices=[(by, by) for by in COLUMN], widget=forms.HiddenInput
    )
    unit = Pick(method="nothing", widget=forms.HiddenInput)
    figure = django_filters.CharFilter(method="nothing", widget=forms.HiddenInput, max_length=60)
    amount = django_filters.CharFilter(method="with_figure", widget=forms.HiddenInput, max_length=20)
    closing = django_filters.CharFilter(method="nothing", widget=forms.HiddenInput, max_length=24)
    change = django_filters.ChoiceFilter(
        method="nothing", choices=[(how, how) for how in ("added", "gone")], widget=forms.HiddenInput
    )

    def __init__(self, request: HttpRequest, queryset: QuerySet[Any], clock: Clock) -> None:
        super().__init__(request, queryset, clock)
        self.offer("unit", Unit.objects.visible_to(self.user))
        self.offer("holder", Unit.objects.visible_to(self.user))

    @cached_property
    def usual_order(self) -> str:
        """Lists of dates are sorted by date: else all that is newer would be walked to find what is old."""
        if self._stage in (NEAR, OVERDUE):
            return "due"
        return "registered" if self.form.cleaned_data.get("registered_to") else "newest"

    @property
    def order(self) -> Order:
        """By due date alone where each row has one: what is overdue or near is open, and nothing comes after it."""
        order = super().order
        if self.sorted_by == "due" and self._stage in (NEAR, OVERDUE):
            # Not asked whether it is open still: a page may begin with one that was closed meanwhile.
            dated = replace(order.stretches[0], where=Q(due_on__isnull=False))
            return replace(order, stretches=(dated,))
        return order

    @property
    def ample(self) -> Q | None:
        """The cases of one's own districts, which one index counts; unless a filter leaves few of them."""
        scope = self.user.scope
        if self.is_set or scope.sees_everything("case.view"):
            return None
        own = self.user.territory_ids & scope.units("case.view")
        return Q(district__in=own) if own else None

    @property
    def _stage(self) -> str:
        self.form.is_valid()
        return self.form.cleaned_data.get("stage") or ""

    def search(self, qs: Any, _name: str, words: str) -> Any:
        """Words in the case or its enterprise's names."""
        return search_cases(qs, words)

    def led_here(self, qs: Any, _name: str, mine: bool) -> Any:
        """Those my units lead."""
        return led_by(qs, self.user.scope) if mine else qs

    def waiting(self, qs: Any, _name: str, code: str) -> Any:
        """What one count of the start page counts."""
        desk = desk_of(self.user, self.clock)
        return qs.filter(pk__in=rows_of(code, desk).values("pk")) if code else qs

    def before(self, qs: Any, _name: str, unit: Unit | None) -> Any:
        """Those that a unit has to move."""
        return held_by_unit(qs, unit) if unit else qs

    def of_batch(self, qs: Any, _name: str, public_id: str) -> Any:
        """Those on which a batch did something, as a notice of it lists them."""
        return of_batch(qs, public_id)

    def of_notice(self, qs: Any, _name: str, public_id: str) -> Any:
        """Those whose dates moved, or that were handed over to me, as a notice of mine tells."""
        mine = Notice.objects.visible_to(self.user).filter(public_id=public_id)
        return qs.filter(pk__in=mine.told_cases())

    def nothing(self, qs: Any, _name: str, _value: Any) -> Any:
        """Read together with the measure."""
        return qs

    def measured(self, qs: Any, _name: str, code: str) -> Any:
        """The cases behind a number of the progress pages; none where its period cannot be read."""
        chosen = self.form.cleaned_data
        if not code:
            return qs
        if chosen.get("closing"):
            return self.as_closed(qs, code)
        view = view_of(chosen.get("period") or "", self.clock)
        if view is None:
            return qs.none()
        rows = rows_of_measure(qs, code, view)
        unit, by = chosen.get("unit"), chosen.get("by")
        return of_unit(rows, by, unit) if unit and by else rows

    def with_figure(self, qs: Any, _name: str, amount: str) -> Any:
        """Those on which a figure was noted that went into a sum."""
        chosen = self.form.cleaned_data
        asked = Asked.of(chosen, self.clock)
        return cases_of_figure(qs, chosen.get("figure") or "", amount, asked) if amount else qs

    def as_closed(self, qs: Any, code: str) -> Any:
        """The cases behind a number of a closed period, or what changed of it since."""
        chosen = self.form.cleaned_data
        closing = Closing.objects.visible_to(self.user).filter(code=chosen["closing"]).first()
        if closing is None:
            return qs.none()
        by: By = chosen.get("by") or "district"
        change = chosen.get("change") or ""
        return cases_of_closing(qs, closing, code, by=by, unit=chosen.get("unit"), change=change)


class ActionFilter(ActionFacts):
    """Filters of the action list, with those that other pages open it by."""

    list_name = "actions"
    orders = orders.ACTIONS

    todo = django_filters.ChoiceFilter(
        method="waiting", choices=[(IN_ACTIONS, IN_ACTIONS)], widget=forms.HiddenInput
    )
    figure = django_filters.CharFilter(method="nothing", widget=forms.HiddenInput, max_length=60)
    amount = django_filters.CharFilter(method="with_figure", widget=forms.HiddenInput, max_length=20)

    def counted(self, qs: Any, _name: str, code: str) -> Any:
        """Actions of a period."""
        return actions_behind(qs, self.asked) if code == "actions" else qs.none()

    def with_figure(self, qs: Any, _name: str, amount: str) -> Any:
        """Those whose figures went into a sum."""
        measure = self.form.cleaned_data.get("figure") or ""
        return actions_of_figure(qs, measure, amount, self.asked) if amount else qs

    def search(self, qs: Any, _name: str, words: str) -> Any:
        """Words in the action or the names of those who took part."""
        return search_actions(qs, words)

    def waiting(self, qs: Any, _name: str, code: str) -> Any:
        """Those with a promise that is due, as the start page counts them."""
        desk = desk_of(self.user, Clock.of_request())
        return qs.filter(pk__in=rows_of(code, desk).values("pk")) if code else qs


def known_labels() -> list[tuple[str, str]]:
    """The labels in use, at most fifty."""
    labels = EnterpriseLabel.objects.order_by("label").values_list("label", flat=True).distinct()[:50]
    return [(label, label) for label in labels]


class EnterpriseFilter(CountedFilter):
    """Filters of the enterprise list."""

    list_name = "enterprises"
    orders = orders.ENTERPRISES
    rare: ClassVar[frozenset[str]] = frozenset(("officer", "industry", "added_from", "added_to"))

    district = Picks(**several(_("District")))
    state = Values(**several(_("State")), choices=EnterpriseState.choices)
    label = django_filters.ChoiceFilter(
        label=_("Label"), method="labelled", empty_label=_("All"), choices=known_labels, widget=Box
    )
    unvisited = django_filters.ChoiceFilter(
        label=_("Not visited for 30 days"),
        method="not_visited",
        empty_label=_("All"),
        choices=UNVISITED,
        widget=Box,
    )
    own = django_filters.ChoiceFilter(
        label=_("My own"), choices=LOOKED_AFTER, method="of_mine", empty_label=_("Any"), widget=Box
    )
    officer = Line(label=_("Chief service officer"), method="of_officer")
    industry = Line(label=_("Industry"), field_name="industry")
    added_from = Day(label=_("Added from"), method="added_since")
    added_to = Day(label=_("Added to"), method="added_until")

    notice = django_filters.CharFilter(method="of_notice", widget=forms.HiddenInput, max_length=12)

    def counted(self, qs: Any, _name: str, code: str) -> Any:
        """Firms visited, helped, paired."""
        return firms_behind(qs, code, self.user, self.asked) if code in FIRMS else qs.none()

    def of_notice(self, qs: Any, _name: str, public_id: str) -> Any:
        """Those that were handed over to me, as a notice of mine tells."""
        mine = Notice.objects.visible_to(self.user).filter(public_id=public_id)
        return qs.filter(pk__in=mine.told_firms())

    def of_mine(self, qs: Any, _name: str, _how: str) -> Any:
        """Those that I look after."""
        return looked_after_by(qs, localdate(), [self.user.pk])

    def of_officer(self, qs: Any, _name: str, name: str) -> Any:
        """Those that somebody of this name looks after."""
        return looked_after_by(qs, localdate(), people_named(name))

    def added_since(self, qs: Any, _name: str, day: Any) -> Any:
        """Added on the day or later."""
        return qs.filter(created_at__gte=from_day(day))

    def added_until(self, qs: Any, _name: str, day: Any) -> Any:
        """Added on the day or earlier."""
        return qs.filter(created_at__lt=till_day(day))

    def not_visited(self, qs: Any, _name: str, whose: str) -> Any:
        """Paired firms where nobody was lately: one's own, or those of one's territory."""
        today, officer = localdate(), self.user if whose == MINE else None
        return unvisited(in_territory(paired(qs, on=today, officer=officer), self.user), on=today)

    def search(self, qs: Any, _name: str, words: str) -> Any:
        """Names, pinyin, code."""
        return search_enterprises(qs, words)

    def labelled(self, qs: Any, _name: str, label: str) -> Any:
        """Those that bear a label."""
        return qs.filter(Exists(EnterpriseLabel.objects.filter(enterprise_id=OuterRef("pk"), label=label)))


class BulletinFilter(ListFilter):
    """Filters of the bulletin list."""

    direction = django_filters.ChoiceFilter(
        label=_("Direction"), choices=Direction.choices, empty_label=_("All"), widget=Box
    )
    since = Day(field_name="dated_on", lookup_expr="gte", label=_("From"))
    until = Day(field_name="dated_on", lookup_expr="lte", label=_("To"))

    def search(self, qs: Any, _name: str, words: str) -> Any:
        """Words in title or text."""
        return search_bulletins(qs, words)
