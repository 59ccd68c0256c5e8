"""Acts on a case in the admin: the same table, the same operation, the same conflicts as on the workbench."""

from __future__ import annotations

from django.contrib import admin, messages
from django.forms import Media
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.admin.act_form import ActForm
from tracker.admin.saving import local_now
from tracker.admin.scope import viewer
from tracker.models import Case
from tracker.models.act_words import MEANINGS, button
from tracker.models.error_words import sentence
from tracker.models.follow_ups import Verb
from tracker.operations.case_life import act_on, possible_acts, situation_of
from tracker.operations.case_life.permit import is_theirs
from tracker.rules.errors import Conflict, DomainError, NotAllowed
from tracker.rules.status import TABLE, Move


def act_links(request: HttpRequest, case: Case) -> list[dict[str, str]]:
    """The acts that the person may take now, for the tools of the case's page."""
    return [
        {"label": button(move.verb), "url": reverse("admin:tracker_case_act", args=[case.pk, move.verb])}
        for move in possible_acts(viewer(request), situation_of(case))
    ]


def act_view(request: HttpRequest, object_id: str, verb: str) -> HttpResponse:
    """The form of an act, and the act itself."""
    user, case, move = viewer(request), case_at(request, object_id), _move(verb)
    now = situation_of(case)
    if not is_theirs(user, move, now):
        raise NotAllowed("not_permitted", verb=f"case.{verb}")
    if request.method != "POST":
        return _page(request, ActForm(user, now, move))
    sent = request.POST.copy()
    form = ActForm(user, now, move, sent)
    if form.is_valid():
        try:
            acted = act_on(
                case,
                verb,
                by=user,
                now=local_now(),
                facts=form.facts(),
                version=form.cleaned_data["seen_version"] or 0,
                key=form.cleaned_data["key"] or None,
            )
        except NotAllowed:
            raise
        except DomainError as error:
            sent["seen_version"] = str(case.version)
            return _page(request, form, error)
        messages.success(request, _("Done: %(act)s.") % {"act": Verb(acted.verb).label})
        return redirect("admin:tracker_case_change", case.pk)
    return _page(request, form)


def case_at(request: HttpRequest, object_id: str) -> Case:
    """The case of a page beside the admin's own, when the person sees it."""
    seen = Case.objects.visible_to(viewer(request)).select_related("owner_office")
    found = (
        seen.filter(pk=object_id).first()
        if object_id.isascii() and object_id.isdigit() and len(object_id) < 19
        else None
    )
    if found is None:
        raise Http404(_("There is no such record."))
    return found


def _move(verb: str) -> Move:
    move = TABLE.get(verb)
    if move is None or not move.sources or move.undoes:
        raise Http404(_("There is no such record."))
    return move


def _asked(form: ActForm) -> str:
    """What the unit asked for, on the page where the office answers it."""
    asked = form.now.asked(form.move.verb)
    if asked is None:
        return ""
    facts = {"who": asked.asked_by, "day": asked.until.isoformat(), "reason": asked.reason}
    return _("%(who)s asked for %(day)s: %(reason)s") % facts


def _page(request: HttpRequest, form: ActForm, error: DomainError | None = None) -> HttpResponse:
    """The form; with what the operation refused, and what colleagues did meanwhile, on top of what was typed."""
    case, verb = form.now.case, form.move.verb
    if error is not None:
        name = str(error.params.get("field", ""))
        form.add_error(name if name in form.fields else None, sentence(error))
    is_stale = isinstance(error, Conflict) and error.code == "stale"
    context = {
        **admin.site.each_context(request),
        "title": button(verb),
        "subtitle": str(case),
        "case": case,
        "opts": Case._meta,
        "form": form,
        "intro": MEANINGS.get(verb, ""),
        "asked": _asked(form),
        "newest": case.follow_ups.select_related("by").order_by("-at", "-id")[:5] if is_stale else [],
        "media": Media(js=["admin/js/core.js"]) + form.media,
        "submit_label": button(verb),
    }
    status = 409 if isinstance(error, Conflict) else 400 if form.errors else 200
    return TemplateResponse(request, "admin/case_act.html", context, status=status)
