"""The form of an enterprise, new or corrected."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.models import Enterprise, Unit, User
from tracker.web.fields import PickField


class EnterpriseForm(forms.Form):
    """Name, code, district and what it does."""

    name = forms.CharField(
        label=_("Name"), max_length=150, help_text=_("As registered; a former name stays findable")
    )
    credit_code = forms.CharField(
        label=_("Unified social credit code"),
        required=False,
        max_length=30,
        help_text=_("18 characters; its check digit is tested"),
    )
    district = PickField(label=_("District"), empty_label="—")
    industry = forms.CharField(label=_("Industry"), required=False, max_length=50)
    address = forms.CharField(label=_("Address"), required=False, max_length=200)

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].queryset = Unit.objects.visible_to(user).districts()  # type: ignore[attr-defined]

    def clean_credit_code(self) -> str | None:
        """Nothing rather than an empty code."""
        return self.cleaned_data["credit_code"].replace(" ", "") or None


class NewEnterpriseForm(EnterpriseForm):
    """A new one; where others resemble it, the person says that it is none of them."""

    is_another = forms.BooleanField(
        label=_("None of them: add it as a new enterprise"), required=False, initial=False
    )

    def facts(self) -> dict[str, Any]:
        """What the operation wants."""
        return {name: self.cleaned_data[name] for name in EnterpriseForm.base_fields}


def initial_of(enterprise: Enterprise) -> dict[str, Any]:
    """The form's values for an existing firm."""
    return {name: getattr(enterprise, name) for name in EnterpriseForm.base_fields}
