"""T11 for numbers: a definition bent, a sum not kept, a scope forgotten, days shifted; the comparison notices each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pgtrigger
import pytest
from django.db import transaction
from django.db.models import Q

from tests.faults import test_numbers
from tests.faults.comparing import compare_page, compare_results, compare_work, compare_workbook
from tests.faults.numbers import City, standing
from tests.faults.oracle import Oracle
from tests.faults.sabotage import Off, Twin, instead, shows_all, turns_red, twins
from tracker.models import Case, CaseTag, Figure, Tag, TallyChange
from tracker.models.actions import ActionQuerySet
from tracker.models.cases import ResultKind, Status
from tracker.operations import tallies
from tracker.reports.calendar import calendar_of_city
from tracker.reports.measures import MEASURES, View, rows_of_base
from tracker.rules.deadlines import near_until
from tracker.rules.periods import Period, free
from tracker.rules.status import OPEN, RUNNING
from tracker.rules.week import covered_days
from tracker.rules.workdays import Calendar

HELP = "tracker.models.actions.ActionQuerySet.help"
TINY = (300, 28)


@pytest.fixture(scope="module")
def city(django_db_setup, django_db_blocker) -> Iterator[City]:
    """A small one, taken back at the end."""
    with standing(TINY, django_db_blocker) as found:
        yield found


def all_days(city: City) -> Period:
    """A period in which something of everything happened."""
    return free(city.oracle.today - timedelta(days=700), city.oracle.today)


def counted_one_by_one(city: City) -> None:
    """As somebody reads it for whom no sums are kept."""
    with moved(city) as now:
        compare_workbook(now, "leader", "district", all_days(now), now.filters()[-1])


def read_from_sums(city: City) -> None:
    """As the leader reads it, after cases have moved, before and after the changes are folded away."""
    with moved(city) as now:
        compare_page(now, "leader", "district", all_days(city), {})
        tallies.fold()
        compare_page(now, "leader", "district", all_days(city), {})


@contextmanager
def moved(city: City) -> Iterator[City]:
    """Cases due on the days around today and around the last that is near, those to be called back tagged; reckoned anew, taken back."""
    today, near = city.oracle.today, city.oracle.near
    days = [today - timedelta(days=1), today, near, near + timedelta(days=1)]
    running = Case.objects.filter(status__in=RUNNING, pk__in=CaseTag.objects.values("case"))
    ids = list(running.order_by("id").values_list("pk", flat=True)[: len(days)])
    with transaction.atomic():
        for pk, day in zip(ids, days, strict=True):
            Case.objects.filter(pk=pk).update(due_on=day)
        waiting = Case.objects.filter(status=Status.CALL_BACK).values_list("pk", flat=True)
        tag = Tag.objects.get(name="重点")
        CaseTag.objects.bulk_create([CaseTag(case_id=pk, tag=tag) for pk in waiting], ignore_conflicts=True)
        oracle = Oracle(today, city.oracle.near_days)
        yield replace(city, oracle=oracle)
        transaction.set_rollback(True)


def work_of_all(city: City) -> None:
    """Visits, actions, coverage, items and figures of the last months."""
    for by in ("district", "group"):
        compare_work(city, "office", by, all_days(city))
        compare_results(city, "office", by, all_days(city))


def own_page(city: City) -> None:
    """What the manager of a district reads."""
    compare_page(city, "district", "district", all_days(city), {})


@dataclass(frozen=True)
class Loose:
    """A measure without one of its conditions, or with cases that it must not count."""

    rows: Callable[[View], Q]


def counting(code: str, rows: Callable[[View], Q]) -> Off:
    """Something else counted under a code."""

    @contextmanager
    def off() -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(MEASURES, code, Loose(rows))  # type: ignore[arg-type]  # a mapping for everybody else
            yield

    return off


def also(code: str, status: str) -> Off:
    """Cases of a status counted under a code too."""
    rows = MEASURES[code].rows
    return counting(code, lambda view: rows(view) | Q(status=status))


def without_conditions(code: str, base: str, only: Q | None = None) -> Off:
    """All cases of a base, or others of them, counted under a code."""
    return counting(code, lambda view: rows_of_base(base, view) & (only or Q()))


@contextmanager
def no_changes_kept() -> Iterator[None]:
    """The database's own trigger does not run."""
    with pgtrigger.ignore("tracker.Case:tally_update"):
        yield


def forgets(*_args: Any, **_kwargs: Any) -> int:
    """Changes are deleted, and added nowhere."""
    return int(TallyChange.objects.all().delete()[0])


def a_week_before(key: str, calendar: Calendar) -> tuple[date, date]:
    """The days before those that are to be told."""
    first, last = covered_days(key, calendar)
    return first - timedelta(days=7), last - timedelta(days=7)


def a_day_longer(on: date, calendar: Calendar, *, near: int = 2) -> date:
    """Near for a day more."""
    return near_until(on, calendar, near=near) + timedelta(days=1)


def number(guard: str, off: Off, check: Callable[..., None], **more: Any) -> Twin:
    """What a number means, and the comparison that says so."""
    return Twin("T11", guard, off, check, **more)


RUNNING_ROWS = Q(status__in=OPEN) & ~Q(status=Status.PARKED)
LATE_TODAY = counting("overdue", lambda view: RUNNING_ROWS & Q(due_on__lte=view.on))
NEAR_FROM_TOMORROW = counting(
    "near", lambda view: RUNNING_ROWS & Q(due_on__gt=view.on, due_on__lte=view.near_until)
)
DEFAULT_NEAR = instead(
    {"tracker.web.dates.calendar_and_near": lambda on, **how: (calendar_of_city(on, **how), 2)}
)
SOLVED_OR_EXPLAINED = Q(result_kind__in=[ResultKind.SOLVED, ResultKind.EXPLAINED])


@twins(
    number("that changes of cases reach the sums", no_changes_kept, read_from_sums, is_quick=True),
    number("what folding adds", instead({"tracker.operations.tallies.fold": forgets}), read_from_sums),
    number(
        "that declined cases were never to be solved", also("judged", Status.DECLINED), counted_one_by_one
    ),
    number("that explained cases spoil nothing", without_conditions("judged", "closed"), counted_one_by_one),
    number(
        "that explaining is not solving",
        without_conditions("solved", "closed", SOLVED_OR_EXPLAINED),
        counted_one_by_one,
        is_quick=True,
    ),
    number("which call-backs are valid", without_conditions("called_back", "drawn"), counted_one_by_one),
    number("that a wrong entry is in no number", also("collected", Status.VOIDED), counted_one_by_one),
    number("that nothing is late on its day", LATE_TODAY, counted_one_by_one),
    number("that what is due today is near", NEAR_FROM_TOMORROW, counted_one_by_one),
    number("until when it is near", instead({"tracker.web.dates.near_until": a_day_longer}), read_from_sums),
    number("that a city sets what is near", DEFAULT_NEAR, read_from_sums),
    number(
        "what a district's manager sees",
        shows_all(Case, "tracker.web.progress:_progresses"),
        own_page,
        is_quick=True,
    ),
    number(
        "which week a digest tells",
        instead({"tracker.operations.digests.covered_days": a_week_before}),
        test_numbers.test_the_digest_of_the_same_day,
        is_quick=True,
    ),
    number(
        "that a digest tells the days of the page",
        instead({"tracker.operations.digests.covered_days": a_week_before}),
        test_numbers.test_page_workbook_mail_and_closed_period_say_the_same,
        known={"who": "leader"},
    ),
    number("that meetings are no help", instead({HELP: ActionQuerySet.standing}), work_of_all),
    number("that voided actions are none", instead({HELP: lambda rows: rows}), work_of_all),
    number(
        "which pairings are in force",
        instead({"tracker.models.enterprises.PairingQuerySet.current": lambda rows, _on: rows}),
        work_of_all,
    ),
    number(
        "that limits and targets are no results",
        instead({"tracker.reports.results.that_add_up": Figure.objects.all}),
        work_of_all,
    ),
)
@pytest.mark.usefixtures("city")
def test_of_numbers_turns_red_without(twin, request):
    turns_red(twin, request)
