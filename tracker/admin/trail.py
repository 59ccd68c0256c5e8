"""What hangs on cases: the acts of their trails, and files."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from tracker.admin.files import link_to
from tracker.admin.lists import ParentFilter
from tracker.admin.scoped import ScopedAdmin
from tracker.admin.words import SEARCHED
from tracker.models import Attachment, FollowUp
from tracker.models.cases import Status


@admin.register(FollowUp)
class FollowUpAdmin(ScopedAdmin):
    """The trail of all cases within the scope; written on the case."""

    view_verb = "case.view"
    list_display = ("at", "case", "verb", "audience", "by", "by_unit", "note_start")
    list_filter = ("verb", "audience", ("case", ParentFilter))
    list_select_related = ("case", "by", "by_unit")
    search_fields = ("case__number__startswith",)
    search_help_text = SEARCHED
    ordering = ("-id",)
    fields = readonly_fields = (
        "case",
        "verb",
        "audience",
        "note",
        "happened_on",
        "by",
        "by_unit",
        "at",
        "from_status_shown",
        "to_status_shown",
    )

    @admin.display(description=_("note"))
    def note_start(self, follow_up: FollowUp) -> str:
        """Enough to recognise it."""
        return follow_up.note[:60]

    @admin.display(description=_("status before"))
    def from_status_shown(self, follow_up: FollowUp) -> str:
        """In the words of the screen."""
        return _status(follow_up.from_status)

    @admin.display(description=_("status after"))
    def to_status_shown(self, follow_up: FollowUp) -> str:
        """In the words of the screen."""
        return _status(follow_up.to_status)


@admin.register(Attachment)
class AttachmentAdmin(ScopedAdmin):
    """Which files there are; attached and withdrawn on the page of their record."""

    view_verb = "case.view"
    sealed = ("case", "action", "visit")
    list_display = ("name", "content_type", "size", "uploaded_by", "uploaded_at", "withdrawn_at")
    list_select_related = ("uploaded_by",)
    search_fields = ("name",)
    ordering = ("-id",)
    fields = readonly_fields = (
        "opened",
        "content_type",
        "size",
        "sha256",
        "seen_case",
        "seen_action",
        "seen_visit",
        "uploaded_by",
        "uploaded_at",
        "withdrawn_by",
        "withdrawn_at",
        "withdraw_reason",
    )

    @admin.display(description=_("file"))
    def opened(self, attachment: Any) -> str:
        """Its name, leading to the file."""
        return link_to(attachment)

    @admin.display(description=_("case"))
    def seen_case(self, attachment: Any) -> str:
        """As far as the person sees it."""
        return str(attachment.seen_case or "-")

    @admin.display(description=_("action"))
    def seen_action(self, attachment: Any) -> str:
        """As far as the person sees it."""
        return str(attachment.seen_action or "-")

    @admin.display(description=_("visit"))
    def seen_visit(self, attachment: Any) -> str:
        """As far as the person sees it."""
        return str(attachment.seen_visit or "-")


def _status(code: str) -> str:
    return str(Status(code).label) if code else "-"
