"""Who took which rows of a list out of the house: read by the auditor, changed by nobody."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from tracker.admin.scoped import ScopedAdmin
from tracker.models import Export


@admin.register(Export)
class ExportAdmin(ScopedAdmin):
    """Every export, at once or in the background, with its filters in words; personal numbers in them are masked."""

    view_verb = "history.view"
    heading = _("Exports on record")
    list_display = ("asked_at", "by", "list_name", "words", "columns", "format", "rows", "state")
    list_filter = ("state", "format")
    list_select_related = ("by",)
    search_fields = ("by__username",)
    search_help_text = _("User name")
    ordering = ("-id",)
    fields = readonly_fields = (
        "by",
        "asked_at",
        "list_name",
        "words",
        "columns",
        "format",
        "state",
        "rows",
        "total",
        "attempts",
        "size",
        "sha256",
        "finished_at",
        "expires_at",
        "refusal",
    )
