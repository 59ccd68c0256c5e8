"""The working calendar: a year for everybody; days and notices, previewed before they count, for its editors."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from tracker.models.error_words import sentence
from tracker.operations.calendar import change_calendar
from tracker.reports.calendar_preview import Preview, preview_of
from tracker.rules.errors import BadInput, Conflict
from tracker.web.calendar_forms import DayForm, NoticeForm, WantedForm, initial_of
from tracker.web.calendar_page import preview_context, year_context
from tracker.web.forms import add_refusal
from tracker.web.permit import need
from tracker.web.typed import posted, queried


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """A year, month by month."""
    user = need(request, "reference.view")
    return render(request, "calendar/year.html", year_context(user, queried(request, "year")))


@require_http_methods(["GET", "POST"])
def day(request: HttpRequest) -> HttpResponse:
    """One day, to be added, changed or taken out."""
    need(request, "calendar.edit")
    if request.method == "POST":
        return _step(request, DayForm(request.POST), _("Change a day"))
    return _typing(request, DayForm(initial=initial_of(queried(request, "day"))), _("Change a day"))


@require_http_methods(["GET", "POST"])
def notice(request: HttpRequest) -> HttpResponse:
    """The State Council's notice of a year."""
    need(request, "calendar.edit")
    form = NoticeForm(request.POST) if request.method == "POST" else NoticeForm()
    if request.method == "POST":
        return _step(request, form, _("Paste a notice"))
    return _typing(request, form, _("Paste a notice"))


def _step(request: HttpRequest, form: WantedForm, heading: str) -> HttpResponse:
    """What was typed → shown with what it would do → done, as the buttons say; never done unseen."""
    step = posted(request, "step")
    if not form.is_valid() or step == "edit":
        return _typing(request, form, heading)
    if step != "apply":
        return _preview(request, form, heading)
    try:
        done = change_calendar(
            form.wanted(),
            by=need(request, "calendar.edit"),
            now=timezone.localtime(),
            seen=posted(request, "seen"),
            note=form.reason(),
        )
    except Conflict as error:
        messages.warning(request, sentence(error))
        return _preview(request, form, heading, status=409)
    except BadInput as error:
        add_refusal(form, error)
        return _typing(request, form, heading)
    messages.success(request, _told(done))
    return redirect(f"{reverse('calendar')}?year={done.changes[-1].day.year}")


def _typing(request: HttpRequest, form: WantedForm, heading: str) -> HttpResponse:
    context = _frame(form, heading) | {
        "submit_label": _("Show what changes"),
        "back_url": reverse("calendar"),
        "intro": _("Nothing is saved yet: first you see every day and every date that would change."),
    }
    return render(request, "form.html", context, status=400 if form.errors else 200)


def _preview(request: HttpRequest, form: WantedForm, heading: str, *, status: int = 200) -> HttpResponse:
    preview = preview_of(form.wanted(), on=timezone.localdate())
    if not preview.changes:
        add_refusal(form, BadInput("nothing_changes"))
        return _typing(request, form, heading)
    context = (
        _frame(form, heading) | preview_context(preview, whole_year=form.whole_year) | {"seen": preview.token}
    )
    return render(request, "calendar/preview.html", context, status=status)


def _frame(form: WantedForm, heading: str) -> dict[str, Any]:
    crumbs = [(_("Working calendar"), reverse("calendar")), (heading, "")]
    return {"form": form, "heading": heading, "crumbs": crumbs}


def _told(done: Preview) -> str:
    days = ngettext("%(count)d day changed.", "%(count)d days changed.", len(done.changes))
    cases = ngettext(
        "The dates of %(count)d case were counted again.",
        "The dates of %(count)d cases were counted again.",
        done.moved_cases,
    )
    return f"{days % {'count': len(done.changes)}} {cases % {'count': done.moved_cases}}"
