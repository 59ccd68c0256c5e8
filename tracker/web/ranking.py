"""The ranking of a closed period, its workbook, and the switch of the city's office."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from tracker.documents.workbook import Sheet, workbook
from tracker.models import Campaign, Closing, User
from tracker.operations.circulars import set_ranking
from tracker.reports.closings import view_of_closing
from tracker.reports.ranking import formula_of
from tracker.rules.errors import DomainError, NotAllowed
from tracker.rules.ranking import INDICATORS, LARGEST_MINIMUM
from tracker.web.forms import add_refusal
from tracker.web.periods import period_words
from tracker.web.permit import need
from tracker.web.progress import XLSX
from tracker.web.ranking_page import notes, ranking_context, sheets_of, switched_on, tables_of_closing


class RankingForm(forms.Form):
    """Whether units are ranked, and how."""

    is_on = forms.BooleanField(
        label=gettext_lazy("Rank units and write circulars"),
        required=False,
        help_text=gettext_lazy("While it is off there are no such pages; what was written is kept."),
    )
    punctual = forms.IntegerField(
        label=gettext_lazy("Weight of solved in time (%)"), min_value=0, max_value=100
    )
    solving = forms.IntegerField(label=gettext_lazy("Weight of solved (%)"), min_value=0, max_value=100)
    content = forms.IntegerField(label=gettext_lazy("Weight of satisfaction (%)"), min_value=0, max_value=100)
    minimum = forms.IntegerField(
        label=gettext_lazy("Fewest cases due in the period to be ranked"),
        min_value=1,
        max_value=LARGEST_MINIMUM,
    )


@require_GET
def show(request: HttpRequest, code: str) -> HttpResponse:
    """Every group of like units of a closed period."""
    user, closing, campaign = _asked(request, code)
    return render(request, "progress/ranking.html", ranking_context(user, closing, campaign))


@require_GET
def export(request: HttpRequest, code: str) -> FileResponse:
    """The same as a workbook."""
    _user, closing, campaign = _asked(request, code)
    title = f"{_('Ranking')} · {period_words(view_of_closing(closing).period)}"
    formula = formula_of(closing, campaign)
    sheets = sheets_of(tables_of_closing(closing, formula), notes(formula), title)
    return as_file(request, sheets, f"{_('Ranking')}-{closing.code}", of=f"ranking {closing.code}")


@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """The city's office switches rankings and circulars on or off and weighs their indicators."""
    user = need(request, "ranking.set")
    if not user.scope.sees_everything("ranking.set"):
        raise NotAllowed("not_permitted", verb="ranking.set")
    campaign = get_object_or_404(Campaign, is_current=True)
    known = {"is_on": campaign.ranking_on, "minimum": campaign.ranking_minimum, **campaign.weights}
    form = RankingForm(request.POST if request.method == "POST" else None, initial=known)
    if form.is_valid() and _set(user, campaign, form):
        messages.success(request, _("The ranking is set."))
        return redirect("closings")
    context = {
        "form": form,
        "heading": _("Ranking and circulars"),
        "crumbs": [(_("Closed periods"), reverse("closings")), (_("Ranking and circulars"), "")],
        "intro": _(
            "The weights must together be 100 percent. Periods that are closed while rankings are on keep the weights of that day, and circulars stay as they are written."
        ),
        "submit_label": _("Save"),
        "back_url": reverse("closings"),
    }
    return render(request, "form.html", context, status=400 if form.errors else 200)


def as_file(request: HttpRequest, sheets: list[Sheet], name: str, *, of: str) -> FileResponse:
    """A workbook to download; who took it stands on record."""
    request.exported = of  # type: ignore[attr-defined]  # for the log of requests
    data = BytesIO(workbook(sheets))
    return FileResponse(data, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)


def _asked(request: HttpRequest, code: str) -> tuple[User, Closing, Campaign]:
    """Before its numbers are published, a ranking is for those who read all of them."""
    user, campaign = need(request, "progress.view"), switched_on()
    closing = get_object_or_404(Closing.objects.visible_to(user), code=code)
    if closing.published_at is None and not user.scope.sees_everything("progress.view"):
        raise Http404
    return user, closing, campaign


def _set(user: User, campaign: Campaign, form: RankingForm) -> bool:
    given: dict[str, Any] = form.cleaned_data
    weights = {code: given[code] for code in INDICATORS}
    try:
        set_ranking(
            campaign,
            by=user,
            now=timezone.localtime(),
            is_on=given["is_on"],
            weights=weights,
            minimum=given["minimum"],
        )
    except NotAllowed:
        raise
    except DomainError as error:
        add_refusal(form, error)
    return not form.errors
