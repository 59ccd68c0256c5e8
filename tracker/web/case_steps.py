"""What can be done with a case next, and what stands around it that waits for somebody."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.models import Case, User
from tracker.models.act_words import GROUPS, button
from tracker.models.requests import RequestKind
from tracker.operations.case_life import Situation
from tracker.operations.cases import may_correct
from tracker.rules.status import NEXT, OPEN, Move
from tracker.web.dates import Clock, day
from tracker.web.rows import LABELS

LATEST_SIMILAR = 5


def requests(now: Situation, possible: list[Move], clock: Clock) -> list[dict[str, Any]]:
    """What the unit asked for, with the buttons of whoever may answer."""
    answers = {
        RequestKind.EXTENSION: ("extend", "refuse_extension"),
        RequestKind.PARK: ("park", "refuse_park"),
    }
    may = {move.verb for move in possible}
    return [
        {
            "kind": one.get_kind_display(),
            "until": day(one.until, clock.today),
            "who": str(one.asked_by),
            "at_text": day(one.asked_on, clock.today),
            "reason": one.reason,
            "acts": [act_step(now.case, verb) for verb in answers[RequestKind(one.kind)] if verb in may],
        }
        for one in now.requests
    ]


def steps(user: User, case: Case, possible: list[Move]) -> dict[str, Any]:
    """The one next step as the page's button, every other one in the menu."""
    verbs = [move.verb for move in possible]
    first = next((verb for verb in NEXT.get(case.status, ()) if verb in verbs), None)
    others = [verb for verb in verbs if verb != first]
    groups = [
        (str(name), [act_step(case, verb) for verb in others if belongs(verb)]) for name, belongs in GROUPS
    ]
    if user.scope.may("action.log"):
        label, url = _("Log an action for this case"), f"{reverse('action_new')}?case={case.number}"
        groups[0][1].insert(0, {"label": label, "url": url})
    if may_correct(user, case):
        groups[-1][1].append(
            {"label": _("Correct the case"), "url": reverse("case_edit", args=[case.number])}
        )
    shown = [{"name": name, "steps": found} for name, found in groups if found]
    return {"next": act_step(case, first) if first else None, "step_groups": shown}


def act_step(case: Case, verb: str) -> dict[str, Any]:
    """A button that leads to an act's page."""
    return {"label": button(verb), "url": reverse("case_act", args=[case.number, verb])}


def similar(user: User, case: Case, clock: Clock) -> list[dict[str, Any]]:
    """Other open cases of the same firm, or at the same place of the district, newest first: perhaps the same problem."""
    if case.status not in OPEN:
        return []
    firm, place = Q(enterprise=case.enterprise_id), Q(district=case.district_id, place=case.place)
    same = firm if case.enterprise_id else place
    rows = Case.objects.visible_to(user).open().filter(same).exclude(pk=case.pk)
    found = rows.order_by("-id").only("number", "title", "status", "due_on")[:LATEST_SIMILAR]
    return [
        {
            "url": reverse("case", args=[one.number]),
            "title": f"{one.number} {one.title}",
            "code": one.status,
            "label": LABELS[one.status],
            "due_text": clock.of_case(one.due_on, one.status).text,
        }
        for one in found
    ]
