"""Acts on many cases: the actions of the list of cases, and what became of each batch."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from tracker.admin.scope import Rows, viewer
from tracker.admin.scoped import ScopedAdmin, ScopedInline
from tracker.models import BulkAct, BulkRow
from tracker.models.act_words import bulk_button
from tracker.models.error_words import sentence
from tracker.operations.bulk import check_number
from tracker.rules.errors import BadInput
from tracker.rules.status import IN_BULK


def actions_for(request: HttpRequest) -> dict[str, tuple[Any, str, str]]:
    """The acts that the person's roles may take on many cases, as Django takes the actions of a list."""
    scope = viewer(request).scope
    allowed = [verb for verb in IN_BULK if scope.may(f"case.{verb}")]
    return {verb: (_previewing(verb), verb, bulk_button(verb)) for verb in allowed}


def _previewing(verb: str) -> Any:
    def preview(model_admin: Any, request: HttpRequest, chosen: Rows) -> HttpResponse | None:
        """On to the page that shows what it would do; nothing is done here."""
        try:
            check_number(chosen.count())
        except BadInput as error:
            messages.error(request, sentence(error))
            return None
        numbers = ",".join(chosen.values_list("number", flat=True))
        asked = {"act": verb, "numbers": numbers, "next": request.get_full_path()}
        return redirect(f"{reverse('bulk')}?{urlencode(asked)}")

    return preview


class RowInline(ScopedInline):
    """Case by case."""

    model = BulkRow
    fields = readonly_fields = ("case", "follow_up", "refusal", "undo", "undo_refusal")
    ordering = ("case_id",)

    def get_queryset(self, request: HttpRequest) -> Rows:
        """With the names shown."""
        return super().get_queryset(request).select_related("case", "follow_up", "undo")


@admin.register(BulkAct)
class BulkActAdmin(ScopedAdmin):
    """One's own batches and those of one's office; done and taken back on the workbench."""

    view_verb = "bulk.view"
    inlines = (RowInline,)
    list_display = ("verb", "chosen", "by", "by_unit", "at", "undone_at")
    list_filter = ("verb",)
    list_select_related = ("by", "by_unit")
    ordering = ("-id",)
    fields = readonly_fields = (
        "verb",
        "note",
        "chosen",
        "by",
        "by_unit",
        "at",
        "undone_at",
        "undone_by",
    )

    def view_on_site(self, obj: Any) -> str:
        """Its page on the workbench, where it is taken back."""
        return reverse("bulk_result", args=[obj.public_id])
