"""The form of an action: phone first, four fields to begin with, the rest folded under "More"."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.models import Case, Enterprise, Unit, User
from tracker.models.actions import ActionKind
from tracker.models.places import UnitKind
from tracker.operations.actions import (
    ActionData,
    CommitmentData,
    ParticipantData,
    PolicyData,
)
from tracker.operations.figures import FigureData
from tracker.rules.errors import BadInput
from tracker.web.fields import (
    ENTERPRISES,
    UNITS,
    DayField,
    KeyField,
    LookupBox,
    LookupBoxes,
    PickField,
    PicksField,
)
from tracker.web.figure_rows import PARTS, add_figures, check_figures

FIGURE_ROWS = 3
MOST_NEW_FIRMS = 30
SUGGESTED_UNITS = 20
_COMMAS = re.compile(r"[,，、;；\n\r]+")


class ActionForm(forms.Form):
    """What was done, when, by whom, for whom; figures, a policy and a promise when there are any."""

    title = forms.CharField(label=gettext_lazy("What was done, in one line"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=[("", "—"), *ActionKind.choices])
    day = DayField(label=gettext_lazy("Day"))
    reporter = PickField(label=gettext_lazy("Reporter"), required=True, widget=LookupBox(UNITS))
    enterprises = PicksField(
        label=gettext_lazy("Enterprises"),
        widget=LookupBoxes(
            ENTERPRISES, {"data-placeholder": gettext_lazy("Name, first letters in pinyin, or credit code")}
        ),
    )
    new_firms = forms.CharField(
        label=gettext_lazy("Enterprises not in the list"),
        required=False,
        max_length=3000,
        help_text=gettext_lazy("Full names, with commas between them; they are added to the registry"),
    )
    districts = PicksField(label=gettext_lazy("Districts"))
    summary = forms.CharField(
        label=gettext_lazy("Details"),
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    policy_title = forms.CharField(label=gettext_lazy("Policy title"), required=False, max_length=200)
    policy_number = forms.CharField(label=gettext_lazy("Policy number"), required=False, max_length=50)
    promise = forms.CharField(label=gettext_lazy("Promise"), required=False, max_length=300)
    promise_by = DayField(label=gettext_lazy("Promised by"), required=False)
    case = PickField(to_field_name="number", widget=forms.HiddenInput)
    version = forms.IntegerField(
        required=False, min_value=0, max_value=2_000_000_000, widget=forms.HiddenInput
    )
    key = KeyField()

    def __init__(
        self, user: User, data: Any = None, *, initial: dict[str, Any], earlier: ActionData | None = None
    ) -> None:
        super().__init__(data, initial={"day": timezone.localdate()} | initial)
        self.earlier = earlier or ActionData(kind="", title="", reporter=None)
        self.figure_rows = max(FIGURE_ROWS, len(self.earlier.figures) + 1)
        self._choices(user)
        add_figures(self, self.figure_rows, self.earlier.figures)
        self.order_fields([name for name in self.fields if name not in self.more] + self.more)
        self.fields["day"].required = self.earlier.day_precision == "day"

    def _choices(self, user: User) -> None:
        units = Unit.objects.visible_to(user).active()
        own = (
            units
            if user.scope.sees_everything("action.log")
            else units.filter(id__in=user.scope.units("action.log"))
        )
        rows = {
            "reporter": own,
            "enterprises": Enterprise.objects.visible_to(user),
            "districts": units.districts(),
            "case": Case.objects.visible_to(user),
        }
        for name, queryset in rows.items():
            self.fields[name].queryset = queryset  # type: ignore[attr-defined]
        box: Any = self.fields["reporter"].widget
        box.attrs["data-lookup-url"] = f"{UNITS}?for=report"
        box.suggested = own.exclude(kind=UnitKind.SUBUNIT)[:SUGGESTED_UNITS]

    @property
    def more(self) -> list[str]:
        """The names of the folded fields."""
        names = [f"figure{row}_{part}" for row in range(1, self.figure_rows + 1) for part in PARTS]
        return [*names, "policy_title", "policy_number", "promise", "promise_by"]

    def clean_new_firms(self) -> list[str]:
        """The names, each once."""
        names = [name.strip() for name in _COMMAS.split(self.cleaned_data["new_firms"])]
        found = list(dict.fromkeys(name for name in names if name))
        if len(found) > MOST_NEW_FIRMS or any(len(name) > 150 for name in found):
            raise ValidationError(
                _("At most %(count)d names of 150 characters each.") % {"count": MOST_NEW_FIRMS}
            )
        return found

    def clean(self) -> dict[str, Any]:
        """A figure needs its value and unit, a number its policy, a day its promise."""
        values = super().clean() or {}
        check_figures(self, values, self.figure_rows)
        if values.get("policy_number") and not values.get("policy_title"):
            self.add_error("policy_title", _("Give the title of the policy."))
        if values.get("promise_by") and not values.get("promise"):
            self.add_error("promise", _("Say what was promised."))
        return values

    def data_of_action(self) -> ActionData:
        """What the operation wants: what was typed, and of the earlier record whatever this form does not show."""
        values = self.cleaned_data
        return dataclasses.replace(
            self.earlier,
            kind=values["kind"],
            title=values["title"],
            reporter=values["reporter"],
            summary=values["summary"],
            day=values["day"],
            listed_on=values["day"] or self.earlier.listed_on,
            districts=values["districts"],
            participants=list(self._participants(values["enterprises"])),
            figures=list(self._figure_data(values)),
            policies=_first_replaced(self.earlier.policies, _policy(values)),
            commitments=_first_replaced(self.earlier.commitments, self._commitment(values)),
        )

    def _participants(self, firms: list[Enterprise]) -> Iterator[ParticipantData]:
        """The chosen firms with the part they had; units and bare names stay as they are."""
        had = {part.enterprise: part for part in self.earlier.participants if part.enterprise}
        for firm in firms:
            yield had.get(firm) or ParticipantData("assisted", enterprise=firm)
        yield from (part for part in self.earlier.participants if part.enterprise is None)

    def _figure_data(self, values: Mapping[str, Any]) -> Iterator[FigureData]:
        """Each row with a value; one that did not change keeps its nature, period and words."""
        for row in range(1, self.figure_rows + 1):
            value = values[f"figure{row}_value"]
            if value is None:
                continue
            measure, unit = values[f"figure{row}_measure"], values[f"figure{row}_unit"]
            known = (
                self.earlier.figures[row - 1] if row <= len(self.earlier.figures) else FigureData(value, unit)
            )
            is_same = (known.measure, known.value, known.unit) == (measure, value, unit)
            changed = dataclasses.replace(known, measure=measure, value=value, unit=unit, text="")
            yield known if is_same else changed

    def _commitment(self, values: Mapping[str, Any]) -> CommitmentData | None:
        if not values["promise"]:
            return None
        known = self.earlier.commitments[0] if self.earlier.commitments else CommitmentData("")
        return dataclasses.replace(known, text=values["promise"], due_on=values["promise_by"])


def _policy(values: Mapping[str, Any]) -> PolicyData | None:
    title = values["policy_title"].strip("《》 ")
    return PolicyData(title=title, number=values["policy_number"]) if title else None


def _first_replaced(earlier: Any, first: Any) -> list[Any]:
    """The form shows the first of several; the others stay."""
    return [*([first] if first else []), *list(earlier)[1:]]


def initial_of(data: ActionData) -> dict[str, Any]:
    """The form's values for an existing action."""
    policy = data.policies[0] if data.policies else PolicyData("")
    promise = data.commitments[0] if data.commitments else CommitmentData("")
    return {
        "title": data.title,
        "kind": data.kind,
        "day": data.day,
        "reporter": data.reporter,
        "enterprises": [part.enterprise for part in data.participants if part.enterprise],
        "districts": list(data.districts),
        "summary": data.summary,
        "policy_title": policy.title,
        "policy_number": policy.number,
        "promise": promise.text,
        "promise_by": promise.due_on,
    }


class KeepForm(forms.Form):
    """Which promise is kept, and since when."""

    promise = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    kept_on = DayField(required=False)

    def told(self) -> tuple[int, date | None]:
        """Key and day as sent; 0 for a key that none is. Raises BadInput `bad_date`."""
        if not self.is_valid() and "kept_on" in self.errors:
            raise BadInput("bad_date", text=self.data["kept_on"][:20])
        return self.cleaned_data.get("promise") or 0, self.cleaned_data["kept_on"]
