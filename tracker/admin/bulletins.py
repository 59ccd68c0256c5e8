"""Bulletins and their items. Taking in happens here or on the page; reviewing only beside the source text."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tracker.admin.lists import ParentFilter
from tracker.admin.refusals import RecordForm
from tracker.admin.saving import OperationAdmin, local_now
from tracker.admin.scope import viewer
from tracker.admin.scoped import ScopedAdmin, ScopedInline
from tracker.admin.words import SEARCHED
from tracker.models import Bulletin, Draft
from tracker.operations.bulletins import take_in

ON_TAKING_IN = ("text", "dated_on", "title", "office")
SHOWN = (
    "title",
    "direction",
    "issue_number",
    "dated_on",
    "office",
    "campaign",
    "taken_in_by",
    "taken_in_at",
    "issued_at",
    "file_name",
    "text",
)


class TakeInForm(RecordForm):
    """A pasted text; its date and title may stand in it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("dated_on", "title", "office"):
            if name in self.fields:
                self.fields[name].required = False

    class Meta:
        widgets = {"text": forms.Textarea(attrs={"rows": 20, "cols": 80})}


class DraftInline(ScopedInline):
    """The items, in the order of the text."""

    model = Draft
    fields = readonly_fields = ("section", "headline", "decision", "decided_by", "decided_at")
    ordering = ("start", "id")
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> Any:
        """With the names shown."""
        return super().get_queryset(request).select_related("decided_by")


@admin.register(Bulletin)
class BulletinAdmin(OperationAdmin):
    """Received and issued bulletins."""

    view_verb, add_verb = "bulletin.view", "bulletin.take_in"
    form = TakeInForm
    list_display = ("title", "dated_on", "direction", "issue_number", "office", "taken_in_by")
    list_filter = ("direction", "office")
    list_select_related = ("office", "taken_in_by")
    search_fields = ("title", "issue_number")
    search_help_text = SEARCHED
    ordering = ("-dated_on", "-id")
    sortable_by = ("dated_on",)

    def view_on_site(self, obj: Any) -> str:
        """Its page on the workbench, where the verbs are."""
        return reverse("bulletin", args=[obj.public_id])

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A text to take in, or the bulletin as it was received."""
        return SHOWN if obj else ON_TAKING_IN

    def get_inlines(self, request: HttpRequest, obj: Any) -> tuple[type[ScopedInline], ...]:
        """The items, for those who review."""
        return (DraftInline,) if obj and self.may(request, "bulletin.review") else ()

    def carry_out(self, request: HttpRequest, form: Any, formsets: list[Any], change: bool) -> Bulletin:
        """Take it in; the same text again is the earlier bulletin."""
        typed = {name: form.cleaned_data[name] for name in ON_TAKING_IN}
        bulletin, is_new = take_in(by=viewer(request), now=local_now(), **typed)
        if not is_new:
            self.message_user(request, _("This text was taken in before; here it is."), messages.INFO)
        return bulletin


@admin.register(Draft)
class DraftAdmin(ScopedAdmin):
    """Items as read and what became of them."""

    view_verb = "bulletin.review"
    sealed = ("action", "case")
    list_display = ("headline", "bulletin", "section", "decision", "decided_by")
    list_filter = ("decision", ("bulletin", ParentFilter))
    list_select_related = ("bulletin", "decided_by")
    search_fields = ("headline",)
    ordering = ("-id",)
    fields = readonly_fields = (
        "headline",
        "bulletin",
        "section",
        "decision",
        "reason",
        "decided_by",
        "decided_at",
        "seen_action",
        "seen_case",
    )

    def view_on_site(self, obj: Any) -> str:
        """Beside the source text, where items are reviewed."""
        return reverse("draft", args=[obj.bulletin.public_id, obj.public_id])

    @admin.display(description=_("action"))
    def seen_action(self, draft: Any) -> str:
        """As far as the person sees it."""
        return str(draft.seen_action or "-")

    @admin.display(description=_("case"))
    def seen_case(self, draft: Any) -> str:
        """As far as the person sees it."""
        return str(draft.seen_case or "-")
