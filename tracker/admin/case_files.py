"""Files of a case in the admin: with a follow-up, or by themselves on a page of their own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tracker.admin.case_acts import case_at
from tracker.admin.saving import local_now
from tracker.admin.scope import viewer
from tracker.models import Case
from tracker.models.error_words import sentence
from tracker.operations.attachments import attach, may_attach
from tracker.rules.errors import DomainError, NotAllowed


class FilesBox(forms.FileInput):
    """Several files at once."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """All of them."""
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name) or []


class FilesField(forms.FileField):
    """The files that were chosen, in their order; what may be taken in the operation knows."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=gettext_lazy("Attach files"), widget=FilesBox, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each one with a name."""
        if not data and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return [super(FilesField, self).clean(one, initial) for one in data or ()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether some were chosen."""
        return bool(data)


class FilesForm(forms.Form):
    """Files for a case, without words."""

    required_css_class = "required"
    sent_files = FilesField()


def files_view(request: HttpRequest, object_id: str) -> HttpResponse:
    """Choose files, send them, back to the case."""
    user, case = viewer(request), case_at(request, object_id)
    if not may_attach(user, case):
        raise NotAllowed("not_permitted", verb="case.note")
    is_sent = request.method == "POST"
    form = FilesForm(request.POST, request.FILES) if is_sent else FilesForm()
    if is_sent and form.is_valid():
        try:
            count = len(attach(form.cleaned_data["sent_files"], to=case, by=user, now=local_now()))
        except NotAllowed:
            raise
        except DomainError as error:
            form.add_error("sent_files", sentence(error))
        else:
            said = ngettext("%(count)d file is attached.", "%(count)d files are attached.", count)
            messages.success(request, said % {"count": count})
            return redirect("admin:tracker_case_change", case.pk)
    context = {
        **admin.site.each_context(request),
        "title": _("Attach files"),
        "subtitle": str(case),
        "case": case,
        "opts": Case._meta,
        "form": form,
        "media": form.media,
        "submit_label": _("Attach files"),
    }
    return TemplateResponse(request, "admin/case_act.html", context, status=400 if form.errors else 200)
