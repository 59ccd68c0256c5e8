"""T4: a mail server that puts off, refuses, hangs, hangs up and is down: all but the refused arrive, and soon."""

import os
import signal
import threading
import time
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import pytest
from django.core.mail import get_connection
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from tests.faults.due_mails import write
from tests.faults.sabotage import Twin, instead, turns_red, twins
from tests.faults.test_mail_kills import now, person
from tests.forks import start
from tests.mail_sink import CUT, HANG, TAKEN, Sink, free_port, listening
from tests.operations.test_outbox import point_to
from tests.people import plain_static
from tracker.models import OutgoingMail
from tracker.operations import outbox
from tracker.operations.outbox import send_waiting

__all__ = ["now", "person", "plain_static"]
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SENDERS = 4
REFUSED, LATER = "550 5.1.1 No such user here", "451 4.7.1 Try again later"
HANG_SECONDS, SLACK_SECONDS = 10, 2


@dataclass(frozen=True)
class Weather:
    """How many mails, how long the server is down, how soon everything is to have arrived, and the first wait."""

    mails: int
    down_seconds: int
    most_seconds: int
    wait: timedelta

    @property
    def refused(self) -> set[str]:
        return {f"r{number}@example.cn" for number in range(self.mails) if 10 <= number % 100 < 15}

    @property
    def wanted(self) -> set[str]:
        return {f"r{number}@example.cn" for number in range(self.mails)} - self.refused


FULL = Weather(200, 20, 120, outbox.FIRST_WAIT)
SMALL = Weather(100, 2, 40, timedelta(seconds=2))


def says_to(hung: list[float]):
    """Of a hundred: ten put off twice, five refused, five hang once, two are taken and the answer is lost."""

    def says(address: str, times: int) -> str:
        number = int(address.split("@", maxsplit=1)[0].removeprefix("r")) % 100
        if number < 10 and times < 2:
            return LATER
        if 10 <= number < 15:
            return REFUSED
        if number in range(15, 100, 20) and not times:
            hung.append(time.monotonic())
            return HANG
        return CUT if 20 <= number < 22 and not times else TAKEN

    return says


def keep_sending() -> None:
    """What a worker does when beat tells it to look, every second."""
    while True:
        send_waiting(now=timezone.localtime())
        time.sleep(1)


def waiting() -> int:
    return OutgoingMail.objects.filter(state="new").count()


@pytest.mark.parametrize("weather", [FULL])
def test_all_but_the_refused_arrive(weather, settings, person, client, plain_static, monkeypatch):
    hung = []
    sink, port, timeout = Sink(says_to(hung)), free_port(), settings.EMAIL_TIMEOUT
    sink.taken = Taken()
    point_to(settings, port)
    settings.EMAIL_TIMEOUT = timeout
    monkeypatch.setattr(outbox, "FIRST_WAIT", weather.wait)
    office = person("reader", "office", "市活动办")
    write(office, range(weather.mails), timezone.localtime())
    back, took = keep_through(weather, sink, port)
    arrived = Counter(sink.addresses)
    twice = {address for address, many in arrived.items() if many > 1}
    # A server that goes down hangs up, and nothing arrives before it is back.
    silence = max((sink.taken.after(hang) for hang in hung if hang > back), default=0)
    print(
        f"T4: {len(arrived)} of {len(weather.wanted)} arrived in {took:.0f} s, {len(twice)} twice, {len(hung)} hung"
        f" for at most {max(sink.hung, default=0):.1f} s, the next arrived at most {silence:.1f} s after a hang began"
    )
    assert set(arrived) == weather.wanted
    assert took <= weather.most_seconds
    assert len(twice) <= weather.mails // 50  # those whose answer was lost
    assert len(sink.hung) == len(hung) > 0
    assert max(sink.hung) <= HANG_SECONDS + SLACK_SECONDS
    assert silence <= HANG_SECONDS + SLACK_SECONDS  # even with every sender kept waiting at once
    they_are_told_of(weather.refused, office, client)


def keep_through(weather: Weather, sink: Sink, port: int) -> tuple[float, float]:
    """Senders at work while the server is up for a second, then down, then up: the moment it came back, and after how long everything was sent."""
    begun = time.monotonic()
    pids = [start(keep_sending) for _number in range(SENDERS)]
    try:
        with listening(sink, port):
            time.sleep(1)
        time.sleep(weather.down_seconds)
        with listening(sink, port):
            back = time.monotonic()
            while waiting() and time.monotonic() - begun < weather.most_seconds:
                time.sleep(0.5)
            took = time.monotonic() - begun
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        connections.close_all()
    assert threading.active_count() < 20
    return back, took


def they_are_told_of(refused: set[str], office, client) -> None:
    """What was refused stands there in the server's words."""
    failed = OutgoingMail.objects.filter(state="failed")
    assert set(failed.values_list("to_address", flat=True)) == refused
    assert all(REFUSED in words for words in failed.values_list("last_error", flat=True))
    client.force_login(office, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("mail", args=[failed.first().public_id]))
    assert "No such user here" in page.content.decode()


class Taken(list):
    """A list that notes when something is put into it."""

    def __init__(self):
        super().__init__()
        self.moments = []

    def append(self, message):
        self.moments.append(time.monotonic())
        super().append(message)

    def after(self, moment: float) -> float:
        """Seconds until the next was put in; none where it was the last."""
        return min((other - moment for other in self.moments if other > moment), default=0)


def ends_the_round(turn, mail, error, now) -> None:
    """Whoever takes a refused mail for a server that is down."""
    raise outbox.NoServerError(outbox._words(error))


WHILE_SMALL = {"weather": SMALL}
PATIENT = partial(get_connection, timeout=20)


@twins(
    Twin(
        "T4",
        "a server that does not answer is left after ten seconds",
        instead({"tracker.operations.outbox.get_connection": PATIENT}),
        test_all_but_the_refused_arrive,
        WHILE_SMALL,
    ),
    Twin(
        "T4",
        "a refusal for good is one",
        instead({"tracker.operations.outbox.REFUSED_FOR_GOOD": 600}),
        test_all_but_the_refused_arrive,
        WHILE_SMALL,
    ),
    Twin(
        "T4",
        "a refused mail holds up no other",
        instead({"tracker.operations.outbox._refused": ends_the_round}),
        test_all_but_the_refused_arrive,
        WHILE_SMALL,
    ),
    Twin(
        "T4",
        "the server's words are kept",
        instead({"tracker.operations.outbox._words": lambda error: type(error).__name__}),
        test_all_but_the_refused_arrive,
        WHILE_SMALL,
    ),
)
def test_the_test_turns_red_without(twin, request):
    turns_red(twin, request)
