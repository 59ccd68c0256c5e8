"""The embedded Valkey: broker and cache. It keeps nothing on disk, because nothing in it is the only copy."""

import os
import signal
import socket
from pathlib import Path

from tracker.embedded.places import Places
from tracker.embedded.processes import Program, end_leftovers
from tracker.embedded.programs import Binaries


def program(places: Places, binaries: Binaries) -> Program:
    """The server as a foreground child; the cache gives way when memory is short, queued work never does."""
    settings = {
        "port": "0",
        "unixsocket": str(places.valkey_socket),
        "unixsocketperm": "700",
        "dir": str(places.valkey_data),
        "save": "",
        "appendonly": "no",
        "maxmemory": "256mb",
        "maxmemory-policy": "volatile-lru",
    }
    options = [part for name, value in settings.items() for part in (f"--{name}", value)]
    return Program(
        name="valkey",
        command=[str(binaries.valkey_server), *options],
        cwd=places.home,
        env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
        user=places.system_user,
        log=places.log / "valkey.log",
        prepare=lambda: end_leftovers(places.valkey_data, first=None, with_signal=signal.SIGKILL),
        is_ready=lambda: is_alive(places.valkey_socket),
        die_with=signal.SIGKILL,  # an orderly end would remove the socket file of the next run
    )


def is_alive(address: Path) -> bool:
    """Whether the server answers a PING now."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(2)
        try:
            connection.connect(str(address))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False
