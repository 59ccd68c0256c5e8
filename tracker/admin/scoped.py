"""The base of every noun's screens: the scope decides what is seen, the table of roles what may be done."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from tracker.admin.changes import timeline
from tracker.admin.choosing import KeyBox, KeyBoxes
from tracker.admin.lists import CappedPaginator, ScopedChangeList
from tracker.admin.scope import Rows, choices, viewer, visible
from tracker.models.search_texts import TEXTS
from tracker.reports.search import search

if TYPE_CHECKING:  # the stubs type every attribute for screens that look alike to everybody
    DjangoAdmin: TypeAlias = Any
    DjangoInline: TypeAlias = Any
    DjangoBase: TypeAlias = Any
else:
    DjangoAdmin, DjangoInline, DjangoBase = admin.ModelAdmin, admin.TabularInline, BaseModelAdmin


ASKED = ("", "__exact", "__id__exact", "__isnull")  # as Django's own filters write them; never a pattern


class Scoped(DjangoBase):  # type: ignore[misc]  # see above
    """What screens and the tables inside them share: rows and choices within the scope."""

    def get_queryset(self, request: HttpRequest) -> Rows:
        """The rows this person sees, in the noun's order."""
        ordering = self.get_ordering(request)
        rows = visible(self.model, viewer(request))
        return rows.order_by(*ordering) if ordering else rows

    def get_field_queryset(self, db: Any, db_field: Any, request: HttpRequest) -> Rows:
        """What may be chosen for a relation."""
        return choices(db_field, viewer(request))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Django's, with our search box."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", KeyBox(db_field, self.admin_site, using=kwargs.get("using")))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Django's, with our search box."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", KeyBoxes(db_field, self.admin_site, using=kwargs.get("using")))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The field without side doors to edit, view or delete what it points to."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        for door in ("can_change_related", "can_delete_related", "can_view_related"):
            if field is not None and hasattr(field.widget, door):
                setattr(field.widget, door, False)
        return field


class ScopedAdmin(Scoped, DjangoAdmin):  # type: ignore[misc]
    """One noun's list, page and history.

    view_verb, add_verb, change_verb  verbs of `rules.access`; None is nobody
    sealed         relations whose other end may lie outside the scope; the page shows `seen_<name>` instead
    heading        what a list is called when the noun's own name says nothing to people
    history_parts  rows that belong to a record, with their key to it, told in its history
    """

    view_verb: str = "reference.view"
    add_verb: str | None = None
    change_verb: str | None = None
    sealed: tuple[str, ...] = ()
    history_parts: dict[type[Model], str] = {}
    are_parts_replaced: bool = False
    heading: Any = None

    actions: Any = None
    list_per_page = 50
    list_max_show_all = 0
    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    sortable_by: Any = ()

    def audience(self, obj: Any) -> Collection[int] | None:
        """The units whose people may change this row; None where the role alone decides."""
        return None

    def enterprise_of(self, obj: Any) -> int | None:
        """The enterprise whose paired officers may change this row."""
        return None

    def may(self, request: HttpRequest, verb: str | None, obj: Any = None) -> bool:
        """Whether the person may do a verb at all, or on this row."""
        if verb is None:
            return False
        on_row = () if obj is None else (self.audience(obj), self.enterprise_of(obj))
        return viewer(request).scope.may(verb, *on_row)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Each noun stands for itself."""
        return True

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By the role; which rows, the queryset decides."""
        return self.may(request, self.view_verb)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """By the role."""
        return self.may(request, self.add_verb)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By the role and, for a row, by whose it is."""
        return self.may(request, self.change_verb, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is deleted: closed, voided, ended, with a reason."""
        return False

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Model:
        """The row, with what it points to as far as the person sees that; foreign is like missing.

        from_field  as Django takes it from the address; empty is none, where Django's own would break
        """
        obj = super().get_object(request, object_id, from_field or None)
        if obj is None:
            raise Http404(_("There is no such record."))
        prefetch_related_objects([obj], *self._seals(request))
        return cast(Model, obj)

    def to_field_allowed(self, request: HttpRequest, to_field: str) -> bool:
        """Columns only: Django's own breaks on the name of a relation back."""
        columns = {field.name for field in self.opts.concrete_fields}
        return to_field in columns and bool(super().to_field_allowed(request, to_field))

    def _seals(self, request: HttpRequest) -> list[Any]:
        fields = [self.model._meta.get_field(name) for name in self.sealed]
        return [
            Prefetch(field.name, visible(field.related_model, viewer(request)), to_attr=f"seen_{field.name}")
            for field in fields
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Django's list under a name that people know."""
        named = {"title": self.heading} if self.heading else {}
        return super().changelist_view(request, named | (extra_context or {}))

    def action_checkbox(self, obj: Any) -> str:
        """As Django writes it, without a form's field and a template for each row: a fifth of the page's time."""
        words = format_html(_("Select this object for an action - {}"), str(obj))
        box = '<input type="checkbox" name="{}" value="{}" class="action-select" aria-label="{}">'
        return format_html(box, ACTION_CHECKBOX_NAME, obj.pk, words)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What the history tables know, for whoever sees the record."""
        record = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, record):
            raise PermissionDenied
        moments = timeline(record, viewer(request), self.history_parts, replaced=self.are_parts_replaced)
        context = {
            **self.admin_site.each_context(request),
            "title": _("History: %(record)s") % {"record": record},
            "module_name": capfirst(self.opts.verbose_name_plural),
            "object": record,
            "opts": self.opts,
            "moments": moments,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/object_history.html", context)

    def get_urls(self) -> list[URLPattern]:
        """All pages but the one that deletes, and Django's old short addresses."""
        return [url for url in super().get_urls() if url.name and not url.name.endswith("_delete")]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ScopedChangeList]:
        """Our list."""
        return ScopedChangeList

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Only what the list offers as a filter: anything else would answer questions about hidden columns."""
        asked = {f"{_name(item)}{how}" for item in self.get_list_filter(request) for how in ASKED}
        return lookup in asked and super().lookup_allowed(lookup, value, request)

    def get_search_results(self, request: HttpRequest, queryset: Rows, search_term: str) -> tuple[Rows, bool]:
        """As the workbench finds it, where that searches the noun; else as Django does. PostgreSQL cannot take a NUL."""
        term = search_term.replace("\x00", "")
        if self.model in TEXTS:
            return search(queryset, term), False
        return cast(tuple[Rows, bool], super().get_search_results(request, queryset, term))

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> list[Any]:
        """Which fields, never whose names: this log has no scope and cannot be redacted."""
        return list(super().construct_change_message(request, form, None, add))


class ScopedInline(Scoped, DjangoInline):  # type: ignore[misc]
    """Rows that belong to a record and are only shown."""

    extra = 0
    can_delete = False

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Short boxes: several stand in a row."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(field, "widget", None), AdminTextInputWidget):
            field.widget.attrs |= {"class": "", "size": str(min(db_field.max_length or 16, 16))}
        return field

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Django's, with every box named for those who do not see the head of its column."""
        formset = super().get_formset(request, obj, **kwargs)
        for field in formset.form.base_fields.values():
            if field.label:
                field.widget.attrs.setdefault("aria-label", capfirst(field.label))
        return formset

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who sees the record sees its parts; the queryset decides which."""
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any) -> bool:
        """Not here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not here."""
        return False


def _name(item: Any) -> str:
    """What a list filter is called in the address."""
    if isinstance(item, str):
        return item
    if isinstance(item, (list, tuple)):
        return str(item[0])
    return str(item.parameter_name)
