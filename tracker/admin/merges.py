"""Merges of firms: what moved, who did it, taking it back; and the acts on firms, as they were written."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.admin.firm_acts import act_page
from tracker.admin.lists import ParentFilter, is_key
from tracker.admin.saving import local_now
from tracker.admin.scope import viewer
from tracker.admin.scoped import ScopedAdmin
from tracker.models import DistinctFirms, EnterpriseAct, Merge
from tracker.models.firm_words import FIELDS, NOUNS
from tracker.operations.firm_trail import LONGEST_REASON
from tracker.operations.firm_unmerges import may_undo, undo_merge
from tracker.rules.errors import DomainError, NotAllowed


class ReasonForm(forms.Form):
    """Why it is taken back."""

    required_css_class = "required"
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=LONGEST_REASON)


def undo_view(request: HttpRequest, object_id: str) -> HttpResponse:
    """Two firms again."""
    user = viewer(request)
    seen = Merge.objects.visible_to(user).select_related("survivor", "merged")
    merge = seen.filter(pk=object_id).first() if is_key(object_id) else None
    if merge is None:
        raise Http404(_("There is no such record."))
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            undo_merge(merge, by=user, now=local_now(), reason=form.cleaned_data["reason"])
        except NotAllowed:
            raise
        except DomainError as error:
            return act_page(request, merge, form, _("Undo the merge"), error=error)
        messages.success(request, _("The merge is undone. Both enterprises stand as before."))
        return redirect("admin:tracker_merge_change", merge.pk)
    return act_page(request, merge, form, _("Undo the merge"))


@admin.register(Merge)
class MergeAdmin(ScopedAdmin):
    """Every merge of one's territory."""

    view_verb = "enterprise.merge"
    change_form_template = "admin/case_form.html"
    list_display = ("merged", "survivor", "by", "at", "undone_at")
    list_filter = (("undone_at", admin.EmptyFieldListFilter),)
    list_select_related = ("merged", "survivor", "by")
    search_fields = ("merged__name", "survivor__name")
    ordering = ("-id",)
    fields = readonly_fields = (
        "merged",
        "survivor",
        "reason",
        "by",
        "at",
        "moved",
        "undone_by",
        "undone_at",
        "undone_reason",
        "kept",
    )

    @admin.display(description=gettext_lazy("What moved"))
    def moved(self, merge: Merge) -> str:
        """Noun by noun."""
        return _told(merge.counts)

    @admin.display(description=gettext_lazy("Left as it was"))
    def kept(self, merge: Merge) -> str:
        """What somebody had altered before it was undone."""
        return _told(merge.left)

    def get_urls(self) -> list[URLPattern]:
        """With the page that takes it back."""
        undo = path("<object_id>/undo/", self.admin_site.admin_view(undo_view), name="tracker_merge_undo")
        return [undo, *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """With undoing, for those who may."""
        merge = self.get_object(request, object_id)
        url = reverse("admin:tracker_merge_undo", args=[merge.pk]) if merge else ""
        acts = (
            [{"label": _("Undo the merge"), "url": url}]
            if isinstance(merge, Merge) and may_undo(merge, viewer(request))
            else []
        )
        return super().change_view(request, object_id, form_url, {"acts": acts} | (extra_context or {}))


@admin.register(EnterpriseAct)
class EnterpriseActAdmin(ScopedAdmin):
    """States, renames and merges, written once."""

    view_verb = "enterprise.view"
    list_display = ("enterprise", "verb", "happened_on", "by", "at")
    list_filter = ("verb", ("enterprise", ParentFilter))
    list_select_related = ("enterprise", "by")
    search_fields = ("enterprise__name",)
    ordering = ("-id",)
    fields = readonly_fields = ("enterprise", "verb", "happened_on", "reason", "by", "at", "details")


@admin.register(DistinctFirms)
class DistinctFirmsAdmin(ScopedAdmin):
    """Who told which two firms apart."""

    view_verb = "enterprise.merge"
    list_display = ("one", "other", "by", "at")
    list_select_related = ("one", "other", "by")
    search_fields = ("one__name", "other__name")
    ordering = ("-id",)
    fields = readonly_fields = ("one", "other", "by", "at")


def _told(counts: dict[str, int]) -> str:
    return (
        "，".join(f"{NOUNS.get(name) or FIELDS.get(name, name)} {count}" for name, count in counts.items())
        or "-"
    )
