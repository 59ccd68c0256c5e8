"""Pages and counts of a search over a million rows: the newest are read one by one, the index answers for the rest.

A word that many rows hold fills a page within the newest thousand; of a word that few hold the index knows all; between
them some thousand more are read. The planner cannot tell which is which, so each question is asked as it suits.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.lookups import Exact
from django.db.models.sql.where import AND

from tracker.reports.search import Says

SHORT: Final = 1000  # what one word in twenty rows fills a page within
LONG: Final = 4000
FAR: Final = 8000  # to the cap of a count, for a word that is everywhere
RARE: Final = 1000


@dataclass(frozen=True)
class Walk:
    """What the first rows of a list hold: how many were read, how many of them match, and the first of those."""

    read: int
    matching: int
    ids: list[int]


class Search:
    """A list that is searched: its rows in order without the words, the words, and how many rows a page has."""

    def __init__(self, rows: QuerySet[Any], says: Says, many: int) -> None:
        self.rows, self.says, self.many = rows, says, many
        self._walks: dict[int, Walk] = {}

    @classmethod
    def of(cls, rows: QuerySet[Any], many: int) -> Search | None:
        """A filtered list taken apart again; None where no words are asked for."""
        where = rows.query.where
        asked = [part for part in where.children if isinstance(part, Exact) and isinstance(part.lhs, Says)]
        if len(asked) != 1 or where.connector != AND or where.negated:
            return None
        bare = rows.all()
        bare.query.where = where.clone()
        bare.query.where.children = [part for part in where.children if part is not asked[0]]
        return cls(bare, asked[0].lhs, many)

    def ids(self) -> list[int]:
        """The keys of the first matching rows, in the order of the list."""
        for far in (SHORT, LONG):
            walk = self.walk(far)
            if walk.read < far or len(walk.ids) == self.many:
                return walk.ids
            if self._is_rare:
                break
        return self.indexed.ids

    def count(self, cap: int) -> int:
        """How many rows match, but no more than one above the cap are ever counted."""
        walk, far = self.walk(SHORT), SHORT
        if walk.read == far and walk.matching < self.many and self._is_rare:
            return min(self.indexed.matching, cap + 1)
        if walk.read == far and walk.matching * FAR > cap * SHORT:
            far = min(
                FAR, cap * SHORT * 3 // (2 * walk.matching)
            )  # half as far again as the first rows promise
            walk = self.walk(far)
        if walk.read < far or walk.matching > cap:
            return min(walk.matching, cap + 1)
        return self._count_by_index(cap + 1)

    def walk(self, far: int) -> Walk:
        """So many of the first rows of the list read one by one."""
        if far not in self._walks:
            columns = [source.column for source in self.says.sources]
            try:
                rows, params = self.rows.values_list(*columns)[:far].query.sql_with_params()
            except EmptyResultSet:  # the filters beside the words exclude one another
                return Walk(0, 0, [])
            holds, values = self.says.is_true_of("w")
            self._walks[far] = self._found(
                f"WITH walked AS MATERIALIZED (SELECT *, row_number() OVER () AS place"  # noqa: S608
                f" FROM ({rows}) AS w ({', '.join(columns)})), hits AS (SELECT w.pk, w.place FROM walked w WHERE {holds})"
                f" SELECT (SELECT count(*) FROM walked), {self._summed} FROM hits",
                (*params, *values),
            )
        return self._walks[far]

    @cached_property
    def _is_rare(self) -> bool:
        """Whether few rows hold the words at all, seen or not: then the index is faster than any walk."""
        found, values = self.says.found()
        sql = f"SELECT count(*) FROM (SELECT FROM ({found}) AS found LIMIT {RARE + 1}) AS counted"  # noqa: S608
        return int(_one(sql, values)[0]) <= RARE

    @cached_property
    def indexed(self) -> Walk:
        """All matching rows, for words that few hold: from the texts to the rows, whatever the order of the list."""
        found, values = self.says.found()
        own = self.rows.filter(pk__in=RawSQL("SELECT id FROM found", []))
        rows, params = own.values_list("pk").query.sql_with_params()
        return self._found(
            f"WITH found AS MATERIALIZED ({found}), hits AS MATERIALIZED"  # noqa: S608
            f" (SELECT *, row_number() OVER () AS place FROM ({rows}) AS w (pk))"
            f" SELECT 0, {self._summed} FROM hits",
            (*values, *params),
        )

    @property
    def _summed(self) -> str:
        return f"count(*), coalesce((array_agg(pk ORDER BY place))[:{self.many}], '{{}}')"

    def _found(self, sql: str, params: tuple[Any, ...]) -> Walk:
        read, matching, ids = _one(sql, params)
        return Walk(read, matching, ids)

    def _count_by_index(self, most: int) -> int:
        found, values = self.says.found()
        own = self.rows.order_by().filter(pk=RawSQL("found.id", []))
        rows, params = own.values_list("pk").query.sql_with_params()
        sql = (
            f"SELECT count(*) FROM (SELECT FROM ({found} OFFSET 0) AS found CROSS JOIN LATERAL ({rows}) AS own"  # noqa: S608
            f" LIMIT {most}) AS counted"
        )
        return int(_one(sql, (*values, *params))[0])


def first_rows(rows: QuerySet[Any], many: int) -> QuerySet[Any]:
    """The first rows of a list in its order, searched or not."""
    search = Search.of(rows, many)
    return search.rows.filter(pk__in=search.ids()) if search else rows[:many]


def _one(sql: str, params: tuple[Any, ...]) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        row: tuple[Any, ...] = cursor.fetchone()
    return row
