"""The workbench: what I must do today."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from tracker.models import AssistanceAction, Case, Draft, User
from tracker.reports.today import Waiting, next_in_line, waiting
from tracker.web.dates import Clock
from tracker.web.people import person
from tracker.web.rows import LABELS, action_rows

LATEST = 6
LOOK: dict[str, tuple[Promise, str, str]] = {  # label, tone, query of the case list
    "assigned": (gettext_lazy("To be signed for"), "amber", "status=assigned&mine=true"),
    "drafts": (gettext_lazy("Drafts to check"), "violet", ""),
    "registered": (gettext_lazy("To be accepted"), "amber", "status=registered"),
    "disputed": (gettext_lazy("To be ruled on"), "amber", "status=disputed"),
    "in_review": (gettext_lazy("In review"), "violet", "status=in_review"),
    "call_back": (gettext_lazy("To be called back"), "violet", "status=call_back"),
    "near": (gettext_lazy("Near due"), "amber", "stage=near"),
    "overdue": (gettext_lazy("Overdue"), "red", "stage=overdue"),
    "parked": (gettext_lazy("Parked"), "plain", "status=parked"),
}


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Counts that link to their lists, the next cases in line, the latest actions."""
    user, clock = person(request), Clock.of_request()
    cases = Case.objects.visible_to(user)
    context = {
        "today_text": date_format(clock.today, "DATE_FORMAT") + " " + date_format(clock.today, "l"),
        "counts": [_count(one) for one in _waiting(user, clock)],
        "todos": [_todo(case, clock) for case in next_in_line(cases)] if user.scope.may("case.view") else [],
        "todos_url": f"{reverse('cases')}?stage=overdue" if user.scope.may("case.view") else "",
        "todo_text": _("All overdue cases"),
        "latest": _latest(user, clock),
    }
    return render(request, "home.html", context | _doors(user))


def _waiting(user: User, clock: Clock) -> list[Waiting]:
    cases = Case.objects.visible_to(user)
    drafts = Draft.objects.visible_to(user).pending()
    return waiting(cases, drafts, scope=user.scope, on=clock.today, near_until=clock.near_until)


def _count(one: Waiting) -> dict[str, Any]:
    label, tone, query = LOOK[one.code]
    url = f"{reverse('cases')}?{query}" if query else reverse("bulletins")
    return {"label": label, "value": one.text if one.count else 0, "url": url, "tone": tone}


def _todo(case: Case, clock: Clock) -> dict[str, Any]:
    due = clock.due(case.due_on)
    where = case.enterprise.name if case.enterprise else case.place
    return {
        "url": reverse("case", args=[case.number]),
        "title": case.title,
        "under": " · ".join(filter(None, [where, str(case.district or "")])),
        "code": case.status,
        "label": LABELS[case.status],
        "due_text": due.text,
        "due_tone": due.tone,
    }


def _latest(user: User, clock: Clock) -> list[dict[str, Any]]:
    if not user.scope.may("action.view"):
        return []
    seen = AssistanceAction.objects.visible_to(user).standing()
    ids = list(seen.order_by("-listed_on", "-id").values_list("id", flat=True)[:LATEST])
    rows = action_rows(user, ids, clock)
    return [row | {"under": row["under"] or row["reporter"], "at_text": row["day_text"]} for row in rows]


def _doors(user: User) -> dict[str, str]:
    """The buttons the person may press."""
    doors = {
        "new_action_url": ("action.log", "action_new"),
        "new_case_url": ("case.register", "case_new"),
        "actions_url": ("action.view", "actions"),
    }
    return {name: reverse(url) for name, (verb, url) in doors.items() if user.scope.may(verb)}
