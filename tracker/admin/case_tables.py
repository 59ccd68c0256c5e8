"""The tables on a case's page: its trail with room for a note, and the units that handle it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Prefetch
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from tracker.admin.case_files import FilesField
from tracker.admin.files import link_to
from tracker.admin.refusals import RecordForm, UntouchedField, new_key
from tracker.admin.scope import Rows, viewer, visible
from tracker.admin.scoped import ScopedInline
from tracker.models import Attachment, CaseUnit, FollowUp
from tracker.models.act_words import figures_told
from tracker.models.follow_ups import Verb
from tracker.operations.cases import NOTE_VERBS
from tracker.operations.figures import FigureData

FIGURE_PARTS = {"measure": _("what is counted"), "value": _("value"), "unit": _("unit")}


class FigureBox(forms.MultiWidget):
    """What is counted, value, unit and whether it is about that, in one column."""

    def __init__(self) -> None:
        about = forms.Select({"aria-label": _("about")}, choices=[("", "="), ("on", _("about"))])
        super().__init__([*(_short(name) for name in FIGURE_PARTS), about])

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Each box keeps its own name for those who do not see it, not that of the column."""
        self.attrs.pop("aria-label", None)
        return super().get_context(name, value, attrs)

    def decompress(self, value: Any) -> list[Any]:
        """Nothing is there before somebody types."""
        return [None] * len(self.widgets)


class FigureField(forms.MultiValueField):
    """A figure of a note, whole or not there."""

    def __init__(self) -> None:
        parts = (
            forms.CharField(max_length=60, required=False),
            forms.DecimalField(max_digits=20, decimal_places=2, required=False),
            forms.CharField(max_length=20, required=False),
            forms.BooleanField(required=False),
        )
        super().__init__(
            parts, label=_("figure"), required=False, require_all_fields=False, widget=FigureBox()
        )

    def compress(self, data_list: list[Any]) -> FigureData | None:
        """With its value and unit; nothing where nothing was typed."""
        if not any(data_list):
            return None
        measure, value, unit, approx = data_list
        if value is None:
            raise forms.ValidationError(_("Give the value, or empty the row."))
        if not unit:
            raise forms.ValidationError(_("Give the unit, such as 万元 or 家."))
        return FigureData(value, unit, measure, approx=approx)


def _short(name: str) -> forms.TextInput:
    said = FIGURE_PARTS[name]
    return forms.TextInput({"size": "8", "placeholder": said, "aria-label": said})


class NoteForm(RecordForm):
    """One act that moves nothing."""

    figure = FigureField()
    sent_files = FilesField(required=False)
    key = UntouchedField(label="", required=False, max_length=40)

    class Meta:
        model = FollowUp
        fields = ("verb", "audience", "note", "happened_on")
        widgets = {"note": forms.Textarea(attrs={"rows": 3, "cols": 36})}

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
    fields = ("verb", "audience", "note", "happened_on", "figure", "sent_files", "by", "by_unit", "at", "key")
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

    @admin.display(description=_("figure"))
    def figure(self, act: FollowUp) -> str:
        """The figures of an act that stands."""
        return figures_told(act.details.get("facts") or {}) or "-"

    @admin.display(description=_("file"))
    def sent_files(self, act: Any) -> str:
        """What was sent with it."""
        return format_html_join(", ", "{}", ((link_to(one),) for one in act.seen_files)) or "-"

    def get_queryset(self, request: HttpRequest) -> Rows:
        """With the names and files shown."""
        seen = Prefetch("attachments", visible(Attachment, viewer(request)), to_attr="seen_files")
        rows = super().get_queryset(request).select_related("by", "by_unit")
        return rows.prefetch_related(seen)


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
