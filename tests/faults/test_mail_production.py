"""T5 and T6: Valkey killed and restarted empty, two beats and two workers: every mail once."""

import signal
import threading
import time
from collections import Counter

import pytest

from tests.faults.production import stack, within
from tests.faults.test_embedded import place
from tests.mail_sink import Sink, listening

__all__ = ["place"]
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
ADDRESSES = "UPDATE tracker_user SET email = 'r' || id || '@example.cn'"
DIGESTS = "SELECT recipient_id, state FROM tracker_outgoingmail WHERE kind = 'digest'"


@pytest.fixture
def sink():
    made = Sink()
    with listening(made) as port:
        made.port = port
        yield made


def people(made):
    """A small city with people who have addresses."""
    made.manage("load_reference")
    made.manage("make_city", "--cases", "30", "--seed", "3")
    made.query(ADDRESSES)


def queue(made, first, last):
    """So many mails and as many calls to look at them."""
    return made.manage(
        "shell", "-v0", "-c", MAIL.replace("FIRST", str(first)).replace("LAST", str(last)), role="app"
    )


def test_a_dead_broker_loses_nothing(place, sink, tmp_path):
    """50 effects queued, Valkey killed, 50 more while it is down, restarted empty."""
    with stack(place, sink.port, tmp_path) as made:
        people(made)
        made.start_cache()
        made.start_web()
        within(30, lambda: made.get("/health/") == 200)
        queue(made, 0, 50)
        made.end("cache", signal.SIGKILL)
        made.start_worker("worker-1")
        made.start_worker("worker-2")
        made.start_beat("beat-1")
        statuses, is_over = Counter(), threading.Event()
        asker = threading.Thread(target=ask, args=(made, statuses, is_over))
        asker.start()
        assert "no broker" in queue(made, 50, 100)
        time.sleep(3)
        made.start_cache()
        took = within(90, lambda: len(set(sink.addresses)) == 100)
        time.sleep(3)
        is_over.set()
        asker.join()
        counts = Counter(sink.addresses)
        print(
            f"T5: {len(counts)} of 100 effects {took:.1f} s after the restart, {sum(counts.values())} mails, pages {dict(statuses)}"
        )
        assert set(counts.values()) == {1}
        assert {state for _to, state in made.query("SELECT to_address, state FROM tracker_outgoingmail")} == {
            "sent"
        }
        assert set(statuses) == {200}
        assert sum(statuses.values()) > 20


def ask(made, statuses, is_over):
    """Pages, one after the other, until it is over."""
    while not is_over.is_set():
        for path in ("/sign-in/", "/sign-in/?next=/cases/"):
            statuses[made.get(path)] += 1
        time.sleep(0.1)


def test_two_beats_and_two_workers_write_one_mail_a_person(place, sink, tmp_path):
    """T6, with the tick of every beat pulled forward, three times and at once."""
    with stack(place, sink.port, tmp_path) as made:
        people(made)
        made.start_cache()
        for name in ("worker-1", "worker-2"):
            made.start_worker(name)
        for name in ("beat-1", "beat-2"):
            made.start_beat(name)
        for _tick in range(3):
            beats = [
                threading.Thread(target=made.call, args=(task,))
                for task in ("tracker.plan_digests", "tracker.send_mails") * 2
            ]
            for beat in beats:
                beat.start()
            for beat in beats:
                beat.join()
        made.manage("digest", role="app")
        made.query(
            "UPDATE tracker_outgoingmail SET next_try_at = now() WHERE state = 'new'"
        )  # at night they wait
        within(60, lambda: (rows := made.query(DIGESTS)) and {state for _to, state in rows} == {"sent"})
        rows, wanted = (
            made.query(DIGESTS),
            made.query("SELECT count(DISTINCT user_id) FROM tracker_membership")[0][0],
        )
        counts = Counter(sink.addresses)
        print(f"T6: {len(rows)} people, {sum(counts.values())} mails")
        assert len({to for to, _state in rows}) == len(rows) > 20
        assert wanted >= len(rows)
        assert sorted(counts.values()) == [1] * len(rows)
