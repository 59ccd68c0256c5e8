"""Sums of what is counted of cases, by unit and day, kept by the database itself: progress over a million cases reads rows.

Every statement that alters cases appends the differences it made to `TallyChange`, where nobody waits for anybody's row;
a task folds them into `Tally`. What is true is always the sum of both.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pgtrigger
from django.db import connection, models
from django.db.models import Q

from tracker.models.cases import Case
from tracker.models.counted import COUNTED, Base
from tracker.models.places import TERRITORIES, Unit, UnitKind

ALL, NONE = 0, -1  # every category; no unit, no category
NEVER: Final = "9999-12-31"  # when an open case without a due date is due
CITY_ZONE: Final = "Asia/Shanghai"
# Whose a case is: where its firm lies, who solves it, who brought it in; each counted for the unit of these kinds above.
UNITS: Final = {"district": "district_id", "bureau": "lead_unit_id", "group": "registrar_unit_id"}
KINDS: Final[dict[str, tuple[str, ...]]] = {
    "district": tuple(TERRITORIES),
    "bureau": (UnitKind.BUREAU,),
    "group": (UnitKind.GROUP,),
}
LEVELS: Final = ("u0", "u1", "u2")  # a unit and those above it
COUNTS: Final = ("n0", "n1", "n2", "n3")
KEY: Final = ("by", "category", "source", "base", "day", "span", "unit")
SPANNED: Final = "resolved"  # counted by working days of handling too, where nothing narrows the cases


_UNITS: Final = Unit._meta.db_table


class TallyRow(models.Model):
    """How many cases of a unit are counted on a day.

    by        district, bureau or group: whose part in the case the unit has
    unit      its key, or that of the one above it that is a district, bureau or group; NONE without one
    category  its key, or ALL, or NONE      source  "" for all; never narrowed by both
    base      as in `counted`               n0 … n3  its counts, in the order of `Base.codes`
    span      working days of handling, of SPANNED only
    """

    by = models.CharField(max_length=8)
    category = models.IntegerField(default=ALL)
    source = models.CharField(max_length=12, blank=True)
    base = models.CharField(max_length=10)
    day = models.DateField()
    span = models.SmallIntegerField(default=NONE)
    unit = models.IntegerField()
    n0 = models.IntegerField(default=0)
    n1 = models.IntegerField(default=0)
    n2 = models.IntegerField(default=0)
    n3 = models.IntegerField(default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.by} {self.unit} {self.base} {self.day}"


class Tally(TallyRow):
    """The sums so far: of days, and of whole months under their first day."""

    is_month = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["by", "category", "source", "is_month", "base", "day", "unit", "span"],
                name="tally_sums",
                include=["n0", "n1", "n2", "n3"],  # so that a sum is read without a look at its row
            )
        ]


class TallyChange(TallyRow):
    """What one statement added or took away, until it is folded into the sums."""


def tally_sql(cases: str) -> str:
    """A SELECT of KEY and COUNTS over rows of cases that carry a `weight`: 1 as they are, -1 as they were."""
    counted = ", ".join(_counted(name, base) for name, base in COUNTED.items())
    whose = ", ".join(f"('{by}', {column})" for by, column in UNITS.items())
    key = "whose.by, one.base, one.day, top.unit"
    sums = ", ".join(f"sum(weight * one.{name}) AS {name}" for name in COUNTS)
    changed = " OR ".join(f"sum(weight * one.{name}) <> 0" for name in COUNTS)
    return f"""
        SELECT whose.by,
          CASE WHEN GROUPING(category_id) = 1 THEN {ALL} ELSE coalesce(category_id, {NONE}) END AS category,
          CASE WHEN GROUPING(source) = 1 THEN '' ELSE source END AS source,
          one.base, one.day, coalesce(one.span, {NONE}) AS span, coalesce(top.unit, {NONE}) AS unit, {sums}
        FROM ({cases}) AS "tracker_case"
        CROSS JOIN LATERAL (VALUES {counted}) AS one (base, day, span, is_in, {", ".join(COUNTS)})
        CROSS JOIN LATERAL (VALUES {whose}) AS whose (by, below)
        LEFT JOIN {_UNITS} u0 ON u0.id = whose.below
        LEFT JOIN {_UNITS} u1 ON u1.id = u0.parent_id
        LEFT JOIN {_UNITS} u2 ON u2.id = u1.parent_id
        CROSS JOIN LATERAL (SELECT CASE {" ".join(_tops())} END AS unit) AS top
        WHERE one.is_in AND one.day IS NOT NULL
        GROUP BY GROUPING SETS (({key}, one.span), ({key}, category_id), ({key}, source))
        HAVING {changed}
    """  # noqa: S608  # of our own words only


def _tops() -> Iterator[str]:
    """The unit itself where it is of a kind that is counted, else the one above it that is."""
    for level in LEVELS:
        kinds = " OR ".join(
            f"whose.by = '{by}' AND {level}.kind IN ({', '.join(map(_literal, kinds))})"
            for by, kinds in KINDS.items()
        )
        yield f"WHEN {kinds} THEN {level}.id"


def _counted(name: str, base: Base) -> str:
    day = f"(registered_at AT TIME ZONE '{CITY_ZONE}')::date" if base.day == "registered_at" else base.day
    day = f"coalesce({day}, '{NEVER}')" if name == "open" else day
    span = "handling_days" if name == SPANNED else "NULL::smallint"
    counts = ["1", *(f"({_sql_of(part)})::int" for part in base.parts.values())]
    counts += ["0"] * (len(COUNTS) - len(counts))
    return f"('{name}', {day}, {span}, {_sql_of(base.rows)}, {', '.join(counts)})"


def _sql_of(condition: Q) -> str:
    """A condition on the row as SQL, unknown being false; a constant where nothing is asked."""
    if not condition:
        return "true"
    query = Case.objects.filter(condition).query
    words, values = query.where.as_sql(query.get_compiler(connection=connection), connection)
    return f"coalesce(({words}), false)" % tuple(_literal(value) for value in values)


def _literal(value: Any) -> str:
    if isinstance(value, bool | int):
        return str(value).lower()
    text = str(value).replace("'", "''")
    return f"'{text}'"


def read_columns() -> Iterator[str]:
    """Every column of a case that some count looks at."""
    yield from ("category_id", "source", "registered_at", "handling_days", *UNITS.values())
    for base in COUNTED.values():
        yield base.day
        for condition in (base.rows, *base.parts.values()):
            yield from _names(condition)


def _names(condition: Any) -> Iterator[str]:
    for child in condition.children:
        if isinstance(child, Q):
            yield from _names(child)
        else:
            yield child[0].split("__")[0]


class _Tally(pgtrigger.Trigger):
    """Appends the differences a statement made to the counts; a follow-up, which changes no count, costs one comparison."""

    when = pgtrigger.After
    level = pgtrigger.Statement
    is_update: bool

    def get_func(self, model: models.Model) -> str:
        """The columns are compared first: most statements on cases alter none that is counted."""
        rows, guard = "SELECT 1 AS weight, new_values.* FROM new_values", ""
        if self.is_update:
            names = sorted(set(read_columns()))
            before, after = (", ".join(f"{rel}.{name}" for name in names) for rel in ("o", "n"))
            guard = (
                "IF NOT EXISTS (SELECT FROM old_values o JOIN new_values n USING (id) "  # noqa: S608
                f"WHERE ({before}) IS DISTINCT FROM ({after})) THEN RETURN NULL; END IF;"
            )
            rows += " UNION ALL SELECT -1, old_values.* FROM old_values"
        into = f"{TallyChange._meta.db_table} ({', '.join((*KEY, *COUNTS))})"
        return self.format_sql(f"{guard} INSERT INTO {into} {tally_sql(rows)}; RETURN NULL;")


class TallyInsert(_Tally):
    """Of new cases."""

    name = "tally_insert"
    operation = pgtrigger.Insert
    referencing = pgtrigger.Referencing(new="new_values")  # type: ignore[no-untyped-call]
    is_update = False


class TallyUpdate(_Tally):
    """Of changed ones."""

    name = "tally_update"
    operation = pgtrigger.Update
    referencing = pgtrigger.Referencing(  # type: ignore[no-untyped-call]
        old="old_values", new="new_values"
    )
    is_update = True


pgtrigger.register(TallyInsert(), TallyUpdate())(Case)
