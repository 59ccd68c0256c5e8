"""What is written down: who did what, at which address; never a password, a number, or what somebody searched for."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pghistory.models import Context

from tests.people import unit
from tracker.models import AssistanceAction, ContactDisclosure, FollowUp, Membership, User

PASSWORD, NUMBER, WORDS = "Zhuqi-Taizhang-7", "13911118888", "某某要找的字"
SECRETS = (PASSWORD, NUMBER, WORDS, "Banlizhong-2027")


@pytest.fixture(params=["embedded", "production"])
def written(request, monkeypatch) -> Iterator[io.StringIO]:
    """Everything that is logged, in full, as the server would write it."""
    text, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(text)
    line = settings.LOGGING["formatters"]["line"]
    chain, last = list(line["foreign_pre_chain"]), line["processor"]
    if request.param == "production":
        chain, last = [*chain, structlog.processors.format_exc_info], structlog.processors.JSONRenderer()
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processor=last, foreign_pre_chain=chain))
    monkeypatch.setattr(root, "level", logging.INFO)
    root.addHandler(handler)
    yield text
    root.removeHandler(handler)


@pytest.fixture
def member(reference, plain_static) -> User:
    user = User.objects.create_user("member", PASSWORD, name="赵敏", phone=NUMBER)
    Membership.objects.create(
        user=user, unit=unit("市财政局"), role="office", from_on="2020-01-01", is_main=True
    )
    return user


def test_no_secret_is_written_down(member, written, monkeypatch):
    client = Client(raise_request_exception=False)
    client.post(reverse("sign_in"), {"username": "member", "password": PASSWORD + "x"})
    client.post(reverse("sign_in"), {"username": "member", "password": PASSWORD})
    client.get(reverse("profile"))
    client.get(reverse("cases"), {"q": NUMBER})
    client.get(reverse("lookup_enterprises"), {"q": WORDS})
    client.get(f"/nothing/?phone={NUMBER}")
    client.post(reverse("case_new"), {"title": WORDS, "description": NUMBER})
    changed = {
        "old_password": PASSWORD,
        "new_password1": "Banlizhong-2027",
        "new_password2": "Banlizhong-2027",
    }

    def broken(user: User, *, by: User, password: str) -> None:
        raise RuntimeError(len(password))

    monkeypatch.setattr("tracker.web.accounts.set_password", broken)
    assert client.post(reverse("profile"), changed).status_code == 500
    text = written.getvalue()
    assert [secret for secret in SECRETS if secret in text] == []
    assert ("RuntimeError" in text, "broken" in text, "GET /cases/" in text) == (True, True, True)


def test_a_line_of_the_log_is_one_line(member, written):
    client = Client(raise_request_exception=False)
    client.get("/nothing/%0aerror%20forged/")
    assert [
        line for line in written.getvalue().splitlines() if line.startswith(("error", "\x1b[31merror"))
    ] == []


@pytest.mark.parametrize("model", ["AssistanceAction", "Draft"])
def test_an_event_holds_the_values_and_the_request(model, cast, near, sign_in):
    client = sign_in(cast.office_district)
    if model == "Draft":
        address = reverse("draft_decide", args=[near.bulletin.public_id, near.draft.public_id])
        client.post(address, {"act": "discard", "version": 1, "reason": "重复"})
        event = near.draft.events.order_by("pgh_id").last()
        assert (event.decision, event.reason) == ("discarded", "重复")
    else:
        address = reverse("action_void", args=[near.action.public_id])
        client.post(address, {"reason": "重复录入"})
        event = near.action.events.order_by("pgh_id").last()
        assert (event.status, event.void_reason) == ("voided", "重复录入")
    assert event.pgh_context.metadata == {"user": cast.office_district.pk, "url": address}


def test_notes_and_revealed_numbers_name_their_person(cast, near, sign_in):
    client = sign_in(cast.office_district)
    client.post(reverse("contact_reveal", args=[near.firm.public_id]))
    shown = ContactDisclosure.objects.get()
    assert (shown.by, shown.contact) == (cast.office_district, near.contact)
    sent = {"note": "电话联系", "verb": "call", "audience": "internal", "happened_on": "2026-11-20"}
    client.post(reverse("case_note", args=[near.case.number]), sent)
    act = FollowUp.objects.order_by("id").last()
    assert (act.by, act.note, act.verb) == (cast.office_district, "电话联系", "call")


def test_a_refused_act_leaves_no_event(cast, near, sign_in):
    contexts, events = Context.objects.count(), near.action.events.count()
    client = sign_in(cast.owner)
    assert (
        client.post(reverse("action_void", args=[near.action.public_id]), {"reason": "x"}).status_code == 403
    )
    assert (near.action.events.count(), AssistanceAction.objects.get().status) == (events, "standing")
    assert Context.objects.count() == contexts


def test_a_refused_act_is_logged_with_its_person(cast, near, sign_in, written):
    client = sign_in(cast.owner)
    client.post(reverse("action_void", args=[near.action.public_id]), {"reason": "x"})
    lines = [line for line in written.getvalue().splitlines() if "request_finished" in line]
    assert len(lines) == 1
    if lines[0].startswith("{"):
        told = json.loads(lines[0])
        assert (told["code"], told["user_id"]) == (403, cast.owner.pk)
        assert told["request"] == f"POST {reverse('action_void', args=[near.action.public_id])}"
