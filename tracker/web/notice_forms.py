"""The form of a person's choices about mails."""

from __future__ import annotations

from typing import Any

from django import forms

from tracker.models import User
from tracker.models.notices import Group, How
from tracker.operations.notice_mails import choices_of
from tracker.rules.notices import DIGEST, DIGEST_HOWS


class ChoicesForm(forms.Form):
    """For each kind of news, when a mail comes."""

    def __init__(self, user: User, data: Any = None) -> None:
        super().__init__(data, initial=choices_of([user.pk])[user.pk])
        for group in Group:
            offered = [(how, label) for how, label in How.choices if group != DIGEST or how in DIGEST_HOWS]
            self.fields[group.value] = forms.ChoiceField(label=group.label, choices=offered)
