"""A digest goes at eight on its own morning; what is late, for whatever reason, disturbs nobody and waits for office hours."""

from datetime import timedelta

import pytest

from tests.mail_sink import TAKEN
from tests.operations.conftest import now, person
from tests.operations.test_digests import MONDAY, life
from tests.operations.test_notice_mails import at
from tests.operations.test_outbox import sink
from tracker.models import OutgoingMail, User
from tracker.operations.digest_previews import send_test
from tracker.operations.digests import plan_digests
from tracker.operations.outbox import send_waiting

__all__ = ["life", "now", "person", "sink"]


def tries() -> set:
    return set(OutgoingMail.objects.values_list("next_try_at", flat=True))


@pytest.mark.parametrize("minutes", [0, 1, 29])
def test_on_its_own_morning_it_goes_before_the_offices_open(life, sink, minutes):
    count = plan_digests(now=MONDAY)
    assert send_waiting(now=MONDAY + timedelta(minutes=minutes)).sent == count


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        ("11-30T18:00", "12-01T08:30"),
        ("12-01T02:00", "12-01T08:30"),
        ("12-01T08:00", "12-01T08:30"),  # it was another day's eight o'clock
        ("12-05T10:00", "12-07T08:30"),  # a Saturday
    ],
)
def test_written_in_time_but_late_it_waits_for_the_morning(life, sink, moment, until):
    count = plan_digests(now=MONDAY)
    assert (send_waiting(now=at(moment)).sent, tries()) == (0, {at(until)})
    assert send_waiting(now=at(until)).sent == count


def test_late_within_office_hours_it_goes(life, sink):
    count = plan_digests(now=MONDAY)
    assert send_waiting(now=at("12-01T17:59")).sent == count


def test_what_the_server_puts_off_is_not_tried_through_the_night(life, sink):
    count = plan_digests(now=MONDAY)
    sink.says = lambda _address, _time: "451 try later"
    assert send_waiting(now=at("11-30T17:59:50")).postponed == count
    sink.says = lambda _address, _time: TAKEN
    assert (send_waiting(now=at("11-30T18:30")).sent, tries()) == (0, {at("12-01T08:30")})


@pytest.mark.parametrize("moment", ["11-30T18:00", "11-30T22:00"])
def test_nor_does_it_go_at_night_when_it_is_written_late_on_its_own_day(life, sink, moment):
    plan_digests(now=at(moment))
    assert tries() == {at("12-01T08:30")}


def test_a_test_to_oneself_goes_at_once_whatever_the_hour(life, sink):
    reader = User.objects.get(pk=life.people.unit_lead.pk)
    send_test(reader, by=reader, now=at("11-30T22:00"))
    assert send_waiting(now=at("11-30T23:30")).sent == 1
    assert OutgoingMail.objects.get(recipient=reader).state == "sent"
