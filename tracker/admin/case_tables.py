"""The tables on a case's page: its trail with room for a note, and the units that handle it."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker.admin.refusals import RecordForm, UntouchedField, new_key
from tracker.admin.scope import Rows, viewer
from tracker.admin.scoped import ScopedInline
from tracker.models import CaseUnit, FollowUp
from tracker.models.follow_ups import Verb
from tracker.operations.cases import NOTE_VERBS


class NoteForm(RecordForm):
    """One act that moves nothing."""

    key = UntouchedField(label="", required=False, max_length=40)

    class Meta:
        model = FollowUp
        fields = ("verb", "audience", "note", "happened_on")
        widgets = {"note": forms.Textarea(attrs={"rows": 3, "cols": 60})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", new_key())
        if "verb" in self.fields:
            self.fields["verb"] = forms.ChoiceField(
                label=_("act"),
                choices=[(verb.value, verb.label) for verb in NOTE_VERBS],
                initial=Verb.NOTE,
                widget=forms.Select(attrs={"aria-label": _("act")}),
            )
            self.fields["happened_on"].initial = timezone.localdate
            self.fields["note"].required = True


class NoteInline(ScopedInline):
    """The newest acts, and room for another one; what is written stays."""

    model = FollowUp
    form = NoteForm
    fields = ("verb", "audience", "note", "happened_on", "by", "by_unit", "at", "key")
    readonly_fields = ("by", "by_unit", "at")
    ordering = ("-at", "-id")
    extra = 1
    max_num = None
    verbose_name_plural = _("follow-ups, the newest first")

    def has_add_permission(self, request: HttpRequest, obj: Any) -> bool:
        """Everybody who works on the case, once it is registered."""
        return obj is not None and viewer(request).scope.may(
            "case.note", obj.visible_unit_ids, obj.enterprise_id
        )

    def get_queryset(self, request: HttpRequest) -> Rows:
        """With the names shown."""
        return super().get_queryset(request).select_related("by", "by_unit")


class UnitInline(ScopedInline):
    """Who handles the case; assigned and signed for on its page."""

    model = CaseUnit
    fields = readonly_fields = (
        "unit",
        "part",
        "handler",
        "assigned_on",
        "signed_on",
        "due_on",
        "answered_on",
        "is_current",
    )
    ordering = ("-is_current", "id")

    def get_queryset(self, request: HttpRequest) -> Rows:
        """With the names shown."""
        return super().get_queryset(request).select_related("unit", "handler")
