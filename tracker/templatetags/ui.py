"""Template words of the house look: icons, badges, form controls and coloured source text."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import pairwise
from typing import Any, Final

from django import forms, template
from django.conf import settings
from django.forms.boundfield import BoundField
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from tracker.models.notice_words import as_text

register = template.Library()

CHOICES: Final = (forms.RadioSelect, forms.CheckboxSelectMultiple)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A symbol of the sprite; decorative unless it has a label."""
    return _drawn(name, label, settings.STATIC_URL, settings.STORAGES["staticfiles"]["BACKEND"])


@lru_cache(maxsize=256)  # a page has some sixty of them; where the sprite lies follows from the two settings
def _drawn(name: str, label: str, _root: str, _storage: str) -> SafeString:
    href = f"{static('icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, href
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', href)


@register.simple_tag
def status_badge(code: str, label: str) -> SafeString:
    """A badge with a dot, coloured by the status code (`state-handling`, `state-overdue`, …)."""
    return format_html('<span class="state state-{}">{}</span>', code, label)


@register.simple_tag
def act_text(case: Mapping[str, str], what: str, product: str) -> str:
    """An act on a case as text for a chat group; the case as its page's head knows it."""
    url = settings.SITE_URL + reverse("case", args=[case["number"]])
    facts = {"case": f"{case['number']} {case['title']}", "due": case.get("due_text", "")}
    return as_text({"product": product, "what": what, "url": url, **facts})


@register.simple_tag
def copy_button(text: str, css: str = "", *, is_icon: bool = False) -> SafeString:
    """Copies a text for a chat group; `is_icon` without words beside the symbol."""
    name = escape(gettext("Copy as text"))
    words = f' aria-label="{name}" title="{name}">' if is_icon else ">"
    label = "" if is_icon else f"<span>{name}</span>"
    told = f'data-copied="{escape(gettext("Copied"))}" data-not-copied="{escape(gettext("Please copy it by hand:"))}"'
    own = f'class="btn btn-small {escape(css)}" data-copy-text="{escape(text)}"'
    return SafeString(f'<button type="button" {own} {told}{words}{icon("copy")}{label}</button>')


@register.simple_tag
def control(field: BoundField, **attrs: str) -> SafeString:
    """The bound field's widget with the classes of the look; attribute names take `_` for `-`."""
    given: dict[str, str | bool] = {name.replace("_", "-"): value for name, value in attrs.items()}
    own = str(field.field.widget.attrs.get("class", ""))
    words = f"{_control_class(field.field.widget)} {own}".strip()
    if words and control_kind(field) != "choices":
        given["class"] = words
    return field.as_widget(attrs=given)


@register.filter
def control_kind(field: BoundField) -> str:
    """How a field is laid out: `hidden`, `check`, `choices`, `file` or `plain`."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, CHOICES):
        return "choices"
    return "file" if isinstance(widget, forms.FileInput) else "plain"


def _control_class(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


@dataclass(frozen=True)
class Span:
    """A marked stretch of text, `start` ≤ position < `end`; `ref` ties it to a form field."""

    start: int
    end: int
    field: str
    ref: str = ""


@register.simple_tag
def span_text(text: str, spans: Iterable[Any], offset: int = 0) -> SafeString:
    """The text with each span as a `<mark>`; overlapping spans are cut where they meet.

    spans   mappings or objects with start, end, field and, where a form field shows it, ref
    offset  position of the text's first character in the document that the spans count in
    """
    placed = [_placed(span, offset=offset, length=len(text)) for span in spans]
    known = [span for span in placed if span.start < span.end]
    pieces = (
        (_piece(text[a:b], [s for s in known if s.start <= a and b <= s.end]),) for a, b in _cuts(text, known)
    )
    return format_html_join("", "{}", pieces)


def _placed(span: Any, *, offset: int, length: int) -> Span:
    """The span in this text's own positions, clipped to it."""
    read = span.get if isinstance(span, Mapping) else lambda name, default="": getattr(span, name, default)
    start, end = int(read("start", 0)) - offset, int(read("end", 0)) - offset
    return Span(max(start, 0), min(end, length), str(read("field", "")), str(read("ref", "") or ""))


def _cuts(text: str, spans: Sequence[Span]) -> Iterable[tuple[int, int]]:
    edges = {0, len(text)} | {s.start for s in spans} | {s.end for s in spans}
    return pairwise(sorted(edges))


def _piece(text: str, spans: Sequence[Span]) -> SafeString | str:
    """One stretch; the narrowest span over it gives the colour, all of them give references."""
    if not spans:
        return text
    inner = min(spans, key=lambda span: span.end - span.start)
    refs = " ".join(span.ref for span in spans if span.ref)
    shape = (
        '<mark class="span span-{}" data-ref="{}">{}</mark>'
        if refs
        else '<mark class="span span-{}">{}{}</mark>'
    )
    return format_html(shape, inner.field, refs, text)


@register.filter
def listed(names: Iterable[object]) -> str:
    """Names in a row, as the reader's language sets them apart."""
    return gettext(", ").join(str(name) for name in names)
