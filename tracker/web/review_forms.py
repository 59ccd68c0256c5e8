"""The form of one draft: single facts, and rows of firms, organisations, figures, policies, promises, foreign text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.models import Case, Unit, User
from tracker.models.actions import ActionKind, FigureNature, ParticipantRole
from tracker.models.places import TERRITORIES, UnitKind
from tracker.operations.answers import NAME_ONLY, NEW, Answers
from tracker.operations.matching import Match, match_enterprise
from tracker.operations.records import DROP
from tracker.web.fields import CASES, LookupBox, PickBoxes, PickField

MOST_ROWS = 300
LONGEST_NAME = 150
OUTCOMES = [
    ("resolved", gettext_lazy("Solved")),
    ("in_progress", gettext_lazy("Under way")),
    ("planned", gettext_lazy("Planned")),
    ("reported", gettext_lazy("Reported only")),
]
NOISE_DECISIONS = [("remove", gettext_lazy("Remove it")), ("keep", gettext_lazy("Keep it"))]


class FactsForm(forms.Form):
    """What an item says once: title, kind, reporter, day, districts."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=ActionKind.choices)
    reporter = forms.ModelChoiceField(label=gettext_lazy("Reporter"), queryset=Unit.objects.none())
    reporter_sub_unit = forms.CharField(label=gettext_lazy("Sub-unit"), required=False, max_length=100)
    day = forms.DateField(
        label=gettext_lazy("Day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    districts = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Districts"),
        queryset=Unit.objects.none(),
        required=False,
        widget=PickBoxes,
    )
    outcome = forms.ChoiceField(label=gettext_lazy("Outcome"), choices=OUTCOMES)
    unnamed = forms.IntegerField(
        label=gettext_lazy("Firms counted but not named"), required=False, min_value=0, max_value=10_000_000
    )
    unnamed_approx = forms.BooleanField(label=gettext_lazy("about"), required=False)
    summary = forms.CharField(
        label=gettext_lazy("What was done"),
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    case_title = forms.CharField(label=gettext_lazy("Title of the case"), required=False, max_length=120)
    case_place = forms.CharField(
        label=gettext_lazy("Place"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Where the problem is, when no enterprise is named"),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.visible_to(user).active()
        reporters = units.of_kind(*TERRITORIES, UnitKind.GROUP, UnitKind.BUREAU, UnitKind.OFFICE)
        self.fields["reporter"].queryset = reporters  # type: ignore[attr-defined]  # a model field
        self.fields["districts"].queryset = units.districts()  # type: ignore[attr-defined]


class FirmForm(forms.Form):
    """One enterprise: its name, its part, and which firm of the registry it is."""

    name = forms.CharField(label=gettext_lazy("Enterprise"), required=False, max_length=150)
    role = forms.ChoiceField(
        label=gettext_lazy("Part"), choices=[*ParticipantRole.choices, (DROP, gettext_lazy("Leave out"))]
    )
    link = forms.CharField(label=gettext_lazy("Which firm"), required=False, widget=forms.Select)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        written = str(self["name"].value() or "").replace("\x00", "")[:LONGEST_NAME]
        self.match = match_enterprise(written) if written else Match()
        self.fields["link"].widget.choices = list(self._choices())

    def _choices(self) -> Iterator[tuple[str, str]]:
        if self.match.enterprise is None and self.match.similar:
            yield "", _("Please choose")
        for firm in [self.match.enterprise, *self.match.similar]:
            if firm is not None:
                yield firm.public_id, f"{firm.name}（{firm.district}）" if firm.district else firm.name
        yield NEW, _("Add as a new enterprise")
        yield NAME_ONLY, _("Keep the name only")


class OrganisationForm(forms.Form):
    """An authority, institute or association that took part."""

    keep = forms.BooleanField(label=gettext_lazy("Keep"), required=False)
    name = forms.CharField(label=gettext_lazy("Organisation"), max_length=150)
    unit = forms.IntegerField(required=False, widget=forms.HiddenInput)


class FigureForm(forms.Form):
    """A number with what it counts and what kind of number it is."""

    keep = forms.BooleanField(label=gettext_lazy("Keep"), required=False)
    measure = forms.CharField(label=gettext_lazy("What is counted"), required=False, max_length=60)
    value = forms.DecimalField(label=gettext_lazy("Value"), required=False, max_digits=20, decimal_places=2)
    unit = forms.CharField(label=gettext_lazy("Unit"), required=False, max_length=20)
    approx = forms.BooleanField(label=gettext_lazy("about"), required=False)
    nature = forms.ChoiceField(label=gettext_lazy("Nature"), choices=FigureNature.choices)
    text = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)


class PolicyForm(forms.Form):
    """A policy document."""

    keep = forms.BooleanField(label=gettext_lazy("Keep"), required=False)
    title = forms.CharField(label=gettext_lazy("Policy title"), required=False, max_length=200)
    number = forms.CharField(label=gettext_lazy("Document number"), required=False, max_length=50)


class CommitmentForm(forms.Form):
    """A promise, with a day where somebody knows one."""

    keep = forms.BooleanField(label=gettext_lazy("Keep"), required=False)
    text = forms.CharField(label=gettext_lazy("Promise"), required=False, max_length=300)
    due_on = forms.DateField(
        label=gettext_lazy("By"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class NoiseForm(forms.Form):
    """Foreign text: removed or kept, but never silently."""

    text = forms.CharField(widget=forms.HiddenInput, max_length=500)
    decision = forms.ChoiceField(
        label=gettext_lazy("Foreign text"), required=False, choices=NOISE_DECISIONS, widget=forms.RadioSelect
    )


class AttachForm(forms.Form):
    """Which case an item belongs to."""

    case = PickField(
        label=gettext_lazy("Case"), to_field_name="number", required=True, widget=LookupBox(CASES)
    )

    def __init__(self, user: User, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id="attach_%s")
        self.fields["case"].queryset = Case.objects.visible_to(user)  # type: ignore[attr-defined]  # a model field


ROWS: dict[str, type[forms.Form]] = {
    "enterprises": FirmForm,
    "organisations": OrganisationForm,
    "figures": FigureForm,
    "policies": PolicyForm,
    "commitments": CommitmentForm,
    "noise": NoiseForm,
}
BLANKS: dict[str, dict[str, Any]] = {
    "enterprises": {"name": "", "role": "assisted", "link": NEW},
    "figures": {"keep": False, "nature": "current"},
    "commitments": {"keep": False},
}


@dataclass
class ItemForms:
    """The forms of one draft together; `rows` holds the lists, a blank one last where more may be added."""

    facts: FactsForm
    rows: dict[str, list[forms.Form]] = field(default_factory=dict)

    @classmethod
    def showing(cls, user: User, answers: Answers) -> ItemForms:
        """Unbound forms with the answers so far."""
        facts = FactsForm(user, initial=answers)
        return cls(facts, {name: _unbound(name, [*answers[name], *_blank(name)]) for name in ROWS})

    @classmethod
    def sent(cls, user: User, data: QueryDict) -> ItemForms:
        """Forms bound to what the browser sent."""
        rows = {
            name: [form(data, prefix=f"{name}-{i}") for i in range(_count(data, name))]
            for name, form in ROWS.items()
        }
        return cls(FactsForm(user, data), rows)

    def all(self) -> Iterator[forms.Form]:
        """Every form."""
        yield self.facts
        for rows in self.rows.values():
            yield from rows

    def is_valid(self) -> bool:
        """Whether all of them can be used; all are checked, so that every error shows at once."""
        return False not in [form.is_valid() for form in self.all()]

    def answers(self) -> Answers:
        """The answers in the shape a draft keeps; what cannot be used is left out and stays as it was."""
        self.is_valid()
        facts = _plain(self.facts)
        lists = {
            name: [_plain(row) for row in rows if not _is_blank(name, row)]
            for name, rows in self.rows.items()
        }
        return facts | lists


def _unbound(name: str, initial: list[dict[str, Any]]) -> list[forms.Form]:
    return [ROWS[name](initial=row, prefix=f"{name}-{i}") for i, row in enumerate(initial)]


def _blank(name: str) -> list[dict[str, Any]]:
    return [BLANKS[name]] if name in BLANKS else []


def _count(data: QueryDict, name: str) -> int:
    sent = data.get(f"{name}-count", "")
    return min(int(sent), MOST_ROWS) if sent.isascii() and sent.isdigit() and len(sent) < 5 else 0


def _is_blank(name: str, form: forms.Form) -> bool:
    """Whether nobody filled in the line for what the reader missed."""
    needed = {"enterprises": "name", "figures": "value", "commitments": "text"}.get(name)
    return needed is not None and not form[needed].data


def _plain(form: forms.Form) -> dict[str, Any]:
    """Usable values as JSON; of the others what was typed, so that it is still there later."""
    clean = form.cleaned_data
    return {name: _json(clean[name]) if name in clean else _typed(form, name) for name in form.fields}


def _typed(form: forms.Form, name: str) -> Any:
    is_choice_of_rows = isinstance(form.fields[name], forms.ModelChoiceField)
    raw = form[name].data
    if is_choice_of_rows:
        return None
    return raw.replace("\x00", "")[:1000] if isinstance(raw, str) else ""


def _json(value: Any) -> Any:
    if isinstance(value, Unit):
        return value.pk
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | str):
        return value
    return [unit.pk for unit in value] if hasattr(value, "__iter__") else str(value)
