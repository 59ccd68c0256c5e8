"""Circulars: written from a closed period with one click, edited, approved by a colleague, taken away as .docx and .xlsx."""

from __future__ import annotations

from io import BytesIO

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tracker.documents.circular_docx import circular_docx
from tracker.models import Circular, Closing, User
from tracker.models.circulars import LONGEST_TITLE, CircularState
from tracker.models.error_words import sentence
from tracker.operations.circulars import (
    LONGEST_TEXT,
    approve_circular,
    edit_circular,
    withdraw_circular,
    write_circular,
)
from tracker.rules.circular import note_of
from tracker.rules.circular_facts import from_json
from tracker.rules.errors import Conflict, DomainError, NotAllowed
from tracker.web.action_page import differences
from tracker.web.circular_page import circular_context, circulars_context, letter_of
from tracker.web.dates import Clock
from tracker.web.forms import add_refusal
from tracker.web.permit import need
from tracker.web.ranking import as_file
from tracker.web.ranking_page import sheets_of, switched_on
from tracker.web.typed import posted

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PEOPLE = ("closing", "office", "written_by", "approved_by", "withdrawn_by")


class CircularForm(forms.Form):
    """The words of a circular, and the version they were read at."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=LONGEST_TITLE)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 24, "lang": "zh-Hans"}),
        help_text=gettext_lazy(
            "A paragraph a line; lines with a Chinese numeral in front are headings. The tables are added by themselves."
        ),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Every circular, the newest on top."""
    user, _campaign = need(request, "progress.view"), switched_on()
    return render(request, "circulars/list.html", circulars_context(user, Clock.of_request()))


@require_GET
def show(request: HttpRequest, public_id: str) -> HttpResponse:
    """One circular with its tables."""
    user, circular = _asked(request, public_id)
    return render(request, "circulars/detail.html", circular_context(user, circular, Clock.of_request()))


@require_POST
def make(request: HttpRequest, code: str) -> HttpResponse:
    """Write the one of a closed period; where there is one, go there."""
    user, _campaign = need(request, "circular.write"), switched_on()
    _writes(user)
    closing = get_object_or_404(Closing.objects.visible_to(user), code=code)
    try:
        circular = write_circular(closing, by=user, now=timezone.localtime())
    except Conflict as error:
        messages.error(request, sentence(error))
        return redirect("closed", code)
    return redirect("circular", circular.public_id)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Its words; a colleague's newer ones are shown beside one's own, never overwritten unseen."""
    user, circular = _asked(request, public_id)
    _writes(user)
    stands = {"title": circular.title, "text": circular.text}
    sent = request.POST.copy() if request.method == "POST" else None
    form = CircularForm(sent, initial=stands | {"version": circular.version})
    if circular.state != CircularState.DRAFT:
        return _frozen(request, circular, form)
    if sent is None or not form.is_valid():
        return _form(request, circular, form)
    given = form.cleaned_data
    words = {"title": given["title"], "text": given["text"], "version": given["version"] or 0}
    try:
        edit_circular(circular, by=user, now=timezone.localtime(), **words)
    except NotAllowed:
        raise
    except Conflict as error:
        _user, now = _asked(request, public_id)
        if now.state != CircularState.DRAFT:
            return _frozen(request, now, form)
        sent["version"] = str(now.version)
        return _form(request, now, form, conflict=sentence(error))
    except DomainError as error:
        add_refusal(form, error)
        return _form(request, circular, form)
    messages.success(request, _("The circular is saved."))
    return redirect("circular", public_id)


@require_POST
def approve(request: HttpRequest, public_id: str) -> HttpResponse:
    """It goes out as it was read."""
    user, circular = _asked(request, public_id)
    version = posted(request, "version")
    read = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else -1
    try:
        approve_circular(circular, by=user, now=timezone.localtime(), version=read)
    except Conflict as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, _("The circular is approved; everybody who reads progress reads it."))
    return redirect("circular", public_id)


@require_POST
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Taken back, with a reason."""
    user, circular = _asked(request, public_id)
    withdraw_circular(circular, by=user, now=timezone.localtime(), reason=posted(request, "reason"))
    messages.success(request, _("The circular is withdrawn."))
    return redirect("circular", public_id)


@require_GET
def document(request: HttpRequest, public_id: str) -> FileResponse:
    """In the official layout."""
    _user, circular = _asked(request, public_id)
    request.exported = f"circular {public_id} docx"  # type: ignore[attr-defined]  # for the log of requests
    data = BytesIO(circular_docx(letter_of(circular)))
    return FileResponse(data, as_attachment=True, filename=f"{circular.title}.docx", content_type=DOCX)


@require_GET
def tables(request: HttpRequest, public_id: str) -> FileResponse:
    """Its tables as a workbook."""
    _user, circular = _asked(request, public_id)
    facts = from_json(circular.facts)
    sheets = sheets_of(facts.tables, [note_of(facts)], circular.title)
    return as_file(request, sheets, circular.title, of=f"circular {public_id} xlsx")


def _asked(request: HttpRequest, public_id: str) -> tuple[User, Circular]:
    user, _campaign = need(request, "progress.view"), switched_on()
    seen = Circular.objects.visible_to(user).select_related(*PEOPLE)
    return user, get_object_or_404(seen, public_id=public_id)


def _writes(user: User) -> None:
    if not user.scope.sees_everything("circular.write"):
        raise NotAllowed("not_permitted", verb="circular.write")


def _frozen(request: HttpRequest, circular: Circular, form: CircularForm) -> HttpResponse:
    """There is nothing to edit; what was typed meanwhile is shown once more beside what stands."""
    said, own = sentence(Conflict("circular_frozen")), reverse("circular", args=[circular.public_id])
    if not form.is_bound:
        messages.error(request, said)
        return redirect(own)
    form.is_valid()  # what can be read of it
    context = {
        "circular": circular,
        "crumbs": [(_("Circulars"), reverse("circulars")), (circular.title, own), (_("Edit"), "")],
        "conflict": said,
        "differences": differences(form, {"title": circular.title, "text": circular.text}),
        "is_final": True,
    }
    return render(request, "circulars/frozen.html", context, status=409)


def _form(
    request: HttpRequest, circular: Circular, form: CircularForm, *, conflict: str = ""
) -> HttpResponse:
    own = reverse("circular", args=[circular.public_id])
    stands = {"title": circular.title, "text": circular.text}
    context = {
        "form": form,
        "heading": _("Edit the circular"),
        "crumbs": [(_("Circulars"), reverse("circulars")), (circular.title, own), (_("Edit"), "")],
        "submit_label": _("Save"),
        "back_url": own,
        "conflict": conflict,
        "differences": differences(form, stands) if conflict else [],
    }
    return render(request, "form.html", context, status=409 if conflict else 400 if form.errors else 200)
