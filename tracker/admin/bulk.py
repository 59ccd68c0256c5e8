"""Acts on many cases: the actions of the list of cases, and what became of each batch."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST

from tracker.admin.saving import local_now
from tracker.admin.scope import Rows, viewer
from tracker.admin.scoped import ScopedAdmin, ScopedInline
from tracker.models import BulkAct, BulkRow
from tracker.models.act_words import bulk_button
from tracker.models.error_words import sentence
from tracker.operations.bulk import check_number, may_undo, undo_batch, undo_ends
from tracker.rules.errors import BadInput, Conflict
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
    """One's own batches and those of one's office; done on the workbench."""

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

    change_form_template = "admin/batch_form.html"

    def get_urls(self) -> list[URLPattern]:
        """With the way back."""
        undo = self.admin_site.admin_view(require_POST(self.undo))
        return [path("<object_id>/undo/", undo, name="tracker_bulkact_undo"), *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """With the way back while there is one."""
        batch, known = cast(BulkAct, self.get_object(request, unquote(object_id))), {}
        if may_undo(batch, by=viewer(request), now=local_now()) and batch.rows.standing().exists():
            url = reverse("admin:tracker_bulkact_undo", args=[batch.pk])
            known = {"undo_url": url, "undo_until": f"{localtime(undo_ends(batch)):%H:%M}"}
        return super().change_view(request, object_id, form_url, known | (extra_context or {}))

    def undo(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Take the batch back."""
        batch = cast(BulkAct, self.get_object(request, unquote(object_id)))
        try:
            undo_batch(batch, by=viewer(request), now=local_now())
        except Conflict as error:
            messages.error(request, sentence(error))
        return redirect("admin:tracker_bulkact_change", batch.pk)

    def view_on_site(self, obj: Any) -> str:
        """Its page on the workbench."""
        return reverse("bulk_result", args=[obj.public_id])
