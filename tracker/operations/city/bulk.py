"""Writing many rows at once: ids kept free, COPY, guards and indexes out of the way meanwhile."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from operator import attrgetter
from typing import Any, Final

from django.db import connection
from psycopg import sql

from tracker.operations.city.rows import Row
from tracker.rules.errors import Conflict

TRIES: Final = 5
MEMORY: Final = "256MB"
NULL: Final = "\\N"
# The guard on a case's first status, the history of inserts, and the sums and what is searched, which are made at the
# end; every other trigger works as always.
LEFT_OUT: Final = (
    "pgtrigger_status_begins_%",
    "pgtrigger_insert_insert_%",
    "pgtrigger_tally_insert_%",
    "pgtrigger_search_insert_%",
)

_NEXT_IDS: Final = """
    SELECT min(n), max(n) FROM
    (SELECT nextval(pg_get_serial_sequence(%s, 'id')) AS n FROM generate_series(1, %s)) AS drawn
"""
_NEXT_NUMBERS: Final = """
    SELECT min(n), max(n) FROM
    (SELECT split_part(next_case_number(%s), '-', 2)::bigint AS n FROM generate_series(1, %s)) AS drawn
"""
_CONSTRAINTS: Final = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid = ANY(%s::text[]::regclass[]) AND contype IN ('f', 'u') ORDER BY contype DESC, conname
"""
_INDEXES: Final = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) || coalesce(
        (SELECT string_agg(format('; ALTER INDEX %%s ALTER COLUMN %%s SET STATISTICS 0', indexrelid::regclass, attnum), '')
         FROM pg_attribute WHERE attrelid = indexrelid AND attstattarget = 0), '') FROM pg_index
    WHERE indrelid = ANY(%s::text[]::regclass[]) AND NOT indisprimary
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))
    ORDER BY indexrelid
"""


def reserve_ids(table: str, many: int) -> int:
    """The first of so many successive ids that nobody else gets."""
    return _reserve(_NEXT_IDS, table, many)


def reserve_numbers(year: int, many: int) -> int:
    """The first of so many successive case numbers of a year."""
    return _reserve(_NEXT_NUMBERS, year, many)


def encoder(kind: type[Row]) -> Callable[[Row], str]:
    """Makes one line of COPY's text format. Generated texts hold no tab, line break or backslash."""
    values: Callable[[Row], tuple[Any, ...]] = attrgetter(*columns(kind))

    def encode(row: Row) -> str:
        cells = [
            value if type(value) is str else NULL if value is None else str(value) for value in values(row)
        ]
        return "\t".join(cells) + "\n"

    return encode


def columns(kind: type[Row]) -> list[str]:
    """The columns a kind of row fills."""
    return [field.name for field in fields(kind)]  # type: ignore[arg-type]  # every kind is a dataclass


def copy_in(table: str, names: list[str], data: bytes) -> None:
    """Append lines of COPY's text format to a table."""
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    with connection.cursor() as cursor, cursor.copy(into) as copy:
        copy.write(data)


@contextmanager
def without_guards(tables: list[str]) -> Iterator[None]:
    """Rows may begin in any status and leave no history, inside this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(tgname::text) FROM pg_trigger WHERE tgrelid = ANY(%s::text[]::regclass[]) AND tgname LIKE ANY(%s)",
            [tables, list(LEFT_OUT)],
        )
        names = ",".join(cursor.fetchone()[0])
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", [f"{{{names}}}"])
        yield
        cursor.execute("SELECT set_config('pgtrigger.ignore', '{}', true)")


@contextmanager
def without_indexes(tables: list[str], tell: Callable[[str], None]) -> Iterator[None]:
    """Secondary indexes, unique and foreign keys are dropped, and made again (and so checked) at the end."""
    indexes, constraints = _query(_INDEXES, tables), _query(_CONSTRAINTS, tables)
    with connection.cursor() as cursor:
        for table, name, _definition in constraints:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SELECT set_config('maintenance_work_mem', %s, true)", [MEMORY])
        for name, definition in indexes:
            tell(name)
            cursor.execute(definition)
        for table, name, definition in constraints:
            tell(name)
            cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def owns(table: str) -> bool:
    """Whether this role may drop and build indexes of a table."""
    rows = _query("SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = %s::regclass", table)
    return bool(rows[0][0])


def analyze(tables: list[str], *, vacuum: bool) -> None:
    """Statistics for the planner; with `vacuum`, outside a transaction, the visibility map of index-only scans too.

    Tables that this role may not maintain are passed over.
    """
    words = sql.SQL("VACUUM (ANALYZE) {}" if vacuum else "ANALYZE {}")
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(words.format(sql.Identifier(table)))


def _reserve(query: str, of: str | int, many: int) -> int:
    if many == 0:
        return 0
    for _ in range(TRIES):
        first, last = _query(query, of, many)[0]
        if last - first + 1 == many:
            return int(first)
    raise Conflict("stale")


def _query(query: str, *params: str | int | list[str]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, list(params))
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
