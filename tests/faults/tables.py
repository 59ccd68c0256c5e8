"""Everything the database holds, to be compared with what it held before."""

import json
from collections.abc import Sequence

from django.db import connection

MADE_UP = (
    "id",
    "pgh_id",
    "mail_id",
    "closing_id",
    "public_id",
    "dedupe_key",
    "message_id",
    "sent_at",
)  # different each time the same is written


def rows(*, without: Sequence[str] = (), but: Sequence[str] = ()) -> dict[str, list[str]]:
    """Every row of every table as text.

    without  columns that do not count
    but      tables that do not count
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = sorted(row[0] for row in cursor.fetchall() if row[0] not in but)
        return {table: _rows(cursor, table, without) for table in tables}


def _rows(cursor, table: str, without: Sequence[str]) -> list[str]:
    cursor.execute(f'SELECT to_jsonb(one) - %s::text[] FROM "{table}" one', [list(without)])
    found = [json.loads(row[0]) if isinstance(row[0], str) else row[0] for row in cursor.fetchall()]
    return sorted(json.dumps(row, ensure_ascii=False, sort_keys=True) for row in found)


def added(before: dict[str, list[str]], after: dict[str, list[str]]) -> dict[str, int]:
    """Table → how many more rows it has than before, where the number changed."""
    counts = {table: len(after[table]) - len(before[table]) for table in after}
    return {table: count for table, count in counts.items() if count}
