"""One act on a case: its form on a page of its own, and what happened meanwhile when a colleague was faster."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tracker.models import Case, FollowUp, User
from tracker.models.act_words import MEANINGS, button
from tracker.models.error_words import sentence
from tracker.models.follow_ups import Verb
from tracker.operations.case_life import Situation, act_on, situation_of
from tracker.operations.case_life.permit import fits, is_theirs
from tracker.rules.errors import Conflict, DomainError, NotAllowed
from tracker.rules.status import TABLE, Move
from tracker.web.act_forms import ActForm
from tracker.web.case_page import heading
from tracker.web.cases import case_of
from tracker.web.dates import Clock, day
from tracker.web.forms import add_refusal
from tracker.web.people import person
from tracker.web.trail import trail_entry

MEANWHILE = 10


@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """Ask for what the act needs; then take it."""
    user, case, move = person(request), case_of(request, number), _move(verb)
    now = situation_of(case)
    if not is_theirs(user, move, now):
        raise NotAllowed("not_permitted", verb=f"case.{verb}")
    if request.method == "GET":
        _check(move, now)
        return _page(request, ActForm(user, now, move))
    sent = request.POST.copy()
    form = ActForm(user, now, move, sent)
    if not form.is_valid():
        return _page(request, form)
    try:
        acted = _take(user, form)
    except NotAllowed:
        raise
    except Conflict as error:
        sent["seen_version"] = str(case.version)
        return _page(request, form, conflict=sentence(error), status=409)
    except DomainError as error:
        add_refusal(form, error)
        return _page(request, form)
    messages.success(request, _outcome(acted))
    if not Case.objects.visible_to(user).filter(pk=case.pk).exists():
        messages.info(request, _("The case is with others now, and not among those you see any more."))
        return redirect("cases")
    return redirect("case", case.number)


def _move(verb: str) -> Move:
    move = TABLE.get(verb)
    if move is None or not move.sources or move.undoes:
        raise Http404
    return move


def _check(move: Move, now: Situation) -> None:
    """A page that could only end in a refusal says so at once."""
    if now.case.status not in move.sources:
        raise Conflict("move_not_possible", verb=move.verb, status=now.case.status)
    if not fits(move, now):
        raise Conflict("not_now", verb=move.verb)


def _take(user: User, form: ActForm) -> FollowUp:
    values = form.cleaned_data
    return act_on(
        form.now.case,
        form.move.verb,
        by=user,
        now=timezone.localtime(),
        facts=form.facts(),
        version=values["seen_version"] or 0,
        key=values["key"],
    )


def _outcome(acted: FollowUp) -> str:
    """What was done, and where the case is now."""
    done = str(Verb(acted.verb).label)
    if acted.to_status == acted.from_status:
        return _("Done: %(act)s.") % {"act": done}
    return _("Done: %(act)s. The case is now: %(status)s.") % {
        "act": done,
        "status": acted.get_to_status_display(),
    }


def _page(request: HttpRequest, form: ActForm, *, conflict: str = "", status: int = 200) -> HttpResponse:
    clock, now, verb = Clock.of_request(), form.now, form.move.verb
    case, own = now.case, reverse("case", args=[now.case.number])
    context: dict[str, Any] = {
        "form": form,
        "case": heading(case, clock),
        "heading": button(verb),
        "intro": MEANINGS.get(verb, ""),
        "asked": _asked(form, clock),
        "crumbs": [(_("Cases"), reverse("cases")), (case.number, own), (button(verb), "")],
        "submit_label": button(verb),
        "back_url": own,
        "conflict": conflict,
        "meanwhile": _meanwhile(form, clock) if conflict else [],
    }
    return render(request, "cases/act.html", context, status=400 if form.errors else status)


def _asked(form: ActForm, clock: Clock) -> str:
    """What the unit asked for, on the page where the office answers it."""
    asked = form.now.asked(form.move.verb)
    if asked is None:
        return ""
    facts = {"who": asked.asked_by, "day": day(asked.until, clock.today), "reason": asked.reason}
    return _("%(who)s asked for %(day)s: %(reason)s") % facts


def _meanwhile(form: ActForm, clock: Clock) -> list[dict[str, Any]]:
    """What colleagues did since the page was opened, newest first."""
    case: Case = form.now.case
    seen = form.cleaned_data.get("seen_acts") or 0
    since = min(max(case.follow_up_count - seen, 0), MEANWHILE)
    acts = FollowUp.objects.visible_to(form.user).filter(case=case).select_related("by", "by_unit")
    return [trail_entry(one, clock.today, {}) for one in acts.order_by("-at", "-id")[:since]]
