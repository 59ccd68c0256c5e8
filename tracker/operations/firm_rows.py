"""Everything that points at a firm, found among the nouns themselves: a new one is neither forgotten nor named twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.db import connection
from django.db.models import Model, UniqueConstraint
from psycopg import sql

from tracker.models import (
    AssistanceAction,
    Case,
    DistinctFirms,
    Enterprise,
    EnterpriseAct,
    Merge,
    MergedRow,
    Pairing,
    Participant,
)
from tracker.models.merges import Deed
from tracker.operations.holding import held_rows

# What tells of the firm itself stays with it: where it went, what was done to it, with which others it was compared.
STAYING: Final = (Enterprise, Merge, EnterpriseAct, DistinctFirms)


def pointing() -> Iterator[tuple[type[Model], str]]:
    """(noun, column) of everything that moves with a firm; history tables point without a constraint, and stay."""
    for relation in Enterprise._meta.get_fields(include_hidden=True):
        field = getattr(relation, "field", None)
        if not relation.auto_created or field is None or not getattr(field, "db_constraint", False):
            continue
        if field.model not in STAYING:
            yield field.model, field.column


def count_rows(firm: Enterprise) -> dict[str, int]:
    """Noun → how many of its rows point at the firm, those that have some."""
    with connection.cursor() as cursor:
        counts = {
            model._meta.model_name or "": _count(cursor, model, column, firm) for model, column in pointing()
        }
    return {name: count for name, count in counts.items() if count}


def hold_rows(firm: Enterprise) -> None:
    """Hold what others hold before they ask for the firm: its cases, the actions it took part in, its pairings."""
    actions = Participant.objects.filter(enterprise=firm).values("action_id")
    for rows in (
        Case.objects.filter(enterprise=firm),
        AssistanceAction.objects.filter(pk__in=actions),
        Pairing.objects.filter(enterprise=firm),
    ):
        held_rows(rows)


def move_rows(merge: Merge) -> dict[str, int]:
    """Let everything point at the survivor, and write down what moved; returns noun → how many.

    What the survivor has already, as the same label of the same day, stays where it is: the merged firm's row keeps it.
    """
    with connection.cursor() as cursor:
        counts = {
            model._meta.model_name or "": _move(cursor, merge, model, column) for model, column in pointing()
        }
    return {name: count for name, count in counts.items() if count}


def move_back(merge: Merge) -> dict[str, int]:
    """Let everything that moved point at the merged firm again; returns noun → how many had gone elsewhere since."""
    left = {}
    with connection.cursor() as cursor:
        for model, column in pointing():
            name = model._meta.model_name or ""
            gone = merge.rows.filter(model=name, deed=Deed.MOVED).count() - _move_back(
                cursor, merge, model, column
            )
            if gone:
                left[name] = gone
    return left


def _count(cursor: Any, model: type[Model], column: str, firm: Enterprise) -> int:
    cursor.execute(_filled("SELECT count(*) FROM {table} WHERE {column} = %s", model, column), [firm.pk])
    return int(cursor.fetchone()[0])


def _move(cursor: Any, merge: Merge, model: type[Model], column: str) -> int:
    statement = """
        WITH moved AS (
          UPDATE {table} AS mine SET {column} = %s WHERE {column} = %s {unless} RETURNING mine.id
        )
        INSERT INTO {rows} (merge_id, model, row_id) SELECT %s, %s, id FROM moved
    """
    unless = sql.SQL(" ").join(_clash(model, column, names) for names in _unique_with(model, column))
    into, name = merge.survivor_id, model._meta.model_name
    clashes = [into] * len(list(_unique_with(model, column)))
    cursor.execute(
        _filled(statement, model, column, unless), [into, merge.merged_id, *clashes, merge.pk, name]
    )
    return int(cursor.rowcount)


def _move_back(cursor: Any, merge: Merge, model: type[Model], column: str) -> int:
    statement = """
        UPDATE {table} SET {column} = %s WHERE {column} = %s AND id IN (
          SELECT row_id FROM {rows} WHERE merge_id = %s AND model = %s AND deed = %s
        )
    """
    name = model._meta.model_name
    cursor.execute(
        _filled(statement, model, column), [merge.merged_id, merge.survivor_id, merge.pk, name, Deed.MOVED]
    )
    return int(cursor.rowcount)


def _unique_with(model: type[Model], column: str) -> Iterator[list[str]]:
    """The other columns of every key in which the firm stands."""
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint):
            names = [str(getattr(model._meta.get_field(name), "column", name)) for name in constraint.fields]
            if column in names:
                yield [name for name in names if name != column]


def _clash(model: type[Model], column: str, names: list[str]) -> sql.Composable:
    same = [sql.SQL("theirs.{0} = mine.{0}").format(sql.Identifier(name)) for name in names]
    return sql.SQL("AND NOT EXISTS (SELECT FROM {table} theirs WHERE {both})").format(
        table=sql.Identifier(model._meta.db_table),
        both=sql.SQL(" AND ").join([sql.SQL("theirs.{} = %s").format(sql.Identifier(column)), *same]),
    )


def _filled(statement: str, model: type[Model], column: str, unless: sql.Composable | None = None) -> str:
    """As text: whatever looks at statements on their way wants it so."""
    filled = sql.SQL(statement).format(
        table=sql.Identifier(model._meta.db_table),
        column=sql.Identifier(column),
        rows=sql.Identifier(MergedRow._meta.db_table),
        unless=unless or sql.SQL(""),
    )
    return filled.as_string()
