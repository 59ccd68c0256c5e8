"""Closed periods and their circulars, as they stand: nothing of them is changed here."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from tracker.admin.scoped import ScopedAdmin
from tracker.models import Circular, Closing


@admin.register(Closing)
class ClosingAdmin(ScopedAdmin):
    """When a week or month was closed and published; its numbers are on its page."""

    view_verb = "progress.view"
    list_display = ("code", "first", "last", "closed_at", "published_at", "published_by")
    list_select_related = ("published_by",)
    search_fields = ("code",)
    search_help_text = _("Period")
    ordering = ("-last", "-first")
    fields = readonly_fields = ("code", "first", "last", "closed_at", "published_at", "published_by")


@admin.register(Circular)
class CircularAdmin(ScopedAdmin):
    """Every circular with its history; it is written, approved and taken back on its page."""

    view_verb = "progress.view"
    list_display = ("title", "closing", "state", "written_by", "written_at", "approved_by", "approved_at")
    list_filter = ("state",)
    list_select_related = ("closing", "written_by", "approved_by")
    search_fields = ("title",)
    search_help_text = _("Title")
    ordering = ("-id",)
    fields = readonly_fields = (
        "title",
        "closing",
        "office",
        "year",
        "issue",
        "state",
        "text",
        "written_by",
        "written_at",
        "approved_by",
        "approved_at",
        "withdrawn_by",
        "withdrawn_at",
        "reason",
    )
