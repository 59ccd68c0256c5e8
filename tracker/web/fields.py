"""Form fields that choose rows by their public names, and the search boxes that feed them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms.utils import flatatt
from django.urls import reverse_lazy
from django.utils.crypto import get_random_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tracker.models import Category
from tracker.models.error_words import sentence
from tracker.operations.enterprises import survivor_of
from tracker.operations.tags import are_ids_among, clean_name
from tracker.rules.errors import BadInput

_NAME = re.compile(r"[0-9A-Za-z_-]{1,40}", re.ASCII)
KEY_LENGTH = 24
MOST_TAGS = 20
_KEY = re.compile(rf"[0-9A-Za-z]{{{KEY_LENGTH}}}", re.ASCII)
ENTERPRISES = reverse_lazy("lookup_enterprises")
CASES = reverse_lazy("lookup_cases")
UNITS = reverse_lazy("lookup_units")
SELECTED, NOT_SELECTED = SafeString(" selected"), SafeString("")


class DayField(forms.DateField):
    """A day, typed or picked."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class Box(forms.Select):
    """A select written in one go: Django's own takes a template an option, half of a list page's time."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The element with its options."""
        known = self.build_attrs(self.attrs, attrs) | {"name": name}
        known |= {"multiple": True} if self.allow_multiple_selected else {}
        options = ((key, flag, label) for key, label, flag in self.written(self.format_value(value)))
        return format_html(
            "<select{}>{}</select>",
            flatatt(known),
            format_html_join("", '<option value="{}"{}>{}</option>', options),
        )

    def written(self, chosen: list[str]) -> Iterator[tuple[str, str, SafeString]]:
        """Value, label and whether it is chosen."""
        for key, label in self.rows(chosen):
            yield key, label, SELECTED if key in chosen else NOT_SELECTED

    def rows(self, chosen: list[str]) -> Iterator[tuple[str, str]]:
        """What may be chosen, each as the value sent and its label."""
        field = getattr(self.choices, "field", None)
        if not isinstance(field, forms.ModelChoiceField):
            yield from ((str("" if key is None else key), str(label)) for key, label in self.choices)
            return
        if field.empty_label is not None and not self.allow_multiple_selected:
            yield "", str(field.empty_label)
        name = field.to_field_name or "pk"
        for row in list(
            field.queryset or ()
        ):  # at once: a cursor for sixteen districts costs more than they do
            yield str(getattr(row, name)), str(row)


class PickBox(Box):
    """The same with a search box over it."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        words = {"data-none": _("Nothing found"), "data-placeholder": _("Type a name")}
        super().__init__({"data-picker": ""} | words | (attrs or {}))


class PickBoxes(PickBox, forms.SelectMultiple):
    """The same for several."""


class LookupBox(Box):
    """A search box fed by an address; only the chosen rows and a few suggestions are written into the page."""

    def __init__(self, url: object, attrs: dict[str, Any] | None = None) -> None:
        words = {"data-none": _("Nothing found"), "data-placeholder": _("Type a name")}
        super().__init__({"data-lookup-url": url} | words | (attrs or {}))
        self.suggested: Sequence[Model] = ()

    def rows(self, chosen: list[str]) -> Iterator[tuple[str, str]]:
        """The chosen ones, then the suggested."""
        field: Any = getattr(self.choices, "field")  # noqa: B009  # the stubs do not know it
        if not self.allow_multiple_selected:
            yield "", ""
        known = [*field.chosen(chosen), *self.suggested]
        yield from {str(getattr(row, field.to_field_name)): str(row) for row in known}.items()


class LookupBoxes(LookupBox, forms.SelectMultiple):
    """The same for several."""


class PickField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """One row by its public name; anything that cannot be a name is refused before the database sees it."""

    def __init__(self, queryset: QuerySet[Any] | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("to_field_name", "public_id")
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", Box)
        super().__init__(queryset, **kwargs)

    def to_python(self, value: Any) -> Any:
        """The row, or a refusal."""
        if isinstance(value, str) and value and not _NAME.fullmatch(value):
            raise ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"value": ""}
            )
        return super().to_python(value)

    def chosen(self, values: Iterable[Any]) -> list[Model]:
        """The rows of these names, for writing them into the page."""
        return _rows(self, values)


class FirmField(PickField):
    """An enterprise; one that was merged away leads to the one that stays."""

    def to_python(self, value: Any) -> Any:
        """The enterprise, or a refusal."""
        found = super().to_python(value)
        return survivor_of(found) if found else found


class PicksField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # as above
    """Several rows by their public names, as a list."""

    def __init__(self, queryset: QuerySet[Any] | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("to_field_name", "public_id")
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", PickBoxes)
        super().__init__(queryset, **kwargs)

    def clean(self, value: Any) -> Any:
        """The rows, in the order of the table; nothing chosen asks nobody."""
        if not value and not self.required:
            return []
        for name in value or ():
            if not (isinstance(name, str) and _NAME.fullmatch(name)):
                raise ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params={"value": ""}
                )
        return list(super().clean(value) or ())

    def chosen(self, values: Iterable[Any]) -> list[Model]:
        """The rows of these names, for writing them into the page."""
        return _rows(self, values)


class TagBoxes(PickBoxes):
    """Tags to choose from, and those just typed."""

    def rows(self, chosen: list[str]) -> Iterator[tuple[str, str]]:
        """The list, then what is new."""
        known = dict(super().rows(chosen))
        yield from {name: name for name in chosen if name not in known}.items()
        yield from known.items()


class TagsField(PicksField):
    """Tags, as rows; those that are new, for whoever may make some, as their names."""

    def __init__(self, queryset: QuerySet[Any], *, may_make: bool, **kwargs: Any) -> None:
        self.may_make = may_make
        attrs = {"data-create": _("New tag:")} if may_make else {}
        super().__init__(queryset, widget=TagBoxes(attrs | {"data-placeholder": _("Choose")}), **kwargs)

    def clean(self, value: Any) -> Any:
        """In the order chosen; a name that cannot be one is refused in words."""
        if len(value or ()) > MOST_TAGS:
            raise ValidationError(_("At most %(limit)s at once.") % {"limit": MOST_TAGS})
        if not self.may_make:
            return super().clean(value)
        known = {str(getattr(row, "public_id")): row for row in self.chosen(value or ())}  # noqa: B009  # no model in general has one
        new = [name for name in value or () if name not in known]
        if are_ids_among([name for name in new if _NAME.fullmatch(name)]):
            raise ValidationError(_("One of these tags was just taken off the list. Please choose another."))
        try:
            return [known.get(name) or clean_name(name) for name in value or ()]
        except BadInput as error:
            raise ValidationError(sentence(error)) from error


class KeyField(forms.CharField):
    """A hidden random key: the same form sent twice makes one record."""

    def __init__(self) -> None:
        super().__init__(required=False, initial=new_key, widget=forms.HiddenInput)

    def clean(self, value: Any) -> str | None:
        """The key, or None when somebody made one up."""
        return value if isinstance(value, str) and _KEY.fullmatch(value) else None


def new_key() -> str:
    """A key for one form."""
    return get_random_string(KEY_LENGTH)


def categories() -> QuerySet[Category]:
    """What a problem may be about."""
    return Category.objects.filter(is_active=True)


def _rows(field: PickField | PicksField, values: Iterable[Any]) -> list[Model]:
    names = [name for name in values if isinstance(name, str) and _NAME.fullmatch(name)]
    if not names or field.queryset is None:
        return []
    return list(field.queryset.filter(**{f"{field.to_field_name}__in": names}))
