"""The outbox as it was sent, and the filters people keep."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tracker.admin.saving import local_now
from tracker.admin.scope import Rows, viewer
from tracker.admin.scoped import ScopedAdmin
from tracker.models import OutgoingMail, SavedView
from tracker.operations.mails import may_resend, resend
from tracker.reports.mails import may_read
from tracker.rules.masking import without_tokens


@admin.register(OutgoingMail)
class MailAdmin(ScopedAdmin):
    """What went out, what waits, what the mail server said."""

    view_verb = "mail.view"
    list_display = (
        "subject",
        "recipient",
        "to_address",
        "kind",
        "state",
        "attempts",
        "created_at",
        "sent_at",
    )
    list_filter = ("state", "kind")
    list_select_related = ("recipient",)
    search_fields = ("to_address__startswith", "recipient__username")
    search_help_text = _("Address or user name")
    ordering = ("-id",)
    actions = ("send_again",)
    fields = readonly_fields = (
        "subject",
        "recipient",
        "to_address",
        "kind",
        "said",
        "state",
        "void_reason",
        "attempts",
        "next_try_at",
        "last_error",
        "message_id",
        "created_at",
        "sent_at",
        "resent_at",
        "resent_by",
    )

    @admin.display(description=_("text"))
    def said(self, mail: OutgoingMail) -> str:
        """What it says, without the link by which its recipient changes what comes."""
        return without_tokens(mail.text)

    def has_resend_permission(self, request: HttpRequest) -> bool:
        """Named for Django's `permissions=("resend",)`."""
        return self.may(request, "mail.resend")

    @admin.action(description=_("Send those that failed again"), permissions=["resend"])
    def send_again(self, request: HttpRequest, queryset: Rows) -> None:
        """One by one; those that cannot be put back stay as they are."""
        failed = [mail for mail in queryset.select_related("recipient") if may_resend(viewer(request), mail)]
        for mail in failed:
            resend(mail, by=viewer(request), now=local_now())
        said = ngettext("%(count)d mail waits again.", "%(count)d mails wait again.", len(failed))
        self.message_user(request, said % {"count": len(failed)}, messages.SUCCESS)

    def view_on_site(self, obj: Any) -> str:
        """Its page on the workbench."""
        return reverse("mail", args=[obj.public_id])

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Sequence[str]:
        """All of it; the text for those who see all that it tells: who keeps accounts sees no case."""
        if obj is None or may_read(obj, viewer(request)):
            return self.fields
        return [name for name in self.fields if name != "said"]


@admin.register(SavedView)
class SavedViewAdmin(ScopedAdmin):
    """One's own filters and those shared with one's units."""

    view_verb = "view.save"
    list_display = ("name", "list_name", "owner", "shared_with", "is_pinned")
    list_select_related = ("owner", "shared_with")
    ordering = ("-id",)
    fields = readonly_fields = ("name", "list_name", "query", "owner", "shared_with", "is_pinned")
