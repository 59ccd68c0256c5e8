"""Forms of cases: registering, and recording a follow-up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker.models import Enterprise, NoteDraft, Unit, User
from tracker.models.cases import Source
from tracker.models.follow_ups import Audience, Verb
from tracker.operations.cases import NOTE_VERBS, CaseData
from tracker.web.fields import ENTERPRISES, Box, DayField, KeyField, LookupBox, PickField, categories
from tracker.web.figure_rows import PARTS, ROWS_OF_NOTE, add_abouts, add_figures, check_figures, figures_of


class CaseForm(forms.Form):
    """A new case, from what somebody on the phone or at the gate can tell."""

    title = forms.CharField(label=_("What is asked for, in one line"), max_length=120)
    enterprise = PickField(
        label=_("Enterprise"),
        widget=LookupBox(
            ENTERPRISES, {"data-placeholder": _("Name, first letters in pinyin, or credit code")}
        ),
    )
    place = forms.CharField(
        label=_("Place"), required=False, max_length=200, help_text=_("When no enterprise is named")
    )
    description = forms.CharField(
        label=_("Description"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 5})
    )
    category = PickField(label=_("Category"), to_field_name="code", empty_label="—")
    district = PickField(label=_("District"), empty_label="—", help_text=_("Left empty: the enterprise's"))
    source = forms.ChoiceField(label=_("Source"), choices=Source.choices)
    raised_on = DayField(label=_("Raised on"))
    key = KeyField()

    def __init__(self, user: User, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial={"raised_on": timezone.localdate()} | (initial or {}))
        choices = {
            "enterprise": Enterprise.objects.visible_to(user).live(),
            "district": Unit.objects.visible_to(user).districts(),
            "category": categories(),
        }
        for name, rows in choices.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def data_of_case(self) -> CaseData:
        """What the operation wants."""
        return CaseData(**{name: value for name, value in self.cleaned_data.items() if name != "key"})


class NoteForm(forms.Form):
    """What happened on a case, on the day it happened, and what it achieved in figures."""

    note = forms.CharField(
        label=_("Record a follow-up"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    verb = forms.ChoiceField(
        label=_("Kind"), choices=[(verb.value, verb.label) for verb in NOTE_VERBS], widget=Box
    )
    happened_on = DayField(label=_("Day"))
    audience = forms.ChoiceField(label=_("For"), choices=Audience.choices, widget=Box)
    key = KeyField()

    def __init__(self, data: Any = None, *, draft: NoteDraft | None = None) -> None:
        initial = {"happened_on": timezone.localdate(), "verb": Verb.NOTE, "audience": Audience.INTERNAL}
        begun = {"note": draft.note, **draft.figures} if draft else {"note": ""}
        super().__init__(data, initial=initial | begun)
        add_figures(self, ROWS_OF_NOTE)
        add_abouts(self, ROWS_OF_NOTE)

    @property
    def choices(self) -> list[forms.BoundField]:
        """The boxes beside the button."""
        return [self[name] for name in ("verb", "happened_on", "audience")]

    @property
    def figures(self) -> list[list[forms.BoundField]]:
        """The folded boxes, row by row."""
        parts = (*PARTS, "approx")
        return [[self[f"figure{row}_{part}"] for part in parts] for row in range(1, ROWS_OF_NOTE + 1)]

    @property
    def has_figures(self) -> bool:
        """Whether something was typed there, so that they are not folded away."""
        return any(field.value() for row in self.figures for field in row)

    def clean(self) -> dict[str, Any]:
        """A figure is whole or not there."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        check_figures(self, values, ROWS_OF_NOTE)
        return values

    def values(self) -> dict[str, Any]:
        """What the operation wants."""
        plain = {name: self.cleaned_data[name] for name in ("note", "verb", "happened_on", "audience", "key")}
        return plain | {"figures": list(figures_of(self.cleaned_data, ROWS_OF_NOTE))}
