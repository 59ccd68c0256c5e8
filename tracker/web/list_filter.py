"""What every list's filters are made of: kinds of choices, and the filter that all lists share."""

from __future__ import annotations

import copy
from collections import OrderedDict
from functools import cached_property
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.forms.boundfield import BoundField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tracker.models import Unit, User
from tracker.models.keys import Keys
from tracker.reports.narrowing import people_named
from tracker.web.fields import DayField, FirmField, LookupBox, PickBoxes, PickField, PicksField
from tracker.web.paging import Order
from tracker.web.people import person
from tracker.web.typed import queried

WORDS_LENGTH = 50
UNIT_WORDS = ("public_id", "name", "short_name", "name_en")


class Among(django_filters.Filter):
    """Rows whose column is among the chosen values; none chosen means all."""

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """One IN over ids: no join, no DISTINCT."""
        if not value:
            return qs
        return qs.filter(**{f"{self.field_name}__in": [getattr(one, "pk", one) for one in value]})


class Picks(Among):
    """Several rows by public name."""

    field_class = PicksField


class Parts(Picks):
    """Units that have a part in a case by the column, and so stand in its `visible_unit_ids`."""

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """One IN over ids, and what the planner must be told."""
        rows = super().filter(qs, value)
        return rows.filter(**foreign(self.parent.user, [unit.pk for unit in value])) if value else rows


class Values(Among):
    """Several of a fixed list."""

    field_class = forms.MultipleChoiceField


class Pick(django_filters.Filter):
    """One row by public name."""

    field_class = PickField


class Firm(Pick):
    """One enterprise by public name, by that of one that was merged into it too."""

    field_class = FirmField


class Line(django_filters.CharFilter):
    """A line of text that must be the same."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": WORDS_LENGTH, "widget": forms.TextInput} | kwargs)


class Person(Line):
    """People of exactly this name, in a column of accounts."""

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """One IN over their ids."""
        return qs.filter(**{f"{self.field_name}__in": people_named(value)}) if value else qs


class Day(django_filters.Filter):
    """A day as a limit."""

    field_class = DayField


class Yuan(django_filters.Filter):
    """A sum of money in yuan as a limit."""

    field_class = forms.DecimalField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        known = {"min_value": 0, "max_digits": 18, "decimal_places": 2}
        super().__init__(*args, **known, widget=forms.TextInput({"inputmode": "decimal"}), **kwargs)


def foreign(user: User, unit_ids: list[int]) -> dict[str, Any]:
    """What else holds for the cases of these units, for a person who has no part in any of them.

    Two conditions on one index leave few rows to read. By the unit alone the planner expects as many of a foreign
    district to be seen as of any, and walks over a million for a page.
    """
    scope = user.scope
    if scope.sees_everything("case.view") or not scope.units("case.view").isdisjoint(unit_ids):
        return {}
    return {"visible_unit_ids__meets": Keys(unit_ids)}


class Declared(OrderedDict[str, django_filters.Filter]):
    """The filters of a list as its class declares them.

    A request copies them; what they are made of never changes, and copying it all took longer than the database.
    """

    def __deepcopy__(self, _memo: dict[int, Any]) -> OrderedDict[str, django_filters.Filter]:
        """Filters of a request's own, made of the same parts."""
        return OrderedDict((name, _own(one)) for name, one in self.items())


def _own(declared: django_filters.Filter) -> django_filters.Filter:
    mine = copy.copy(declared)
    mine.extra = dict(declared.extra)
    mine.method = declared.method  # bound anew to this copy
    return mine


class ListFilter(django_filters.FilterSet):
    """The search box and what all lists share."""

    q = django_filters.CharFilter(
        label=_("Keywords"),
        method="search",
        max_length=WORDS_LENGTH,
        widget=forms.TextInput({"data-search": ""}),
    )
    list_name: ClassVar[str] = ""
    orders: ClassVar[dict[str, Order]] = {}  # by the word of the address; the first is the usual one
    rare: ClassVar[frozenset[str]] = frozenset()  # filters behind "More filters"

    def __init__(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self.user: User = person(request)
        super().__init__(request.GET, queryset, request=request)
        units = Unit.objects.visible_to(self.user).only(*UNIT_WORDS)
        self.offer("district", units.districts())
        self.offer("lead", units.active())
        self.offer("reporter", units.active())

    @classmethod
    def get_filters(cls) -> Declared:
        """The declared ones, which copy cheaply."""
        return Declared(super().get_filters())

    @cached_property
    def form(self) -> forms.Form:
        """The form of the filters, whose fields are made once."""
        form = forms.Form(self.data)
        form.fields = {name: one.field for name, one in self.filters.items()}
        return form

    def offer(self, name: str, rows: QuerySet[Any]) -> None:
        """What a filter may choose from."""
        if name in self.filters:
            self.filters[name].extra["queryset"] = rows

    @cached_property
    def sorted_by(self) -> str:
        """The word of the order that the address asks for; one that is unknown is the usual one."""
        asked = queried(self.request, "sort")
        return asked if asked in self.orders else self.usual_order

    @cached_property
    def usual_order(self) -> str:
        """How the list is sorted where nothing is asked."""
        return next(iter(self.orders))

    @property
    def order(self) -> Order:
        """How the list is sorted."""
        return self.orders[self.sorted_by]

    @property
    def ample(self) -> Q | None:
        """Some of the rows, quick to count: where they are more than are counted, the others need not be looked for."""
        return None

    @property
    def order_choices(self) -> list[tuple[str, str]]:
        """The orders as the address asks for them; nothing for the usual one, for which nothing has to be said."""
        usual = self.usual_order if self.orders else ""
        return [("" if word == usual else word, str(order.label)) for word, order in self.orders.items()]

    @property
    def first_fields(self) -> list[BoundField]:
        """The search box, or else the first, as wide as two; and what is hidden."""
        return [field for field in self.form if field.name == self._first or field.is_hidden]

    @property
    def usual_fields(self) -> list[BoundField]:
        """What is asked for most."""
        return [field for field in self._shown if field.name not in self.rare]

    @property
    def rare_fields(self) -> list[BoundField]:
        """What is asked for now and then."""
        return [field for field in self._shown if field.name in self.rare]

    def is_steady(self, name: str) -> bool:
        """Whether what a filter offers is written in the code: no rows of a table, nothing that a user changes."""
        own, declared = self.filters[name].extra, self.base_filters[name].extra
        if isinstance(own.get("widget"), LookupBox):
            return True
        choices = own.get("choices")
        return "queryset" not in own and choices is declared.get("choices") and not callable(choices)

    @property
    def is_rare_set(self) -> bool:
        """Whether one of those narrows the list."""
        return any(any(self.data.getlist(name)) for name in self.rare)

    @cached_property
    def _shown(self) -> list[BoundField]:
        return [field for field in self.form if field.name != self._first and not field.is_hidden]

    @cached_property
    def _first(self) -> str:
        return next((field.name for field in self.form if not field.is_hidden), "")

    @property
    def is_set(self) -> bool:
        """Whether some filter narrows the list."""
        return any(self.data.getlist(name) != [""] for name in self.filters if name in self.data)


def several(label: Any, **attrs: str) -> dict[str, Any]:
    """A filter of several values from a list written into the page."""
    return {
        "label": label,
        "required": False,
        "widget": PickBoxes(attrs={"data-placeholder": _("All"), **attrs}),
    }
