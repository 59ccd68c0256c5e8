"""What was done beside cases in a period: visits, actions, firms reached, coverage of paired firms, figures that add up.

By whom: a district's is what lies there, a bureau's and a working group's what their own people did.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import In

from tracker.models import AssistanceAction, Draft, Enterprise, Pairing, Participant, Unit, User, Visit
from tracker.models.actions import ActionQuerySet, ParticipantRole
from tracker.models.bulletins import Decision, Direction, DraftQuerySet
from tracker.models.enterprises import EnterpriseQuerySet
from tracker.models.visits import VisitQuerySet
from tracker.reports.coverage import in_territory
from tracker.reports.measures import Share, View
from tracker.reports.progress import By, counting_for, tops

COUNTS: Final = ("visits", "visited", "actions", "reached", "paired", "paired_visited", "sent", "adopted")
ADOPTED: Final = (Decision.ACCEPTED, Decision.ATTACHED)
FIRMS: Final = ("visited", "reached", "paired", "paired_visited")  # those that count firms


@dataclass(frozen=True)
class Seen:
    """What somebody sees, and may count."""

    visits: VisitQuerySet
    actions: ActionQuerySet
    firms: EnterpriseQuerySet
    items: DraftQuerySet

    @classmethod
    def by(cls, user: User) -> Seen:
        """Firms are those whose visits the person sees all of."""
        return cls(
            Visit.objects.visible_to(user),
            AssistanceAction.objects.visible_to(user).help(),
            in_territory(Enterprise.objects.visible_to(user).live(), user),
            Draft.objects.visible_to(user),
        )


@dataclass
class Work:
    """The counts of a unit, or of all together; `counts` by code of COUNTS."""

    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def coverage(self) -> Share:
        """走访覆盖率: paired firms that were visited in the period, of all that were paired at its end."""
        return Share(self.counts["paired_visited"], self.counts["paired"])

    @property
    def adoption(self) -> Share:
        """信息采用: items of bulletins that became records, of all that were sent."""
        return Share(self.counts["adopted"], self.counts["sent"])


def work(seen: Seen, by: By, view: View) -> tuple[dict[int | None, Work], Work]:
    """Unit → its work, None for what is of no unit of this kind; and all together, every firm and action once."""
    above = tops(by)
    units: defaultdict[int | None, Work] = defaultdict(Work)
    whole = Work()
    for code in COUNTS:
        if by == "bureau" and code.startswith("paired"):
            continue  # firms are paired by districts and groups
        rows, keys, counted = _rows(seen, code, by, view)
        top = _top_of(keys, above)
        for unit, many in (
            rows.order_by().annotate(top=top).values_list("top").annotate(many=Count(counted, distinct=True))
        ):
            units[unit].counts[code] = many
        whole.counts[code] = rows.order_by().aggregate(many=Count(counted, distinct=True))["many"]
    return dict(units), whole


def visits_in(visits: VisitQuerySet, view: View) -> VisitQuerySet:
    """Of the period."""
    return visits.filter(visited_on__gte=view.period.first, visited_on__lte=view.period.last)


def actions_in(actions: ActionQuerySet, view: View) -> ActionQuerySet:
    """Of the period, by the day they are listed under."""
    return actions.filter(listed_on__gte=view.period.first, listed_on__lte=view.period.last)


def items_in(items: DraftQuerySet, view: View) -> DraftQuerySet:
    """Items of the bulletins received in the period, by the bulletin's date; split and joined ones once."""
    days = {"bulletin__dated_on__gte": view.period.first, "bulletin__dated_on__lte": view.period.last}
    return items.filter(bulletin__direction=Direction.IN, **days).exclude(decision=Decision.REPLACED)


def items_of(items: DraftQuerySet, by: By, unit: Unit) -> DraftQuerySet:
    """Those that a unit reported."""
    return items.filter(reporter__in=counting_for(by, unit))


def visits_of(visits: VisitQuerySet, by: By, unit: Unit) -> VisitQuerySet:
    """The visits that count for a unit."""
    column = "enterprise__district__in" if by == "district" else "unit__in"
    return visits.filter(**{column: counting_for(by, unit)})


def actions_of(actions: ActionQuerySet, by: By, unit: Unit) -> ActionQuerySet:
    """The actions that count for a unit: of a district those that name it, or name none and are reported from there."""
    units = counting_for(by, unit)
    if by != "district":
        return actions.filter(reporter__in=units)
    through = actions.model.districts.through.objects
    named = through.filter(unit__in=units).values("assistanceaction_id")
    none_named = Q(districts__isnull=True, reporter__in=units)
    nameless = actions.model.objects.filter(none_named).values("id")
    return actions.filter(Q(id__in=named) | Q(id__in=nameless))


def firms_of(seen: Seen, code: str, by: By, view: View, unit: Unit | None) -> EnterpriseQuerySet:
    """The firms behind a number of FIRMS; among those that the person may list."""
    rows, keys, counted = _rows(seen, code, by, view)
    if unit is not None:
        rows = rows.annotate(top=_top_of(keys, tops(by))).filter(top=unit.pk)
    return Enterprise.objects.filter(pk__in=rows.order_by().values(counted))


def _rows(seen: Seen, code: str, by: By, view: View) -> tuple[QuerySet[Any], Any, str]:
    """The rows of a count, the column of the unit they are of, and the column of what is counted."""
    makers: Mapping[str, Callable[[], QuerySet[Any]]] = {
        "visits": lambda: visits_in(seen.visits, view),
        "visited": lambda: visits_in(seen.visits, view).filter(enterprise__merged_into__isnull=True),
        "actions": lambda: actions_in(seen.actions, view),
        "reached": lambda: Participant.objects.filter(
            action__in=actions_in(seen.actions, view),
            role=ParticipantRole.ASSISTED,
            enterprise__isnull=False,
            enterprise__merged_into__isnull=True,
        ),
        "sent": lambda: items_in(seen.items, view),
        "adopted": lambda: items_in(seen.items, view).filter(decision__in=ADOPTED),
        "paired": lambda: _paired(seen, by, view),
        "paired_visited": lambda: _paired(seen, by, view).filter(
            enterprise__in=Visit.objects.filter(
                visited_on__gte=view.period.first, visited_on__lte=view.period.last
            ).values("enterprise")
        ),
    }
    counted = "enterprise_id" if code in FIRMS else "id"
    return makers[code](), _unit_columns(by)[code], counted


def _unit_columns(by: By) -> dict[str, Any]:
    """Count → the column of its rows with the unit that they are of."""
    is_district = by == "district"
    of_firm = "enterprise__district_id"
    keys = {
        "visits": of_firm if is_district else "unit_id",
        "actions": Coalesce("districts", "reporter_id") if is_district else "reporter_id",
        "reached": of_firm if is_district else "action__reporter_id",
        "paired": of_firm if is_district else "group_id",
        "sent": "reporter_id",
        "adopted": "reporter_id",
    }
    return keys | {"visited": keys["visits"], "paired_visited": keys["paired"]}


def _paired(seen: Seen, by: By, view: View) -> QuerySet[Pairing]:
    """Those in force on the last day of the period, today at the latest."""
    current = Pairing.objects.current(min(view.period.last, view.on)).filter(enterprise__in=seen.firms)
    return current.filter(group__isnull=False) if by == "group" else current


def _top_of(key: Any, above: Mapping[int | None, int]) -> Case:
    """A unit's column as that of the one above it that is of the kind; NULL where there is none."""
    below: defaultdict[int, list[int]] = defaultdict(list)
    for unit, top in above.items():
        if unit is not None:
            below[top].append(unit)
    column = F(key) if isinstance(key, str) else key
    whens = [When(In(column, units), then=Value(top)) for top, units in below.items()]
    return Case(*whens, default=None, output_field=IntegerField())
