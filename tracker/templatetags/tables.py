"""Cells of long tables, put together here: hundreds of them in a template's loops cost more than the numbers they show."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def unit_row(row: Mapping[str, Any], name: str = "", css_class: str = "") -> SafeString:
    """A row of a table of units: name and url of its page, numbers, rates, and a bar in tables that have them.

    name       another than the row's own     css_class  of a row that is no unit's, as the last one
    """
    marked = f' class="{escape(css_class)}"' if css_class else " data-row"
    shown = conditional_escape(name or row["name"])
    page = f'<a href="{escape(row["url"])}" data-row-link>{shown}</a>' if row["url"] else shown
    drawn = ""
    if "bar" in row:
        none = "" if row["bar"] else " none"
        drawn = f'<td class="bar-cell{none}">{_drawn(row["bar"])}</td>'
    numbers = "".join([_number(one) for one in row["numbers"]])
    rates = "".join([_rate(one) for one in row["rates"]])
    return SafeString(f'<tr{marked}><td class="main">{page}</td>{drawn}{numbers}{rates}</tr>')


@register.simple_tag
def number_cells(numbers: Iterable[Mapping[str, Any]]) -> SafeString:
    """A cell a number: label, text, url of its rows or nothing, and optionally is_red; a zero is soft."""
    return SafeString("".join(_number(one) for one in numbers))


def _number(one: Mapping[str, Any]) -> str:
    late, none = " due-overdue" if one.get("is_red") else "", " none" if one["text"] == "0" else ""
    return f'<td class="num{late}{none}" data-label="{escape(str(one["label"]))}">{_opened(one)}</td>'


def _opened(number: Mapping[str, Any]) -> str:
    """A number as a link to its rows, where it has some."""
    text = escape(number["text"])
    return f'<a href="{escape(number["url"])}">{text}</a>' if number["url"] else text


def _rate(one: Mapping[str, Any]) -> str:
    """A cell: label, text, percent or None, and numerator and denominator as `of` or as parts that open."""
    parts = "/".join([_opened(part) for part in one["parts"]]) if "parts" in one else escape(one["of"])
    none, label = " none" if one["percent"] is None else "", escape(str(one["label"]))
    words = f'{escape(one["text"])} <span class="soft small">{parts}</span>'
    return f'<td class="num{none}" data-label="{label}">{words}</td>'


def _drawn(parts: Iterable[Mapping[str, str]]) -> str:
    """A bar, of parts side by side and a width of 1000: tone, x, width; nothing where there are none."""
    drawn = "".join(
        f'<rect class="tone-{escape(part["tone"])}" x="{part["x"]}" y="0" width="{part["width"]}" height="10"></rect>'
        for part in parts
    )
    box = 'class="bar-line" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true"'
    return f"<svg {box}>{drawn}</svg>" if drawn else ""
