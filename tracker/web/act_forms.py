"""The form of an act, made from its row in the table: what it asks for first, then what may be added."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker.models import Case, CaseTag, Tag, Unit, User
from tracker.models.act_words import RULINGS, label
from tracker.models.cases import CaseClass, Rating, ResultKind
from tracker.models.follow_ups import Audience
from tracker.models.places import UnitKind
from tracker.operations.case_life import Facts, Situation
from tracker.operations.case_life.act import usual_audience
from tracker.operations.case_life.permit import units_naming_handler
from tracker.reports.members import members_of
from tracker.rules.status import Move
from tracker.web.fields import (
    CASES,
    UNITS,
    DayField,
    KeyField,
    LookupBox,
    LookupBoxes,
    PickField,
    PicksField,
    TagsField,
    categories,
)

Build = Callable[[Any], forms.Field | None]
LONGEST = 20_000


def _text(rows: int) -> Build:
    return lambda form: forms.CharField(max_length=LONGEST, widget=forms.Textarea(attrs={"rows": rows}))


def _choice(choices: Any) -> Build:
    return lambda form: forms.ChoiceField(choices=choices, widget=forms.RadioSelect)


def _day(form: FactsForm) -> forms.Field:
    return DayField()


def _units(form: FactsForm) -> Any:
    return Unit.objects.visible_to(form.user).active().exclude(kind=UnitKind.OFFICE)


def _unit(form: FactsForm) -> forms.Field:
    field = PickField(_units(form), widget=LookupBox(UNITS))
    suggested = [case.suggested_unit for case in form.cases if case.suggested_unit]
    field.widget.suggested = list(dict.fromkeys(suggested))
    return field


def _several(form: FactsForm) -> forms.Field:
    return PicksField(_units(form), widget=LookupBoxes(UNITS))


def _tags(form: FactsForm) -> forms.Field:
    return TagsField(Tag.objects.visible_to(form.user).active(), may_make=form.user.scope.may("tag.make"))


def _untags(form: FactsForm) -> forms.Field | None:
    """What is on some of the cases; not asked where nothing is."""
    on = CaseTag.objects.visible_to(form.user).filter(case__in=form.cases)
    tags = Tag.objects.visible_to(form.user).filter(pk__in=on.values("tag_id"))
    return PicksField(tags) if tags else None


def _offices(form: ActForm) -> forms.Field:
    offices = Unit.objects.visible_to(form.user).of_kind(UnitKind.OFFICE).filter(parent__isnull=False)
    return PickField(offices, empty_label="—")


def _assistants(form: ActForm) -> forms.Field:
    units = Unit.objects.visible_to(form.user).filter(pk__in=[part.unit_id for part in form.now.unanswered])
    return PickField(units, empty_label="—")


def _handlers(form: ActForm) -> forms.Field:
    """The people of the units whose handler the person names; of the lead unit for whoever signs for it."""
    units = units_naming_handler(form.user, form.move, form.now)
    return PickField(members_of(units, timezone.localdate()), empty_label="—")


def _targets(form: ActForm) -> forms.Field:
    seen = Case.objects.visible_to(form.user).open().exclude(pk=form.now.case.pk)
    return PickField(seen, to_field_name="number", widget=LookupBox(CASES))


def _promises(form: ActForm) -> forms.Field:
    return PickField(
        form.now.case.commitments.filter(kept_on__isnull=True), to_field_name="pk", empty_label=None
    )


FIELDS: Final[dict[str, Build]] = {
    "note": _text(4),
    "result": _text(5),
    "case_class": _choice(CaseClass.choices),
    "category": lambda form: PickField(categories(), to_field_name="code", empty_label="—"),
    "unit": _unit,
    "assisting": _several,
    "parallel": _several,
    "suggested": _unit,
    "office": _offices,
    "assistant": _assistants,
    "handler": _handlers,
    "until": _day,
    "answer_on": _day,
    "happened_on": _day,
    "result_kind": _choice(ResultKind.choices),
    "rating": _choice(Rating.choices),
    "ruling": _choice(RULINGS),
    "target": _targets,
    "promise": _promises,
    "tags": _tags,
    "untags": _untags,
}


class FactsForm(forms.Form):
    """What an act asks for, on one case or on many."""

    def __init__(self, user: User, cases: Sequence[Case], move: Move, data: Any, **known: Any) -> None:
        self.user, self.cases, self.move = user, cases, move
        super().__init__(data, **known)
        for name in move.facts:
            field = FIELDS[name](self)
            if field is not None:
                field.label, field.required = label(move.verb, name), name in move.asks
                self.fields[name] = field
        if "tags" in self.fields and "untags" not in self.fields:
            self.fields["tags"].required = True  # nothing else could be done
        if "note" in move.facts:
            self.fields["audience"] = forms.ChoiceField(
                label=_("For"), choices=Audience.choices, required=False
            )
        self.fields["key"] = KeyField()

    def facts(self) -> Facts:
        """What the operation wants."""
        names = [name for name in (*self.move.facts, "audience") if name in self.fields]
        given = {name: self.cleaned_data[name] for name in names}
        return Facts(**{name: value for name, value in given.items() if value is not None})


class ActForm(FactsForm):
    """One act on one case.

    seen_version, seen_acts  what the person was reading: an older version is refused, newer acts are then shown
    """

    def __init__(self, user: User, now: Situation, move: Move, data: Any = None) -> None:
        self.now = now
        super().__init__(user, [now.case], move, data, initial=_initial(now, move))
        self.fields["seen_version"] = forms.IntegerField(
            required=False, widget=forms.HiddenInput, max_value=2**31 - 1
        )
        self.fields["seen_acts"] = forms.IntegerField(
            required=False, widget=forms.HiddenInput, max_value=2**31 - 1
        )


def _initial(now: Situation, move: Move) -> dict[str, Any]:
    """What is known already: the case's own facts, and what the unit asked for."""
    case, request = now.case, now.asked(move.verb)
    return {
        "case_class": case.case_class,
        "category": case.category.code if case.category else None,
        "unit": case.suggested_unit.public_id if case.suggested_unit and move.verb == "assign" else None,
        "until": request.until if request else None,
        "answer_on": request.until if request else case.next_answer_on,
        "happened_on": timezone.localdate(),
        "result": case.result,
        "audience": usual_audience(move.verb),
        "seen_version": case.version,
        "seen_acts": case.follow_up_count,
    }
