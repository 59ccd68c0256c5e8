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
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.lookups import Exact
from django.db.models.sql.where import AND

from tracker.reports.search import Says

FIRST: Final = 250  # rows that tell a word which hardly any of them holds
FEW: Final = 2
SHORT: Final = 1000  # what one word in twenty rows fills a page within
LONG: Final = 4000
FAR: Final = 8000  # to the cap of a count, for a word that is everywhere
RARE: Final = 4000


@dataclass(frozen=True)
class Found:
    """Rows that hold the words: how many, and the first of them."""

    matching: int
    ids: list[int]


class Search:
    """A list that is searched: its rows in order without the words, and the words.

    many  how many rows a page has     most  how many hits settle what is asked: a page, or one above the cap of the count
    """

    def __init__(self, rows: QuerySet[Any], says: Says, many: int, most: int) -> None:
        self.rows, self.says, self.many, self.most = rows, says, many, max(many, most)
        self._read, self._is_whole = 0, False
        self._hits: list[int] = []

    @classmethod
    def of(cls, rows: QuerySet[Any], many: int, *, most: int = 0) -> Search | None:
        """A filtered list taken apart again; None where no words are asked for.

        most  one above the cap, where its hits are counted too
        """
        where = rows.query.where
        asked = [part for part in where.children if isinstance(part, Exact) and isinstance(part.lhs, Says)]
        if len(asked) != 1 or where.connector != AND or where.negated:
            return None
        bare = rows.all()
        bare.query.where = where.clone()
        bare.query.where.children = [part for part in where.children if part is not asked[0]]
        return cls(bare, asked[0].lhs, many, most)

    def ids(self) -> list[int]:
        """The keys of the first matching rows, in the order of the list."""
        for far in (FIRST, SHORT, LONG):
            self._read_to(far)
            if self._is_whole or len(self._hits) >= self.many:
                return self._hits[: self.many]
            if (far != FIRST or len(self._hits) <= FEW) and self._is_rare:
                break
        return self.indexed.ids

    def count(self) -> int:
        """How many rows match, but no more than `most` are ever counted."""
        for far in (FIRST, SHORT):
            self._read_to(far)
            if self._is_settled:
                return len(self._hits)
            if len(self._hits) <= (FEW if far == FIRST else self.many) and self._is_rare:
                return min(self.indexed.matching, self.most)
        if len(self._hits) * FAR > self.most * self._read:
            # Half as far again as what was read promises.
            self._read_to(min(FAR, self.most * self._read * 3 // (2 * len(self._hits))))
        return len(self._hits) if self._is_settled else self._count_by_index(self.most)

    @property
    def _is_settled(self) -> bool:
        return self._is_whole or len(self._hits) >= self.most

    def _read_to(self, far: int) -> None:
        """So many of the first rows of the list read one by one, those read before left out; up to the last hit wanted."""
        if self._is_settled or far <= self._read:
            return
        wanted, columns = self.most - len(self._hits), [source.column for source in self.says.sources]
        try:
            rows, params = self.rows.values_list(*columns)[self._read : far].query.sql_with_params()
        except EmptyResultSet:  # the filters beside the words exclude one another
            self._is_whole = True
            return
        holds, values = self.says.is_true_of("w")
        read, ids = _one(
            f"WITH walked AS MATERIALIZED (SELECT *, row_number() OVER () AS place"  # noqa: S608  # Django's SQL and own words; values are parameters
            f" FROM ({rows}) AS w ({', '.join(columns)})), hits AS MATERIALIZED"
            f" (SELECT w.pk, w.place FROM walked w WHERE {holds} LIMIT {wanted})"
            f" SELECT CASE WHEN (SELECT count(*) FROM hits) < {wanted} THEN (SELECT count(*) FROM walked) END,"
            f" coalesce((SELECT array_agg(pk ORDER BY place) FROM hits), '{{}}')",
            (*params, *values),
        )
        self._is_whole = read is not None and read < far - self._read
        self._read, self._hits = far, list(dict.fromkeys([*self._hits, *ids]))

    @property
    def _is_rare(self) -> bool:
        """Whether few rows hold the words at all, seen or not: then the index is faster than any walk."""
        return self._few is not None

    @cached_property
    def _few(self) -> Found | None:
        """All matching rows where the words are rare, and None where they are not: one query.

        The keys are looked up in one array: as rows of a join they would be looked up one by one.
        """
        found, values = self.says.found()
        is_found = f'"{self.rows.model._meta.db_table}".id = ANY(ARRAY(SELECT id FROM found))'  # noqa: S608  # a table's own name
        own = self.rows.filter(RawSQL(is_found, [], BooleanField()))  # noqa: S611  # as above
        rows, params = own.values_list("pk").query.sql_with_params()
        many, *matching = _one(
            f"WITH found AS MATERIALIZED (SELECT id FROM ({found}) AS texts LIMIT {RARE + 1}), hits AS MATERIALIZED"  # noqa: S608  # Django's SQL and own words; values are parameters
            f" (SELECT *, row_number() OVER () AS place FROM ({rows}) AS w (pk)"
            f" WHERE (SELECT count(*) FROM found) <= {RARE}) SELECT (SELECT count(*) FROM found), {self._summed}",
            (*values, *params),
        )
        return Found(*matching) if many <= RARE else None

    @cached_property
    def indexed(self) -> Found:
        """All matching rows: from the texts to the rows, whatever the order of the list."""
        if self._few is not None:
            return self._few
        found, values = self.says.found()
        own = self.rows.filter(pk__in=RawSQL("SELECT id FROM found", []))
        rows, params = own.values_list("pk").query.sql_with_params()
        return Found(
            *_one(
                f"WITH found AS MATERIALIZED ({found}), hits AS MATERIALIZED"  # noqa: S608  # as above
                f" (SELECT *, row_number() OVER () AS place FROM ({rows}) AS w (pk)) SELECT {self._summed}",
                (*values, *params),
            )
        )

    @property
    def _summed(self) -> str:
        """How many hits, and the first of them."""
        return f"count(*), coalesce((array_agg(pk ORDER BY place))[:{self.many}], '{{}}') FROM hits"

    def _count_by_index(self, most: int) -> int:
        found, values = self.says.found()
        own = self.rows.order_by().filter(pk=RawSQL("found.id", []))
        rows, params = own.values_list("pk").query.sql_with_params()
        sql = (
            f"SELECT count(*) FROM (SELECT FROM ({found} OFFSET 0) AS found CROSS JOIN LATERAL ({rows}) AS own"  # noqa: S608  # as above
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
