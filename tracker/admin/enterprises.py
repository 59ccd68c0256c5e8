"""Enterprises and what belongs to them. Of a foreign firm everybody finds name, code and district, no more."""

from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from tracker.admin.firm_acts import firm_links, merge_view, state_view
from tracker.admin.firm_tables import (
    ContactInline,
    LabelInline,
    NameInline,
    PairingInline,
    SiteInline,
    write_new_rows,
)
from tracker.admin.lists import ParentFilter
from tracker.admin.refusals import RecordForm
from tracker.admin.saving import OperationAdmin, local_now
from tracker.admin.scope import viewer
from tracker.admin.scoped import ScopedAdmin
from tracker.admin.words import SEARCHED
from tracker.models import Enterprise, EnterpriseLabel, EnterpriseName, Pairing, Site, Visit
from tracker.operations.enterprises import add_enterprise, edit_enterprise, may_edit

PUBLIC = ("name", "credit_code", "district")
FACTS = (*PUBLIC, "industry", "address", "is_verified")
STANDING = ("state", "merged_into", "created_by", "created_at")
ON_ADDING = (*PUBLIC, "industry", "address")


class EnterpriseForm(RecordForm):
    """Remembers what it showed, so that only what the person touched is written."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.show_hidden_initial = bool(self.instance.pk)
        if "credit_code" in self.fields:
            self.fields["credit_code"].required = False

    def _get_validation_exclusions(self) -> Any:
        """What is wrong with a code, the operation says in a sentence."""
        return super()._get_validation_exclusions() | {"credit_code"}  # type: ignore[misc]  # unknown to the stubs


@admin.register(Enterprise)
class EnterpriseAdmin(OperationAdmin):
    """Every firm; details of one's own."""

    view_verb, add_verb, change_verb = "enterprise.view", "enterprise.add", "enterprise.edit"
    form = EnterpriseForm
    change_form_template = "admin/case_form.html"
    history_parts = {
        EnterpriseName: "enterprise",
        Site: "enterprise",
        EnterpriseLabel: "enterprise",
        Pairing: "enterprise",
    }
    inlines = (NameInline, SiteInline, LabelInline, PairingInline, ContactInline)
    list_display = PUBLIC
    list_filter = ("district",)
    list_select_related = ("district",)
    search_fields = ("name", "credit_code__startswith")
    search_help_text = SEARCHED
    ordering = ("-id",)
    autocomplete_fields = ()

    def get_urls(self) -> list[URLPattern]:
        """With the pages of acts."""
        state, merge = map(self.admin_site.admin_view, (state_view, merge_view))
        return [
            path("<object_id>/state/", state, name="tracker_enterprise_state"),
            path("<object_id>/merge/", merge, name="tracker_enterprise_merge"),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """With the acts that the person may take."""
        firm = self.get_object(request, unquote(object_id))
        acts = firm_links(request, cast(Enterprise, firm)) if firm else []
        return super().change_view(request, object_id, form_url, {"acts": acts} | (extra_context or {}))

    def view_on_site(self, obj: Any) -> str:
        """Its page on the workbench, where the verbs are."""
        return reverse("enterprise", args=[obj.public_id])

    def knows(self, request: HttpRequest, obj: Enterprise) -> bool:
        """Whether the firm is the person's own: of their territory, paired, or theirs to correct."""
        user, audience = viewer(request), [obj.district_id] if obj.district_id else []
        return user.scope.may("enterprise.view", audience, obj.pk) or may_edit(user, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As the operation decides."""
        if obj is None:
            return self.may(request, self.change_verb)
        return may_edit(viewer(request), obj)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """What a new firm needs; of an own firm all, of a foreign one what everybody finds."""
        if obj is None:
            return ON_ADDING
        return (*FACTS, *STANDING) if self.knows(request, obj) else PUBLIC

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Where it came from."""
        return STANDING if obj else ()

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """The tables of an own firm; contacts for those whose role reaches them."""
        if obj is None or not self.knows(request, obj):
            return ()
        may_contact = self.may(request, "contact.view")
        return [inline for inline in self.inlines if inline is not ContactInline or may_contact]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Of an own firm: a foreign one's history would tell what its page does not."""
        if not self.knows(request, cast(Enterprise, self.get_object(request, unquote(object_id)))):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)

    def carry_out(self, request: HttpRequest, form: Any, formsets: list[Any], change: bool) -> Enterprise:
        """Add, or correct what was touched; then the new rows of the tables."""
        by, now = viewer(request), local_now()
        if not change:
            return add_enterprise(by=by, now=now, **{name: form.cleaned_data[name] for name in ON_ADDING})
        firm = Enterprise.objects.visible_to(by).get(pk=form.instance.pk)
        changes = {name: form.cleaned_data[name] for name in form.changed_data if name in FACTS}
        if changes:
            firm = edit_enterprise(firm, by=by, now=now, changes=changes)
        write_new_rows(firm, formsets, by=by, now=now)
        return firm


@admin.register(Pairing)
class PairingAdmin(ScopedAdmin):
    """Who looks after which firm; changed on the firm."""

    view_verb = "enterprise.view"
    list_display = ("enterprise", "officer", "group", "from_on", "to_on")
    list_filter = ("group", ("enterprise", ParentFilter))
    list_select_related = ("enterprise", "officer", "group")
    search_fields = ("enterprise__name", "officer__name")
    ordering = ("-id",)
    fields = readonly_fields = ("enterprise", "officer", "group", "from_on", "to_on")


@admin.register(Visit)
class VisitAdmin(ScopedAdmin):
    """Who was where, and what was found."""

    view_verb = "enterprise.view"
    sealed = ("case",)
    list_display = ("enterprise", "visited_on", "unit", "by", "finding")
    list_filter = ("finding", ("enterprise", ParentFilter))
    list_select_related = ("enterprise", "unit", "by")
    search_fields = ("enterprise__name",)
    ordering = ("-id",)
    fields = readonly_fields = (
        "enterprise",
        "visited_on",
        "unit",
        "by",
        "people",
        "finding",
        "note",
        "seen_case",
        "created_at",
    )

    @admin.display(description=_("case"))
    def seen_case(self, visit: Any) -> str:
        """As far as the person sees it."""
        return str(visit.seen_case or "-")
