"""Eight people at once at a real server: lists, cases, words, progress and follow-ups, beside the lean list alone."""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import quote

from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.bench.city import ROOT
from tests.bench.finding import words
from tests.bench.writing import a_note
from tests.faults.visitors import Visitor
from tests.mail_sink import free_port
from tracker.models import Case

CLIENTS, SECONDS, PATIENCE_SECONDS = 8, 20.0, 60
WEIGHTS = {"list": 70, "case": 15, "search": 5, "progress": 5, "write": 5}
TOKEN = "benchbenchbenchbenchbenchbench12"  # 32 letters, as a browser would have been given

Ask = Callable[[Visitor, random.Random], int]


def mixed(office: Client) -> dict[str, float]:
    """Requests a second of both, and of each kind the median and the slow end in milliseconds."""
    with _server() as port:
        session = office.cookies[settings.SESSION_COOKIE_NAME].value
        _all_at_once(port, session, {"lean": _get("/lean/")}, 3.0)
        lean = _all_at_once(port, session, {"lean": _get("/lean/")}, SECONDS / 2)
        asks = _asks()
        _all_at_once(port, session, asks, 3.0)
        ours = _all_at_once(port, session, asks, SECONDS)
    found = {
        "8 clients, lean list, per second": round(len(lean["lean"]) / (SECONDS / 2), 1),
        "8 clients, mixed, per second": round(sum(map(len, ours.values())) / SECONDS, 1),
    }
    for kind, times in ours.items():
        found[f"8 clients, {kind}, median"] = round(1000 * statistics.median(times), 1)
        found[f"8 clients, {kind}, 95th"] = round(1000 * statistics.quantiles(times, n=20)[-1], 1)
    return found


def _asks() -> dict[str, Ask]:
    numbers = list(Case.objects.order_by("-id").values_list("number", flat=True)[:500])
    in_hand = list(
        Case.objects.filter(status="handling").order_by("-id").values_list("number", flat=True)[:400]
    )
    wanted = list(words().values())
    at = reverse("cases")
    return {
        "list": lambda visitor, chance: visitor.get(
            at + chance.choice(["", "?status=handling", "?sort=due"])
        ),
        "case": lambda visitor, chance: visitor.get(reverse("case", args=[chance.choice(numbers)])),
        "search": lambda visitor, chance: visitor.get(f"{at}?q={quote(chance.choice(wanted))}"),
        "progress": lambda visitor, _chance: visitor.get(reverse("progress")),
        "write": lambda visitor, chance: _write(visitor, chance.choice(in_hand)),
    }


def _get(path: str) -> Ask:
    return lambda visitor, _chance: visitor.get(path)


def _write(visitor: Visitor, number: str) -> int:
    return visitor.send(reverse("case_note", args=[number]), csrfmiddlewaretoken=TOKEN, **a_note())


def _all_at_once(port: int, session: str, asks: dict[str, Ask], seconds: float) -> dict[str, list[float]]:
    """Seconds of each request by kind, of so many people until the time is over; an error stops the run."""
    times: dict[str, list[float]] = defaultdict(list)
    wrong: list[tuple[str, int]] = []
    until = time.monotonic() + seconds
    kinds = list(asks)

    def work(seed: int) -> None:
        chance, visitor = random.Random(seed), Visitor(port, keeps=True)
        visitor.cookies |= {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: TOKEN}
        while time.monotonic() < until and not wrong:
            kind = chance.choices(kinds, [WEIGHTS.get(kind, 1) for kind in kinds])[0]
            begun = time.perf_counter()
            status = asks[kind](visitor, chance)
            times[kind].append(time.perf_counter() - begun)
            if status != (302 if kind == "write" else 200):
                wrong.append((kind, status))
        visitor.hang_up()

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == [], wrong
    return times


@contextmanager
def _server() -> Iterator[int]:
    """Gunicorn as it serves the embedded run, in the city that the environment names."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        "gunicorn.conf.py",
        "--bind",
        f"127.0.0.1:{port}",
    ]
    server = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.bench.settings"}
    )
    try:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while Visitor(port).get("/health/") != 200:
            assert server.poll() is None, "the server ended"
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.2)
        yield port
    finally:
        server.terminate()
        server.wait(PATIENCE_SECONDS)
