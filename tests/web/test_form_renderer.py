"""Inputs written in one go are what Django's templates write."""

from __future__ import annotations

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe  # what a form may be given as HTML already
from django.utils.translation import gettext_lazy

from tracker.web.form_renderer import PlainInputs

NASTY = '<b>"王\'s" & 李'
WIDGETS = [
    forms.TextInput({"placeholder": gettext_lazy("Type a name"), "maxlength": 20, "required": True}),
    forms.TextInput({"title": mark_safe("a&amp;b"), "disabled": False, "data-x": None}),
    forms.NumberInput({"step": "0.01"}),
    forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    forms.HiddenInput(),
    forms.CheckboxInput({"class": "form-check-input"}),
    forms.Textarea({"rows": 3, "title": NASTY}),
]


@pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: type(widget).__name__)
@pytest.mark.parametrize("value", [None, "", 0, 1200, 1.5, True, NASTY, mark_safe("a&amp;b")], ids=repr)
def test_an_input_is_written_as_its_template_writes_it(widget, value):
    known = {"name": f"n{NASTY}", "value": value, "attrs": {"id": "id_n"}}
    assert widget.render(**known, renderer=PlainInputs()) == widget.render(
        **known, renderer=DjangoTemplates()
    )


class Form(forms.Form):
    """One field that must be filled."""

    name = forms.CharField()


@pytest.mark.parametrize("sent", [{}, {"name": "x"}])
def test_errors_are_written_as_their_template_writes_them(sent):
    ours, theirs = Form(sent, renderer=PlainInputs()), Form(sent, renderer=DjangoTemplates())
    assert (str(ours["name"].errors), str(ours)) == (str(theirs["name"].errors), str(theirs))
