"""Lists that stay cheap and tight-lipped: capped counts, indexed orders, filter choices within the scope."""

from typing import TYPE_CHECKING, Any, Final

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Page, Paginator
from django.db.models import Field, Model, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from tracker.admin.scope import choices, viewer, visible
from tracker.reports.search_pages import Search

COUNTED: Final = 1_000

if TYPE_CHECKING:
    BasePaginator = Paginator[Model]
else:
    BasePaginator = Paginator


def is_key(text: str) -> bool:
    """Whether a text can be a key of a row: there are digits that are no numbers, and numbers no column holds."""
    return text.isascii() and text.isdigit() and len(text) < 19


class AtLeast(int):
    """A number that is shown with a plus: more were not counted."""

    def __str__(self) -> str:
        return f"{int(self):,}+"


class CappedPaginator(BasePaginator):
    """Counts to a thousand and no further; whoever needs row 1,001 filters."""

    @cached_property
    def count(self) -> int:
        """How many rows, at most a thousand of them."""
        rows: Any = self.object_list
        found = self.search.count() if self.search else rows.order_by()[: COUNTED + 1].count()
        return AtLeast(COUNTED) if found > COUNTED else found

    @cached_property
    def search(self) -> Search | None:
        """The list taken apart, where words are asked for."""
        rows = self.object_list
        return Search.of(rows, self.per_page, most=COUNTED + 1) if isinstance(rows, QuerySet) else None

    def page(self, number: int | str) -> Any:
        """One page; of a searched list by the keys that the search finds."""
        if self.search is None:
            return super().page(number)
        place = self.validate_number(number)
        rows: Any = self.object_list
        search = self.search if place == 1 else Search.of(rows, place * self.per_page)
        keys = search.ids()[(place - 1) * self.per_page :] if search else []
        return Page(self.search.rows.filter(pk__in=keys), place, self)


class ScopedChangeList(ChangeList):
    """Sorts by the columns that have an index, whatever the address asks for."""

    def get_ordering_field(self, field_name: Any) -> Any:
        """The field behind a column, or None where sorting would read the whole table."""
        return super().get_ordering_field(field_name) if field_name in (self.sortable_by or ()) else None


class ScopedRelatedFilter(admin.RelatedFieldListFilter):
    """Offers only what the person sees, in the order people know."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[Any]:
        """Keys and names of the visible rows."""
        return [(str(row.pk), str(row)) for row in choices(field, viewer(request))]


def _is_relation(field: "Field[Any, Any]") -> bool:
    return field.remote_field is not None


admin.FieldListFilter.register(_is_relation, ScopedRelatedFilter, take_priority=True)


class ParentFilter(admin.FieldListFilter):
    """Rows of one record: no choices of its own, reached by a link, cleared by a click."""

    def __init__(
        self, field: Any, request: HttpRequest, params: Any, model: Any, model_admin: Any, field_path: str
    ):
        self.parameter = f"{field_path}__id__exact"
        super().__init__(field, request, params, model, model_admin, field_path)
        used: Any = self.used_parameters.get(self.parameter) or [""]
        value = str(used[-1])
        rows = visible(field.related_model, viewer(request))
        self.parent = rows.filter(pk=value).first() if is_key(value) else None

    def expected_parameters(self) -> list[str | None]:
        """The key of the record."""
        return [self.parameter]

    def has_output(self) -> bool:
        """Only while it is in use."""
        return self.parameter in self.used_parameters

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """The record's rows; none when the record is not to be seen."""
        return queryset.filter(**{self.field.name: self.parent}) if self.parent else queryset.none()

    def choices(self, changelist: Any) -> Any:
        """Back to all rows, or this record."""
        yield {
            "selected": False,
            "query_string": changelist.get_query_string(remove=[self.parameter]),
            "display": _("All"),
        }
        yield {
            "selected": True,
            "query_string": changelist.get_query_string({}),
            "display": str(self.parent or "-"),
        }
