"""The forms of merging two firms and of taking it back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.models import Enterprise, User
from tracker.models.firm_words import FIELDS
from tracker.operations.firm_merges import MergeChoice, MergePlan
from tracker.operations.firm_trail import LONGEST_REASON
from tracker.web.fields import ENTERPRISES, LookupBox, PickField

SURVIVOR, MERGED = "survivor", "merged"
WHOSE = [(SURVIVOR, _("of the one that stays")), (MERGED, _("of the one that is merged"))]


class WithForm(forms.Form):
    """Which other firm is the same."""

    other = PickField(label=_("The other enterprise"), required=True, widget=LookupBox(ENTERPRISES))

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = Enterprise.objects.visible_to(user).live()  # type: ignore[attr-defined]


class MergeForm(forms.Form):
    """Which value of each differing field stays, and why the two are one."""

    reason = forms.CharField(label=_("Reason"), required=False, max_length=LONGEST_REASON)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=20)

    def __init__(self, plan: MergePlan, data: Any = None) -> None:
        self.plan = plan
        super().__init__(data, initial={"seen": plan.seen})
        for name in plan.differing:
            first = MERGED if name in plan.taken else SURVIVOR
            self.fields[f"take_{name}"] = forms.ChoiceField(
                label=str(FIELDS[name]), choices=WHOSE, initial=first
            )
        if plan.are_kin:
            self.fields["is_confirmed"] = forms.BooleanField(
                label=_(
                    "One is called a branch, shop or group: I have checked that both are one registered firm"
                )
            )

    def choice(self) -> MergeChoice:
        """What the operation wants."""
        values = self.cleaned_data
        return MergeChoice(
            taken=[name for name in self.plan.differing if values[f"take_{name}"] == MERGED],
            is_confirmed=bool(values.get("is_confirmed")),
            reason=values["reason"],
            seen=values["seen"],
        )


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=LONGEST_REASON)
