"""The files of a record on its page; they are handed out by their own address, which checks who asks."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from tracker.admin.scope import Rows
from tracker.admin.scoped import ScopedInline
from tracker.models import Attachment


class AttachmentInline(ScopedInline):
    """What was attached, the newest first."""

    model = Attachment
    fields = readonly_fields = ("opened", "size", "uploaded_by", "uploaded_at", "withdraw_reason")
    ordering = ("-uploaded_at", "id")

    def get_queryset(self, request: HttpRequest) -> Rows:
        """With the names shown."""
        return super().get_queryset(request).select_related("uploaded_by")

    @admin.display(description=_("file"))
    def opened(self, attachment: Any) -> str:
        """Its name, leading to the file."""
        return link_to(attachment)


def link_to(attachment: Attachment) -> str:
    """The name of a file as a link to it."""
    return format_html('<a href="{}">{}</a>', reverse("file", args=[attachment.public_id]), attachment.name)
