"""What forms share: refusals of an operation shown where they belong."""

from __future__ import annotations

from django import forms

from tracker.models.error_words import sentence
from tracker.rules.errors import DomainError

FIELD_OF = {
    "bad_credit_code": "credit_code",
    "enterprise_or_place": "enterprise",
    "reason_required": "reason",
}


def add_refusal(form: forms.Form, error: DomainError) -> None:
    """The sentence at its field where the form has it, else above the form."""
    name = FIELD_OF.get(error.code, error.params.get("field"))
    form.add_error(name if isinstance(name, str) and name in form.fields else None, sentence(error))
