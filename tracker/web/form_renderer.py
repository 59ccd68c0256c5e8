"""The plain inputs of forms, written in one go: as templates they took a tenth of the page of a case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any, Final

from django.forms.renderers import DjangoTemplates
from django.utils.safestring import SafeString


class PlainInputs(DjangoTemplates):
    """Django's own renderer, which asks no template for what is a single element."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """The same HTML as the template of this name gives."""
        write = WRITERS.get(template_name)
        if write:
            return SafeString(write(context["widget"]))
        if template_name == ERRORS and not context["errors"]:
            return ""
        return super().render(template_name, context, request)


def _input(widget: Mapping[str, Any]) -> str:
    value = "" if widget["value"] is None else f' value="{_text(widget["value"])}"'
    return f'<input type="{_text(widget["type"])}" name="{_text(widget["name"])}"{value}{_attrs(widget)}>'


def _textarea(widget: Mapping[str, Any]) -> str:
    value = _text(widget["value"] or "")
    return f'<textarea name="{_text(widget["name"])}"{_attrs(widget)}>\n{value}</textarea>'


def _attrs(widget: Mapping[str, Any]) -> str:
    given = ((name, value) for name, value in widget["attrs"].items() if value is not False)
    return "".join(f" {name}" if value is True else f' {name}="{_text(value)}"' for name, value in given)


def _text(value: Any) -> str:
    return value if isinstance(value, SafeString) else escape(str(value))


ERRORS: Final = "django/forms/errors/list/default.html"
INPUTS: Final = ("text", "number", "date", "hidden", "checkbox")
WRITERS: Final[dict[str, Callable[[Mapping[str, Any]], str]]] = {
    **{f"django/forms/widgets/{name}.html": _input for name in INPUTS},
    "django/forms/widgets/textarea.html": _textarea,
}
