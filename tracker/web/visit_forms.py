"""The form of a visit: filled in with a thumb, standing at the firm's door."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.models import Enterprise
from tracker.models.visits import VisitFinding
from tracker.operations.visits import VisitData
from tracker.web.fields import DayField, KeyField, PickField, categories

PROBLEM_FIELDS = ("title", "description", "category")


class VisitForm(forms.Form):
    """What was found, when, by whom; what was raised unfolds when something was."""

    finding = forms.ChoiceField(
        label=gettext_lazy("What did you find?"), choices=VisitFinding.choices, widget=forms.RadioSelect
    )
    title = forms.CharField(label=gettext_lazy("What is asked for, in one line"), max_length=120)
    description = forms.CharField(
        label=gettext_lazy("Description"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Left empty: the note of the visit"),
    )
    category = PickField(label=gettext_lazy("Category"), to_field_name="code", empty_label="—")
    visited_on = DayField(label=gettext_lazy("Day"))
    people = forms.CharField(
        label=gettext_lazy("Who was there"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Colleagues who came along, and who received you"),
    )
    note = forms.CharField(
        label=gettext_lazy("Notes of the visit"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    promise = forms.CharField(label=gettext_lazy("Promise"), required=False, max_length=300)
    promise_by = DayField(label=gettext_lazy("Promised by"), required=False)
    as_action = forms.BooleanField(
        label=gettext_lazy("Report it as an assistance action too"),
        required=False,
        help_text=gettext_lazy("Coverage counts every visit; tick this when the visit itself was help."),
    )
    key = KeyField()

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"visited_on": timezone.localdate()})
        self.fields["category"].queryset = categories()  # type: ignore[attr-defined]
        is_quiet = data is not None and data.get("finding") == VisitFinding.NOTHING
        self.fields["title"].required = not is_quiet

    def clean(self) -> dict[str, Any]:
        """What was typed about a problem and then taken back is left out."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("finding") == VisitFinding.NOTHING:
            values |= {"title": "", "description": "", "category": None}
        return values

    def data_of_visit(self, firm: Enterprise, photos: Sequence[UploadedFile[Any]]) -> VisitData:
        """What the operation wants."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "key"}
        title = _("Visit to %(firm)s") % {"firm": firm.name}
        return VisitData(**values, action_title=title, photos=photos)
