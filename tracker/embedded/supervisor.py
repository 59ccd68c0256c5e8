"""Starts programs in order, starts again what dies, stops all in reverse order."""

import contextlib
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from types import FrameType, TracebackType
from typing import NoReturn, Self

from tracker.embedded.processes import Child, Program, StartError, how_it_ended

ROUND_SECONDS = 0.3
RESTARTS, RESTART_WINDOW_SECONDS = 5, 60
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """Ctrl-C, SIGTERM or a closed terminal."""


def say(line: str) -> None:
    """One line for the person at the terminal, who may have closed it."""
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


@contextlib.contextmanager
def stop_signals() -> Iterator[None]:
    """Turn the stop signals into `Stopped`; from the first on they are ignored, so that stopping can finish."""

    def stop(signum: int, frame: FrameType | None) -> NoReturn:
        for each in STOP_SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped

    for each in STOP_SIGNALS:
        if signal.getsignal(each) != signal.SIG_IGN:  # nohup
            signal.signal(each, stop)
    yield


class Supervisor:
    """The children of one run; leaving the `with` stops them, the last started first."""

    def __init__(self, say: Callable[[str], None] = say) -> None:
        self._say = say
        self._children: list[Child] = []
        self._deaths: dict[str, deque[float]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while self._children:
            self._children.pop().stop()

    def start(self, program: Program, *, seconds: float = 30) -> None:
        """Start it and return once it answers; `StartError` when it does not."""
        child = Child(program)
        self._children.append(child)
        child.wait_until_ready(seconds)

    def watch(self) -> NoReturn:
        """Start again whatever dies, until a stop signal; `StartError` for one that keeps dying."""
        while True:
            for place, child in enumerate(self._children):
                if child.process.poll() is not None:
                    self._children[place] = self._again(child)
            time.sleep(ROUND_SECONDS)

    def _again(self, child: Child) -> Child:
        name, end = child.program.name, how_it_ended(child.process)
        deaths = self._deaths.setdefault(name, deque(maxlen=RESTARTS))
        if len(deaths) == RESTARTS and time.monotonic() - deaths[0] < RESTART_WINDOW_SECONDS:
            raise StartError(f"{name} {end}, {RESTARTS + 1} times within a minute{child.last_words()}")
        deaths.append(time.monotonic())
        self._say(f"{name} {end}; starting it again")
        child.stop()  # its process group may have outlived it
        return Child(child.program)
