"""The form of an act for the admin, made from the same row of the table as the workbench's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker.admin.choosing import KeyBox, KeyBoxes
from tracker.admin.refusals import UntouchedField, new_key
from tracker.admin.scope import visible
from tracker.models import Case, CaseTag, CaseUnit, Category, Tag, Unit, User
from tracker.models.act_words import RULINGS, label
from tracker.models.cases import CaseClass, Rating, ResultKind
from tracker.models.follow_ups import Audience
from tracker.models.places import UnitKind
from tracker.operations.case_life import Facts, Situation
from tracker.operations.case_life.act import usual_audience
from tracker.operations.case_life.permit import units_naming_handler
from tracker.reports.members import members_of
from tracker.rules.status import Move

Build = Callable[["ActForm"], forms.Field]


def _text(form: ActForm) -> forms.Field:
    return forms.CharField(
        max_length=20_000, widget=forms.Textarea(attrs={"rows": 5, "class": "vLargeTextField"})
    )


def _day(form: ActForm) -> forms.Field:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def _choice(choices: Any) -> Build:
    return lambda form: forms.ChoiceField(choices=[("", "---------"), *choices])


def _rows(rows: QuerySet[Any], widget: Any = None) -> forms.Field:
    known = {"widget": widget} if widget else {}
    return forms.ModelChoiceField(rows, **known)


def _units(form: ActForm) -> QuerySet[Unit]:
    rows: QuerySet[Unit] = visible(Unit, form.user).filter(is_active=True).exclude(kind=UnitKind.OFFICE)
    return rows


def _unit(form: ActForm) -> forms.Field:
    return _rows(_units(form), KeyBox(Case._meta.get_field("suggested_unit"), admin.site))


def _several(form: ActForm) -> forms.Field:
    return forms.ModelMultipleChoiceField(
        _units(form), widget=KeyBoxes(CaseUnit._meta.get_field("unit"), admin.site)
    )


def _office(form: ActForm) -> forms.Field:
    return _rows(visible(Unit, form.user).filter(kind=UnitKind.OFFICE, parent__isnull=False))


def _assistant(form: ActForm) -> forms.Field:
    return _rows(visible(Unit, form.user).filter(pk__in=[part.unit_id for part in form.now.unanswered]))


def _handler(form: ActForm) -> forms.Field:
    return _rows(members_of(units_naming_handler(form.user, form.move, form.now), timezone.localdate()))


def _target(form: ActForm) -> forms.Field:
    seen = Case.objects.visible_to(form.user).open().exclude(pk=form.now.case.pk)
    return _rows(seen, KeyBox(Case._meta.get_field("merged_into"), admin.site))


def _tags(form: ActForm) -> forms.Field:
    """Those of the list; a new one is made on its own screen."""
    return forms.ModelMultipleChoiceField(visible(Tag, form.user).filter(is_active=True))


def _untags(form: ActForm) -> forms.Field:
    on = visible(CaseTag, form.user).filter(case=form.now.case)
    return forms.ModelMultipleChoiceField(visible(Tag, form.user).filter(pk__in=on.values("tag_id")))


FIELDS: Final[dict[str, Build]] = {
    "note": _text,
    "result": _text,
    "case_class": _choice(CaseClass.choices),
    "category": lambda form: _rows(visible(Category, form.user).filter(is_active=True)),
    "unit": _unit,
    "suggested": _unit,
    "assisting": _several,
    "parallel": _several,
    "office": _office,
    "assistant": _assistant,
    "handler": _handler,
    "until": _day,
    "answer_on": _day,
    "happened_on": _day,
    "result_kind": _choice(ResultKind.choices),
    "rating": _choice(Rating.choices),
    "ruling": _choice(RULINGS),
    "target": _target,
    "tags": _tags,
    "untags": _untags,
    "promise": lambda form: _rows(form.now.case.commitments.filter(kept_on__isnull=True)),
}


def _initial(now: Situation, move: Move) -> dict[str, Any]:
    """What is known already: the case's own facts, and what the unit asked for."""
    case, asked = now.case, now.asked(move.verb)
    return {
        "case_class": case.case_class,
        "category": case.category_id,
        "unit": case.suggested_unit_id if move.verb == "assign" else None,
        "until": asked.until if asked else None,
        "answer_on": asked.until if asked else case.next_answer_on,
        "happened_on": timezone.localdate(),
        "result": case.result,
        "audience": usual_audience(move.verb),
        "seen_version": case.version,
        "key": new_key(),
    }


class ActForm(forms.Form):
    """One act on one case; knows which version the person was reading."""

    required_css_class = "required"
    user: User
    now: Situation

    def __init__(self, user: User, now: Situation, move: Move, data: Any = None) -> None:
        self.user, self.now, self.move = user, now, move
        super().__init__(data, initial=_initial(now, move))
        for name in move.facts:
            self.fields[name] = FIELDS[name](self)
            self.fields[name].label = label(move.verb, name)
            self.fields[name].required = name in move.asks
        if "note" in move.facts:
            self.fields["audience"] = forms.ChoiceField(
                label=_("for"), choices=Audience.choices, required=False
            )
        self.fields["seen_version"] = forms.IntegerField(
            required=False, widget=forms.HiddenInput, max_value=2**31 - 1
        )
        self.fields["key"] = UntouchedField(required=False, max_length=40)

    def facts(self) -> Facts:
        """What the operation wants."""
        names = [*self.move.facts, *(["audience"] if "audience" in self.fields else [])]
        given = {name: self.cleaned_data[name] for name in names}
        return Facts(**{name: value for name, value in given.items() if value is not None})
