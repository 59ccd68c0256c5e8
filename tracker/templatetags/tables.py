"""Cells of long tables, put together here: hundreds of them in a template's loops cost more than the numbers they show."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from django import template
from django.utils.safestring import SafeString

register = template.Library()


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


@register.simple_tag
def rate_cells(rates: Iterable[Mapping[str, Any]]) -> SafeString:
    """A cell a rate: label, text, percent or None, and numerator and denominator as `of` or as parts that open."""
    return SafeString("".join(_rate(one) for one in rates))


def _rate(one: Mapping[str, Any]) -> str:
    parts = "/".join(_opened(part) for part in one["parts"]) if "parts" in one else escape(one["of"])
    none, label = " none" if one["percent"] is None else "", escape(str(one["label"]))
    words = f'{escape(one["text"])} <span class="soft small">{parts}</span>'
    return f'<td class="num{none}" data-label="{label}">{words}</td>'


@register.simple_tag
def bar(parts: Iterable[Mapping[str, str]]) -> SafeString:
    """Parts side by side, of a width of 1000: tone, x, width; nothing where there are none."""
    drawn = "".join(
        f'<rect class="tone-{escape(part["tone"])}" x="{part["x"]}" y="0" width="{part["width"]}" height="10"></rect>'
        for part in parts
    )
    box = 'class="bar-line" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true"'
    return SafeString(f"<svg {box}>{drawn}</svg>" if drawn else "")
