"""Taking a bulletin in: pasted text, or a .txt, .docx or .pdf file."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tracker.documents import text_of
from tracker.models import Bulletin
from tracker.models.error_words import sentence
from tracker.operations.bulletins import LONGEST_TEXT, Upload, own_office, take_in
from tracker.rules.errors import DomainError
from tracker.web.people import person


class TakeInForm(forms.Form):
    """The text or a file, and the bulletin's date where the text does not say it."""

    text = forms.CharField(
        label=gettext_lazy("Text of the bulletin"),
        required=False,
        max_length=LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "data-focus": ""}),
    )
    file = forms.FileField(
        label=gettext_lazy("or its file"),
        required=False,
        allow_empty_file=True,
        help_text=gettext_lazy(".txt, .docx or .pdf whose text can be copied, up to 20 MB"),
        widget=forms.FileInput(attrs={"accept": ".txt,.docx,.pdf"}),
    )
    dated_on = forms.DateField(
        label=gettext_lazy("Date of the bulletin"),
        required=False,
        help_text=gettext_lazy("Needed only when the text does not say its year."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    title = forms.CharField(label=gettext_lazy("Title"), required=False, max_length=120)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form; a file's text comes back into it when something is still missing, so nothing is lost."""
    user = person(request)
    own_office(user)
    form = TakeInForm(request.POST, request.FILES) if request.method == "POST" else TakeInForm()
    if form.is_valid():
        try:
            return _take_in(request, form)
        except DomainError as error:
            form.add_error("dated_on" if error.code == "year_needed" else None, sentence(error))
            form = _keeping_the_files_text(form)
    context = {
        "form": form,
        "crumbs": [(_("Bulletins"), reverse("bulletins"))],
        "back_url": reverse("bulletins"),
    }
    status = 400 if form.errors else 200
    return render(request, "bulletins/take_in.html", context, status=status)


def _take_in(request: HttpRequest, form: TakeInForm) -> HttpResponse:
    text, upload = form.cleaned_data["text"], None
    received = form.cleaned_data["file"]
    if received:
        upload = Upload(data=received.read(), name=received.name)
        text = text_of(upload.data, upload.name).text
        form.read_text = text  # type: ignore[attr-defined]  # shown again when the date is missing
    bulletin, is_new = take_in(
        by=person(request),
        now=timezone.localtime(),
        text=text,
        dated_on=form.cleaned_data["dated_on"],
        title=form.cleaned_data["title"],
        upload=upload,
    )
    messages.success(
        request, _taken_in(bulletin) if is_new else _("This text was taken in before; here it is.")
    )
    return redirect("bulletin", bulletin.public_id)


def _taken_in(bulletin: Bulletin) -> str:
    return _("%(count)s items were read. Please check them one by one.") % {"count": bulletin.drafts.count()}


def _keeping_the_files_text(form: TakeInForm) -> TakeInForm:
    """A browser never sends a file twice by itself: its text moves into the text box."""
    text = getattr(form, "read_text", None)
    if text is None:
        return form
    data = {**form.data.dict(), "text": text}  # type: ignore[attr-defined]  # a QueryDict, bound from the request
    again = TakeInForm(data)
    again.is_valid()
    for field, errors in form.errors.items():
        for error in errors:
            again.add_error(None if field == "__all__" else field, error)
    return again
