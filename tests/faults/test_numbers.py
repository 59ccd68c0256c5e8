"""Every number a manager reads, against one reckoned beside the product: page, list, workbook, digest, closed period.

A small city in every run; twenty thousand cases, and every combination, in `make faults`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils.timezone import localtime
from openpyxl import load_workbook

from tests.faults.lives import fill
from tests.faults.oracle import COUNTS_FOR, RATES, Oracle, Told, percent_words
from tests.people import add_person, unit
from tests.servers import PLACES
from tracker.models import Campaign, Category, Closing, Tag, Unit, User
from tracker.models.measure_words import MEASURE_LABELS, RATE_LABELS
from tracker.operations.closings import close
from tracker.operations.digests import digest_week, digests, prepare
from tracker.reports.calendar import calendar_of_city
from tracker.reports.closings import closed_progress
from tracker.rules.deadlines import near_until
from tracker.rules.periods import Period, free, period_of

SMALL, LARGE = (1500, 56), (20_000, 700)  # cases made up, lives led
MOST_LISTS = {SMALL: 40, LARGE: 400}
# Who reads, and the unit whose cases they see; None for all.
READERS = {
    "leader": ("manager", "市活动办", None),
    "district": ("manager", "金水区活动办", "金水区"),
    "staff": ("staff", "市工业和信息化局", "市工业和信息化局"),
}
PLAIN = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@dataclass
class City:
    """The city, what is true of it, and who reads."""

    size: tuple[int, int]
    oracle: Oracle
    users: dict[str, User]
    clients: dict[str, Client]

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

    def cases(self, who: str, asked: dict[str, str]) -> list[dict[str, Any]]:
        """What a reader sees, narrowed."""
        home = READERS[who][2]
        cases = self.oracle.seen_from(unit(home).pk if home else None)
        if "category" in asked:
            category = Category.objects.get(code=asked["category"]).pk
            cases = [case for case in cases if case["category_id"] == category]
        if "source" in asked:
            cases = [case for case in cases if case["source"] == asked["source"]]
        if "tag" in asked:
            tag = Tag.objects.get(public_id=asked["tag"]).pk
            cases = [case for case in cases if tag in self.oracle.tags[case["id"]]]
        return cases

    def get(self, who: str, name: str, *args: str, **asked: str) -> Any:
        """A page, as the reader gets it."""
        answer = self.clients[who].get(reverse(name, args=args), asked)
        assert answer.status_code == 200
        return answer

    def of(self, kind: str) -> dict[int | None, str]:
        """The units of a kind by name."""
        kinds = COUNTS_FOR[kind][1]
        return {unit.pk: str(unit) for unit in Unit.objects.filter(kind__in=kinds).order_by("order", "id")}


@pytest.fixture(
    scope="module", params=[SMALL, pytest.param(LARGE, marks=pytest.mark.slow)], ids=["small", "large"]
)
def city(request, django_db_setup, django_db_blocker) -> Iterator[City]:
    """One city for the module, taken back at its end."""
    with standing(request.param, django_db_blocker) as found:
        yield found


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
    users, clients = {}, {}
    for who, (role, where, _home) in READERS.items():
        users[who] = add_person(f"reads_{who}", role, where)
        User.objects.filter(pk=users[who].pk).update(email=f"{who}@example.cn")
        clients[who] = Client()
        clients[who].force_login(users[who], backend="django.contrib.auth.backends.ModelBackend")
    oracle = Oracle(now.date(), near_until(now.date(), calendar_of_city(now.date())))
    return City(size, oracle, users, clients)


def views(city: City, who: str) -> Iterator[tuple[str, Period, dict[str, str]]]:
    """Kinds, periods and filters: all of them in a large city, each with some of the others in a small one."""
    for at, by in enumerate(COUNTS_FOR):
        for step, period in enumerate(city.periods()):
            for place, asked in enumerate(city.filters()):
                if city.size == LARGE or (place in {0, 1 + (at + step) % 3} and (at, step) != (1, 1)):
                    yield by, period, asked


def total(told: dict[Any, Told]) -> Told:
    """All units, and the cases of none."""
    whole = Told()
    for one in told.values():
        whole.counts.update(one.counts)
        whole.days += one.days
    return whole


@pytest.mark.parametrize("who", READERS)
def test_the_page_and_its_workbook(city, who):
    for by, period, asked in views(city, who):
        compare_workbook(city, who, by, period, asked)
        compare_page(city, who, by, period, asked)


def compare_workbook(city: City, who: str, by: str, period: Period, asked: dict[str, str]) -> None:
    """Every measure, every rate, the days of handling, of every unit."""
    told = city.oracle.told(by, period.first, period.last, city.cases(who, asked))
    answer = city.get(who, "progress_export", by=by, period=period.code, **asked)
    head, *rows = load_workbook(BytesIO(b"".join(answer.streaming_content)))["进度"].iter_rows(
        min_row=3, values_only=True
    )
    found = {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}
    names = city.of(by)
    wanted = {names[pk]: one for pk, one in told.items() if pk is not None}
    if who == "leader":
        wanted = {name: Told() for name in names.values()} | wanted
    wanted |= {"其他": told.get(None, Told()), "合计": total(told)}
    shares = range(2 + len(MEASURE_LABELS), len(head) - 2, 2)
    assert set(found) >= set(wanted), (who, by, period.code, asked)
    for row in rows:
        one = wanted.get(row[0], Told())  # units whose cases are of other days
        place = (who, by, period.code, asked, row[0])
        assert {code: found[row[0]][str(label)] for code, label in MEASURE_LABELS.items()} == {
            code: one.counts[code] for code in MEASURE_LABELS
        }, place
        assert [row[at] for at in shares] == [f"{a}/{b}" for a, b in map(one.rate, RATE_LABELS)], place
        assert tuple(row[-2:]) == one.handling, place


def compare_page(city: City, who: str, by: str, period: Period, asked: dict[str, str]) -> None:
    """What the page shows of them, row by row, and its cards."""
    told = city.oracle.told(by, period.first, period.last, city.cases(who, asked))
    context = city.get(who, "progress", by=by, period=period.code, **asked).context
    labels = {str(label): code for code, label in MEASURE_LABELS.items()}
    rates = {str(label): code for code, label in RATE_LABELS.items()}
    names = {name: pk for pk, name in city.of(by).items()}
    shown = [(told.get(names[row["name"]], Told()), row) for row in context["rows"]]
    shown += [(told.get(None, Told()), context["others"]), (total(told), context["total"])]
    for one, row in shown:
        for number in row["numbers"]:
            assert number["text"] == f"{one.counts[labels[str(number['label'])]]:,}", (who, by, period, row)
        for rate in row["rates"]:
            part, whole = one.rate(rates[str(rate["label"])])
            assert rate["of"] == f"{part:,}/{whole:,}"
            assert rate["text"] == (percent_words(part, whole))
    for card in context["cards"]:
        assert card["text"] == f"{total(told).counts[labels[str(card['label'])]]:,}"


@pytest.mark.parametrize("who", READERS)
def test_the_list_behind_each_number(city, who):
    """The page of a unit has every measure; the list that each opens is as long as the cases counted one by one."""
    left = MOST_LISTS[city.size] // len(READERS)
    for by, period, asked in views(city, who):
        told = city.oracle.told(by, period.first, period.last, city.cases(who, asked))
        unit_id = max((pk for pk in told if pk), key=lambda pk: sum(told[pk].counts.values()), default=None)
        if unit_id is None or not left:
            continue
        page = city.get(
            who,
            "progress_unit",
            Unit.objects.get(pk=unit_id).public_id,
            period=period.code,
            **asked,
        )
        labels = {str(label): code for code, label in MEASURE_LABELS.items()}
        for number in page.context["measures"]:
            count = told[unit_id].counts[labels[str(number["label"])]]
            assert number["text"] == f"{count:,}", (who, by, period.code, asked)
            if left and hash_of(number["url"]) % 3 == 0:
                left -= 1
                assert city.clients[who].get(number["url"]).context["page"].count_text == f"共 {count} 条", (
                    number["url"]
                )


def hash_of(text: str) -> int:
    """The same in every run."""
    return sum(map(ord, text))


def test_the_digest_of_the_same_day(city):
    """The leader's table, the district's three numbers, and what a unit has in hand."""
    now = localtime()
    week = prepare(digest_week(now), now, Campaign.objects.get(is_current=True))
    mails = {mail.recipient_id: mail.text for mail in digests([u.pk for u in city.users.values()], week)}
    period = week.board.view.period
    told = city.oracle.told("district", period.first, period.last, city.oracle.cases)
    lines = mails[city.users["leader"].pk].splitlines()
    for pk, name in [*city.of("district").items(), (0, "合计")]:
        one = told.get(pk, Told()) if pk else total(told)
        part, whole = one.rate("punctual")
        share = f"{percent_words(part, whole)} {part}/{whole}" if whole else "—"
        numbers = [f"{one.counts[code]:,}" for code in ("collected", "in_hand", "overdue", "closed")]
        assert " | ".join([name, *numbers, share]) in lines
    own = told[unit("金水区").pk].counts
    assert figures_of(mails[city.users["district"].pk]) == [
        own["collected"],
        own["closed"],
        own["overdue"],
    ]
    bureau = unit("市工业和信息化局").pk
    led = [
        case
        for case in city.oracle.cases
        if city.oracle.counts_for(case["lead_unit_id"], {"bureau"}) == bureau
    ]
    own = city.oracle.told("bureau", period.first, period.last, led)[bureau].counts
    assert figures_of(mails[city.users["staff"].pk]) == [own["overdue"], own["near"], own["in_hand"]]


def figures_of(text: str) -> list[int]:
    """The numbers on top."""
    return [int(number.replace(",", "")) for number in re.findall(r"^\S+ ([\d,]+)(?: \(.*\))?$", text, re.M)][
        :3
    ]


@pytest.mark.parametrize("by", COUNTS_FOR)
def test_a_period_closed_at_this_moment(city, by):
    period = city.periods()[0]
    close(period, Campaign.objects.get(is_current=True), now=localtime())
    closing = Closing.objects.get(code=period.code)
    stood = closed_progress(closing, by)
    told = city.oracle.told(by, period.first, period.last, city.oracle.cases)
    assert {pk: dict(one.counts) for pk, one in stood.items() if one.counts} == {
        pk: dict(one.counts) for pk, one in told.items() if one.counts
    }
    assert {pk: (one.handling.median, one.handling.mean) for pk, one in stood.items() if one.days} == {
        pk: one.handling for pk, one in told.items() if one.days
    }


def test_no_number_is_compared_with_nothing(city):
    """Every measure and every rate has cases in some period, every way a case may stand is there, and units below."""
    first, today = date(2020, 1, 1), city.oracle.today
    whole = total(city.oracle.told("district", first, today, city.oracle.cases))
    assert [code for code in MEASURE_LABELS if not whole.counts[code]] == []
    assert [code for code in RATES if not all(whole.rate(code))] == []
    statuses = {case["status"] for case in city.oracle.cases}
    assert {"parked", "voided", "merged", "withdrawn", "declined", "call_back", "disputed"} <= statuses
    below = {pk for pk, row in city.oracle.units.items() if row["kind"] == "subunit"}
    for column, _kinds in COUNTS_FOR.values():
        assert sum(case[column] in below for case in city.oracle.cases) > 10
