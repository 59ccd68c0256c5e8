"""Making anew what is searched: after rows were loaded past the triggers, and when somebody doubts it.

Whatever is written one row at a time is kept by the database itself, in the same transaction.
"""

from __future__ import annotations

from typing import Final

from django.db import connection, models, transaction

from tracker.models import AssistanceAction, Bulletin, Case, Enterprise, FollowUp, Visit
from tracker.models.search_texts import TEXTS

AT_ONCE: Final = 2000
# Firms first: what is about them takes their names from there.
NOUNS: Final[dict[type[models.Model], str]] = {
    Enterprise: "tracker_refresh_names",
    Case: "tracker_refresh_case_texts",
    Visit: "tracker_refresh_visit_texts",
    AssistanceAction: "tracker_refresh_action_texts",
    Bulletin: "tracker_refresh_bulletin_texts",
    FollowUp: "tracker_refresh_follow_up_texts",
}


def make_anew(*, keep: bool = True) -> int:
    """Write again what is searched of every row; returns how many texts were not what their rows say.

    keep  without it nothing is changed, the wrong ones are only counted
    """
    return sum(_anew(noun, keep=keep) for noun in NOUNS)


def fill() -> None:
    """What is searched of rows that have nothing yet, loaded a moment ago in this transaction.

    For the owner of the tables: only he has them counted on the way. A plan that takes them for empty would look for
    every firm in all the cases.
    """
    for noun, refresh in NOUNS.items():
        table, text = noun._meta.db_table, TEXTS[noun]._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {table}")
            cursor.execute(
                f"SELECT {refresh}(array_agg(id)) FROM (SELECT n.id, row_number() OVER (ORDER BY n.id) / %s AS share"  # noqa: S608
                f" FROM {table} n WHERE NOT EXISTS (SELECT FROM {text} t WHERE t.id = n.id)) AS rows"
                " GROUP BY share ORDER BY share",
                [AT_ONCE],
            )
            cursor.execute(f"ANALYZE {text}")


def _anew(noun: type[models.Model], *, keep: bool) -> int:
    wrong, last = 0, 0
    while True:
        with transaction.atomic():
            ids = _hold(noun, last)
            if ids:
                wrong += _refresh(noun, ids)
            transaction.set_rollback(not keep)
        if not ids:
            return wrong
        last = ids[-1]


def _hold(noun: type[models.Model], last: int) -> list[int]:
    """The next rows, so that nobody changes one between its being read and its text being written."""
    hold = "" if noun is FollowUp else "FOR NO KEY UPDATE"  # the trail is never altered
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM {noun._meta.db_table} WHERE id > %s ORDER BY id LIMIT %s {hold}",  # noqa: S608
            [last, AT_ONCE],
        )
        return [row[0] for row in cursor.fetchall()]


def _refresh(noun: type[models.Model], ids: list[int]) -> int:
    """How many texts are others than before."""
    before = _texts(noun, ids)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {NOUNS[noun]}(%s::bigint[])", [ids])
    return len(_texts(noun, ids) - before)


def _texts(noun: type[models.Model], ids: list[int]) -> set[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, md5(concat_ws(chr(1), text, pinyin, code)) FROM {TEXTS[noun]._meta.db_table}"  # noqa: S608
            " WHERE id = ANY(%s)",
            [ids],
        )
        return set(cursor.fetchall())
