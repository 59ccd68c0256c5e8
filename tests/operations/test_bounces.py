"""An address that the mail server refuses for good gets no more mails, until it changes or somebody tries it again."""

from datetime import timedelta

import pytest

from tests.mail_sink import TAKEN
from tests.operations.test_notice_mails import at
from tests.operations.test_outbox import NOON, of, sink, states, write
from tracker.models import OutgoingMail, User
from tracker.operations.mails import resend
from tracker.operations.outbox import send_waiting
from tracker.operations.profile import trust_address

__all__ = ["sink", "write"]

ADDRESS = "reader@example.cn"
LATER = NOON + timedelta(minutes=10)


@pytest.fixture
def reader(write):
    """Who gets the mails; their address is what the mails go to."""
    user = User.objects.get(username="reader")
    User.objects.filter(pk=user.pk).update(email=ADDRESS)
    return user


def refused(sink, write, said="550 5.1.1 查无此人"):
    """A mail that came back."""
    sink.says = lambda _address, _time: said
    write("reader")
    send_waiting(now=NOON)
    sink.says = lambda _address, _time: TAKEN
    return of("reader")


def is_bouncing(user) -> bool:
    return User.objects.get(pk=user.pk).is_bouncing


def what_became(name: str) -> tuple[str, str]:
    mail = OutgoingMail.objects.get(dedupe_key=f"test:{name}")
    return mail.state, mail.void_reason


def test_after_a_refusal_for_good_nothing_more_goes_there(sink, write, reader):
    refused(sink, write)
    assert is_bouncing(reader)
    write("b", "c", next_try_at=LATER)
    assert send_waiting(now=LATER).sent == 0
    assert (what_became("b"), what_became("c"), sink.taken) == (("void", "bounced"),) * 2 + ([],)


@pytest.mark.parametrize("said", ["552 5.2.2 mailbox full", "550 5.7.1 spam", "451 4.1.1 later"])
def test_other_refusals_say_nothing_about_the_address(sink, write, reader, said):
    refused(sink, write, said)
    assert not is_bouncing(reader)


def test_another_address_is_another_chance(sink, write, reader):
    refused(sink, write)
    User.objects.filter(pk=reader.pk).update(email="new@example.cn")
    assert not is_bouncing(reader)
    write("b", next_try_at=LATER)
    assert send_waiting(now=LATER).sent == 1


def test_what_came_back_from_an_old_address_says_nothing_of_the_new(sink, write, reader):
    User.objects.filter(pk=reader.pk).update(email="new@example.cn")
    refused(sink, write)
    assert User.objects.get(pk=reader.pk).bouncing == ""


def test_a_mail_put_back_tries_it_and_what_gets_through_opens_it_again(sink, write, reader, person):
    failed = refused(sink, write)
    resend(failed, by=person("office", "office", "市活动办"), now=at("11-25T12:05"))
    assert send_waiting(now=at("11-25T12:06")).sent == 1
    assert (states(), is_bouncing(reader)) == ({"reader": "sent"}, False)
    write("b", next_try_at=LATER)
    assert send_waiting(now=LATER).sent == 1


def test_so_does_a_test_to_oneself(sink, write, reader):
    refused(sink, write)
    write("test", kind="digest_test", reach=[], next_try_at=LATER)
    assert (send_waiting(now=LATER).sent, is_bouncing(reader)) == (1, False)


def test_whoever_knows_their_address_to_be_right_says_so(sink, write, reader):
    refused(sink, write)
    trust_address(reader)
    write("b", next_try_at=LATER)
    assert (is_bouncing(reader), send_waiting(now=LATER).sent) == (False, 1)
