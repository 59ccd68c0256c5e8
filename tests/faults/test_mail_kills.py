"""T3: senders killed while they send: nobody is left out, and what comes twice is the same mail."""

import os
import random
import signal
import time
from collections.abc import Callable

import pytest
from django.db import connection, connections

from tests.mail_sink import Sink, listening
from tests.operations.conftest import now, person
from tests.operations.test_outbox import NOON, point_to
from tracker.models import OutgoingMail
from tracker.operations import outbox
from tracker.operations.outbox import send_waiting

__all__ = ["now", "person"]
pytestmark = pytest.mark.django_db(transaction=True)

SEED = int(os.environ.get("KILL_SEED", "3"))
MOST_COPIES = 4
SIZES = [pytest.param(40, 6), pytest.param(600, 36, marks=pytest.mark.slow)]  # mails, kills


@pytest.fixture
def sink(settings):
    made = Sink()
    with listening(made) as port:
        point_to(settings, port)
        settings.EMAIL_TIMEOUT = 10
        yield made


def write(user, count: int) -> set[str]:
    """So many mails that are due; their Message-IDs."""
    OutgoingMail.objects.bulk_create(
        OutgoingMail(
            kind="notice",
            dedupe_key=f"digest:{number}",
            recipient=user,
            to_address=f"r{number}@example.cn",
            subject="每周简讯",
            text="……",
            message_id=f"<{number}@tracker>",
            created_at=NOON,
            next_try_at=NOON,
        )
        for number in range(count)
    )
    return {f"<{number}@tracker>" for number in range(count)}


def start(work: Callable[[], object]) -> int:
    """A process of its own, with its own connections; its pid."""
    connections.close_all()
    pid = os.fork()
    if pid:
        return pid
    try:
        work()
    finally:
        os._exit(0)


def arrived(sink: Sink) -> list[str]:
    return [str(message["Message-ID"]) for message in sink.taken]


@pytest.mark.parametrize(("count", "kills"), SIZES)
def test_nobody_is_left_out(count, kills, sink, person):
    wanted, chance = write(person("reader", "staff", "市商务局"), count), random.Random(SEED)
    killed = 0
    while killed < kills and OutgoingMail.objects.filter(state="new").exists():
        pid = start(lambda: send_waiting(now=NOON))
        time.sleep(chance.uniform(0.02, 0.1))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        killed += 1
    begun = time.monotonic()
    while OutgoingMail.objects.filter(state="new").exists() and time.monotonic() - begun < 60:
        send_waiting(now=NOON)  # the dead one's claim falls with its connection
    got = arrived(sink)
    extra = len(got) - len(set(got))
    print(f"seed {SEED}: {count} mails, {killed} kills, {count - len(set(got))} lost, {extra} extra copies")
    assert set(got) == wanted
    assert extra <= MOST_COPIES
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
            _before(outbox, "_message", calls, die)
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
    wanted = write(person("reader", "staff", "市商务局"), 5)
    pid = start(dies_at(point))
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 9
    begun = time.monotonic()
    while OutgoingMail.objects.filter(state="new").exists() and time.monotonic() - begun < 30:
        send_waiting(now=NOON)
    got = arrived(sink)
    assert (set(got), len(got) - len(wanted)) == (wanted, copies)


def test_several_senders_at_once_send_each_mail_once(sink, person):
    wanted = write(person("reader", "staff", "市商务局"), 40)
    pids = [start(lambda: send_waiting(now=NOON)) for _number in range(4)]
    for pid in pids:
        os.waitpid(pid, 0)
    connection.ensure_connection()
    assert sorted(arrived(sink)) == sorted(wanted)
    assert sink.connections >= 2
