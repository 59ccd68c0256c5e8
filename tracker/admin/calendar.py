"""The announced days, the presets of deadlines and the categories of problems."""

from typing import Any, Final

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from tracker.admin.places import ReferenceAdmin
from tracker.admin.scoped import ScopedAdmin
from tracker.admin.spans import COUNTS, PresetForm, in_words, names
from tracker.models import CalendarDay, Category, DeadlinePreset

FROM_NOW_ON: Final = _(
    "A change applies to what begins from now on: cases accepted, assigned or asked for help later. "
    "Dates that run already stay as they are."
)


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
class CalendarDayAdmin(ScopedAdmin):
    """Days off and make-up working days, to be read: changing one moves dates, which the calendar's own page shows first."""

    change_list_template = "calendar/admin_list.html"
    list_display = ("day", "kind", "name")
    list_filter = ("kind", YearFilter)
    ordering = ("-day",)
    sortable_by = ("day",)


@admin.register(DeadlinePreset)
class DeadlinePresetAdmin(ReferenceAdmin):
    """How long each step may take; a number and its unit a line."""

    add_verb = change_verb = "calendar.edit"
    form = PresetForm
    list_display = ("name", "code", "steps_in_words", "solve_in_words")
    ordering = ("id",)

    @admin.display(description=_("steps"))
    def steps_in_words(self, preset: DeadlinePreset) -> str:
        """Every step with its length."""
        return format_html_join(
            "", "{}<br>", ((line,) for line in in_words("steps", preset.steps).splitlines())
        )

    @admin.display(description=_("until solved, by class"))
    def solve_in_words(self, preset: DeadlinePreset) -> str:
        """Every class with its length."""
        return format_html_join(
            "", "{}<br>", ((line,) for line in in_words("solve", preset.solve).splitlines())
        )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Boxes for those who may change it, words for the others."""
        may = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        steps = tuple(names("steps").values()) if may else ("steps_in_words",)
        solve = tuple(names("solve").values()) if may else ("solve_in_words",)
        return (
            (None, {"fields": ("code", "name", "name_en"), "description": FROM_NOW_ON}),
            (_("Steps"), {"fields": steps}),
            (_("Until solved, by class"), {"fields": solve}),
            (_("Reminders, in working days"), {"fields": COUNTS}),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The code is what shipped data knows a preset by."""
        return ("code",) if obj else ()


@admin.register(Category)
class CategoryAdmin(ReferenceAdmin):
    """What problems are about."""

    list_display = ("name", "name_en", "code", "order", "is_active")
    search_fields = ("name", "name_en", "code")
    ordering = ("order", "id")
