"""Long lists read piece by piece, the next while one is written: the same rows, in the reader's language, nothing left open."""

import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection
from django.utils import translation

from tests.people import BUREAU, NEAR_DISTRICT, NOW, cast, make_records
from tracker.models import Case, CaseTag, Tag
from tracker.operations import export_rows
from tracker.operations.cases import CaseData, register_case
from tracker.operations.export_lists import open_list
from tracker.operations.export_rows import rows_ahead, rows_of

__all__ = ["cast"]
pytestmark = pytest.mark.django_db(transaction=True)
CASES = 5


@pytest.fixture
def opened(cast, monkeypatch):
    """The ledger of five cases in pieces of two, for an English reader; the oldest, of the last piece, bears a tag."""
    monkeypatch.setattr(export_rows, "PIECE", 2)
    make_records(cast.owner, BUREAU, NEAR_DISTRICT, "近处", cast.office_city)
    for number in range(1, CASES):
        data = CaseData(
            title=f"停电{number}", description="", source="phone", raised_on=NOW.date(), place="园区"
        )
        register_case(by=cast.owner, now=NOW, data=data)
    CaseTag.objects.create(
        case=Case.objects.earliest("id"), tag=Tag.objects.create(name="用地", name_en="Land")
    )
    with translation.override("en"):
        yield open_list("cases", user=cast.office_city, query="", columns="ledger")


@pytest.fixture
def nothing_left() -> Iterator[None]:
    """Afterwards there are as many connections and threads as before, and threads take turns as they did."""
    before = (sessions(), threading.active_count(), sys.getswitchinterval())
    yield
    deadline = time.monotonic() + 5  # a session ends a moment after its connection
    while sessions() > before[0] and time.monotonic() < deadline:
        time.sleep(0.01)
    assert (sessions(), threading.active_count(), sys.getswitchinterval()) == before


def sessions() -> int:
    """Connections to this database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def unheard(_rows: int) -> None:
    """Nobody asks how far it is."""


def test_read_ahead_the_rows_are_the_same(opened, nothing_left):
    told: list[int] = []
    ahead = list(rows_ahead(opened, told.append))
    assert ahead == list(rows_of(opened, unheard))
    assert ([row[0] for row in ahead], told) == ([1, 2, 3, 4, 5], [2, 4, 5])
    assert [row[-1] for row in ahead] == ["", "", "", "", "Land"]


def test_columns_on_screen_read_ahead_are_the_same(cast, opened, nothing_left):
    """The days that a case has left are counted by all readers with one clock."""
    for number, case in enumerate(Case.objects.order_by("id")):
        Case.objects.filter(pk=case.pk).update(due_on=NOW.date() - timedelta(days=400 * number))
    on_screen = open_list("cases", user=cast.office_city, query="", columns="screen")
    ahead = list(rows_ahead(on_screen, unheard))
    alone = open_list("cases", user=cast.office_city, query="", columns="screen")
    assert ahead == list(rows_of(alone, unheard))
    assert len(ahead) == CASES


@pytest.mark.parametrize(
    ("order", "change"), [("active", {"last_follow_up_at": NOW}), ("due", {"due_on": None})]
)
def test_what_moves_within_the_order_meanwhile_is_there_once(order, change, cast, opened):
    ids = list(Case.objects.order_by("id").values_list("pk", flat=True))
    Case.objects.filter(pk__in=ids[:3]).update(last_follow_up_at=NOW, due_on=NOW.date())
    Case.objects.filter(pk__in=ids[3:]).update(last_follow_up_at=None, due_on=None)
    moved = Case.objects.filter(pk=ids[-1] if order == "active" else ids[0])
    sorted_ = open_list("cases", user=cast.office_city, query=f"sort={order}", columns="ledger")
    rows = list(rows_ahead(sorted_, lambda _rows: moved.update(**change) and None))
    assert sorted(row[1] for row in rows) == sorted(Case.objects.values_list("number", flat=True))


def test_whoever_stops_reading_leaves_nothing_open(opened, nothing_left):
    def called_off(rows: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(rows_ahead(opened, called_off))
    rows = rows_ahead(opened, unheard)
    next(rows)
    rows.close()


def test_what_fails_while_reading_ahead_is_raised_where_it_is_written(opened, nothing_left):
    def made(ids):
        if newest not in ids:
            raise ProgrammingError("of the second piece")
        return opened.made(ids)

    newest = Case.objects.latest("id").pk

    rows = rows_ahead(replace(opened, made=made), unheard)
    assert [next(rows)[0], next(rows)[0]] == [1, 2]
    with pytest.raises(ProgrammingError, match="second piece"):
        next(rows)


def test_a_list_without_rows_has_none(cast):
    opened = open_list("cases", user=cast.office_city, query="", columns="ledger")
    assert list(rows_ahead(opened, unheard)) == []
