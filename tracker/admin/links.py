"""Links for enterprises as the office sees them: made when, by whom, for how long, and what came back. Never a token."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from tracker.admin.lists import ParentFilter
from tracker.admin.scoped import ScopedAdmin
from tracker.models import EnterpriseLink


@admin.register(EnterpriseLink)
class LinkAdmin(ScopedAdmin):
    """Made, revoked and shown on the page of the case."""

    view_verb = "link.make"
    list_display = ("created_at", "case", "created_by", "expires_at", "revoked_at", "rated_at", "rating")
    list_filter = ("rating", ("case", ParentFilter))
    list_select_related = ("case", "created_by")
    search_fields = ("case__number__startswith",)
    search_help_text = _("Case number")
    ordering = ("-id",)
    fields = readonly_fields = (
        "case",
        "created_by",
        "created_at",
        "expires_at",
        "revoked_at",
        "rated_at",
        "rating",
        "remark",
    )
