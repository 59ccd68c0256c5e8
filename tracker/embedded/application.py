"""The application on top of the servers: preparation, web, worker and beat."""

import contextlib
import errno
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tracker.embedded.places import Places, Role
from tracker.embedded.processes import Program, StartError, die_with_parent

WORKER_OPTIONS = ("--concurrency", "4", "--without-gossip", "--without-mingle", "--without-heartbeat")
PORT_PATIENCE_SECONDS = 2.0  # a run that was just killed still lets go of the port
DEFAULT_HOST, DEFAULT_PORT, LAST_PORT = "127.0.0.1", "8000", 65535


@dataclass(frozen=True)
class Address:
    """Where the web server listens."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """What to open in a browser on this machine."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host, self.host)  # noqa: S104 - compared, not bound
        return f"http://{host}:{self.port}/"


def address_of(host: str, port: str) -> Address:
    """The address a person named, the usual one where they named none; `StartError` for what is no port."""
    port = port.strip() or DEFAULT_PORT
    if not (port.isascii() and port.isdigit() and 1 <= int(port) <= LAST_PORT):
        raise StartError(
            f"PORT={port} is no port: choose one from 1 to {LAST_PORT}, as in PORT=8080 make run"
        )
    return Address(host.strip() or DEFAULT_HOST, int(port))


def refuse_taken(address: Address) -> None:
    """Raise `StartError` when nobody may listen there, or somebody else does and goes on doing so."""
    deadline = time.monotonic() + PORT_PATIENCE_SECONDS
    while error := _refusal(address):
        if error.errno != errno.EADDRINUSE:
            raise StartError(
                f"cannot listen on port {address.port} of {address.host} ({error.strerror}): "
                "choose others, as in HOST=127.0.0.1 PORT=8080 make run"
            )
        if time.monotonic() > deadline:
            raise StartError(
                f"port {address.port} on {address.host} is taken: choose another, as in PORT={address.port + 1} make run"
            )
        time.sleep(0.2)


def manage(base_dir: Path, *command: str, role: Role = "app") -> str:
    """Run one management command to its end and return what it printed; `StartError` when it fails."""
    done = subprocess.run(  # noqa: S603 - our own manage.py
        [sys.executable, str(base_dir / "manage.py"), *command],
        cwd=base_dir,
        env=_environment() | {"TRACKER_DB_ROLE": role},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        preexec_fn=die_with_parent,
        check=False,
    )
    if done.returncode:
        raise StartError(f"`manage.py {' '.join(command)}` failed:\n{done.stdout}")
    return done.stdout


def web(base_dir: Path, address: Address) -> Program:
    """Gunicorn; ready when /health/ answers 200."""
    host = f"[{address.host}]" if ":" in address.host else address.host
    return Program(
        name="web",
        command=[
            sys.executable,
            "-m",
            "gunicorn",
            "--config",
            "gunicorn.conf.py",
            "--bind",
            f"{host}:{address.port}",
        ],
        cwd=base_dir,
        env=_environment(),
        is_ready=lambda: is_healthy(address),
        die_with=signal.SIGQUIT,  # at once: the next start needs the port
    )


def worker(base_dir: Path) -> Program:
    """The Celery worker."""
    return _celery("worker", base_dir, *WORKER_OPTIONS, die_with=signal.SIGQUIT)


def beat(base_dir: Path, places: Places) -> Program:
    """Celery's clock, which rings every ten minutes."""
    return _celery("beat", base_dir, "--pidfile=", "--schedule", str(places.beat_schedule))


def is_healthy(address: Address) -> bool:
    """Whether /health/ answers 200; asked directly, past any proxy in the environment."""
    host = address.url.split("//")[1].rsplit(":", 1)[0].strip("[]")
    connection = http.client.HTTPConnection(host, address.port, timeout=5)
    with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
        connection.request("GET", "/health/")
        return connection.getresponse().status == http.HTTPStatus.OK
    return False


def _celery(name: str, base_dir: Path, *options: str, die_with: signal.Signals = signal.SIGTERM) -> Program:
    quiet = ("--loglevel", "WARNING", *options)
    return Program(
        name=name,
        command=[sys.executable, "-m", "celery", "--app", "tracker.celery", "--quiet", name, *quiet],
        cwd=base_dir,
        # Celery warns of root on every start; embedded, root is what `make run` was given.
        env=_environment() | {"PYTHONWARNINGS": "ignore:You're running the worker"},
        die_with=die_with,
    )


def _environment() -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tracker.settings",
        "PYTHONUNBUFFERED": "1",
        "TRACKER_DB_ROLE": "app",
    }


def _refusal(address: Address) -> OSError | None:
    """Why the system would not let us listen there, if it would not."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.host, address.port))
        except OSError as error:
            return error
    return None
