"""Lengths of time on a form: a number and its unit, instead of the code they are stored as."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tracker.admin.refusals import RecordForm
from tracker.rules.deadlines import Span
from tracker.rules.errors import BadInput

UNITS: Final = (
    ("wd", gettext_lazy("working days")),
    ("d", gettext_lazy("days, weekends too")),
    ("m", gettext_lazy("months")),
)
MOST: Final = {"wd": 250, "d": 366, "m": 24}
KEYS: Final = {"steps": ("assign", "reply", "sign", "return", "assist"), "solve": ("C", "B", "A")}
COUNTS: Final = ("extension_notice", "near_days", "supervise_days", "escalate_days")
MOST_COUNTED: Final = 60


class SpanBox(forms.MultiWidget):
    """A box for the number, a choice of the unit."""

    def __init__(self) -> None:
        limits = {"min": 0, "max": max(MOST.values()), "size": 4}
        number = forms.NumberInput(attrs=limits | {"aria-label": gettext_lazy("How many")})
        super().__init__([number, forms.Select(choices=UNITS, attrs={"aria-label": gettext_lazy("unit")})])

    def decompress(self, value: Any) -> list[Any]:
        """As stored → number and unit; what cannot be read is left to be typed."""
        try:
            span = Span.parse(value or "")
        except BadInput:
            return [None, "wd"]
        return [span.count, span.unit]


class SpanField(forms.MultiValueField):
    """A length of time, as `rules.deadlines.Span` writes it."""

    widget = SpanBox

    def __init__(self, *, label: Any, low: int = 0) -> None:
        self.low = low
        fields = (forms.IntegerField(), forms.ChoiceField(choices=UNITS))
        super().__init__(fields, label=label, require_all_fields=True)

    def compress(self, data_list: list[Any]) -> str:
        """Number and unit → "3wd"."""
        count, unit = data_list
        if not self.low <= count <= MOST[unit]:
            limits = {"low": self.low, "high": MOST[unit]}
            raise ValidationError(_("Please give a number between %(low)d and %(high)d.") % limits)
        return str(Span(count, unit))


class PresetForm(RecordForm):
    """A preset with a line for every step and every class."""

    steps_assign = SpanField(label=gettext_lazy("Assign, from acceptance"))
    steps_reply = SpanField(label=gettext_lazy("First answer, from acceptance"))
    steps_sign = SpanField(label=gettext_lazy("Sign for it, from the assignment"))
    steps_return = SpanField(label=gettext_lazy("Return it, from the assignment"))
    steps_assist = SpanField(label=gettext_lazy("Assisting unit answers, from the assignment"))
    solve_C = SpanField(low=1, label=gettext_lazy("Solve class C (simple), from acceptance"))  # noqa: N815
    solve_B = SpanField(low=1, label=gettext_lazy("Solve class B (normal), from acceptance"))  # noqa: N815
    solve_A = SpanField(low=1, label=gettext_lazy("Solve class A (complex), from acceptance"))  # noqa: N815

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part in KEYS:
            stored = getattr(self.instance, part)
            self.initial.update({name: stored.get(key, "") for key, name in names(part).items()})
        for name in set(COUNTS) & self.fields.keys():
            shown = {"label": self.fields[name].label, "initial": self.fields[name].initial}
            self.fields[name] = forms.IntegerField(min_value=0, max_value=MOST_COUNTED, **shown)

    def clean(self) -> dict[str, Any] | None:
        """The lines as the preset holds them."""
        cleaned = super().clean() or {}
        for part in KEYS:
            typed = {key: cleaned[name] for key, name in names(part).items() if name in cleaned}
            setattr(self.instance, part, getattr(self.instance, part) | typed)
        supervise, escalate = cleaned.get("supervise_days"), cleaned.get("escalate_days")
        if supervise is not None and escalate is not None and escalate < supervise:
            self.add_error("escalate_days", _("A case is escalated after it is supervised, not before."))
        return cleaned


def names(part: str) -> dict[str, str]:
    """Key in the preset → its field on the form."""
    return {key: f"{part}_{key}" for key in KEYS[part]}


def in_words(part: str, spans: dict[str, str]) -> str:
    """All lines of a part, for those who may only read them."""
    known = {key: Span.parse(spans[key]) for key in KEYS[part] if key in spans}
    labels = {key: PresetForm.base_fields[name].label for key, name in names(part).items()}
    return "\n".join(f"{labels[key]}: {_length(span)}" for key, span in known.items())


def _length(span: Span) -> str:
    words = {
        "wd": ngettext("%(count)d working day", "%(count)d working days", span.count),
        "d": ngettext("%(count)d calendar day", "%(count)d calendar days", span.count),
        "m": ngettext("%(count)d month", "%(count)d months", span.count),
    }
    return words[span.unit] % {"count": span.count}
