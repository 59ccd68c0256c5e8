"""The week's digest for 5,000 people: planned, rendered and stored; sent, beside a bare loop of the same mails."""

from __future__ import annotations

# ruff: noqa: E402  # models can be imported only when Django is set up, as in measure.py
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import cycle
from multiprocessing import Value

import django

django.setup()

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.utils import timezone

from tests.forks import start
from tests.mail_sink import Sink, free_port, listening
from tracker.models import Membership, OutgoingMail, User
from tracker.operations.digests import plan_digests
from tracker.operations.mail_bytes import message_of
from tracker.operations.outbox import send_waiting
from tracker.tasks import SENDERS

PEOPLE, MAILS, ROUNDS = 5000, 1000, 5
PLANNED, BARE, OURS = "digest of 5,000 people, planned", "a mail in a bare loop", "a mail of the outbox"


def digests() -> dict[str, float]:
    """Milliseconds: all digests of a week on one core, and a mail of it both ways."""
    OutgoingMail.objects.all().delete()
    with transaction.atomic():
        _people()
        begun = time.perf_counter()
        planned = plan_digests(now=_monday())
        taken = time.perf_counter() - begun
        transaction.set_rollback(True)
    return {PLANNED: round(1000 * taken * PEOPLE / planned, 1), **_sent()}


def _monday() -> datetime:
    """The next one, at eight."""
    now = timezone.localtime() + timedelta(days=7)
    return now.replace(hour=8, minute=0) - timedelta(days=now.weekday())


def _people() -> None:
    """So many with an address, whatever the city has: in the units and roles of those who are there."""
    ids = list(User.objects.exclude(email="").order_by("id").values_list("id", flat=True))
    User.objects.filter(pk__in=ids[PEOPLE:]).update(email="")
    held = Membership.objects.filter(user__in=ids).order_by("id").values_list("unit_id", "role", "from_on")
    more = User.objects.bulk_create(
        User(username=f"bench-{number}", name="王", email=f"bench-{number}@example.cn")
        for number in range(PEOPLE - len(ids))
    )
    Membership.objects.bulk_create(
        Membership(user=user, unit_id=unit_id, role=role, from_on=from_on)
        for user, (unit_id, role, from_on) in zip(more, cycle(held), strict=False)
    )


def _sent() -> dict[str, float]:
    """The best of some rounds in turn: the same mails, to the same server in a process of its own."""
    plan_digests(now=_monday())
    ids = list(OutgoingMail.objects.order_by("-id").values_list("id", flat=True)[:MAILS])
    OutgoingMail.objects.exclude(pk__in=ids).update(state="void")
    found: dict[str, float] = {}
    with _mail_server():
        for _round in range(ROUNDS):
            for name, send in ((BARE, _bare), (OURS, _ours)):
                taken = 1000 * send() / len(ids)
                found[name] = round(min(found.get(name, taken), taken), 2)
    OutgoingMail.objects.all().delete()
    return found


@contextmanager
def _mail_server() -> Iterator[None]:
    """It takes everything."""
    port = free_port()
    pid = start(lambda: _serve(port))
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1"
    settings.EMAIL_PORT = port
    try:
        time.sleep(2)
        yield
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _serve(port: int) -> None:
    with listening(Sink(keeps=False), port):
        time.sleep(3600)


def _bare() -> float:
    """Seconds: one connection, the mails read beforehand, nothing noted."""
    mails = [_plain(mail) for mail in OutgoingMail.objects.exclude(state="void").order_by("id")]
    line = get_connection()
    line.open()
    begun = time.perf_counter()
    for mail in mails:
        line.send_messages([mail])
    taken = time.perf_counter() - begun
    line.close()
    return taken


def _plain(mail: OutgoingMail) -> EmailMultiAlternatives:
    """The same mail as anybody's application hands it to the library."""
    ours = message_of(mail)
    return EmailMultiAlternatives(
        ours.subject, ours.body, to=ours.to, headers=ours.extra_headers, alternatives=ours.alternatives
    )


def _ours() -> float:
    """Seconds: as many senders as are woken for so many mails, each mail claimed, looked at, sent and committed."""
    now = _monday()
    OutgoingMail.objects.exclude(state="void").update(state="new", next_try_at=now, sent_at=None)
    waiting, sent = OutgoingMail.objects.filter(state="new").count(), Value("i", 0)

    def send() -> None:
        done = send_waiting(now=now).sent
        with sent.get_lock():
            sent.value += done

    begun = time.perf_counter()
    for pid in [start(send) for _sender in range(SENDERS)]:
        os.waitpid(pid, 0)
    taken = time.perf_counter() - begun
    assert sent.value == waiting, (sent.value, waiting)
    return taken
