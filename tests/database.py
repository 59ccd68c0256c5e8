"""The test database: migrated once by the owner, copied for each worker, used as `tracker_app`.

Migrating takes many seconds, so its result is kept as a dump in var/ under a name that changes with everything
the migrated database depends on.
"""

import fcntl
import hashlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from tests import reference
from tests.servers import PLACES, ROOT
from tracker.embedded.places import PORT
from tracker.embedded.programs import binaries

TEMPLATE = "test_template"
UNFINISHED = f"{TEMPLATE}_unfinished"
DEPENDS_ON = (
    "requirements.txt",
    "tracker/settings.py",
    "tracker/migrations/*.py",
    "tracker/models/*.py",
    "tests/*.py",
)
KEPT_DUMPS = 3


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment, django_db_blocker, django_db_modify_db_settings
) -> Iterator[None]:
    """Replaces pytest-django's: the tests may do what the site may, and what `_migrate` says."""
    name = connection.settings_dict["TEST"]["NAME"] or f"test_{connection.settings_dict['NAME']}"
    with django_db_blocker.unblock():
        with (PLACES.var / "template.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not exists(TEMPLATE):
                _make_template()
            create(name, template=TEMPLATE)
        use(name, user="tracker_app")
        reference.keep()
    yield
    with django_db_blocker.unblock():
        connection.close()
        connection.close_pool()


def _make_template() -> None:
    """From the dump where there is one; complete or not at all."""
    create(UNFINISHED, template="template1")
    dump = ROOT / "var" / f"test-{_digest()}.sql"
    if dump.exists():
        _program("psql", "--quiet", "--set=ON_ERROR_STOP=1", f"--file={dump}", UNFINISHED)
    else:
        _migrate()
        fresh = PLACES.var / dump.name
        _program("pg_dump", f"--file={fresh}", UNFINISHED)
        fresh.rename(dump)
        _forget_old_dumps()
    rename(UNFINISHED, TEMPLATE)


def _migrate() -> None:
    """The app may empty tables in tests, where each test begins with none, and tell the planner how large they are.

    Nobody else can do that: rows that are not committed are none to the others, and over tables that are taken for empty
    a page of visits joins every unit with every person.
    """
    home = connection.settings_dict["NAME"]
    use(UNFINISHED)
    call_command("migrate", verbosity=0, interactive=False)
    _execute("GRANT TRUNCATE, MAINTAIN ON ALL TABLES IN SCHEMA public TO tracker_app")
    use(home)


def _digest() -> str:
    files = sorted(path for pattern in DEPENDS_ON for path in ROOT.glob(pattern))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()[:16]


def _forget_old_dumps() -> None:
    dumps = sorted((ROOT / "var").glob("test-*.sql"), key=lambda path: path.stat().st_mtime)
    for old in dumps[:-KEPT_DUMPS]:
        old.unlink(missing_ok=True)


def _program(name: str, *options: str) -> None:
    """One of PostgreSQL's own programs, as superuser: extensions can only be restored so."""
    program = Path(binaries(PLACES).postgres_bin) / name
    where = [f"--host={PLACES.socket_dir}", f"--port={PORT}", "--username=postgres"]
    subprocess.run([program, *where, *options], check=True, stdout=subprocess.DEVNULL)


def exists(name: str) -> bool:
    """Whether there is a database of this name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return cursor.fetchone() is not None


def create(name: str, *, template: str) -> None:
    """A database with what `template` holds; nobody may be connected to that one."""
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
    _execute(statement.format(sql.Identifier(name), sql.Identifier(template)))


def rename(name: str, new: str) -> None:
    """Give a database another name."""
    statement = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    _execute(statement.format(sql.Identifier(name), sql.Identifier(new)))


def drop(name: str) -> None:
    """Away with a database, whoever is connected to it: only a superuser may send others away."""
    _program("psql", "--quiet", f'--command=DROP DATABASE "{name}" WITH (FORCE)', "template1")


def _execute(statement: str | sql.Composed) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def use(name: str, *, user: str | None = None) -> None:
    """Let Django's connection lead to this database from now on."""
    connection.close()
    connection.close_pool()
    connection.settings_dict["NAME"] = name
    if user:
        connection.settings_dict["USER"] = user
