"""The audit log: which request changed which records. The auditor reads roles and reference data, never cases."""

from dataclasses import dataclass
from typing import Any, Final, cast

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from pghistory.core import event_models
from pghistory.models import Context

from tracker.admin.changes import FieldChange, changes_between, names_of, tracked
from tracker.admin.lists import ScopedChangeList
from tracker.admin.scope import Rows, viewer
from tracker.admin.scoped import ScopedAdmin
from tracker.models import AuditEntry, CalendarDay, Campaign, Membership, Unit, User
from tracker.operations.accounts import people_named

OPEN: Final[frozenset[type[Model]]] = frozenset({CalendarDay, Campaign, Membership, Unit, User})
MOST: Final = 100


@dataclass(frozen=True)
class Touched:
    """One record that a request changed."""

    noun: str
    key: int
    what: str
    fields: tuple[FieldChange, ...]
    is_open: bool
    is_new: bool


class AuditList(ScopedChangeList):
    """Knows the people of one page by one query."""

    def get_results(self, request: HttpRequest) -> None:
        """The page's rows, each with its person."""
        super().get_results(request)
        keys = {context.metadata.get("user") for context in self.result_list}
        people = people_named(keys).in_bulk()
        for context in self.result_list:
            context.actor = people.get(context.metadata.get("user"))


@admin.register(Context)
class AuditAdmin(ScopedAdmin):
    """One row a request that changed something."""

    view_verb = "history.view"
    heading = _("Audit log")
    list_display = ("created_at", "who", "where")
    ordering = ("-created_at", "id")
    fields = readonly_fields = ("created_at", "who", "where")
    change_form_template = "admin/audit_entry.html"

    def get_queryset(self, request: HttpRequest) -> Rows:
        """All or none."""
        rows: Rows = Context.objects.order_by("-created_at", "id")
        return rows if self.may(request, self.view_verb) else rows.none()

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[AuditList]:
        """With the names of a page's people."""
        return AuditList

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """With its person."""
        context: Any = super().get_object(request, object_id, from_field)
        context.actor = people_named([context.metadata.get("user")]).first()
        return context

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """With the records that the request changed."""
        shown = {"touched": lambda: touched(object_id, viewer(request))}
        return super().change_view(request, object_id, form_url, shown | (extra_context or {}))

    @admin.display(description=_("by"))
    def who(self, context: Any) -> str:
        """The account."""
        return f"{context.actor} ({context.actor.username})" if context.actor else "-"

    @admin.display(description=_("page"))
    def where(self, context: Context) -> str:
        """The address that was sent to."""
        return str(context.metadata.get("url", "-"))


def touched(context_id: str, viewer: User) -> list[Touched]:
    """The records that one request changed; values of accounts, roles and reference data only."""
    found: list[Touched] = []
    for model in cast(list[Any], event_models()):
        for event in (
            model.objects.filter(pgh_context_id=context_id)
            .select_related("pgh_context")
            .order_by("pgh_id")[:MOST]
        ):
            found.append(_touched(model, event, viewer))
    return [record for record in found[:MOST] if record.fields or record.is_new]


def _touched(model: Any, event: Any, viewer: User) -> Touched:
    noun = tracked(model)
    earlier = (
        model.objects.filter(pgh_obj_id=event.pgh_obj_id, pgh_id__lt=event.pgh_id).order_by("-pgh_id").first()
    )
    names = names_of([event] if earlier is None else [earlier, event], viewer) if noun in OPEN else {}
    return Touched(
        noun=capfirst(str(noun._meta.verbose_name)),
        key=event.pgh_obj_id,
        what=str(_("Added") if event.pgh_label == "insert" else _("Changed")),
        fields=tuple(changes_between(earlier, event, names)),
        is_open=noun in OPEN,
        is_new=event.pgh_label == "insert",
    )


class OutcomeFilter(admin.SimpleListFilter):
    """Done, refused or failed."""

    title = _("answered with")
    parameter_name = "outcome"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """What auditors ask for."""
        return [("done", _("Done")), ("refused", _("Turned down")), ("failed", _("Failed"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """By the status of the answer."""
        bounds = {"done": (0, 400), "refused": (400, 500), "failed": (500, 600)}.get(self.value() or "")
        return queryset.filter(outcome__gte=bounds[0], outcome__lt=bounds[1]) if bounds else queryset


@admin.register(AuditEntry)
class AuditEntryAdmin(ScopedAdmin):
    """Every unsafe request, allowed or refused."""

    view_verb = "history.view"
    heading = _("Requests on record")
    list_display = ("at", "user", "view", "on", "outcome", "source")
    list_filter = (OutcomeFilter,)
    list_select_related = ("user",)
    search_fields = ("user__username", "view", "on")
    ordering = ("-at", "-id")
    fields = readonly_fields = ("at", "user", "method", "view", "on", "outcome", "source")
