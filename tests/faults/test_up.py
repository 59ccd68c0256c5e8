"""`manage.py up` as people meet it: ready, refused a second time, healed, killed, started again, stopped."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.servers import PLACES, ROOT
from tracker.embedded import Places, places, servers
from tracker.embedded.application import Address, is_healthy
from tracker.embedded.processes import die_with_parent, pids_in

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="/proc and parent death signals are Linux's"),
]
START_SECONDS = 180
END_SECONDS = 30


@pytest.fixture
def place() -> Iterator[Places]:
    found = places(ROOT, {"TRACKER_VAR": str(PLACES.var / "up" / str(os.getpid()))})
    yield found
    servers.remove(found)


@pytest.fixture
def address() -> Address:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return Address("127.0.0.1", free.getsockname()[1])


@contextlib.contextmanager
def up(place: Places, address: Address, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The site ready, its output in `log`; stopped at the end, with nothing left of it."""
    process = start(place, address, log)
    try:
        eventually(
            lambda: process.poll() is not None or f"Ready {address.url}\n" in log.read_text(), START_SECONDS
        )
        assert process.poll() is None, log.read_text()
        yield process
    finally:
        process.terminate()
        process.wait(END_SECONDS)
        eventually(lambda: not family(place), END_SECONDS)


def start(place: Places, address: Address, log: Path) -> subprocess.Popen[bytes]:
    with log.open("wb") as output:
        return subprocess.Popen(
            [sys.executable, "manage.py", "up", "--port", str(address.port)],
            cwd=ROOT,
            env=os.environ | {"TRACKER_VAR": str(place.var), "HOME": "/nonexistent"},
            stdout=output,
            stderr=output,
            preexec_fn=die_with_parent,  # noqa: PLW1509 - one thread in this process
        )


def family(place: Places) -> dict[int, str]:
    """Every process of this run: the servers by their directory, the others by their environment."""
    found = dict.fromkeys(pids_in(place.postgres_data) + pids_in(place.valkey_data), "server")
    for entry in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if f"TRACKER_VAR={place.var}".encode() in entry.read_bytes().split(b"\0"):
                found[int(entry.parent.name)] = entry.with_name("cmdline").read_text().replace("\0", " ")
    return found


def eventually(holds: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.1)


def masters(place: Places, name: str) -> list[int]:
    """The processes running `name` whose parent is not one of them."""
    found = {pid for pid, command in family(place).items() if f" {name} " in command}
    return [
        pid
        for pid in found
        if int(Path(f"/proc/{pid}/stat").read_text().rsplit(")")[1].split()[1]) not in found
    ]


def test_a_whole_life(place, address, tmp_path):
    with up(place, address, tmp_path / "first") as first:
        assert is_healthy(address)
        with (tmp_path / "second").open("w+") as said:
            assert start(place, address, tmp_path / "second").wait(END_SECONDS) == 1
            assert said.read() == f"CommandError: already running, pid {first.pid}\n"
        [web] = masters(place, "gunicorn")
        os.kill(web, signal.SIGKILL)
        eventually(lambda: masters(place, "gunicorn") not in ([], [web]) and is_healthy(address), END_SECONDS)
        first.kill()
        first.wait()
        eventually(lambda: not family(place), END_SECONDS)
    with up(place, address, tmp_path / "again") as again:
        assert is_healthy(address)
        again.send_signal(signal.SIGINT)
        assert again.wait(END_SECONDS) == 0
        assert (tmp_path / "again").read_text().splitlines()[-1] == "Stopped."
        assert family(place) == {}


def test_a_taken_port_names_the_way_out(place, address, tmp_path):
    with socket.create_server((address.host, address.port)):
        assert start(place, address, tmp_path / "log").wait(END_SECONDS) == 1
    expected = (
        f"port {address.port} on 127.0.0.1 is taken: choose another, as in PORT={address.port + 1} make run"
    )
    assert (tmp_path / "log").read_text() == f"CommandError: {expected}\n"
