"""Generated cities to measure with: each on embedded servers of its own, made once and kept in var/."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tracker import embedded
from tracker.embedded import postgres, valkey

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 120


def environment(cases: int, *, role: str = "app") -> dict[str, str]:
    """What a process needs to find the city of so many cases."""
    var = ROOT / "var" / f"bench-{cases}"
    return {**os.environ, "TRACKER_VAR": str(var), "TRACKER_DB_ROLE": role}


@contextmanager
def city(cases: int) -> Iterator[dict[str, str]]:
    """A running city of so many cases, made where it is not there yet; the environment that finds it."""
    known = environment(cases)
    places = embedded.places(ROOT, known)
    places.log.mkdir(parents=True, exist_ok=True)
    with (places.log / "servers.log").open("wb") as log:
        command = [sys.executable, "-m", "tracker.embedded"]
        servers = subprocess.Popen(command, cwd=ROOT, env=known, stdout=log, stderr=log)
        try:
            _wait(places, servers)
            _make(cases)
            yield known
        finally:
            servers.terminate()
            servers.wait(PATIENCE_SECONDS)


def _wait(places: embedded.Places, servers: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (postgres.has_database(places) and valkey.is_alive(places.valkey_socket)):
        if servers.poll() is not None or time.monotonic() > deadline:
            sys.exit(f"The servers did not start:\n{(places.log / 'servers.log').read_text()}")
        time.sleep(0.1)


def _make(cases: int) -> None:
    """As the owner, who may drop and rebuild indexes; what is there already stays."""
    for command in (
        ("migrate", "--verbosity=0", "--no-input"),
        ("load_reference",),
        ("make_city", f"--cases={cases}", "--once"),
        ("load_demo",),
        ("tallies",),
    ):
        manage = [sys.executable, "manage.py", *command]
        subprocess.run(manage, cwd=ROOT, env=environment(cases, role="owner"), check=True, stdout=sys.stderr)
