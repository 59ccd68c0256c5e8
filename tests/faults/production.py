"""The application as production runs it: a database, a Valkey and a mail server of its own, workers, beats and web in processes."""

from __future__ import annotations

import contextlib
import functools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from django.contrib.auth.hashers import make_password
from psycopg import sql

from tests.database import TEMPLATE
from tests.faults.sabotage import Off
from tests.faults.visitors import Visitor
from tests.mail_sink import Sink, free_port, listening
from tests.servers import PLACES, PRODUCTION, ROOT
from tracker.embedded.application import WORKER_OPTIONS
from tracker.embedded.processes import die_with_parent
from tracker.embedded.programs import binaries

PASSWORD = "Zhuqi-Taizhang-7"
OFFICERS = "SELECT username FROM tracker_user JOIN tracker_membership ON user_id = tracker_user.id WHERE role = 'office'"
SOME = "SELECT user_id FROM tracker_membership ORDER BY id LIMIT 60"
NEVER_MIND = 90  # seconds for a program to end by itself
UP_SECONDS = 180  # for programs to be up, on a machine that has much else to do
# What switches a guard off in the programs that are started while it is set: see tests/faults/altered.py,
# other settings, and gunicorn's own variable.
SWITCHES = ("WITHOUT", "DJANGO_SETTINGS_MODULE", "GUNICORN_CMD_ARGS")
GUNICORN = str(Path(sys.executable).with_name("gunicorn"))  # a script, as `-m` cannot be started anew by USR2
VAR = PLACES.var / "stack"  # collected files and uploads, shared by the installations of a run
CITY = f"stack_city_{os.getpid()}"


class Stack:
    """One installation. `start` begins a program, `kill` and `stop` end one."""

    def __init__(self, database: str, mail_port: int, log: Path) -> None:
        self.database, self.log = database, log
        self.cache_port, self.web_port = free_port(), free_port()
        self.programs: dict[str, subprocess.Popen[bytes]] = {}
        socket_dir = quote(str(PLACES.socket_dir), safe="")
        clean = {
            name: value
            for name, value in os.environ.items()
            if name not in PRODUCTION and name != "TRACKER_DB_ROLE"
        }
        self.env = clean | {
            "DATABASE_URL": f"postgres://tracker_app@{socket_dir}/{database}",
            "DATABASE_OWNER_URL": f"postgres://tracker_owner@{socket_dir}/{database}",
            "REDIS_URL": f"redis://127.0.0.1:{self.cache_port}/0",
            "SECRET_KEY": "a-key-that-is-long-enough-for-a-test-of-production-0123456789",
            "ALLOWED_HOSTS": "127.0.0.1",
            "SITE_URL": "https://127.0.0.1",
            "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
            "DEFAULT_FROM_EMAIL": "tracker@example.cn",
            "TRACKER_VAR": str(VAR),
        }

    def manage(self, *words: str, role: str = "owner") -> str:
        """A command, to its end; what it said."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words], check=False, cwd=ROOT, env=self.env | {"TRACKER_DB_ROLE": role},
            capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, name: str, *command: str, **environ: str) -> None:
        """Begin a program under a name of ours; what it says goes to its log."""
        with (self.log / f"{name}.log").open("ab") as output:
            self.programs[name] = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.env | environ | {name: os.environ[name] for name in SWITCHES if name in os.environ},
                stdout=output,
                stderr=output,
                preexec_fn=die_with_parent,  # noqa: PLW1509 - between fork and exec it only asks the kernel
            )

    def start_cache(self) -> None:
        """Valkey, empty, at the same port."""
        server = str(binaries(PLACES).valkey_server)
        self.start("cache", server, "--port", str(self.cache_port), "--save", "", "--dir", str(self.log))

    def start_worker(self, name: str) -> None:
        """As the embedded run starts it."""
        self._celery(name, "worker", *WORKER_OPTIONS, "-n", f"{name}@here")

    def start_beat(self, name: str, *, hurried: str = "") -> None:
        """With a schedule file of its own.

        hurried  names of tasks whose turn comes every other second
        """
        self._celery(name, "beat", "-s", str(self.log / name), "--pidfile=", HURRIED=hurried)

    def _celery(self, name: str, *words: str, **environ: str) -> None:
        command = (sys.executable, "-m", "celery", "-A", "tests.faults.altered", *words, "-l", "INFO")
        self.start(name, *command, **environ)

    def start_web(self) -> None:
        """gunicorn with the configuration of the checkout, answering."""
        where = ("--bind", f"127.0.0.1:{self.web_port}", "--pid", str(self.log / "web.pid"))
        self.start("web", sys.executable, GUNICORN, *where)
        within(UP_SECONDS, lambda: Visitor(self.web_port).get("/health/") == 200)

    def renew_web(self) -> None:
        """A new version takes over, as the configuration says; back when the old one is gone."""
        pid_file = self.log / "web.pid"
        old = pid_file.read_text()
        os.kill(int(old), signal.SIGUSR2)
        within(UP_SECONDS, lambda: pid_file.exists() and pid_file.read_text() not in ("", old))

    def recycle_web(self) -> None:
        """New workers of the same version."""
        os.kill(int((self.log / "web.pid").read_text()), signal.SIGHUP)

    def end_all(self) -> None:
        """At once; the masters that took over, and their workers, are not our children."""
        for program in self.programs.values():
            program.kill()
            program.wait()
        for command in Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):
                if str(self.log / "web.pid") in command.read_text():
                    os.kill(int(command.parent.name), signal.SIGKILL)

    def end(self, name: str, how: signal.Signals) -> None:
        """Send it a signal and wait for its end."""
        program = self.programs.pop(name)
        program.send_signal(how)
        program.wait(NEVER_MIND)

    def officers(self) -> list[str]:
        """The names of those who may see and do most."""
        return [name for (name,) in self.query(f"{OFFICERS} ORDER BY username")]

    def query(self, statement: str, *values: Any) -> list[Any]:
        """Ask the database, as its owner."""
        with connected(self.database) as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []


def connected(database: str, user: str = "tracker_owner") -> psycopg.Connection[Any]:
    """A connection to a database of this run's server, each statement for itself."""
    where = {"host": str(PLACES.socket_dir), "port": 5432, "user": user, "dbname": database}
    return psycopg.connect(**where, autocommit=True)


def _copy(database: str, template: str) -> None:
    """A database with what the template holds."""
    statement = "CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY OWNER tracker_owner"
    with connected("template1", "postgres") as connection:
        connection.execute(sql.SQL(statement).format(sql.Identifier(database), sql.Identifier(template)))


def _drop(database: str) -> None:
    statement = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database))
    with connected("template1", "postgres") as connection:
        connection.execute(statement)


@functools.cache
def _city() -> str:
    """A database with a small city, made once a run as the static files are: one password, sixty addresses."""
    _copy(CITY, TEMPLATE)
    made = Stack(CITY, 0, PLACES.log)
    made.manage("collectstatic", "--noinput", "-v0")
    made.manage("load_reference")
    made.manage("make_city", "--cases", "30", "--seed", "3")
    made.query("UPDATE tracker_user SET email = '', password = %s", make_password(PASSWORD))
    made.query(f"UPDATE tracker_user SET email = 'r' || id || '@example.cn' WHERE id IN ({SOME})")
    return CITY


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A mail server that takes everything."""
    made = Sink()
    with listening(made) as port:
        made.port = port
        yield made


@pytest.fixture
def made(sink: Sink, tmp_path: Path, django_db_setup: None) -> Iterator[Stack]:
    """An installation with a small city, no program running yet; all are ended at the end."""
    database = f"stack_{os.getpid()}"
    _copy(database, _city())
    stack = Stack(database, sink.port, tmp_path)
    try:
        yield stack
    finally:
        stack.end_all()
        _drop(database)


def switched(**environ: str) -> Off:
    """Switches for the programs that are started meanwhile."""

    @contextlib.contextmanager
    def off() -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            for name, value in environ.items():
                patch.setenv(name, value)
            yield

    return off


def within(seconds: float, holds: Callable[[], bool], pause: float = 0.2) -> float:
    """Wait until it is so; after how many seconds it was."""
    begun = time.monotonic()
    while not holds():
        assert time.monotonic() - begun < seconds, "it did not come true in time"
        time.sleep(pause)
    return time.monotonic() - begun
