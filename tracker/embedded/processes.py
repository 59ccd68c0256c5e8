"""Children that die with their parent, and a lock that is held for as long as the run lasts."""

import contextlib
import ctypes
import fcntl
import os
import pwd
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
LOG_LIMIT_BYTES = 5_000_000
POLL_SECONDS = 0.05


class StartError(Exception):
    """Something did not start; the message says what, and what to do."""


def _nothing() -> None:
    return None


@dataclass(frozen=True, kw_only=True)
class Program:
    """What to run and how to treat it.

    user       account to run it as, when we are root
    log        file for its output; without one its lines go to our own output under its name
    prepare    called before each start, the restarts too
    is_ready   asked until it says yes; a started program that never does is a failed start
    stop_with  the signal of an orderly end; `die_with` is sent by the kernel when we are killed
    """

    name: str
    command: Sequence[str]
    cwd: Path
    env: Mapping[str, str]
    user: str | None = None
    log: Path | None = None
    prepare: Callable[[], None] = _nothing
    is_ready: Callable[[], bool] = field(default=lambda: True)
    stop_with: signal.Signals = signal.SIGTERM
    die_with: signal.Signals = signal.SIGTERM


class Child:
    """A running `Program`, in a process group of its own so that Ctrl-C reaches only us."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.process = _spawn(program)
        if self.process.stdout is not None:
            threading.Thread(target=_relay, args=(program.name, self.process.stdout), daemon=True).start()

    def wait_until_ready(self, seconds: float) -> None:
        """Return once the program answers; raise `StartError` when it ends or stays silent."""
        deadline = time.monotonic() + seconds
        while not self.program.is_ready():
            if self.process.poll() is not None:
                raise StartError(f"{self.program.name} {how_it_ended(self.process)}{self.last_words()}")
            if time.monotonic() > deadline:
                raise StartError(f"{self.program.name} did not answer in {seconds:.0f} s{self.last_words()}")
            time.sleep(POLL_SECONDS)

    def stop(self, seconds: float = 20) -> None:
        """End it in order, or by force after `seconds`; nothing of its group is left."""
        if self.process.poll() is None:
            self.process.send_signal(self.program.stop_with)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(seconds)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def last_words(self) -> str:
        """The end of its log, indented for a message; empty for a program that writes to the terminal."""
        log = self.program.log
        if log is None or not log.exists():
            return ""
        lines = log.read_text(errors="replace").splitlines()[-8:]
        return "\n" + "\n".join(f"    {line}" for line in lines) + f"\n    ({log})"


def how_it_ended(process: subprocess.Popen[bytes]) -> str:
    """`ended with code 1` or `was killed (SIGKILL)`, for a process that has ended."""
    code = process.returncode
    if code is not None and code < 0:
        return f"was killed ({signal.Signals(-code).name})"
    return f"ended with code {code}"


def die_with_parent(signum: int = signal.SIGTERM) -> None:
    """Ask the kernel to send `signum` to this process when its parent dies; Linux only, elsewhere nothing."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signum, 0, 0, 0)


@contextlib.contextmanager
def held(lock: Path) -> Iterator[None]:
    """Hold the lock file; raise `StartError` with the holder's pid when another run has it."""
    with lock.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise StartError(f"already running, pid {file.read().strip()}") from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


def pids_in(directory: Path) -> list[int]:
    """The processes working in `directory`, as far as /proc tells; none where there is no /proc."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cwd"):
        with contextlib.suppress(OSError):
            if Path(entry.readlink()) == directory:
                found.append(int(entry.parent.name))
    return found


def end_leftovers(directory: Path, *, first: int | None, with_signal: signal.Signals) -> None:
    """End what an earlier, killed run left working in `directory`; `first` is signalled, or all of them."""
    deadline = time.monotonic() + 15
    while left := pids_in(directory):
        late = time.monotonic() > deadline
        for pid in left if late or first is None else {first} & set(left):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL if late else with_signal)
        time.sleep(POLL_SECONDS)


def _spawn(program: Program) -> subprocess.Popen[bytes]:
    parent = os.getpid()

    def before_exec() -> None:
        die_with_parent(program.die_with)
        if os.getppid() != parent:  # we died in between: nobody will send the signal
            os._exit(1)

    program.prepare()
    with _output(program.log) as output:
        return subprocess.Popen(  # noqa: S603 - the commands are ours
            program.command,
            cwd=program.cwd,
            env=dict(program.env),
            user=program.user,
            group=_group_of(program.user),
            extra_groups=None if program.user is None else [],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=before_exec,  # noqa: PLW1509 - needed after `user=`, which would clear the death signal
        )


def _group_of(user: str | None) -> int | None:
    return None if user is None else pwd.getpwnam(user).pw_gid


@contextlib.contextmanager
def _output(log: Path | None) -> Iterator[IO[bytes] | int]:
    if log is None:
        yield subprocess.PIPE
        return
    is_large = log.exists() and log.stat().st_size > LOG_LIMIT_BYTES
    with log.open("wb" if is_large else "ab") as file:
        yield file


def _relay(name: str, lines: IO[bytes]) -> None:
    """Print each line under the program's name; a closed terminal is no reason to block the program."""
    for line in lines:
        text = line.decode(errors="replace").rstrip()
        if text:
            with contextlib.suppress(OSError, ValueError):
                sys.stdout.write(f"{name:<8} | {text}\n")
                sys.stdout.flush()
