"""T27: web and workers renewed under load: no request fails, no task is lost, none is done twice."""

import signal
import time

import pytest

from tests.faults.production import PASSWORD, Stack, made, sink, switched, within
from tests.faults.sabotage import Twin, instead, turns_red, twins
from tests.faults.test_mail_production import queue
from tests.faults.visitors import Visitor, asking

__all__ = ["made", "sink"]
pytestmark = pytest.mark.slow
ROUNDS, MAILS = 3, 40  # mails a round
PAGES = ("/", "/cases/", "/notices/", "/health/")


def visitors(made: Stack) -> list[Visitor]:
    """Four windows of one who is signed in: two over connections made anew each time, two by way of a proxy that keeps its own."""
    first = Visitor(made.web_port)
    assert first.sign_in(made.officers()[0], PASSWORD) == 302
    found = [first, *(Visitor(made.web_port, keeps=number > 0) for number in range(3))]
    for visitor in found:
        visitor.cookies = first.cookies
    return found


def test_no_request_fails_and_no_task_is_lost(made, sink):
    sink.delay = 0.2  # so that a worker is always in the middle of something
    made.start_cache()
    made.start_web()
    for name in ("worker-1", "worker-2"):
        made.start_worker(name)
    made.start_beat("beat-1")
    people = visitors(made)
    with asking(people, PAGES) as statuses:
        for number in range(ROUNDS):
            queue(made, MAILS * number, MAILS * (number + 1))
            made.renew_web()
            for name in ("worker-1", "worker-2"):
                made.end(name, signal.SIGTERM)
                made.start_worker(name)
            time.sleep(3)
        within(90, lambda: len(set(sink.addresses)) == MAILS * ROUNDS)
    copies = len(sink.addresses) - MAILS * ROUNDS
    print(
        f"T27: {MAILS * ROUNDS} effects, {2 * ROUNDS} workers restarted, {copies} extra copies; web renewed {ROUNDS} times:"
        f" {statuses.total()} requests, {dict(statuses)}, slowest {max(one.slowest for one in people):.1f} s,"
        f" {sum(one.retried for one in people)} asked again by the proxy"
    )
    assert set(statuses) == {200}
    assert copies == 0


def test_no_request_fails(made):
    """The web alone, by both signals: a new version, and new workers of the same."""
    made.start_web()
    people = visitors(made)
    with asking(people, PAGES) as statuses:
        for _round in range(ROUNDS):
            made.renew_web()
            made.recycle_web()
            time.sleep(1)
    print(
        f"T27: web renewed and recycled {ROUNDS} times each: {statuses.total()} requests, {dict(statuses)},"
        f" slowest {max(one.slowest for one in people):.1f} s,"
        f" {sum(one.retried for one in people)} asked again by the proxy"
    )
    assert set(statuses) == {200}


def stopped_and_started(made: Stack) -> None:
    """The new version starts when the old one has ended."""
    made.end("web", signal.SIGTERM)
    made.start_web()


RENEW = "tests.faults.production.Stack.renew_web"


@twins(
    Twin(
        "T27",
        "the new version takes over the socket",
        instead({RENEW: stopped_and_started}),
        test_no_request_fails,
    ),
    Twin(
        "T27",
        "the old one answers what it has in hand",
        switched(GUNICORN_CMD_ARGS="--graceful-timeout 0"),
        test_no_request_fails,
    ),
    Twin("T27", "the claim of a mail", switched(WITHOUT="claim"), test_no_request_fails_and_no_task_is_lost),
)
def test_the_test_turns_red_without(twin, request):
    turns_red(twin, request)
