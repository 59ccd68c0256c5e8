"""The fields of a filter bar in one go: a template an input was a quarter of a list page's time."""

from collections.abc import Iterable, Iterator
from html import escape
from typing import Final

from django import forms, template
from django.forms.boundfield import BoundField
from django.forms.utils import flatatt
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from tracker.templatetags.ui import control
from tracker.web.list_filter import ListFilter

register = template.Library()


# What a field looks like while nothing is set: class of the filters, field, class of its box, language → HTML.
_UNSET: Final[dict[tuple[type, str, str, str | None], str]] = {}


@register.simple_tag
def filter_fields(filters: ListFilter, fields: Iterable[BoundField], css: str) -> SafeString:
    """Each field under its label, in a box of this class; a hidden one only while it is set."""
    language = get_language()
    return SafeString("".join(_kept(filters, field, css, language) for field in fields))


def _kept(filters: ListFilter, field: BoundField, css: str, language: str | None) -> str:
    """A field that is not set looks the same in every request, unless its choices are rows."""
    if field.is_hidden:
        return "".join(_hidden(field))
    if field.html_name in filters.data or not filters.is_steady(field.name):
        return _field(field, css)
    key = (type(filters), field.name, css, language)
    if key not in _UNSET:
        _UNSET[key] = _field(field, css)
    return _UNSET[key]


@register.simple_tag
def order_box(filters: ListFilter, css: str) -> SafeString:
    """The order of the list to choose, where there are several; a phone shows no heads to press."""
    if len(filters.orders) < 2:
        return SafeString("")
    now = "" if filters.sorted_by == filters.usual_order else filters.sorted_by
    options = "".join(
        f'<option value="{word}"{" selected" if word == now else ""}>{escape(label)}</option>'
        for word, label in filters.order_choices
    )
    label = f'<label class="form-label" for="id_sort">{escape(gettext("Order"))}</label>'
    box = f'<select name="sort" id="id_sort" class="form-select">{options}</select>'
    return SafeString(f'<div class="{css}">{label}{box}</div>')


def _field(field: BoundField, css: str) -> str:
    label = f'<label class="form-label" for="{field.id_for_label}">{escape(str(field.label))}</label>'
    return f'<div class="{css}">{label}{_control(field)}{field.errors or ""}</div>'


def _hidden(field: BoundField) -> Iterator[str]:
    if value := field.value():
        yield f'<input type="hidden" name="{field.html_name}" value="{escape(str(value))}">'


def _control(field: BoundField) -> str:
    """As Django writes it, but for lines of text, which need no template."""
    widget = field.field.widget
    if not isinstance(widget, (forms.TextInput, forms.DateInput)):
        return control(field)
    known = {"type": widget.input_type, "name": field.html_name, "id": field.auto_id, "class": "form-control"}
    value = widget.format_value(field.value())
    given = {"value": value} if value is not None else {}
    return f"<input{flatatt(known | given | field.build_widget_attrs(widget.attrs, widget))}>"
