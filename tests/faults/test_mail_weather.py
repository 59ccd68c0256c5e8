"""T4: a mail server that puts off, refuses, hangs, hangs up and is down: all but the refused arrive, and soon."""

import os
import signal
import threading
import time
from collections import Counter

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from tests.faults.test_mail_kills import now, person, start
from tests.mail_sink import CUT, HANG, TAKEN, Sink, free_port, listening
from tests.operations.test_outbox import point_to
from tests.people import plain_static
from tracker.models import OutgoingMail
from tracker.operations.outbox import send_waiting

__all__ = ["now", "person", "plain_static"]
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
COUNT, SENDERS, DOWN_SECONDS, ALL_SECONDS, HANG_SECONDS = 200, 4, 20, 120, 10
REFUSED, LATER = "550 5.1.1 No such user here", "451 4.7.1 Try again later"


def says_to(hung: list[float]):
    """Of a hundred: ten put off twice, five refused, five hang once, two are taken and the answer is lost."""

    def says(address: str, times: int) -> str:
        number = int(address.split("@", maxsplit=1)[0].removeprefix("r")) % 100
        if number < 10 and times < 2:
            return LATER
        if 10 <= number < 15:
            return REFUSED
        if 15 <= number < 20 and not times:
            hung.append(time.monotonic())
            return HANG
        return CUT if 20 <= number < 22 and not times else TAKEN

    return says


def write(user) -> None:
    """Mails that are due now."""
    due = timezone.localtime()
    OutgoingMail.objects.bulk_create(
        OutgoingMail(
            kind="notice", dedupe_key=f"t4:{number}", recipient=user, to_address=f"r{number}@example.cn",
            subject="每周简讯", text="……", message_id=f"<{number}@tracker>", created_at=due, next_try_at=due,
        )
        for number in range(COUNT)
    )  # fmt: skip


def keep_sending() -> None:
    """What a worker does when beat tells it to look, every second."""
    while True:
        send_waiting(now=timezone.localtime())
        time.sleep(1)


def waiting() -> int:
    return OutgoingMail.objects.filter(state="new").count()


def test_all_but_the_refused_arrive(settings, person, client, plain_static):
    hung, moments = [], []
    sink, port = Sink(says_to(hung)), free_port()
    real = sink.taken.append
    sink.taken = Taken(moments, real)
    point_to(settings, port)
    settings.EMAIL_TIMEOUT = HANG_SECONDS
    office = person("reader", "office", "市活动办")
    write(office)
    begun = time.monotonic()
    pids = [start(keep_sending) for _number in range(SENDERS)]
    try:
        weather(sink, port, begun)
        took = time.monotonic() - begun
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        connections.close_all()
    arrived = Counter(sink.addresses)
    refused = {f"r{number}@example.cn" for number in range(COUNT) if 10 <= number % 100 < 15}
    wanted = {f"r{number}@example.cn" for number in range(COUNT)} - refused
    twice = {address for address, many in arrived.items() if many > 1}
    print(
        f"T4: {len(arrived)} of {len(wanted)} arrived in {took:.0f} s, {len(twice)} twice, {len(hung)} hung"
    )
    assert set(arrived) == wanted
    assert took <= ALL_SECONDS
    assert len(twice) <= COUNT // 50  # those whose answer was lost
    failed = OutgoingMail.objects.filter(state="failed")
    assert set(failed.values_list("to_address", flat=True)) == refused
    assert all(REFUSED in words for words in failed.values_list("last_error", flat=True))
    for moment in (hang for hang in hung if hang > begun + DOWN_SECONDS + 2):  # the server is there
        assert any(moment < other < moment + HANG_SECONDS for other in moments) or moment > max(moments)
    client.force_login(office, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("mail", args=[failed.first().public_id]))
    assert "No such user here" in page.content.decode()


class Taken(list):
    """A list that notes when something is put into it."""

    def __init__(self, moments, _real):
        super().__init__()
        self.moments = moments

    def append(self, message):
        self.moments.append(time.monotonic())
        super().append(message)


def weather(sink, port, begun) -> None:
    """Up for a while, down for a while, up until everything is sent."""
    with listening(sink, port):
        time.sleep(1)
    time.sleep(DOWN_SECONDS)
    with listening(sink, port):
        while waiting() and time.monotonic() - begun < ALL_SECONDS:
            time.sleep(0.5)
    assert threading.active_count() < 20
