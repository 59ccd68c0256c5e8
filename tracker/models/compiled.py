"""Queries whose text never changes, written once a process: for a few rows Django writes longer than PostgreSQL reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.sql import Query

from tracker.models.keys import Keys


@dataclass(frozen=True)
class Written:
    """A query as PostgreSQL gets it.

    parts       of each parameter whether it is a probe, and its name, or else the value that stays
    converters  what makes values of Python of some columns, as Django keeps them
    """

    query: Query
    text: str
    parts: list[tuple[bool, Any]]
    converters: dict[int, Any]


class Compiled:
    """Rows of a query, as tuples, for values that take the places of probes.

    build   makes the query from the probes as they are; whatever equals none of them stays in its text for good
    probes  values that occur nowhere else in it; for many keys `Keys([-1])`
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], **probes: Any) -> None:
        self.build, self.probes = build, probes

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """One query. Raises TypeError unless each probe gets its value."""
        if values.keys() != self.probes.keys():
            raise TypeError(f"Values for {', '.join(sorted(self.probes))} are needed")
        written = self._written
        params = [_plain(values[part]) if is_probe else part for is_probe, part in written.parts]
        with connection.cursor() as cursor:
            cursor.execute(written.text, params)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        if not written.converters:
            return found
        compiler = written.query.get_compiler(connection=connection)
        return list(map(tuple, compiler.apply_converters(found, written.converters)))

    @cached_property
    def _written(self) -> Written:
        query = self.build(**self.probes).query
        compiler = query.get_compiler(connection=connection)
        text, params = compiler.as_sql()
        names = {_plain(probe): name for name, probe in self.probes.items()}
        parts = [(param in names, names.get(param, param)) for param in params]
        missing = set(self.probes) - {part for is_probe, part in parts if is_probe}
        if missing:
            raise ValueError(f"Not in the query: {', '.join(sorted(missing))}")
        columns = [column for column, _sql, _alias in compiler.select or ()]
        return Written(query, text, parts, compiler.get_converters(columns))


def _plain(value: Any) -> Any:
    return value.text if isinstance(value, Keys) else value
