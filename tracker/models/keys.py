"""Many keys as one parameter: `filter(id__among=Keys(ids))`, `filter(visible_unit_ids__meets=Keys(ids))`.

`id__in` and `__overlap` make each key a parameter of its own, which Django prepares, copies with every subquery and the
driver writes out one by one: for 2,000 rows of an export that took longer than reading them, and for the count of
unread notices of whoever sees a district, a third of the time of a page.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.sql.compiler import SQLCompiler


class Keys:
    """Keys of rows, as PostgreSQL writes an array; nothing that Django would walk through."""

    __slots__ = ("text",)

    def __init__(self, keys: Iterable[int]) -> None:
        self.text = "{" + ",".join(map(str, sorted(map(int, keys)))) + "}"


@models.Field.register_lookup
@models.ForeignObject.register_lookup  # which looks no further up than itself
class Among(models.Lookup):
    """`column__among=Keys(…)`: the column is one of the keys, which an index on it looks up.

    The keys stand in a query of their own, so that PostgreSQL neither weighs a thousand of them one by one before it
    begins nor reads whole tables for their sake: that grew with the city.
    """

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: object) -> tuple[str, tuple[Any, ...]]:
        """Plain SQL."""
        column, params = self.process_lhs(compiler, connection)  # type: ignore[arg-type]  # stubs want a wrapper
        return f"{column} = ANY((SELECT %s::bigint[])::bigint[])", (*params, self.rhs.text)


@ArrayField.register_lookup
class Meets(models.Lookup):
    """`column__meets=Keys(…)`: the array and the keys have one in common; a GIN index on it serves."""

    lookup_name = "meets"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: object) -> tuple[str, tuple[Any, ...]]:
        """Plain SQL."""
        column, params = self.process_lhs(compiler, connection)  # type: ignore[arg-type]  # as above
        return f"{column} && %s::integer[]", (*params, self.rhs.text)
