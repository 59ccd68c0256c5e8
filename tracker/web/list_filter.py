"""What every list's filters are made of: kinds of choices, and the filter that all lists share."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tracker.models import Unit, User
from tracker.web.fields import DayField, PickBoxes, PickField, PicksField
from tracker.web.people import person

WORDS_LENGTH = 50


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


class Values(Among):
    """Several of a fixed list."""

    field_class = forms.MultipleChoiceField


class Pick(django_filters.Filter):
    """One row by public name."""

    field_class = PickField


class Day(django_filters.Filter):
    """A day as a limit."""

    field_class = DayField


class ListFilter(django_filters.FilterSet):
    """The search box and what all lists share."""

    q = django_filters.CharFilter(label=_("Keywords"), method="search", max_length=WORDS_LENGTH)

    def __init__(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self.user: User = person(request)
        super().__init__(request.GET, queryset, request=request)
        units = Unit.objects.visible_to(self.user)
        self.offer("district", units.districts())
        self.offer("lead", units.active())
        self.offer("reporter", units.active())

    def offer(self, name: str, rows: QuerySet[Any]) -> None:
        """What a filter may choose from."""
        if name in self.filters:
            self.filters[name].extra["queryset"] = rows

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
