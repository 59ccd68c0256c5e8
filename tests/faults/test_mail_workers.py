"""T5 and T6 in small: a worker, planners and senders forked from the test, on its own database and clock."""

import logging
import multiprocessing
import os
import signal
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from kombu import Connection as Broker
from kombu.exceptions import OperationalError

from tests.faults.due_mails import write
from tests.faults.production import Stack, within
from tests.faults.sabotage import UNCLAIMED, Twin, instead, turns_red, twins
from tests.faults.test_mail_kills import sink
from tests.forks import start
from tests.operations.conftest import now, person
from tests.operations.test_digests import MONDAY, life
from tests.people import plain_static
from tracker.celery import app
from tracker.models import OutgoingMail, User
from tracker.operations import digests, outbox
from tracker.operations.digests import plan_digests
from tracker.operations.outbox import send_waiting

__all__ = ["life", "now", "person", "plain_static", "sink"]
pytestmark = pytest.mark.django_db(transaction=True)
FEW, ARRIVED_SECONDS = 10, 30
PASSWORD = "Zhuqi-Taizhang-7"
PAGES = ("home", "cases", "notices")


@pytest.fixture
def broker(settings, plain_static, tmp_path) -> Iterator[Stack]:
    """A Valkey of the test's own, which the pages know too; up."""
    made = Stack("", 0, tmp_path)
    url = made.env["REDIS_URL"]
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": url}}
    made.start_cache()
    within(10, lambda: is_told(url))
    yield made
    made.end_all()


def is_told(url: str) -> bool:
    """Queue a look at the outbox, as beat does; whether there was a broker to take it."""
    try:
        with Broker(url, transport_options={"socket_connect_timeout": 2}) as line:
            app.send_task("tracker.send_mails", connection=line, retry=False)
    except OperationalError:
        return False
    return True


def outside_of_pytest() -> None:
    """A program of its own: silent, and no warning ends it."""
    logging.disable()
    warnings.simplefilter("ignore")


def is_heard(url: str) -> None:
    """A worker."""
    outside_of_pytest()
    app.conf.broker_url = url
    app.worker_main(["worker", "-P", "solo", "--without-mingle", "--without-gossip"])


def ticks(url: str, schedule: str) -> None:
    """Beat, whose half minute is a second."""
    outside_of_pytest()
    app.conf.broker_url = url
    looks = {"send_mails"} & set(app.conf.beat_schedule)
    app.conf.beat_schedule = {name: app.conf.beat_schedule[name] | {"schedule": 1.0} for name in looks}
    app.Beat(schedule=schedule, quiet=True).run()


def guesses(name: str, password: str) -> int:
    return Client().post(reverse("sign_in"), {"username": name, "password": password}).status_code


def test_a_dead_broker_loses_nothing(broker, sink, person, settings, tmp_path):
    """Ten effects queued, Valkey killed, ten more while it is down, restarted empty."""
    office, url = person("reader", "office", "市活动办"), broker.env["REDIS_URL"]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    User.objects.create_user("guessed", PASSWORD, name="钱宁")
    client = Client()
    client.force_login(office, backend="django.contrib.auth.backends.ModelBackend")
    assert [guesses("guessed", f"guess-{number}") for number in range(5)] == [200] * 4 + [429]
    write(office, range(FEW), timezone.localtime())
    assert [is_told(url) for _mail in range(FEW)] == [True] * FEW
    broker.end("cache", signal.SIGKILL)
    write(office, range(FEW, 2 * FEW), timezone.localtime())
    assert not is_told(url)
    pages = Counter(client.get(reverse(name)).status_code for name in PAGES)
    pages[Client().get(reverse("sign_in")).status_code] += 1
    broker.start_cache()
    pids = [start(lambda: is_heard(url)), start(lambda: ticks(url, str(tmp_path / "beat")))]
    try:
        took = within(ARRIVED_SECONDS, lambda: len(set(sink.addresses)) == 2 * FEW)
        within(10, lambda: not OutgoingMail.objects.exclude(state="sent").exists())
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
    locked = guesses("guessed", PASSWORD)
    print(
        f"T5, small: {2 * FEW} effects {took:.1f} s after the restart, {len(sink.taken)} mails, pages {dict(pages)},"
        f" the lock-out says {locked}"
    )
    assert len(sink.taken) == 2 * FEW
    assert (pages, locked) == ({200: len(PAGES) + 1}, 429)


def at_once(*works: Callable[[], object]) -> list[int]:
    """Each in a process of its own, all beginning in the same moment; how they ended."""
    ready = multiprocessing.get_context("fork").Barrier(len(works))

    def begins(work: Callable[[], object]) -> Callable[[], object]:
        return lambda: (ready.wait(30), work())

    pids = [start(begins(work)) for work in works]
    connections.close_all()
    return [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]


def test_two_planners_and_two_senders_write_one_mail_a_person(life, sink):
    """T6: what two beats tell two workers on a Monday morning, twice."""
    sink.delay = 0.05  # so that one is still at it when the other begins
    readers = {user.pk for user in vars(life.people).values() if user.scope.may("case.view")}
    for _tick in range(2):
        assert at_once(*[lambda: plan_digests(now=MONDAY)] * 2) == [0, 0]
        assert at_once(*[lambda: send_waiting(now=MONDAY + timedelta(minutes=1))] * 2) == [0, 0]
    rows = list(OutgoingMail.objects.filter(kind="digest").values_list("recipient", "state"))
    counts = Counter(sink.addresses)
    print(f"T6, small: {len(rows)} digests for {len(readers)} people, {counts.total()} mails")
    assert sorted(rows) == sorted((pk, "sent") for pk in readers)
    assert sorted(counts.values()) == [1] * len(readers)


def written_anew(*args, **how) -> OutgoingMail:
    """A digest that is another each time it is written."""
    mail = WRITTEN(*args, **how)
    mail.dedupe_key, mail.message_id = uuid4().hex, uuid4().hex
    return mail


def is_slow(mail):
    time.sleep(0.05)
    return MESSAGE(mail)


WRITTEN, MESSAGE = digests.written, outbox.message_of


@contextmanager
def no_sweeper() -> Iterator[None]:
    """Beat no longer looks at the outbox."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delitem(app.conf.beat_schedule, "send_mails")
        yield


@twins(
    Twin("T5", "beat's look at the outbox", no_sweeper, test_a_dead_broker_loses_nothing),
    Twin(
        "T6",
        "the key of a digest",
        instead({"tracker.operations.digests.written": written_anew}),
        test_two_planners_and_two_senders_write_one_mail_a_person,
        is_quick=True,
    ),
    Twin(
        "T6",
        "the claim of a mail",
        instead(UNCLAIMED | {"tracker.operations.outbox.message_of": is_slow}),
        test_two_planners_and_two_senders_write_one_mail_a_person,
        is_quick=True,
    ),
)
def test_the_test_turns_red_without(twin, request):
    turns_red(twin, request)
