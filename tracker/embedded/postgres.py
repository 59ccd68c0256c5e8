"""The embedded PostgreSQL: first start, roles, start, "alive" is a real connection."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
from pathlib import Path

import psycopg
from psycopg import sql

from tracker.embedded.places import DATABASE, PORT, SYSTEM_USERS, Places
from tracker.embedded.processes import Program, StartError, end_leftovers
from tracker.embedded.programs import Binaries

Connection = psycopg.Connection[tuple[object, ...]]

SUPERUSER = "postgres"
# pg_trgm drops all Chinese in a C-locale database; the wheel has no ICU.
LOCALE = ("-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8")
SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",  # compiling costs more than it saves on short queries
    "max_parallel_workers_per_gather": "0",  # so does starting workers, and other people need the cores
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %u@%d ",
}
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
ROLES = {
    "tracker_owner": "LOGIN CREATEDB",  # owns and migrates; creates the test databases
    "tracker_app": "LOGIN",  # no rights but those the migrations grant
}


def program(places: Places, binaries: Binaries, *, durable: bool = True) -> Program:
    """The server as a foreground child; `durable=False` is for tests, which throw the data away."""
    settings = (
        SETTINGS | {"unix_socket_directories": f'"{places.socket_dir}"'} | ({} if durable else THROWAWAY)
    )
    command = [str(binaries.postgres_bin / "postgres"), "-D", str(places.postgres_data)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    return Program(
        name="postgres",
        command=command,
        cwd=places.home,
        env=_environment(),
        user=places.system_user,
        log=places.log / "postgres.log",
        prepare=lambda: _prepare(places, binaries, durable=durable),
        is_ready=lambda: is_alive(places),
        stop_with=signal.SIGINT,  # "fast": SIGTERM would wait for every client to leave
        die_with=signal.SIGINT,
    )


def is_alive(places: Places) -> bool:
    """Whether the server takes a connection now."""
    with contextlib.suppress(psycopg.OperationalError), _connection(places):
        return True
    return False


def has_database(places: Places) -> bool:
    """Whether the first start has come as far as the application's database."""
    with contextlib.suppress(psycopg.OperationalError), _connection(places) as connection:
        return _database_exists(connection)
    return False


def refuse_foreign(places: Places) -> None:
    """Raise `StartError` for data that another user made; PostgreSQL takes its own user's only."""
    data, user = places.postgres_data, places.system_user
    if not data.exists():
        return
    owner = data.stat().st_uid
    if owner != (pwd.getpwnam(user).pw_uid if user else os.geteuid()):
        maker = _name_of(owner)
        raise StartError(
            f"the data in {data} were made by {maker}: start as {maker}, "
            "or move the directory away to begin anew"
        )


def create_database(places: Places) -> None:
    """The two roles and the database, where they are missing."""
    with _connection(places) as connection:
        for role, rights in ROLES.items():
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                statement = sql.SQL("CREATE ROLE {} " + rights)
                connection.execute(statement.format(sql.Identifier(role)))
        if not _database_exists(connection):
            statement = sql.SQL("CREATE DATABASE {} OWNER tracker_owner")
            connection.execute(statement.format(sql.Identifier(DATABASE)))


def _database_exists(connection: Connection) -> bool:
    found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
    return found.fetchone() is not None


def _connection(places: Places) -> Connection:
    return psycopg.connect(
        host=str(places.socket_dir),
        port=PORT,
        user=SUPERUSER,
        dbname="postgres",
        connect_timeout=5,
        autocommit=True,
    )


def _prepare(places: Places, binaries: Binaries, *, durable: bool) -> None:
    data = places.postgres_data
    if not data.exists():
        _initialise(places, binaries, durable=durable)
    pid_file = data / "postmaster.pid"
    if pid_file.exists():
        # A killed run's server may still be ending. Only when none of its processes is left is the file
        # stale for certain; PostgreSQL itself would be misled by a pid given to another process since.
        end_leftovers(data, first=_pid_in(pid_file), with_signal=signal.SIGINT)
        pid_file.unlink(missing_ok=True)
        places.postgres_socket.with_name(f"{places.postgres_socket.name}.lock").unlink(missing_ok=True)


def _initialise(places: Places, binaries: Binaries, *, durable: bool) -> None:
    """Make the data directory, complete or not at all."""
    fresh = places.home / "postgres.fresh"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    if places.system_user:
        shutil.chown(fresh, places.system_user, pwd.getpwnam(places.system_user).pw_gid)
    command = [
        str(binaries.postgres_bin / "initdb"),
        "-D",
        str(fresh),
        "-U",
        SUPERUSER,
        "-A",
        "trust",
        *LOCALE,
    ]
    made = subprocess.run(  # noqa: S603 - our own binary
        command if durable else [*command, "--no-sync"],
        cwd=places.home,
        env=_environment(),
        user=places.system_user,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise StartError(f"initdb failed:\n{made.stdout}{made.stderr}")
    fresh.rename(places.postgres_data)


def _name_of(owner: int) -> str:
    """Who started the run whose data belong to `owner`."""
    try:
        name = pwd.getpwuid(owner).pw_name
    except KeyError:
        return f"the user {owner}"
    return "root" if name in SYSTEM_USERS else name


def _pid_in(pid_file: Path) -> int | None:
    first, _, _ = pid_file.read_text().partition("\n")
    return int(first) if first.strip().isdigit() else None


def _environment() -> dict[str, str]:
    """Nothing of ours: a stray PGDATA or PGPORT must not lead the server astray."""
    return {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
