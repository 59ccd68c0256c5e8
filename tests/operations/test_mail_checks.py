"""Between the evening a mail is written in and the morning it goes much changes: it is looked at once more."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction

from tests.operations.conftest import unit
from tests.operations.life import OTHER
from tests.operations.test_notice_mails import at, life
from tests.operations.test_outbox import sink
from tracker.models import Case, Membership, Notice, OutgoingMail, User
from tracker.operations.digest_previews import send_test
from tracker.operations.notice_mails import plan_mails
from tracker.operations.notices import mark_read
from tracker.operations.outbox import send_waiting
from tracker.operations.profile import choose_notices

__all__ = ["life", "sink"]


NIGHT, MORNING = at("11-24T21:00"), at("11-25T08:30")


@pytest.fixture
def told_at_night(life, sink):
    """A mail of one act, written in the evening for the next morning; who gets it and the case."""
    case = life.walk("handling")
    Notice.objects.all().delete()
    life.act(case, "chase", by=life.people.supervisor)
    Notice.objects.exclude(recipient=life.people.unit_lead).delete()
    assert plan_mails(now=NIGHT) == 1
    assert send_waiting(now=NIGHT).sent == 0
    return life.people.unit_lead, case


def what_became() -> tuple[str, str]:
    """State and reason of the one mail that waited for the morning, once it came."""
    send_waiting(now=MORNING)
    (found,) = OutgoingMail.objects.values_list("state", "void_reason")
    return found


def test_what_waited_for_the_morning_goes_when_nothing_changed(told_at_night, sink):
    assert what_became() == ("sent", "")
    assert sink.addresses == ["unit_lead@example.cn"]


def test_a_digest_to_the_same_reader_goes_in_the_same_round(told_at_night, sink):
    reader = User.objects.get(pk=told_at_night[0].pk)
    assert send_test(reader, by=reader, now=MORNING)
    assert send_waiting(now=MORNING).sent == 2
    assert sink.addresses == ["unit_lead@example.cn"] * 2


def test_it_goes_to_nobody_who_lost_sight_of_the_case(told_at_night, sink):
    Membership.objects.filter(user=told_at_night[0]).update(unit=unit(OTHER))
    assert (what_became(), sink.taken) == (("void", "sight"), [])


def test_what_was_read_meanwhile_need_not_go(told_at_night, sink):
    reader = told_at_night[0]
    mark_read(reader, now=NIGHT, until=Notice.objects.get(recipient=reader).public_id)
    assert (what_became(), sink.taken) == (("void", "read"), [])


def test_nor_what_its_reader_does_not_want_any_more(told_at_night, sink):
    choose_notices(told_at_night[0], chosen={"pressing": "off"})
    assert (what_became(), sink.taken) == (("void", "choice"), [])


def test_what_its_reader_now_wants_in_a_digest_comes_with_that(told_at_night, sink):
    reader = told_at_night[0]
    choose_notices(reader, chosen={"pressing": "daily"})
    assert (what_became(), sink.taken) == (("void", "digest"), [])
    assert plan_mails(now=at("11-25T08:45")) == 1
    assert send_waiting(now=at("11-25T08:46")).sent == 1
    assert OutgoingMail.objects.get(state="sent").kind == "notices_daily"


def test_whoever_changes_their_mind_twice_leaves_nothing_to_be_planned_forever(told_at_night, sink):
    reader = told_at_night[0]
    for how in ("daily", "at_once"):
        choose_notices(reader, chosen={"pressing": how})
        send_waiting(now=MORNING)
    assert plan_mails(now=MORNING) == 0
    assert not Notice.objects.unsettled().exists()


def test_it_goes_to_the_address_that_holds_when_it_goes(told_at_night, sink):
    reader = told_at_night[0]
    User.objects.filter(pk=reader.pk).update(email="new@example.cn")
    assert what_became() == ("sent", "")
    assert (sink.addresses, OutgoingMail.objects.get().to_address) == (["new@example.cn"], "new@example.cn")


def test_an_account_that_lost_its_address_gets_none(told_at_night, sink):
    User.objects.filter(pk=told_at_night[0].pk).update(email="")
    assert (what_became(), sink.taken) == (("void", "address"), [])


def test_a_digest_that_was_late_tells_nothing_of_a_case_out_of_sight_and_the_rest_comes_with_the_next(
    life, sink
):
    reader, seen, lost = (
        life.people.unit_lead,
        life.walk("handling"),
        life.walk("handling", life.register("另一件")),
    )
    Notice.objects.all().delete()
    for case in (seen, lost):
        Notice.objects.create(
            recipient=reader, kind="near_due", case=case, told_for="x", at=at("11-23T10:00")
        )
    assert plan_mails(now=at("11-24T09:00")) == 1
    Case.objects.filter(pk=lost.pk).update(visible_unit_ids=[unit(OTHER).pk])
    assert send_waiting(now=at("11-24T10:00")).sent == 0
    assert list(OutgoingMail.objects.values_list("state", "void_reason")) == [("void", "sight")]
    assert [plan_mails(now=at(f"11-{day}T09:00")) for day in (24, 25)] == [0, 1]
    assert send_waiting(now=at("11-25T09:01")).sent == 1
    assert "另一件" not in sink.taken[0].get_body(("plain",)).get_content()


@pytest.mark.django_db(transaction=True)
def test_what_somebody_else_holds_is_looked_at_a_little_later_and_nobody_waits(told_at_night, sink):
    choose_notices(told_at_night[0], chosen={"pressing": "daily"})

    def send():
        try:
            return what_became()
        finally:
            connections.close_all()

    with transaction.atomic(), ThreadPoolExecutor(1) as pool:
        list(Notice.objects.select_for_update())
        assert pool.submit(send).result(30) == ("new", "")
    assert Notice.objects.unsettled().count() == 0
    send_waiting(now=MORNING.replace(minute=31))
    assert (OutgoingMail.objects.get().void_reason, sink.taken) == ("digest", [])
