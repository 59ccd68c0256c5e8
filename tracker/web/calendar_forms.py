"""What an editor of the calendar types: one day, or the whole notice; each becomes days as they are wanted."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from tracker.models.calendar import CalendarDay
from tracker.models.calendar import DayKind as Kind
from tracker.models.error_words import sentence
from tracker.reports.calendar_preview import DayRow
from tracker.rules.errors import BadInput
from tracker.rules.notice import read_notice, title_of
from tracker.web.fields import DayField

FIRST, LAST = date(2000, 1, 1), date(2100, 12, 31)
LONGEST_NOTICE = 20_000
PLAIN = "plain"
KINDS = (*Kind.choices, (PLAIN, _("As the plain week has it")))


class WantedForm(forms.Form):
    """Says which days are wanted, and why."""

    whole_year = False  # whether it names all days of a year that differ from the week

    def wanted(self) -> list[DayRow]:
        """The days of a valid form."""
        raise NotImplementedError

    def reason(self) -> str:
        """What the trail of a case says whose date moves."""
        raise NotImplementedError


class DayForm(WantedForm):
    """One day: off, worked, or as the week has it."""

    day = DayField(label=_("day"), validators=[MinValueValidator(FIRST), MaxValueValidator(LAST)])
    kind = forms.ChoiceField(label=_("kind"), choices=KINDS, widget=forms.RadioSelect, initial=Kind.OFF)
    name = forms.CharField(
        label=_("occasion"),
        max_length=50,
        required=False,
        help_text=_("As 国庆节; not needed for a plain day."),
    )
    name_en = forms.CharField(label=_("English name"), max_length=80, required=False)

    def clean(self) -> dict[str, Any]:
        """A day that differs from the week has a reason."""
        cleaned = super().clean() or {}
        if cleaned.get("kind") in Kind.values and not cleaned.get("name") and "name" not in self.errors:
            self.add_error("name", _("Please say which occasion makes this day differ from the plain week."))
        return cleaned

    def wanted(self) -> list[DayRow]:
        """The one day."""
        told = self.cleaned_data
        if told["kind"] == PLAIN:
            return [DayRow(told["day"], "")]
        return [DayRow(told["day"], told["kind"], told["name"], told["name_en"])]

    def reason(self) -> str:
        """The day and what it is now."""
        told = self.cleaned_data
        kind = dict(KINDS)[told["kind"]]
        return " ".join(filter(None, [str(told["day"]), told["name"], str(kind)]))


class NoticeForm(WantedForm):
    """The text of the State Council's notice."""

    whole_year = True

    text = forms.CharField(
        label=_("Text of the notice"),
        max_length=LONGEST_NOTICE,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_(
            "Copy the whole notice, with its title: 国务院办公厅关于2027年部分节假日安排的通知. Line by line it is "
            "checked against itself: the number of days, the days of the week."
        ),
    )

    def clean_text(self) -> str:
        """A text in which every sentence about days fits."""
        text: str = self.cleaned_data["text"]
        try:
            days = [DayRow(*row) for row in read_notice(text)]
        except BadInput as error:
            raise forms.ValidationError(sentence(error)) from error
        if not all(FIRST <= row.day <= LAST for row in days):
            raise forms.ValidationError(sentence(BadInput("bad_notice", text=title_of(text))))
        self.days = days
        return text

    def wanted(self) -> list[DayRow]:
        """All its days."""
        return self.days

    def reason(self) -> str:
        """What it is called."""
        return title_of(self.cleaned_data["text"])


def initial_of(text: str) -> dict[str, Any]:
    """What the form shows for the day an address names; nothing for nonsense."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return {}
    row = CalendarDay.objects.filter(day=day).first()
    if row is None:
        return {"day": day}
    return {"day": day, "kind": row.kind, "name": row.name, "name_en": row.name_en}
