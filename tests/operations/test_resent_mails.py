"""A mail that failed, or had no good address, is put back by staff: the same mail, with time to get through, to the address that holds now."""

from datetime import timedelta

import pytest

from tests.mail_sink import TAKEN
from tests.operations.test_notice_mails import at
from tests.operations.test_outbox import NOON, of, sink, states, write
from tracker.models import OutgoingMail, User
from tracker.models.mail import VoidReason
from tracker.operations.mails import may_resend, resend
from tracker.operations.outbox import send_waiting
from tracker.rules.errors import Conflict, NotAllowed

__all__ = ["sink", "write"]

LATER = NOON + timedelta(days=5)


@pytest.fixture
def office(person):
    return person("office", "office", "市活动办")


def refuse(sink, write):
    sink.says = lambda _address, _time: "550 5.1.1 查无此人"
    write("a")
    send_waiting(now=NOON)
    sink.says = lambda _address, _time: TAKEN
    return of("a")


def test_it_goes_as_it_was_under_the_same_message_id(sink, write, office):
    failed = refuse(sink, write)
    resend(failed, by=office, now=LATER)
    assert send_waiting(now=LATER + timedelta(minutes=1)).sent == 1
    mail = of("a")
    assert (mail.state, mail.attempts, mail.resent_by, mail.resent_at) == ("sent", 2, office, LATER)
    assert (sink.taken[0]["Message-ID"], mail.text, mail.dedupe_key) == (
        failed.message_id,
        failed.text,
        failed.dedupe_key,
    )


def test_it_has_two_days_again(sink, write, office):
    resend(refuse(sink, write), by=office, now=LATER)
    sink.says = lambda _address, _time: "451 try later"
    send_waiting(now=LATER + timedelta(minutes=1))
    assert states() == {"a": "new"}
    OutgoingMail.objects.update(next_try_at=LATER + timedelta(days=2))
    send_waiting(now=LATER + timedelta(days=2, minutes=5))
    assert states() == {"a": "failed"}


def test_outside_of_working_hours_it_waits_for_the_morning(sink, write, office):
    assert resend(refuse(sink, write), by=office, now=at("11-25T22:00")).next_try_at == at("11-26T08:30")


def test_pressed_twice_it_is_put_back_once(sink, write, office):
    failed = refuse(sink, write)
    first = resend(failed, by=office, now=LATER)
    assert resend(failed, by=office, now=LATER + timedelta(hours=1)).resent_at == first.resent_at


def test_what_was_sent_or_is_not_needed_stays(sink, write, office):
    failed = refuse(sink, write)
    for state in ("void", "sent"):
        OutgoingMail.objects.update(state=state)
        with pytest.raises(Conflict):
            resend(failed, by=office, now=LATER)
        assert states() == {"a": state}


def voided(write, reason, **fields):
    """A mail that did not go for that reason; its reader has meanwhile the address right@example.cn."""
    (mail,) = write("a", state="void", void_reason=reason, **fields)
    User.objects.filter(pk=mail.recipient_id).update(email="right@example.cn")
    return mail


@pytest.mark.parametrize("kind", ["digest", "notice"])
@pytest.mark.parametrize("reason", ["bounced", "address"])
def test_what_had_no_good_address_goes_to_the_one_that_holds_now(sink, write, office, reason, kind):
    mail = voided(write, reason, kind=kind, reach=[])
    again = resend(mail, by=office, now=LATER)
    assert (again.state, again.to_address, again.resent_by) == ("new", "right@example.cn", office)
    assert send_waiting(now=LATER + timedelta(minutes=1)).sent == 1
    assert sink.addresses == ["right@example.cn"]
    mail.refresh_from_db()
    assert (mail.state, mail.void_reason) == ("sent", "")


@pytest.mark.parametrize("reason", [one for one in VoidReason.values if one not in ("bounced", "address")])
def test_what_did_not_go_for_another_reason_stays(write, office, reason):
    mail = voided(write, reason)
    assert not may_resend(office, mail)
    with pytest.raises(Conflict):
        resend(mail, by=office, now=LATER)
    assert states() == {"a": "void"}


def test_without_any_address_there_is_nothing_to_put_back(write, office):
    mail = voided(write, "address")
    assert may_resend(office, OutgoingMail.objects.get())
    User.objects.filter(pk=mail.recipient_id).update(email="")
    assert not may_resend(office, OutgoingMail.objects.get())
    with pytest.raises(Conflict):
        resend(mail, by=office, now=LATER)
    assert states() == {"a": "void"}


def test_nor_does_anybody_else_put_back_what_had_no_good_address(write, person):
    mail = voided(write, "bounced")
    for nobody in (mail.recipient, person("far", "office", "金水区活动办")):
        with pytest.raises(NotAllowed):
            resend(mail, by=nobody, now=LATER)
    assert states() == {"a": "void"}


def test_nobody_else_puts_mails_back(sink, write, person):
    failed = refuse(sink, write)
    with pytest.raises(NotAllowed):
        resend(failed, by=failed.recipient, now=LATER)
    with pytest.raises(NotAllowed):  # a mail to somebody of another district
        resend(failed, by=person("far", "office", "金水区活动办"), now=LATER)
    assert states() == {"a": "failed"}


def test_a_digest_goes_to_the_address_that_holds_now(sink, write, office):
    failed = refuse(sink, write)
    OutgoingMail.objects.update(kind="digest", reach=[])
    User.objects.filter(pk=failed.recipient_id).update(email="right@example.cn")
    resend(failed, by=office, now=LATER)
    send_waiting(now=LATER + timedelta(minutes=1))
    assert sink.addresses == ["right@example.cn"]
