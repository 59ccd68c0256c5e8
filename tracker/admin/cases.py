"""Cases with their trail: facts are corrected, notes are added; a status moves by its verbs only."""

from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import unquote
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tracker.admin.bulk import actions_for
from tracker.admin.case_acts import act_links, act_view
from tracker.admin.case_files import files_view
from tracker.admin.case_links import link_view
from tracker.admin.case_tables import NoteInline, UnitInline
from tracker.admin.files import AttachmentInline
from tracker.admin.lists import ParentFilter
from tracker.admin.refusals import VersionedForm
from tracker.admin.saving import OperationAdmin, added_rows, local_now
from tracker.admin.scope import Rows, viewer, visible
from tracker.admin.words import SEARCHED
from tracker.models import Case, CaseUnit, FollowUp
from tracker.operations.attachments import may_attach, note_with_files
from tracker.operations.cases import FROZEN, CaseData, edit_case, may_correct, register_case
from tracker.operations.links import may_make_link
from tracker.rules.status import ENDED

NEWEST = 50
FACTS = (
    "title",
    "description",
    "enterprise",
    "site",
    "place",
    "district",
    "category",
    "case_class",
    "raised_on",
)
ON_ADDING = (
    "title",
    "description",
    "enterprise",
    "place",
    "district",
    "category",
    "case_class",
    "source",
    "raised_on",
    "owner_office",
    "suggested_unit",
)
STANDING = (
    "number",
    "status",
    "seen_merged_into",
    "owner_office",
    "lead_unit",
    "suggested_unit",
    "origin",
    "source",
    "seen_contact",
    "registrar",
    "registrar_unit",
    "registered_at",
)
DATES = (
    "accepted_on",
    "sign_due_on",
    "reply_due_on",
    "due_on",
    "next_answer_on",
    "resolved_on",
    "closed_on",
    "result_kind",
    "result",
)
COUNTS = (
    "follow_up_count",
    "last_follow_up_at",
    "return_count",
    "redo_count",
    "extension_count",
    "reopen_count",
)


class CaseForm(VersionedForm):
    """Facts of a case; without an office, its district's owns it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "owner_office" in self.fields:
            self.fields["owner_office"].required = False


class DueFilter(admin.SimpleListFilter):
    """Open cases by their date."""

    title = _("due date")
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """What people ask for."""
        return [("overdue", _("Overdue")), ("today", _("Due today"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Rows | None:
        """By the local date."""
        today = timezone.localdate()
        if self.value() == "overdue":
            return queryset.overdue(today)  # type: ignore[no-any-return]
        return queryset.open().filter(due_on=today) if self.value() == "today" else None


@admin.register(Case)
class CaseAdmin(OperationAdmin):
    """Every case within the scope."""

    view_verb, add_verb, change_verb = "case.view", "case.register", "case.edit"
    sealed = ("merged_into", "contact")
    history_parts = {CaseUnit: "case"}
    form = CaseForm
    inlines = (NoteInline, UnitInline, AttachmentInline)
    list_display = ("number", "title", "status", "enterprise", "district", "lead_unit", "due_on")
    list_filter = ("status", DueFilter, "district", "category", "source", ("enterprise", ParentFilter))
    list_select_related = ("enterprise", "district", "lead_unit")
    search_fields = ("number__startswith", "title", "enterprise__name")
    search_help_text = SEARCHED
    autocomplete_fields = ("enterprise", "suggested_unit")
    ordering = ("-id",)
    sortable_by = ("number",)

    change_form_template = "admin/case_form.html"

    def get_urls(self) -> list[URLPattern]:
        """With the pages of acts."""
        act, files, link = map(self.admin_site.admin_view, (act_view, files_view, link_view))
        return [
            path("<object_id>/act/<slug:verb>/", act, name="tracker_case_act"),
            path("<object_id>/files/", files, name="tracker_case_files"),
            path("<object_id>/link/", link, name="tracker_case_link"),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """With the acts that the person may take now."""
        case = cast(Case, self.get_object(request, unquote(object_id)))
        tools = [*act_links(request, case), *_tools(request, case)]
        known = {"acts": tools} | (extra_context or {})
        return super().change_view(request, object_id, form_url, known)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """What may be done to many cases at once, each leading to its preview on the workbench."""
        return {} if IS_POPUP_VAR in request.GET else actions_for(request)

    def view_on_site(self, obj: Any) -> str:
        """Its page on the workbench, where the verbs are."""
        return reverse("case", args=[obj.number])

    def audience(self, obj: Case) -> list[int]:
        """The units that have a part in it."""
        return obj.visible_unit_ids

    def enterprise_of(self, obj: Case) -> int | None:
        """Its firm."""
        return obj.enterprise_id

    def may_correct(self, request: HttpRequest, obj: Case | None) -> bool:
        """As the operation decides."""
        return self.may(request, "case.edit") if obj is None else may_correct(viewer(request), obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The office corrects facts; everybody who works on it adds notes on the same page."""
        return self.may_correct(request, obj) or self.may(request, "case.note", obj)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """What is asked of a new case; later facts, standing, dates and counts."""
        if obj is None:
            return [(None, {"fields": (*ON_ADDING, "key")})]
        return [
            (None, {"fields": (*FACTS, "seen_version", "key")}),
            (_("Where it stands"), {"fields": STANDING}),
            (_("Dates and result"), {"fields": DATES}),
            (_("Counts"), {"fields": COUNTS}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Everything but the facts; those too for whoever only adds notes."""
        if obj is None:
            return ()
        facts = FACTS if not self.may_correct(request, obj) else FROZEN if obj.status in ENDED else ()
        return (*facts, *STANDING, *DATES, *COUNTS)

    def get_field_queryset(self, db: Any, db_field: Any, request: HttpRequest) -> Rows:
        """Sites of the case's own firm only."""
        rows = super().get_field_queryset(db, db_field, request)
        if db_field.name != "site":
            return rows
        case_id = request.resolver_match.kwargs.get("object_id", "") if request.resolver_match else ""
        return rows.filter(enterprise__cases=case_id) if str(case_id).isdigit() else rows.none()

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        """Of a long trail the newest acts."""
        kwargs: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        if inline.model is FollowUp and obj.pk:
            newest = visible(FollowUp, viewer(request)).filter(case=obj).order_by("-at", "-id")[:NEWEST]
            kwargs["queryset"] = kwargs["queryset"].filter(pk__in=newest.values("pk"))
        return kwargs

    @admin.display(description=_("merged into"))
    def seen_merged_into(self, case: Any) -> str:
        """The case it went into, as far as the person sees that one."""
        return str(case.seen_merged_into or "-")

    @admin.display(description=_("contact then"))
    def seen_contact(self, case: Any) -> str:
        """The name only; the phone is shown on the case's own page, where looking is logged."""
        return str(case.seen_contact or "-")

    def carry_out(self, request: HttpRequest, form: Any, formsets: list[Any], change: bool) -> Case:
        """Register, or correct and note."""
        case = _corrected(request, form) if change else _registered(request, form)
        for row in added_rows(formsets, FollowUp):
            note_with_files(case, by=viewer(request), now=local_now(), **_note(row))
        return case


def _tools(request: HttpRequest, case: Case) -> list[dict[str, str]]:
    """What may be done beside acts."""
    user, tools = viewer(request), []
    if may_attach(user, case):
        url = reverse("admin:tracker_case_files", args=[case.pk])
        tools.append({"label": gettext("Attach files"), "url": url})
    if may_make_link(user, case):
        url = reverse("admin:tracker_case_link", args=[case.pk])
        tools.append({"label": gettext("Link for the enterprise"), "url": url})
    return tools


def _registered(request: HttpRequest, form: Any) -> Case:
    typed = {name: form.cleaned_data[name] for name in ON_ADDING}
    return register_case(
        by=viewer(request), now=local_now(), data=CaseData(**typed), key=form.cleaned_data.get("key") or None
    )


def _corrected(request: HttpRequest, form: Any) -> Case:
    changes = {name: form.cleaned_data[name] for name in form.changed_data if name in FACTS}
    case = Case.objects.visible_to(viewer(request)).get(pk=form.instance.pk)
    if not changes:
        return case
    version = int(form.cleaned_data["seen_version"])
    return edit_case(case, by=viewer(request), now=local_now(), version=version, changes=changes)


def _note(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("verb", "audience", "note", "happened_on")} | {
        "key": row.get("key") or None,
        "figures": [row["figure"]] if row.get("figure") else [],
        "files": row.get("sent_files") or [],
    }
