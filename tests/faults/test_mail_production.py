"""T5 and T6 as in production: Valkey killed and restarted empty, two beats and two workers: every mail once."""

import signal
import time
from collections import Counter

import pytest

from tests.faults.production import PASSWORD, UP_SECONDS, Stack, made, sink, switched, within
from tests.faults.sabotage import Twin, turns_red, twins
from tests.faults.visitors import Visitor, asking

__all__ = ["made", "sink"]
pytestmark = pytest.mark.slow
MAIL = """
from datetime import timedelta
from django.utils import timezone
from tracker.models import OutgoingMail, User
from tracker.operations.outbox import send_waiting
now = timezone.localtime()
OutgoingMail.objects.bulk_create(
    OutgoingMail(kind="notice", dedupe_key=f"t5:{n}", recipient=User.objects.earliest("id"), to_address=f"r{n}@example.cn",
        subject="提醒", text="……", message_id=f"<{n}@tracker>", created_at=now, next_try_at=now)
    for n in range(FIRST, LAST)
)
from tracker.celery import app
try:
    for n in range(FIRST, LAST):
        app.send_task("tracker.send_mails", retry=False)
except Exception as error:
    print("no broker:", type(error).__name__)
"""
DIGESTS = "SELECT recipient_id, state FROM tracker_outgoingmail WHERE kind = 'digest'"
PAGES = ("/sign-in/", "/sign-in/?next=/cases/")
OWN_PAGES = ("/", "/cases/", "/notices/")
TICKS = 4  # of every beat, after everything is sent


def queue(made: Stack, first: int, last: int) -> str:
    """So many mails and as many calls to look at them."""
    words = MAIL.replace("FIRST", str(first)).replace("LAST", str(last))
    return made.manage("shell", "-v0", "-c", words, role="app")


def test_a_dead_broker_loses_nothing(made, sink):
    """50 effects queued, Valkey killed, 50 more while it is down, restarted empty."""
    made.start_cache()
    made.start_web()
    reader, guessed = made.officers()[:2]
    inside, outside = Visitor(made.web_port), Visitor(made.web_port, source="10.0.0.2")
    assert inside.sign_in(reader, PASSWORD) == 302
    lock_out(made, guessed)
    queue(made, 0, 50)
    made.end("cache", signal.SIGKILL)
    made.start_worker("worker-1")
    made.start_worker("worker-2")
    made.start_beat("beat-1")
    with asking([outside], PAGES, 0.1) as statuses, asking([inside], OWN_PAGES, 0.1) as own:
        assert "no broker" in queue(made, 50, 100)
        time.sleep(3)
        made.start_cache()
        took = within(90, lambda: len(set(sink.addresses)) == 100)
        time.sleep(3)
    counts = Counter(sink.addresses)
    locked = Visitor(made.web_port, source="10.0.0.3").sign_in(guessed, PASSWORD)
    print(
        f"T5: {len(counts)} of 100 effects {took:.1f} s after the restart, {sum(counts.values())} mails,"
        f" pages {dict(statuses)}, signed in {dict(own)}, the lock-out says {locked}"
    )
    assert set(counts.values()) == {1}
    states = made.query("SELECT DISTINCT state FROM tracker_outgoingmail")
    assert states == [("sent",)]
    assert (set(statuses), set(own)) == ({200}, {200})
    assert min(statuses.total(), own.total()) > 20
    assert locked == 429


def lock_out(made: Stack, name: str) -> None:
    """Five wrong passwords from elsewhere."""
    guesser = Visitor(made.web_port, source="10.0.0.9")
    assert [guesser.sign_in(name, f"guess-{number}") for number in range(5)] == [200] * 4 + [429]


def test_two_beats_and_two_workers_write_one_mail_a_person(made, sink):
    """T6: what beat does every ten minutes and every half minute, every other second."""
    sink.delay = 0.05  # so that one is still at it when the next begins
    made.start_cache()
    for name in ("worker-1", "worker-2"):
        made.start_worker(name)
    for name in ("beat-1", "beat-2"):
        made.start_beat(name, hurried="plan_digests,send_mails")
    within(UP_SECONDS, lambda: made.query(DIGESTS))
    made.query(
        "UPDATE tracker_outgoingmail SET next_try_at = now() WHERE state = 'new'"
    )  # at night they wait
    within(60, lambda: {state for _to, state in made.query(DIGESTS)} == {"sent"})
    before = ticks(made)
    within(60, lambda: all(now - then >= TICKS for now, then in zip(ticks(made), before, strict=True)))
    rows, counts = made.query(DIGESTS), Counter(sink.addresses)
    people = made.query("SELECT count(DISTINCT user_id) FROM tracker_membership")[0][0]
    print(f"T6: {len(rows)} people, {sum(counts.values())} mails, {sum(ticks(made))} ticks of two beats")
    assert len({to for to, _state in rows}) == len(rows) > 20
    assert people >= len(rows)
    assert sorted(counts.values()) == [1] * len(rows)


def ticks(made: Stack) -> list[int]:
    """How often each beat has told to plan and to send."""
    logs = [(made.log / f"{name}.log").read_text() for name in ("beat-1", "beat-2")]
    return [min(log.count(f"tracker.{name})") for name in ("plan_digests", "send_mails")) for log in logs]


OTHER = "tests.faults.other_settings"
BROKER, BEATS = test_a_dead_broker_loses_nothing, test_two_beats_and_two_workers_write_one_mail_a_person


@twins(
    Twin("T5", "beat's look at the outbox", switched(WITHOUT="sweeper"), BROKER),
    Twin(
        "T5",
        "lock-outs are in the database",
        switched(WITHOUT="lockouts", DJANGO_SETTINGS_MODULE=OTHER),
        BROKER,
    ),
    Twin(
        "T5",
        "sessions are in the database",
        switched(WITHOUT="sessions", DJANGO_SETTINGS_MODULE=OTHER),
        BROKER,
    ),
    Twin("T6", "the key of a digest", switched(WITHOUT="keys"), BEATS),
    Twin("T6", "the claim of a mail", switched(WITHOUT="claim"), BEATS),
)
def test_the_test_turns_red_without(twin, request):
    turns_red(twin, request)
