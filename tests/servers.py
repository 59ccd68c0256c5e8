"""pytest plugin (`-p tests.servers`): every run has embedded servers of its own, thrown away at its end.

It is imported before Django's settings load, so the settings compute the addresses of these servers.
They start while the tests are being collected; xdist's workers share them. See tests/database.py for the rest.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tracker import embedded
from tracker.embedded import postgres, servers, valkey
from tracker.embedded.processes import die_with_parent

ROOT = Path(__file__).resolve().parents[1]
IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ
PRODUCTION = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "SITE_URL",
    "EMAIL_URL",
    "DEFAULT_FROM_EMAIL",
)
PATIENCE_SECONDS = 60

if not IS_WORKER:
    for name in PRODUCTION:
        os.environ.pop(name, None)
    os.environ["TRACKER_VAR"] = str(ROOT / "var" / f"test-{os.getpid()}")
    os.environ["TRACKER_DB_ROLE"] = "owner"  # makes the test database; the tests themselves run as the app
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
        "1"  # Playwright's own event loop is no reason to refuse queries
    )

PLACES = embedded.places(ROOT, os.environ)
_running: list[subprocess.Popen[bytes]] = []


def pytest_configure(config: pytest.Config) -> None:
    """Start the servers without waiting for them."""
    if IS_WORKER or config.option.collectonly or config.option.help:
        return
    servers.make_directories(PLACES)
    _sweep()
    with (PLACES.log / "servers.log").open("wb") as log:
        command = [sys.executable, "-m", "tracker.embedded", "--throwaway"]
        _running.append(
            subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, preexec_fn=die_with_parent)  # noqa: PLW1509 - one thread yet
        )


def pytest_unconfigure() -> None:
    """Stop them, and wait until their files are gone."""
    while _running:
        process = _running.pop()
        process.terminate()
        process.wait(PATIENCE_SECONDS)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> None:
    """Wait here, when the collection has taken most of the time that the servers need."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while session.items and not (postgres.has_database(PLACES) and valkey.is_alive(PLACES.valkey_socket)):
        if time.monotonic() > deadline or any(process.poll() is not None for process in _running):
            pytest.exit(
                f"The servers did not start:\n{(PLACES.log / 'servers.log').read_text()}", returncode=3
            )
        time.sleep(0.05)


def _sweep() -> None:
    """Remove what killed runs left behind."""
    for left in (ROOT / "var").glob("test-*"):
        pid = left.name.removeprefix("test-")
        if pid.isdigit() and not Path("/proc", pid).exists():
            servers.remove(embedded.places(ROOT, {"TRACKER_VAR": str(left)}))
            shutil.rmtree(left, ignore_errors=True)
