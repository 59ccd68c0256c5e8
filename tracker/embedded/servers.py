"""Both servers of one run, and the directories they need."""

import os
import shutil
from pathlib import Path

from tracker.embedded import postgres, valkey
from tracker.embedded.places import Places
from tracker.embedded.processes import StartError
from tracker.embedded.programs import binaries
from tracker.embedded.supervisor import Supervisor


def start(supervisor: Supervisor, places: Places, *, durable: bool = True) -> None:
    """PostgreSQL with its roles and database, then Valkey; returns when both answer."""
    found = binaries(places)
    supervisor.start(postgres.program(places, found, durable=durable), seconds=60)
    postgres.create_database(places)
    supervisor.start(valkey.program(places, found), seconds=20)


def make_directories(places: Places) -> None:
    """Everything under `var`, and the servers' home, each with the owner and mode it needs."""
    postgres.refuse_foreign(places)  # before anything of another user's run is changed
    for directory in (places.var, places.media, places.log, places.home):
        _make_open(directory)
    if places.home != places.var:
        (places.home / "checkout").write_text(f"{places.var}\n")  # whose servers these are
    for private in (places.socket_dir, places.valkey_data):
        _make_private(private, places.system_user)


def remove(places: Places) -> None:
    """Throw away everything of this run, sockets elsewhere included."""
    for directory in (places.socket_dir, places.home, places.var):
        shutil.rmtree(directory, ignore_errors=True)


def _make_open(directory: Path) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        directory.chmod(0o755)  # whatever the umask: the servers' user walks through


def _make_private(directory: Path, owner: str | None) -> None:
    """A directory for its owner alone; one that somebody else made first is refused."""
    directory.mkdir(mode=0o700, exist_ok=True)
    if owner is not None:
        shutil.chown(directory, owner)
    elif directory.is_symlink() or directory.stat().st_uid != os.geteuid():
        raise StartError(f"{directory} belongs to another user: remove it, or start as that user")
    directory.chmod(0o700)
