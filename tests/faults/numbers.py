"""A made-up city with its readers, and everything true of it reckoned beside the product; for tests that compare the two."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils.timezone import localtime
from lxml import html
from openpyxl import load_workbook

from tests.faults.lives import fill
from tests.faults.oracle import COUNTS_FOR, Oracle, Told
from tests.faults.oracle_of_work import WorkOracle
from tests.people import add_person, unit
from tests.servers import PLACES
from tracker.models import Campaign, Category, DeadlinePreset, Tag, Unit, User
from tracker.rules.periods import Period, free, period_of

SMALL, LARGE = (600, 42), (20_000, 350)  # cases made up, lives led
NEAR_DAYS = 4  # another number than the shipped one
MOST_LISTS = {SMALL: 24, LARGE: 400}
# Who reads, and the unit whose cases they see; None for all.
READERS = {
    "leader": ("manager", "市活动办", None),
    "district": ("manager", "金水区活动办", "金水区"),
    "staff": ("staff", "市工业和信息化局", "市工业和信息化局"),
}
# Bulletins are the office's.
WORK_READERS = READERS | {"office": ("office", "市活动办", None)}
PLAIN = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@dataclass
class City:
    """The city, what is true of it, and who reads."""

    size: tuple[int, int]
    oracle: Oracle
    work: WorkOracle
    users: dict[str, User]
    clients: dict[str, Client]
    _known: dict[Any, Any] = field(default_factory=dict, init=False)  # reckoned once, compared several times

    def periods(self) -> list[Period]:
        """Last week, this quarter, from a day to a day."""
        today = self.oracle.today
        week = period_of("week", today - timedelta(days=7))
        return [
            week,
            period_of("quarter", today),
            free(today - timedelta(days=251), today - timedelta(days=9)),
        ]

    def filters(self) -> list[dict[str, str]]:
        """None, a category, a source, a label."""
        return [
            {},
            {"category": Category.objects.order_by("id")[1].code},
            {"source": "visit"},
            {"tag": Tag.objects.get(name="重点").public_id},
        ]

    def told(self, who: str, by: str, period: Period, asked: dict[str, str]) -> dict[Any, Told]:
        """What is true of a period, of the cases that a reader sees, narrowed."""
        key = (who, by, period.code, *asked.items())
        if key not in self._known:
            cases = self.cases(who, asked)
            self._known[key] = self.oracle.told(by, period.first, period.last, cases)
        found: dict[Any, Told] = self._known[key]
        return found

    def cases(self, who: str, asked: dict[str, str]) -> list[dict[str, Any]]:
        """What a reader sees, narrowed."""
        key = (who, *asked.items())
        if key not in self._known:
            self._known[key] = self._cases(who, asked)
        found: list[dict[str, Any]] = self._known[key]
        return found

    def _cases(self, who: str, asked: dict[str, str]) -> list[dict[str, Any]]:
        cases = self.oracle.seen_from(self.home(who))
        if "category" in asked:
            category = Category.objects.get(code=asked["category"]).pk
            cases = [case for case in cases if case["category_id"] == category]
        if "source" in asked:
            cases = [case for case in cases if case["source"] == asked["source"]]
        if "tag" in asked:
            tag = Tag.objects.get(public_id=asked["tag"]).pk
            cases = [case for case in cases if tag in self.oracle.tags[case["id"]]]
        return cases

    def home(self, who: str) -> int | None:
        """The unit whose people's sight somebody has."""
        name = WORK_READERS[who][2]
        return unit(name).pk if name else None

    def get(self, who: str, name: str, *args: str, **asked: str) -> Any:
        """A page, as the reader gets it."""
        answer = self.clients[who].get(reverse(name, args=args), asked)
        assert answer.status_code == 200
        return answer

    def of(self, kind: str) -> dict[int | None, str]:
        """The units of a kind by name."""
        kinds = COUNTS_FOR[kind][1]
        return {unit.pk: str(unit) for unit in Unit.objects.filter(kind__in=kinds).order_by("order", "id")}


@contextmanager
def standing(size: tuple[int, int], blocker: Any) -> Iterator[City]:
    """A city of a size for as long as it is looked at; the database has to be there."""
    PLACES.static.mkdir(parents=True, exist_ok=True)
    with blocker.unblock(), override_settings(STORAGES=_plain()):
        with transaction.atomic():
            yield made(size)
            transaction.set_rollback(True)
        connection.close()


def _plain() -> dict[str, Any]:
    return {**settings.STORAGES, **PLAIN}


def made(size: tuple[int, int], seed: int = 5) -> City:
    """A city of this size with its readers, reckoned."""
    now = localtime()
    fill(cases=size[0], lives=size[1], seed=seed, now=now)
    chosen = DeadlinePreset.objects.create(code="numbers", name="数字", near_days=NEAR_DAYS)
    Campaign.objects.update(deadline_preset=chosen)
    users, clients = {}, {}
    for who, (role, where, _home) in WORK_READERS.items():
        users[who] = add_person(f"reads_{who}", role, where)
        User.objects.filter(pk=users[who].pk).update(email=f"{who}@example.cn")
        clients[who] = Client()
        clients[who].force_login(users[who], backend="django.contrib.auth.backends.ModelBackend")
    oracle = Oracle(now.date(), NEAR_DAYS)
    return City(size, oracle, WorkOracle(oracle), users, clients)


def sheets_of(answer: Any) -> dict[str, list[tuple[Any, ...]]]:
    """Name of the sheet → its rows from the head on, as another library reads them than the one that wrote them."""
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    return {sheet.title: list(sheet.iter_rows(min_row=3, values_only=True)) for sheet in book}


def cells_of(text: str | bytes, table: str = "//table[contains(@class,'progress-table')]") -> list[list[str]]:
    """Every row of a table as a reader sees it, its head first; none where a page has nothing to show."""
    rows = html.fromstring(text).xpath(f"{table}//tr")
    return [[" ".join(cell.text_content().split()) for cell in row.xpath("./th|./td")] for row in rows]


def views(city: City, who: str) -> Iterator[tuple[str, Period, dict[str, str]]]:
    """Kinds, periods and filters: all of them in a large city, each with some of the others in a small one."""
    for at, by in enumerate(COUNTS_FOR):
        for step, period in enumerate(city.periods()):
            for place, asked in enumerate(city.filters()):
                if city.size == LARGE or ((at - step) % 3 < 2 and place == (1 + at if step != at else 0)):
                    yield by, period, asked


def total(told: dict[Any, Told]) -> Told:
    """All units, and the cases of none."""
    whole = Told()
    for one in told.values():
        whole.counts.update(one.counts)
        whole.days += one.days
    return whole
