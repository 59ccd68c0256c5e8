"""What is set on a list as chips: each says what it asks, and leads to the list without it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.forms.boundfield import BoundField
from django.http import HttpRequest

from tracker.web.list_filter import ListFilter


def chips(request: HttpRequest, filters: ListFilter) -> list[dict[str, str]]:
    """The filters on the page that narrow the list; a value that is none is not among them."""
    if not filters.is_set:
        return []
    filters.form.is_valid()
    chosen = filters.form.cleaned_data
    fields = [field for field in filters.form if not field.is_hidden and chosen.get(field.name)]
    return [chip for field in fields for chip in _of(request, field, chosen[field.name])]


def _of(request: HttpRequest, field: BoundField, chosen: Any) -> Iterator[dict[str, str]]:
    for value in chosen if isinstance(chosen, list) else [chosen]:
        sent = getattr(value, field.field.to_field_name) if hasattr(field.field, "to_field_name") else value
        yield {
            "label": str(field.label),
            "value": _words(field, value),
            "url": _without(request, field.html_name, str(sent) if isinstance(chosen, list) else None),
        }


def _words(field: BoundField, value: Any) -> str:
    """As the field says it to people."""
    choices = getattr(field.field, "choices", ()) if isinstance(value, str) else ()
    return str(dict(choices).get(value, value))


def _without(request: HttpRequest, name: str, value: str | None) -> str:
    """This address without the filter, or without one of its values; the first page of it."""
    params = request.GET.copy()
    kept = [one for one in params.getlist(name) if value is not None and one != value]
    params.setlist(name, kept)
    for place in ("after", "before"):
        params.pop(place, None)
    return f"{request.path}?{params.urlencode()}" if params.urlencode() else request.path
