"""T3: senders killed while they send: nobody is left out, and what comes twice is the same mail."""

import os
import random
import signal
import time
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection, transaction

from tests.faults.due_mails import write
from tests.faults.production import within
from tests.faults.sabotage import UNCLAIMED, Twin, instead, turns_red, twins
from tests.forks import start
from tests.mail_sink import Sink, listening
from tests.operations.conftest import now, person
from tests.operations.test_outbox import NOON, point_to
from tracker.models import OutgoingMail
from tracker.models.mail import MailState
from tracker.operations import outbox
from tracker.operations.outbox import send_waiting

__all__ = ["now", "person"]
pytestmark = pytest.mark.django_db(transaction=True)

SEED = int(os.environ.get("KILL_SEED", "3"))
DONE_SECONDS = 60  # after the last kill
# Mails, kills, and how many may come twice: a kill between the server's word and the commit cannot be told from one before.
QUICK = {"count": 120, "kills": 4, "copies": 4}
FULL = {"count": 1200, "kills": 36, "copies": 4}
SIZES = [pytest.param(*QUICK.values()), pytest.param(*FULL.values(), marks=pytest.mark.slow)]
ANSWER_SECONDS = 0.3  # that a server takes to accept a mail, while senders are killed
SENDERS, AT_WORK = 5, 2  # one more than are woken; mails after which one is at it


@pytest.fixture
def sink(settings):
    made, timeout = Sink(), settings.EMAIL_TIMEOUT
    with listening(made) as port:
        point_to(settings, port)
        settings.EMAIL_TIMEOUT = timeout
        yield made


def arrived(sink: Sink) -> list[str]:
    return [str(message["Message-ID"]) for message in sink.taken]


def is_killed_while_sending(sink: Sink, seconds: float) -> None:
    """A sender that lives so long after its first mails arrived."""
    before = len(sink.taken)
    pid = start(lambda: send_waiting(now=NOON))
    within(10, lambda: len(sink.taken) >= before + AT_WORK, 0.01)
    time.sleep(seconds)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


@pytest.mark.parametrize(("count", "kills", "copies"), SIZES)
def test_nobody_is_left_out(count, kills, copies, sink, person):
    sink.delay = ANSWER_SECONDS
    wanted, chance = write(person("reader", "staff", "市商务局"), range(count), NOON), random.Random(SEED)
    killed = 0
    while killed < kills and OutgoingMail.objects.filter(state="new").exists():
        is_killed_while_sending(sink, chance.uniform(0, 0.6))
        killed += 1
    sink.delay, begun = 0, time.monotonic()
    while OutgoingMail.objects.filter(state="new").exists() and time.monotonic() - begun < DONE_SECONDS:
        for pid in [start(lambda: send_waiting(now=NOON)) for _number in range(SENDERS)]:
            os.waitpid(pid, 0)  # the dead one's claim falls with its connection
    took, got = time.monotonic() - begun, arrived(sink)
    extra = len(got) - len(set(got))
    print(
        f"T3, seed {SEED}: {count} mails, {killed} kills, {count - len(set(got))} lost, {extra} extra copies,"
        f" done {took:.1f} s after the last kill"
    )
    assert killed == kills
    assert set(got) == wanted
    assert (extra <= copies, took <= DONE_SECONDS) == (True, True)
    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {"sent"}


def dies_at(point: str) -> Callable[[], object]:
    """A sender that is gone at one exact point of its second mail."""

    def die(*_args: object, **_how: object) -> None:
        os._exit(9)

    def work() -> None:
        calls = []
        if point == "claimed":
            _after(outbox, "_claim", calls, die)
        elif point == "opened":
            _before(outbox, "message_of", calls, die)
        elif point == "marked":
            _before(outbox, "_send", calls, die)
        elif point == "accepted":
            _after(outbox, "_send", calls, die)
        elif point == "committed":
            _before(outbox, "_send_next", calls, die, at=3)
        send_waiting(now=NOON)

    return work


def _before(place: object, name: str, calls: list[int], die: Callable[..., None], at: int = 2) -> None:
    real = getattr(place, name)

    def call(*args: object, **how: object) -> object:
        calls.append(1)
        if len(calls) == at:
            die()
        return real(*args, **how)

    setattr(place, name, call)


def _after(place: object, name: str, calls: list[int], die: Callable[..., None], at: int = 2) -> None:
    real = getattr(place, name)

    def call(*args: object, **how: object) -> object:
        done = real(*args, **how)
        calls.append(1)
        if len(calls) == at:
            die()
        return done

    setattr(place, name, call)


@pytest.mark.parametrize(
    ("point", "copies"),
    [("claimed", 0), ("marked", 0), ("opened", 0), ("accepted", 1), ("committed", 0)],
)
def test_at_every_point_of_a_mail(point, copies, sink, person):
    wanted = write(person("reader", "staff", "市商务局"), range(5), NOON)
    pid = start(dies_at(point))
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 9
    begun = time.monotonic()
    while OutgoingMail.objects.filter(state="new").exists() and time.monotonic() - begun < 30:
        send_waiting(now=NOON)
    got = arrived(sink)
    assert (set(got), len(got) - len(wanted)) == (wanted, copies)


def test_several_senders_at_once_send_each_mail_once(sink, person):
    wanted = write(person("reader", "staff", "市商务局"), range(40), NOON)
    pids = [start(lambda: send_waiting(now=NOON)) for _number in range(4)]
    for pid in pids:
        os.waitpid(pid, 0)
    connection.ensure_connection()
    assert sorted(arrived(sink)) == sorted(wanted)
    assert sink.connections >= 2


def marked_and_committed_first(turn, now) -> bool:
    """A sender that takes the mail out of the outbox for good, and then sends it."""
    with transaction.atomic():
        due = OutgoingMail.objects.filter(state=MailState.NEW).order_by("next_try_at", "id")
        mail = due.select_for_update(skip_locked=True).first()
        OutgoingMail.objects.filter(pk=mail and mail.pk).update(state=MailState.SENT)
    if mail:
        turn.line.open()
        turn.line.send_messages([outbox.message_of(mail)])
    return mail is not None


def under_a_new_name(mail):
    """What is sent again is another mail to whoever gets it."""
    message = MESSAGE(mail)
    message.extra_headers["Message-ID"] = f"<{uuid4()}@tracker>"
    return message


MESSAGE = outbox.message_of
AFTER_SENDING = instead({"tracker.operations.outbox._send_next": marked_and_committed_first})
ONE_BY_ONE = instead({"tests.faults.test_mail_kills.send_waiting": transaction.atomic(send_waiting)})
NAMED_ONCE = instead({"tracker.operations.outbox.message_of": under_a_new_name})


@twins(
    Twin(
        "T3",
        "a mail leaves the outbox only once it is sent, at the exact point",
        AFTER_SENDING,
        test_at_every_point_of_a_mail,
        {"point": "opened", "copies": 0},
        is_quick=True,
    ),
    Twin("T3", "a mail leaves the outbox only once it is sent", AFTER_SENDING, test_nobody_is_left_out, FULL),
    Twin(
        "T3",
        "each mail is committed by itself, few",
        ONE_BY_ONE,
        test_nobody_is_left_out,
        QUICK,
        is_quick=True,
    ),
    Twin("T3", "each mail is committed by itself", ONE_BY_ONE, test_nobody_is_left_out, FULL),
    Twin(
        "T3",
        "the name of a mail is kept",
        NAMED_ONCE,
        test_at_every_point_of_a_mail,
        {"point": "accepted", "copies": 1},
        is_quick=True,
    ),
    Twin("T3", "the claim of a mail", instead(UNCLAIMED), test_several_senders_at_once_send_each_mail_once),
)
def test_the_test_turns_red_without(twin, request):
    turns_red(twin, request)
