"""Twenty browsers at the same moment: one visit with all that comes of it, one hand-over."""

import pytest
from django.urls import reverse

from tests.faults.test_double_submit import BROWSERS, browsers, near, send_all
from tests.people import NEAR_DISTRICT, add_person, unit
from tracker.models import AssistanceAction, Case, Commitment, Pairing, Visit
from tracker.web.fields import new_key

__all__ = ["browsers", "near"]
pytestmark = pytest.mark.django_db(transaction=True)


def test_one_visit_with_its_case_promise_and_action(browsers, near):
    visits, cases = Visit.objects.count(), Case.objects.count()
    actions, promises = AssistanceAction.objects.count(), Commitment.objects.count()
    sent = {
        "finding": "problem",
        "title": "用电增容",
        "visited_on": "2026-11-20",
        "note": "缺变压器",
        "promise": "周五前勘察",
        "as_action": "on",
        "key": new_key(),
    }
    address = reverse("visit_new", args=[near.firm.public_id])
    assert send_all(browsers, address, sent) == {302: BROWSERS}
    assert (Visit.objects.count(), Case.objects.count()) == (visits + 1, cases + 1)
    assert (AssistanceAction.objects.count(), Commitment.objects.count()) == (actions + 1, promises + 1)
    case = Case.objects.get(title="用电增容")
    assert sorted(act.verb for act in case.follow_ups.all()) == ["link_action", "promise", "register"]


def test_one_hand_over(browsers, near):
    leaving, mate = (add_person(name, "staff", NEAR_DISTRICT) for name in ("leaving", "mate"))
    Pairing.objects.create(enterprise=near.firm, officer=leaving, from_on="2026-01-01")
    part = near.case.units.create(
        unit=unit(NEAR_DISTRICT), part="lead", handler=leaving, assigned_on="2026-11-01"
    )
    sent = {"to": mate.public_id, "on": "2026-11-20"}
    address = reverse("hand_over", args=[leaving.public_id])
    assert send_all(browsers, address, sent) == {302: BROWSERS}
    assert Pairing.objects.filter(officer=mate).count() == 1
    part.refresh_from_db()
    assert part.handler == mate
    assert near.case.follow_ups.filter(verb="set_handler").count() == 1
