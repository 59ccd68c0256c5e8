"""The ledger: everything an office writes about a case in one line, for many cases at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, Final, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case as Switch
from django.db.models import OuterRef, Q, QuerySet, Subquery, When

from tracker.models import Case, CaseTag, CaseUnit, Category, FollowUp, Pairing, Tag, Unit, User
from tracker.models.compiled import Compiled
from tracker.models.follow_ups import Part, Verb
from tracker.models.keys import Keys

UnitNames = tuple[str | None, str | None, str | None]
TagNames = tuple[str, str]
COLUMNS: Final = (
    *("id", "number", "title", "description", "place", "status", "source", "raised_on", "due_on"),
    *("resolved_on", "result_kind", "result", "extension_count", "rating", "rated_on"),
    *("contact__name", "contact__phone", "contact__redacted_at"),
    *("enterprise_id", "enterprise__name", "enterprise__credit_code", "enterprise__industry"),
    *("enterprise__district_id", "category_id", "district_id", "lead_unit_id"),
    *("assigned", "helpers", "said", "caller", "officers", "tagged"),
)


class Facts(NamedTuple):
    """What the ledger says of one case, in the order of `COLUMNS`; units, people and tags by their keys.

    assigned_on  since when the lead unit has it     said  the last note on it     caller  who made the last call-back
    helpers  the units beside the lead     officers  those paired with the firm     tags  in their order
    """

    id: int
    number: str
    title: str
    description: str
    place: str
    status: str
    source: str
    raised_on: date
    due_on: date | None
    resolved_on: date | None
    result_kind: str
    result: str
    extensions: int
    rating: str
    rated_on: date | None
    contact_name: str | None
    contact_phone: str | None
    contact_redacted_at: datetime | None
    firm_id: int | None
    firm: str | None
    credit_code: str | None
    industry: str | None
    firm_district_id: int | None
    category_id: int | None
    district_id: int | None
    lead_id: int | None
    assigned_on: date | None
    helpers: list[int]
    said: str | None
    caller: int | None
    officers: list[int]
    tags: list[int]


class Ledger:
    """The ledger of some cases on a day; its query is written once, whatever the number of pieces it is read in.

    people  names by key, of all officers and callers met so far: the same few thousand look after all firms
    """

    def __init__(self, cases: QuerySet[Case], *, on: date) -> None:
        self._facts = Compiled(partial(_facts, cases, on), keys=Keys([-1]))
        self.people: dict[int, str] = {}

    def lines(self, ids: Sequence[int]) -> list[Facts]:
        """These cases in this order, those not of the ledger left out: one query, and one more for people not yet met."""
        rows = {row[0]: row for row in self._facts.rows(keys=Keys(ids))}
        found = [Facts._make(rows[row_id]) for row_id in ids if row_id in rows]
        met = {pk for one in found for pk in one.officers}
        self._meet(met.union([one.caller for one in found if one.caller]))
        return found

    def _meet(self, people: Iterable[int]) -> None:
        if unknown := [pk for pk in people if pk not in self.people]:
            self.people.update(User.objects.filter(pk__among=Keys(unknown)).values_list("pk", "name"))


@dataclass(frozen=True)
class Names:
    """Names by key: of units and categories the name, the short one and the English one; of tags the name and the English one."""

    units: Mapping[int, UnitNames]
    categories: Mapping[int, UnitNames]
    tags: Mapping[int, TagNames]


def names() -> Names:
    """Of all there are: few, so that no case need be joined to them; three queries."""
    units = Unit.objects.values_list("pk", "name", "short_name", "name_en")
    categories = Category.objects.values_list("pk", "name", "name_en")
    tags = Tag.objects.values_list("pk", "name", "name_en")
    return Names(
        units={pk: (name, short, english) for pk, name, short, english in units},
        categories={pk: (name, None, english) for pk, name, english in categories},
        tags={pk: (name, english) for pk, name, english in tags},
    )


def _facts(cases: QuerySet[Case], on: date, keys: Keys) -> QuerySet[Any, Any]:
    """What is asked for beside it, row by row: asked for apart it would be put together here, which takes longer."""
    of_case, of_firm = {"case": OuterRef("pk")}, {"enterprise": OuterRef("enterprise_id")}
    parts = CaseUnit.objects.filter(**of_case, is_current=True)
    trail = FollowUp.objects.filter(**of_case).order_by("-at", "-id")
    calls = trail.filter(verb=Verb.CALL_BACK).values("by_id")[:1]
    officers = Pairing.objects.current(on).filter(**of_firm).order_by("id")
    tags = CaseTag.objects.filter(**of_case).order_by("tag__order", "tag_id")
    return (
        cases.filter(id__among=keys)
        .annotate(
            assigned=Subquery(parts.filter(part=Part.LEAD).values("assigned_on")[:1]),
            helpers=ArraySubquery(parts.exclude(part=Part.LEAD).order_by("id").values("unit_id")),
            said=Subquery(trail.exclude(note="").values("note")[:1]),
            # The whole trail is looked through where nobody called back.
            caller=Switch(When(~Q(rating=""), then=Subquery(calls))),
            officers=ArraySubquery(officers.values("officer_id")),
            tagged=ArraySubquery(tags.values("tag_id")),
        )
        .values_list(*COLUMNS)
    )
