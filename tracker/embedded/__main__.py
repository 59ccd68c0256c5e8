"""`python -m tracker.embedded`: the two servers alone, without Django; the tests start it.

With `--throwaway` nothing is synced to disk, and everything is removed at the end.
"""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from tracker.embedded import Places, places, servers
from tracker.embedded.processes import StartError, held
from tracker.embedded.supervisor import Stopped, Supervisor, say, stop_signals


def main(arguments: list[str]) -> int:
    """Run until a stop signal; 1 with a sentence when something does not start."""
    throwaway = "--throwaway" in arguments
    here = places(Path(__file__).resolve().parents[2], os.environ)
    try:
        with stop_signals():
            servers.make_directories(here)
            with held(here.lock), _removed(here, throwaway=throwaway), Supervisor() as supervisor:
                servers.start(supervisor, here, durable=not throwaway)
                say(f"Servers ready in {here.socket_dir}")
                supervisor.watch()
    except Stopped:
        return 0
    except StartError as error:
        sys.stderr.write(f"{error}\n")
        return 1


@contextlib.contextmanager
def _removed(here: Places, *, throwaway: bool) -> Iterator[None]:
    try:
        yield
    finally:
        if throwaway:
            servers.remove(here)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
