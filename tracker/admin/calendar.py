"""The announced days and the categories of problems."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from tracker.admin.places import ReferenceAdmin
from tracker.models import CalendarDay, Category


class YearFilter(admin.SimpleListFilter):
    """One year's notice."""

    parameter_name = "year"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.title = CalendarDay._meta.verbose_name_plural
        super().__init__(*args, **kwargs)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The years that have days."""
        years = CalendarDay.objects.dates("day", "year", order="DESC")
        return [(str(year.year), str(year.year)) for year in years]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Its days."""
        value = self.value() or ""
        return queryset.filter(day__year=int(value)) if value.isdigit() else queryset


@admin.register(CalendarDay)
class CalendarDayAdmin(ReferenceAdmin):
    """Days off and make-up working days."""

    add_verb = change_verb = "calendar.edit"
    list_display = ("day", "kind", "name")
    list_filter = ("kind", YearFilter)
    ordering = ("-day",)
    sortable_by = ("day",)


@admin.register(Category)
class CategoryAdmin(ReferenceAdmin):
    """What problems are about."""

    list_display = ("name", "name_en", "code", "order", "is_active")
    search_fields = ("name", "name_en", "code")
    ordering = ("order", "id")
