"""Keeping the sums of cases small and true: changes are folded into them, and all of it can be counted anew."""

from __future__ import annotations

from typing import Final

from django.db import connection, transaction

from tracker.models import Case, Tally, TallyChange
from tracker.models.tallies import COUNTS, KEY, tally_sql

AT_ONCE: Final = 20_000
LOCK: Final = 7_305_141  # one folds or counts anew at a time
_CASES, _SUMS, _CHANGES = (model._meta.db_table for model in (Case, Tally, TallyChange))
_KEY, _COUNTS = ", ".join(KEY), ", ".join(COUNTS)
_ONCE: Final = f"({_KEY}, is_month)"
_ADDED: Final = ", ".join(f"{name} = t.{name} + excluded.{name}" for name in COUNTS)
_SUMMED: Final = ", ".join(f"sum({name}) AS {name}" for name in COUNTS)
_MONTH_KEY: Final = _KEY.replace("day", "date_trunc('month', day)::date AS day")
# Of days, and of whole months under their first day.
_BOTH: Final = """
    SELECT {key}, false AS is_month, {sums} FROM {rows} GROUP BY {plain}
    UNION ALL SELECT {month}, true, {sums} FROM {rows} GROUP BY {plain_month}
"""


def _both(rows: str) -> str:
    plain_month = _KEY.replace("day", "date_trunc('month', day)")
    return _BOTH.format(
        key=_KEY, sums=_SUMMED, rows=rows, plain=_KEY, month=_MONTH_KEY, plain_month=plain_month
    )


# Rows that come to nothing are left for the next statement, which sees what this one wrote.
_FOLD: Final = f"""
    WITH gone AS (
      DELETE FROM {_CHANGES} WHERE id IN (SELECT id FROM {_CHANGES} ORDER BY id LIMIT %s) RETURNING *
    ), put AS (
      INSERT INTO {_SUMS} AS t ({_KEY}, is_month, {_COUNTS}) {_both("gone")}
      ON CONFLICT {_ONCE} DO UPDATE SET {_ADDED} RETURNING t.id, t.n0
    )
    SELECT (SELECT count(*) FROM gone), array_agg(id) FILTER (WHERE n0 = 0) FROM put
"""  # noqa: S608  # of our own words only
_COUNT: Final = f"""
    WITH now AS MATERIALIZED ({tally_sql(f"SELECT 1 AS weight, c.* FROM {_CASES} c WHERE c.id BETWEEN %s AND %s")})
    INSERT INTO {_SUMS} AS t ({_KEY}, is_month, {_COUNTS}) {_both("now")}
    ON CONFLICT {_ONCE} DO UPDATE SET {_ADDED}
"""  # noqa: S608  # of our own words only
EVERY: Final = (0, 2**62)
_STAND: Final = f"""
    SELECT {_KEY}, is_month, {_SUMMED} FROM (
      SELECT {_KEY}, is_month, {_COUNTS} FROM {_SUMS} UNION ALL {_both(_CHANGES)}
    ) AS rows GROUP BY {_KEY}, is_month HAVING sum(n0) <> 0
"""  # noqa: S608  # of our own words only
_TRUE: Final = f"""
    WITH now AS MATERIALIZED ({tally_sql(f"SELECT 1 AS weight, c.* FROM {_CASES} c")}) {_both("now")}
"""  # noqa: S608  # of our own words only


_DIFFER: Final = f"""
    SELECT count(*) FROM (({_STAND}) EXCEPT ({_TRUE}) UNION ALL (({_TRUE}) EXCEPT ({_STAND}))) AS d
"""  # noqa: S608  # of our own words only


def fold(*, at_once: int = AT_ONCE) -> int:
    """Fold the changes into the sums, the oldest first, a transaction for so many; returns how many there were.

    Two at a time do not meet: the second leaves it to the first.
    """
    folded = 0
    while many := _fold(at_once):
        folded += many
    return folded


@transaction.atomic
def _fold(at_once: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_FOLD, [at_once])
        many, empty = cursor.fetchone()
        if empty:
            cursor.execute(f"DELETE FROM {_SUMS} WHERE id = ANY(%s) AND n0 = 0", [empty])  # noqa: S608
    return int(many)


def count_anew() -> int:
    """Count all cases again, while people work: what they change meanwhile stays a change. Returns how many sums.

    One snapshot decides: changes that it sees are counted with their cases and go, later ones are not seen.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            with transaction.atomic():
                if not connection.savepoint_ids:  # within a transaction, as in tests, its level is settled
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                cursor.execute(f"DELETE FROM {_CHANGES}")  # noqa: S608
                cursor.execute(f"DELETE FROM {_SUMS}")  # noqa: S608
                return count_in(*EVERY)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def count_in(first: int, last: int) -> int:
    """Add the cases with these keys to the sums, which nothing has counted yet; returns how many sums they touched."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [first, last])
        return int(cursor.rowcount)


def differences() -> int:
    """How many sums are not what counting all cases gives; none, unless somebody wrote past the database's guards."""
    with connection.cursor() as cursor:
        cursor.execute(_DIFFER)
        return int(cursor.fetchone()[0])
