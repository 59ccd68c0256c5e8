"""The application as production runs it: its own PostgreSQL, Valkey and mail server, workers, beats and web in processes."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from tests.faults.test_embedded import running
from tests.mail_sink import free_port
from tests.servers import PRODUCTION, ROOT
from tracker.embedded import Places
from tracker.embedded.processes import die_with_parent
from tracker.embedded.programs import binaries

NEVER_MIND = 30  # seconds for a program to end by itself


class Stack:
    """One installation. `start` begins a program, `kill` and `stop` end one."""

    def __init__(self, place: Places, mail_port: int, log: Path) -> None:
        self.place, self.log = place, log
        self.cache_port, self.web_port = free_port(), free_port()
        self.programs: dict[str, subprocess.Popen[bytes]] = {}
        socket_dir = quote(str(place.socket_dir), safe="")
        clean = {
            name: value
            for name, value in os.environ.items()
            if name not in PRODUCTION and name != "TRACKER_DB_ROLE"
        }
        self.env = clean | {
            "DATABASE_URL": f"postgres://tracker_app@{socket_dir}/tracker",
            "DATABASE_OWNER_URL": f"postgres://tracker_owner@{socket_dir}/tracker",
            "REDIS_URL": f"redis://127.0.0.1:{self.cache_port}/0",
            "SECRET_KEY": "a-key-that-is-long-enough-for-a-test-of-production-0123456789",
            "ALLOWED_HOSTS": "127.0.0.1",
            "SITE_URL": "https://127.0.0.1",
            "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
            "DEFAULT_FROM_EMAIL": "tracker@example.cn",
            "TRACKER_VAR": str(place.var),
        }

    def manage(self, *words: str, role: str = "owner") -> str:
        """A command, to its end; what it said."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words], check=False, cwd=ROOT, env=self.env | {"TRACKER_DB_ROLE": role},
            capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, name: str, *command: str) -> None:
        """Begin a program under a name of ours; what it says goes to its log."""
        with (self.log / f"{name}.log").open("ab") as output:
            self.programs[name] = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.env,
                stdout=output,
                stderr=output,
                preexec_fn=die_with_parent,  # noqa: PLW1509 - between fork and exec it only asks the kernel
            )

    def start_cache(self) -> None:
        """Valkey, empty, at the same port."""
        server = str(binaries(self.place).valkey_server)
        self.start("cache", server, "--port", str(self.cache_port), "--save", "", "--dir", str(self.log))

    def start_worker(self, name: str) -> None:
        """As the embedded run starts it, with two processes."""
        celery = (
            sys.executable,
            "-m",
            "celery",
            "-A",
            "tracker",
            "worker",
            "--concurrency",
            "2",
            "-l",
            "INFO",
        )
        self.start(name, *celery, "-n", f"{name}@here")

    def start_beat(self, name: str) -> None:
        """With a schedule file of its own."""
        celery = (sys.executable, "-m", "celery", "-A", "tracker", "beat", "-l", "INFO")
        self.start(name, *celery, "-s", str(self.log / name), "--pidfile=")

    def start_web(self) -> None:
        """gunicorn with the configuration of the checkout."""
        self.start("web", sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{self.web_port}")

    def call(self, task: str) -> None:
        """Queue a task, as a beat does."""
        self.manage(
            "shell", "-v0", "-c", f"from tracker.celery import app; app.send_task({task!r})", role="app"
        )

    def end(self, name: str, how: signal.Signals) -> None:
        """Send it a signal and wait for its end."""
        program = self.programs.pop(name)
        program.send_signal(how)
        program.wait(NEVER_MIND)

    def query(self, statement: str, *values: Any) -> list[Any]:
        """Ask the database, as its owner."""
        where = {
            "host": str(self.place.socket_dir),
            "port": 5432,
            "user": "tracker_owner",
            "dbname": "tracker",
        }
        with psycopg.connect(**where) as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def get(self, path: str, data: bytes | None = None) -> int:
        """The status of a page, as the proxy in front would ask for it; 0 without an answer."""
        request = urllib.request.Request(  # our own
            f"http://127.0.0.1:{self.web_port}{path}", data=data, headers={"X-Forwarded-Proto": "https"}
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return int(error.code)
        except OSError:
            return 0


@contextlib.contextmanager
def stack(place: Places, mail_port: int, log: Path) -> Iterator[Stack]:
    """The servers up and the tables made, no worker, beat or web yet; everything is ended at the end."""
    with running(place):
        made = Stack(place, mail_port, log)
        made.manage("migrate", "-v0")
        made.manage("collectstatic", "--noinput", "-v0")
        try:
            yield made
        finally:
            for program in made.programs.values():
                program.kill()
                program.wait()


def within(seconds: float, holds: Callable[[], bool]) -> float:
    """Wait until it is so; after how many seconds it was."""
    begun = time.monotonic()
    while not holds():
        assert time.monotonic() - begun < seconds, "it did not come true in time"
        time.sleep(0.2)
    return time.monotonic() - begun
