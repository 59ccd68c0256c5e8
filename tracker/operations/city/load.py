"""A generated city into the database: one transaction, rows by COPY, indexes built once at the end."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from tracker import models
from tracker.models.search_texts import TEXTS
from tracker.operations.city import bulk
from tracker.operations.city.case_rows import (
    ActionCaseRow,
    ActionDistrictRow,
    ActionRow,
    CaseRow,
    CaseUnitRow,
    FigureRow,
    FollowUpRow,
    ParticipantRow,
)
from tracker.operations.city.cases import ONE_ACTION_IN, cases_by_year
from tracker.operations.city.clock import Clock
from tracker.operations.city.firms import firm_count
from tracker.operations.city.plan import Reserved, plan_city
from tracker.operations.city.reference import existing_subunits, town_of_database
from tracker.operations.city.rows import (
    ContactRow,
    EnterpriseNameRow,
    EnterpriseRow,
    LabelRow,
    MembershipRow,
    PairingRow,
    Row,
    SiteRow,
    UnitRow,
    UserRow,
    VisitRow,
)
from tracker.operations.city.town import USERNAME, Town, most_people, unit_count
from tracker.operations.search_texts import fill
from tracker.operations.tallies import count_in
from tracker.reports.calendar import calendar_of_city
from tracker.rules.errors import BadInput, Conflict

TABLES: Final[dict[type[Row], type[Model]]] = {
    UnitRow: models.Unit,
    UserRow: models.User,
    MembershipRow: models.Membership,
    EnterpriseRow: models.Enterprise,
    EnterpriseNameRow: models.EnterpriseName,
    SiteRow: models.Site,
    LabelRow: models.EnterpriseLabel,
    ContactRow: models.Contact,
    PairingRow: models.Pairing,
    VisitRow: models.Visit,
    CaseRow: models.Case,
    CaseUnitRow: models.CaseUnit,
    FollowUpRow: models.FollowUp,
    ActionRow: models.AssistanceAction,
    ActionDistrictRow: models.AssistanceAction.districts.through,
    ActionCaseRow: models.AssistanceAction.cases.through,
    ParticipantRow: models.Participant,
    FigureRow: models.Figure,
}
BATCH_ROWS: Final = 30_000
REBUILD_FROM: Final = 1_000  # fewer cases than this load about as fast into the standing indexes
MOST_CASES: Final = 20_000_000

Progress = Callable[[int, str], None]


@dataclass(frozen=True)
class Made:
    """How many rows of each table were written."""

    rows: dict[str, int]

    def of(self, model: type[Model]) -> int:
        """Those of one noun."""
        return self.rows.get(model._meta.db_table, 0)


def make_city(*, cases: int, seed: int, now: datetime, progress: Progress | None = None) -> Made:
    """Write a believable city of so many cases; all of it or nothing.

    A large one drops and rebuilds indexes, so the site waits meanwhile. Made-up rows get no history entries.
    progress  told how many cases are written, and the step
    Raises    Conflict when a generated city is there already, BadInput without reference data
    """
    if not 1 <= cases <= MOST_CASES:
        raise BadInput("days_out_of_range", low=1, high=MOST_CASES, days=cases)
    tell = progress or (lambda _done, _step: None)
    tables, texts = ([model._meta.db_table for model in of.values()] for of in (TABLES, TEXTS))
    with transaction.atomic():
        if models.User.objects.filter(username__startswith=USERNAME).exists():
            raise Conflict("already_exists", name="a generated city")
        town, clock = town_of_database(), clock_at(now)
        reserved = _reserve(town, clock, cases)
        rows = plan_city(town, clock, reserved, cases=cases, seed=seed)
        with bulk.without_guards(tables):
            with _without_indexes(tables, cases, tell):
                made = _write(rows, tell)
            with _without_indexes(texts, cases, tell):  # those of the rows are needed to read them
                tell(cases, "what is searched")
                fill()
        tell(cases, "sums")
        count_in(first := reserved.cases, first + cases - 1)
    tell(cases, "statistics")
    bulk.analyze([*tables, *texts], vacuum=not connection.in_atomic_block)
    return made


def _without_indexes(tables: list[str], cases: int, tell: Progress) -> AbstractContextManager[None]:
    """They are made anew at the end where that is faster, and where this role may."""
    if cases < REBUILD_FROM or not bulk.owns(tables[0]):
        return nullcontext()
    return bulk.without_indexes(tables, lambda name: tell(cases, name))


def clock_at(now: datetime) -> Clock:
    """Working time as the city's calendar has it."""
    zone = timezone.get_default_timezone()
    return Clock(now, zone, calendar_of_city(timezone.localdate(now, zone)))


def _reserve(town: Town, clock: Clock, cases: int) -> Reserved:
    firms = firm_count(cases)
    return Reserved(
        units=_ids(models.Unit, unit_count(town)),
        users=_ids(models.User, most_people(town, cases)),
        enterprises=_ids(models.Enterprise, firms),
        sites=_ids(models.Site, firms),
        contacts=_ids(models.Contact, firms),
        cases=_ids(models.Case, cases),
        actions=_ids(models.AssistanceAction, cases // ONE_ACTION_IN),
        numbers={
            year: bulk.reserve_numbers(year, many) for year, many in cases_by_year(cases, clock).items()
        },
        subunits=existing_subunits(),
        firm_names=frozenset(models.Enterprise.objects.values_list("name_key", flat=True)),
    )


def _ids(model: type[Model], many: int) -> int:
    return bulk.reserve_ids(model._meta.db_table, many)


def _write(rows: Iterator[Row], tell: Progress) -> Made:
    """The next batch is planned in a thread of its own while PostgreSQL takes in the last one."""
    written: Counter[str] = Counter()
    cases = models.Case._meta.db_table
    with ThreadPoolExecutor(max_workers=1) as planner:
        coming = planner.submit(_batch, rows)
        while batch := coming.result():
            coming = planner.submit(_batch, rows)
            for kind, lines in batch.items():
                table = TABLES[kind]._meta.db_table
                bulk.copy_in(table, bulk.columns(kind), "".join(lines).encode())
                written[table] += len(lines)
            tell(written[cases], "rows")
    return Made(dict(written))


def _batch(rows: Iterator[Row]) -> dict[type[Row], list[str]]:
    lines: dict[type[Row], list[str]] = {}
    for row in islice(rows, BATCH_ROWS):
        lines.setdefault(type(row), []).append(_ENCODE[type(row)](row))
    return lines


_ENCODE: Final = {kind: bulk.encoder(kind) for kind in TABLES}
