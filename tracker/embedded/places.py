"""Where the embedded servers live and how to reach them: computed, never created here.

Settings and supervisor ask the same function, so an address is known before its server runs.
"""

import hashlib
import os
import pwd
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

DATABASE = "tracker"
PORT = 5432  # names the socket file; nothing listens on TCP
LONGEST_SOCKET_PATH = 100  # bytes; sun_path holds 104 on macOS, 108 on Linux
SYSTEM_USERS = ("postgres", "nobody")

Role = Literal["owner", "app"]


@dataclass(frozen=True)
class Places:
    """The directories of one run.

    var          everything the application writes: uploads, logs, the lock
    home         the servers' own directory; `var`, unless their user could not reach it
    socket_dir   private directory (0700) of both sockets
    system_user  who runs the servers when we are root, which PostgreSQL refuses; else None
    """

    var: Path
    home: Path
    socket_dir: Path
    system_user: str | None

    @property
    def postgres_data(self) -> Path:
        return self.home / "postgres"

    @property
    def valkey_data(self) -> Path:
        return self.home / "valkey"

    @property
    def programs(self) -> Path:
        """Copies of the server binaries, where the originals are closed to `system_user`."""
        return self.home / "programs"

    @property
    def postgres_socket(self) -> Path:
        return self.socket_dir / f".s.PGSQL.{PORT}"

    @property
    def valkey_socket(self) -> Path:
        return self.socket_dir / "valkey.sock"

    @property
    def lock(self) -> Path:
        return self.var / "lock"

    @property
    def media(self) -> Path:
        return self.var / "media"

    @property
    def static(self) -> Path:
        return self.var / "static"

    @property
    def log(self) -> Path:
        return self.var / "log"

    @property
    def beat_schedule(self) -> Path:
        return self.var / "beat"


def places(base_dir: Path, environ: Mapping[str, str]) -> Places:
    """The places of this checkout, or those of `TRACKER_VAR` where that is set.

    Depends on the path, on who asks, and as root on whether the path is open to the servers' user.
    """
    var = Path(environ.get("TRACKER_VAR") or base_dir / "var").resolve()
    if os.geteuid() == 0:
        return _places_of_root(var)
    return Places(var, home=var, socket_dir=_short(var / "run"), system_user=None)


def database_settings(places: Places, *, role: Role) -> dict[str, Any]:
    """Django's `DATABASES["default"]`; `owner` migrates, `app` is what the application runs as."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": DATABASE,
        "USER": f"tracker_{role}",
        "HOST": str(places.socket_dir),
        "PORT": str(PORT),
    }


def valkey_url(places: Places, db: int) -> str:
    """The address as redis-py and Django's cache write it."""
    return f"unix://{quote(str(places.valkey_socket))}?db={db}"


def celery_url(places: Places, db: int) -> str:
    """The same address in Celery's dialect."""
    return f"redis+socket://{quote(str(places.valkey_socket))}?virtual_host={db}"


def is_open(path: Path) -> bool:
    """Whether anyone may walk down to `path`; what does not exist yet we make open ourselves."""
    return all(step.stat().st_mode & 0o001 for step in (path, *path.parents) if step.exists())


def _places_of_root(var: Path) -> Places:
    is_at_home = is_open(var.parent) and _fits(var / "run")
    home = var if is_at_home else Path("/var/lib") / f"tracker-{_digest(var)}"
    return Places(var, home=home, socket_dir=home / "run", system_user=_system_user(home))


def _system_user(home: Path) -> str:
    """The usual account that owns the data, else the first there is; initdb insists on one that has a name."""
    known = {entry.pw_name: entry.pw_uid for entry in pwd.getpwall() if entry.pw_name in SYSTEM_USERS}
    data = home / "postgres"
    owner = data.stat().st_uid if data.exists() else None
    return min(known, key=lambda name: (known[name] != owner, SYSTEM_USERS.index(name)), default="nobody")


def _short(socket_dir: Path) -> Path:
    """`socket_dir`, or a private directory near the root when its path is too long for a socket."""
    if _fits(socket_dir):
        return socket_dir
    return Path("/tmp") / f"tracker-{os.geteuid()}-{_digest(socket_dir)}"  # noqa: S108 - made 0700, owner checked


def _fits(socket_dir: Path) -> bool:
    return len(os.fsencode(socket_dir / f".s.PGSQL.{PORT}.lock")) <= LONGEST_SOCKET_PATH


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
