"""Assistance actions: one form, one operation, whatever its tables hold."""

from copy import deepcopy
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tracker.admin.choosing import KeyBox
from tracker.admin.files import AttachmentInline
from tracker.admin.parts import PartInline
from tracker.admin.refusals import ModelForm, VersionedForm
from tracker.admin.saving import OperationAdmin, formset_of, local_now, rows_of
from tracker.admin.scope import viewer, visible
from tracker.admin.scoped import ScopedAdmin
from tracker.admin.words import SEARCHED
from tracker.models import AssistanceAction, Case, Commitment, Figure, Participant, PolicyDocument
from tracker.operations.actions import (
    PLAIN_FIELDS,
    ActionData,
    CommitmentData,
    ParticipantData,
    PolicyData,
    edit_action,
    link_case,
    log_action,
)
from tracker.operations.figures import FigureData
from tracker.operations.promises import keep_promise, may_keep

WHAT = ("kind", "title", "summary", "reporter", "reporter_sub_unit", "districts")
WHEN = ("day", "day_precision", "day_as_written", "listed_on")
REACH = ("outcome", "unnamed_enterprises", "unnamed_is_approx", "policies")
ACTS = ("link", "kept")  # beside the correction of the whole, and without one where nothing else is touched
STANDING = ("status", "void_reason", "seen_cases", "logged_by", "logged_at")


class ActionForm(VersionedForm):
    """An action; besides its own fields, one more case it belongs to."""

    link = forms.ModelChoiceField(
        Case.objects.none(),
        required=False,
        label=_("Attach to a case"),
        widget=KeyBox(AssistanceAction._meta.get_field("cases"), admin.site),
    )

    kept = forms.ModelChoiceField(
        Commitment.objects.none(), required=False, label=_("Mark a promise as kept")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("listed_on", "districts", "policies"):
            if name in self.fields:
                self.fields[name].required = False


class ParticipantForm(ModelForm):
    """Somebody, known or not."""

    def clean(self) -> dict[str, Any] | None:
        """A row says who."""
        typed = super().clean() or {}
        if not any(typed.get(name) for name in ("enterprise", "unit", "name")):
            self.add_error("name", _("Choose an enterprise or a unit, or write a name."))
        return typed

    def _get_validation_exclusions(self) -> Any:
        """The sentence above, not the name of a constraint."""
        return super()._get_validation_exclusions() | {"name"}  # type: ignore[misc]  # unknown to the stubs


class ParticipantInline(PartInline):
    """Who took part: a firm, a unit, or a bare name."""

    model = Participant
    form = ParticipantForm
    fields = ("role", "enterprise", "unit", "name")
    autocomplete_fields = ("enterprise", "unit")


class FigureInline(PartInline):
    """Numbers, as results, limits, targets."""

    model = Figure
    fields = ("measure", "value", "unit", "approx", "nature", "period", "subject", "text")


class CommitmentInline(PartInline):
    """Promises made."""

    model = Commitment
    fields = ("text", "owner", "due_on")
    autocomplete_fields = ("owner",)


@admin.register(AssistanceAction)
class ActionAdmin(OperationAdmin):
    """Every action within the scope."""

    view_verb, add_verb, change_verb = "action.view", "action.log", "action.edit"
    sealed = ("cases",)
    history_parts = {Participant: "action", Figure: "action", Commitment: "action"}
    are_parts_replaced = True
    form = ActionForm
    inlines = (ParticipantInline, FigureInline, CommitmentInline, AttachmentInline)
    list_display = ("title", "kind", "listed_on", "reporter", "status")
    list_filter = ("kind", "status", "reporter")
    list_select_related = ("reporter",)
    search_fields = ("title",)
    search_help_text = SEARCHED
    autocomplete_fields = ("reporter", "policies")
    ordering = ("-listed_on", "-id")
    sortable_by = ("listed_on",)

    def view_on_site(self, obj: Any) -> str:
        """Its page on the workbench, where the verbs are."""
        return reverse("action", args=[obj.public_id])

    def audience(self, obj: AssistanceAction) -> list[int]:
        """The units that have a part in it."""
        return obj.visible_unit_ids

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """What, when, whom it reached; and where it stands once it exists."""
        standing = STANDING if obj else ()
        link = ACTS if obj and self.may(request, "action.edit", obj) else ()
        return [
            (None, {"fields": (*WHAT, "seen_version", "key")}),
            (_("When"), {"fields": WHEN}),
            (_("Reach"), {"fields": REACH}),
            *([(_("Where it stands"), {"fields": (*standing, *link)})] if obj else []),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Where it stands moves by verbs."""
        return STANDING if obj else ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form, offering the cases this person sees."""
        form = super().get_form(request, obj, change=change, **kwargs)
        if "link" in form.base_fields:
            link = deepcopy(
                form.base_fields["link"]
            )  # the class's own is shared by all requests of the process
            link.queryset = visible(Case, viewer(request))
            form.base_fields["link"] = link
        if "kept" in form.base_fields and obj is not None:
            kept, by = deepcopy(form.base_fields["kept"]), viewer(request)
            unkept = visible(Commitment, by).filter(action=obj, kept_on__isnull=True)
            kept.queryset = unkept.filter(pk__in=[one.pk for one in unkept if may_keep(by, obj, one)])
            form.base_fields["kept"] = kept
        return form

    @admin.display(description=_("cases"))
    def seen_cases(self, action: Any) -> str:
        """Those the person sees."""
        return "、".join(str(case) for case in action.seen_cases) or "-"

    def carry_out(
        self, request: HttpRequest, form: Any, formsets: list[Any], change: bool
    ) -> AssistanceAction:
        """Log or correct it as a whole, and attach it; a promise is kept before a correction gives it a new key."""
        by, now, data = viewer(request), local_now(), _data(form, formsets)
        if not change:
            return log_action(by=by, now=now, data=data, key=form.cleaned_data.get("key") or None)
        action = AssistanceAction.objects.visible_to(by).get(pk=form.instance.pk)
        if form.cleaned_data.get("kept"):
            keep_promise(action, form.cleaned_data["kept"].pk, by=by, now=now)
        touched = set(form.changed_data)
        if not touched or touched - set(ACTS) or any(formset.has_changed() for formset in formsets):
            version = int(form.cleaned_data["seen_version"])
            action = edit_action(action, by=by, now=now, version=version, data=data)
        if form.cleaned_data.get("link"):
            link_case(action, form.cleaned_data["link"], by=by, now=now)
        return action


def _data(form: Any, formsets: list[Any]) -> ActionData:
    typed = form.cleaned_data
    return ActionData(
        **{name: typed[name] for name in (*PLAIN_FIELDS, "reporter", "listed_on")},
        districts=list(typed["districts"]),
        policies=[PolicyData(title=policy.title, number=policy.number) for policy in typed["policies"]],
        participants=[ParticipantData(**row) for row in _rows(formsets, ParticipantInline)],
        figures=[FigureData(**row) for row in _rows(formsets, FigureInline)],
        commitments=[CommitmentData(**row) for row in _rows(formsets, CommitmentInline)],
    )


def _rows(formsets: list[Any], inline: Any) -> list[dict[str, Any]]:
    formset = formset_of(formsets, inline.model)
    return [{name: row[name] for name in inline.fields} for row in rows_of(formset)]


@admin.register(PolicyDocument)
class PolicyAdmin(ScopedAdmin):
    """Policy documents, shared by all actions that name them."""

    add_verb, change_verb = "action.log", "reference.edit"
    list_display = ("title", "number", "issuer", "issued_on")
    list_select_related = ("issuer",)
    search_fields = ("title", "number")
    autocomplete_fields = ("issuer",)
    ordering = ("-id",)
