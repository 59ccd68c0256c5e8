"""What dies is started again, what keeps dying ends the run, and nothing is left at the end."""

import errno
import os
import signal
import socket
import sys
from pathlib import Path

import pytest

from tracker.embedded.application import Address, address_of, refuse_taken
from tracker.embedded.processes import Child, Program, StartError, held
from tracker.embedded.supervisor import Supervisor

STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"


def _program(tmp_path: Path, code: str, **more: object) -> Program:
    command = [sys.executable, "-c", code]
    return Program(name="example", command=command, cwd=tmp_path, env={}, log=tmp_path / "log", **more)


def test_a_program_that_keeps_dying_ends_the_run(tmp_path):
    said: list[str] = []
    with Supervisor(said.append) as supervisor:
        supervisor.start(_program(tmp_path, "raise SystemExit(3)"))
        with pytest.raises(StartError, match=r"^example ended with code 3, 6 times within a minute"):
            supervisor.watch()
    assert said == ["example ended with code 3; starting it again"] * 5


def test_a_start_that_fails_shows_the_last_words(tmp_path):
    program = _program(tmp_path, "raise SystemExit('no such luck')", is_ready=lambda: False)
    with pytest.raises(StartError) as caught, Supervisor() as supervisor:
        supervisor.start(program)
    assert str(caught.value) == f"example ended with code 1\n    no such luck\n    ({tmp_path / 'log'})"


def test_a_start_that_stays_silent_is_given_up(tmp_path):
    program = _program(tmp_path, "import time; time.sleep(60)", is_ready=lambda: False)
    with pytest.raises(StartError, match="example did not answer in 0 s"), Supervisor() as supervisor:
        supervisor.start(program, seconds=0.2)


def test_what_will_not_stop_is_killed(tmp_path):
    log = tmp_path / "log"
    child = Child(_program(tmp_path, STUBBORN, is_ready=lambda: log.exists() and log.read_text() == "up\n"))
    child.wait_until_ready(10)
    child.stop(seconds=0.2)
    assert child.process.returncode == -signal.SIGKILL


def test_the_lock_names_its_holder(tmp_path):
    lock = tmp_path / "lock"
    with held(lock):
        with pytest.raises(StartError) as caught, held(lock):
            pass
        assert str(caught.value) == f"already running, pid {os.getpid()}"
    with held(lock):
        pass


def test_a_taken_port_is_refused_with_a_way_out():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(StartError) as caught:
            refuse_taken(Address("127.0.0.1", port))
    assert (
        str(caught.value)
        == f"port {port} on 127.0.0.1 is taken: choose another, as in PORT={port + 1} make run"
    )
    refuse_taken(Address("127.0.0.1", port))


def test_a_host_of_another_machine_is_not_called_a_taken_port():
    with pytest.raises(StartError) as caught:
        refuse_taken(Address("192.0.2.1", 8000))
    assert str(caught.value) == (
        f"cannot listen on port 8000 of 192.0.2.1 ({os.strerror(errno.EADDRNOTAVAIL)}): "
        "choose others, as in HOST=127.0.0.1 PORT=8080 make run"
    )


@pytest.mark.parametrize("port", ["abc", "0", "-1", "65536", "80 80", "8٠"])
def test_what_is_no_port_is_refused_with_an_example(port):
    with pytest.raises(StartError) as caught:
        address_of("127.0.0.1", port)
    assert (
        str(caught.value) == f"PORT={port} is no port: choose one from 1 to 65535, as in PORT=8080 make run"
    )


def test_an_empty_address_is_the_usual_one():
    assert address_of("", "") == Address("127.0.0.1", 8000)
    assert address_of("::1", " 8080 ") == Address("::1", 8080)


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000/"),
        ("0.0.0.0", "http://127.0.0.1:8000/"),
        ("::", "http://[::1]:8000/"),
    ],
)
def test_the_address_to_open_in_a_browser(host, url):
    assert Address(host, 8000).url == url
