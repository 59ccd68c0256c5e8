"""T27: workers restarted one after the other while they send: no task is lost, none is done twice."""

import signal
import time

import pytest

from tests.faults.production import stack, within
from tests.faults.test_embedded import place
from tests.faults.test_mail_production import people, queue, sink

__all__ = ["place", "sink"]
pytestmark = pytest.mark.slow
ROUNDS = 3


def test_no_task_is_lost(place, sink, tmp_path):
    sink.delay = 0.2  # so that a worker is always in the middle of something
    with stack(place, sink.port, tmp_path) as made:
        people(made)
        made.start_cache()
        for name in ("worker-1", "worker-2"):
            made.start_worker(name)
        made.start_beat("beat-1")
        for number in range(ROUNDS):
            queue(made, 40 * number, 40 * (number + 1))
            for name in ("worker-1", "worker-2"):
                made.end(name, signal.SIGTERM)
                made.start_worker(name)
            time.sleep(3)
        within(90, lambda: len(set(sink.addresses)) == 40 * ROUNDS)
        copies = len(sink.addresses) - 40 * ROUNDS
        print(f"T27: {40 * ROUNDS} effects, {2 * ROUNDS} workers restarted, {copies} extra copies")
        assert copies == 0
