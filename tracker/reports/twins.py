"""Firms that may be one: candidates by index, never all with all, and why each is one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.db.models import Q

from tracker.models import DistinctFirms, Enterprise, EnterpriseName
from tracker.models.enterprises import EnterpriseQuerySet
from tracker.rules.names import likeness, normal_name

POOL: Final = 40  # candidates of one kind that are looked at
STRENGTH: Final = (
    "same_code",
    "same_name",
    "same_core",
    "one_character",
    "same_sound",
    "within",
    "short_form",
    "branch",
)
# Both of one territory, of which no two codes say that they are two; a firm without a district may be anywhere.
# Firms are walked newest first and each asks the index by sound for its own: OFFSET and IS keep the planner from
# comparing all of a district with all of it.
_PAIRS: Final = f"""
    SELECT a.id, b.id FROM {Enterprise._meta.db_table} a
    CROSS JOIN LATERAL (
      SELECT b.id FROM {Enterprise._meta.db_table} b
      WHERE b.pinyin_keys[1] = a.pinyin_keys[1] AND b.id < a.id AND b.merged_into_id IS NULL
        AND (a.credit_code IS NULL OR b.credit_code IS NULL)
        AND (a.district_id = b.district_id) IS NOT FALSE
        AND (%(everywhere)s OR (b.district_id = ANY(%(units)s)) IS TRUE)
        AND NOT EXISTS (
          SELECT FROM {DistinctFirms._meta.db_table} d WHERE d.one_id = b.id AND d.other_id = a.id
        )
      OFFSET 0
    ) b
    WHERE a.merged_into_id IS NULL
      AND (%(everywhere)s OR a.district_id = ANY(%(units)s))
      AND (%(first)s OR (a.id <= %(one)s AND (a.id, b.id) < (%(one)s, %(other)s)))
    ORDER BY a.id DESC, b.id DESC LIMIT %(limit)s
"""  # noqa: S608  # of our own words only


@dataclass(frozen=True)
class Sought:
    """A firm that is being added or looked at, as far as it is known.

    keys  its pinyin keys, the usual reading of its core first     places  of the city and province
    """

    name: str
    keys: tuple[str, ...] = ()
    district_id: int | None = None
    code: str | None = None
    places: tuple[str, ...] = ()


@dataclass(frozen=True)
class Twin:
    """A firm that may be the one sought, and why."""

    firm: Enterprise
    reason: str

    @property
    def is_same(self) -> bool:
        """Whether it is this one for certain, and no second is added."""
        return self.reason in ("same_code", "same_name")


def twins_of(sought: Sought, firms: EnterpriseQuerySet, *, most: int = 5) -> list[Twin]:
    """Those among some firms that may be the one sought, the likeliest first: three queries by index."""
    pool = {firm.pk: firm for firm in _candidates(sought, firms)}
    others = _other_names(pool)
    found = [
        Twin(firm, why) for firm in pool.values() if (why := _why(sought, firm, others.get(firm.pk, [])))
    ]
    found.sort(key=lambda twin: (STRENGTH.index(twin.reason), -twin.firm.pk))
    return found[:most]


def pairs(
    units: Collection[int] | None, *, after: tuple[int, int] | None = None, limit: int = 51
) -> list[tuple[int, int]]:
    """Keys of firms that sound alike and lie together, the newest first; those that somebody told apart are left out.

    units  the districts in which both must lie; None for the whole city
    """
    one, other = after or (0, 0)
    known: dict[str, Any] = {
        "everywhere": units is None,
        "units": sorted(units or ()),
        "first": after is None,
    }
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS, known | {"one": one, "other": other, "limit": limit})
        return [(row[0], row[1]) for row in cursor.fetchall()]


def why_alike(one: Enterprise, other: Enterprise, places: tuple[str, ...]) -> str:
    """The strongest reason why two firms may be one."""
    sought = Sought(one.name, tuple(one.pinyin_keys), one.district_id, one.credit_code, places)
    return _why(sought, other, [])


def _candidates(sought: Sought, firms: EnterpriseQuerySet) -> Iterable[Enterprise]:
    key = normal_name(sought.name)
    named = EnterpriseName.objects.filter(name_key=key).values("enterprise_id")
    exact = Q(name_key=key) | Q(id__in=named)
    if sought.code:
        exact |= Q(credit_code=sought.code)
    rows = firms.select_related("district")
    yield from rows.filter(exact).order_by("-id")[:POOL]
    if sought.keys:
        yield from rows.filter(pinyin_keys__overlap=[sought.keys[0]]).order_by("-id")[:POOL]
    yield from rows.filter(name__trigram_similar=sought.name)[:POOL]


def _other_names(pool: Iterable[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = EnterpriseName.objects.filter(enterprise_id__in=list(pool)).order_by("id")
    for firm_id, name in rows.values_list("enterprise_id", "name"):
        found.setdefault(firm_id, []).append(name)
    return found


def _why(sought: Sought, firm: Enterprise, others: list[str]) -> str:
    """Two firms whose codes differ are two, whatever they are called."""
    if sought.code and firm.credit_code:
        return "same_code" if sought.code == firm.credit_code else ""
    reasons = {likeness(sought.name, name, sought.places) for name in (firm.name, *others)} - {""}
    if sought.keys and firm.pinyin_keys and sought.keys[0] == firm.pinyin_keys[0]:
        reasons.add("same_sound")
    together = sought.district_id is None or firm.district_id in (None, sought.district_id)
    if not together:
        reasons &= {"same_name"}
    return min(reasons, key=STRENGTH.index, default="")
