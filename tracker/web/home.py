"""The workbench: what I must do today."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tracker.models import AssistanceAction, Case, Enterprise, User
from tracker.reports.coverage import VISIT_DAYS, paired, unvisited
from tracker.reports.stuck import stuck
from tracker.reports.today import IN_ACTIONS, Waiting, next_in_line, waiting
from tracker.web.dates import Clock
from tracker.web.desk import LOOK, desk_of
from tracker.web.list_bar import pinned_counts
from tracker.web.people import person
from tracker.web.rows import LABELS, action_rows

LATEST = 6
QUERIES = {
    "near": "stage=near",
    "overdue": "stage=overdue",
    "parked": "status=parked",
}  # where a filter says the same


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Counts that link to their lists, the next cases in line, the latest actions."""
    user, clock = person(request), Clock.of_request()
    cases = Case.objects.visible_to(user)
    context = {
        "today_text": date_format(clock.today, "DATE_FORMAT") + " " + date_format(clock.today, "l"),
        "counts": [_count(one) for one in waiting(desk_of(user, clock))] + _unvisited(user, clock),
        "views": pinned_counts(user, clock),
        "stuck": _stuck(user, clock),
        "todos": [_todo(case, clock) for case in next_in_line(cases)] if user.scope.may("case.view") else [],
        "todos_url": f"{reverse('cases')}?stage=overdue" if user.scope.may("case.view") else "",
        "todo_text": _("All overdue cases"),
        "latest": _latest(user, clock),
    }
    return render(request, "home.html", context | _doors(user))


def _count(one: Waiting) -> dict[str, Any]:
    label, tone = LOOK[one.code]
    rows = "actions" if one.code == IN_ACTIONS else "cases"
    url = f"{reverse(rows)}?{QUERIES.get(one.code, f'todo={one.code}')}"
    return {
        "label": label,
        "value": one.text if one.count else 0,
        "url": reverse("bulletins") if one.code == "drafts" else url,
        "tone": tone,
    }


def _unvisited(user: User, clock: Clock) -> list[dict[str, Any]]:
    """The firms a person looks after where nobody was for a month."""
    if not user.scope.own_enterprises("enterprise.view"):
        return []
    mine = paired(Enterprise.objects.visible_to(user).live(), on=clock.today, officer=user)
    count = unvisited(mine, on=clock.today).count()
    label = _("Not visited for %(days)d days") % {"days": VISIT_DAYS}
    return [
        {"label": label, "value": count, "url": f"{reverse('enterprises')}?unvisited=mine", "tone": "amber"}
    ]


def _stuck(user: User, clock: Clock) -> list[dict[str, Any]]:
    """For those who press for work: who has the most overdue cases before them."""
    if not (user.scope.may("case.chase") or user.scope.may("case.instruct")):
        return []
    address = reverse("cases")
    return [
        {
            "name": str(held.unit),
            "url": f"{address}?stage=overdue&holder={held.unit.public_id}",
            "count": held.count,
            "oldest": clock.due(held.oldest_due_on).text,
        }
        for held in stuck(Case.objects.visible_to(user), clock.today)
    ]


def _todo(case: Case, clock: Clock) -> dict[str, Any]:
    due = clock.of_case(case.due_on, case.status)
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
