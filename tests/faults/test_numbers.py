"""Every number a manager reads, against one reckoned beside the product: page, list, workbook, digest, closed period.

A small city in every run; twenty thousand cases, and every combination, in `make faults`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.utils.timezone import localtime

from tests.faults.comparing import (
    ADOPTION,
    COVERAGE,
    WORK_HEADS,
    compare_page,
    compare_results,
    compare_work,
    compare_workbook,
    percent,
)
from tests.faults.numbers import LARGE, MOST_LISTS, READERS, SMALL, WORK_READERS, City, standing, total, views
from tests.faults.oracle import COUNTS_FOR, RATES, Told
from tests.faults.same_day import (
    IN_TABLE,
    ON_TOP,
    SAME_DAY,
    mails_of_today,
    reckoned,
    silent_in,
    told_in_mail,
)
from tests.people import BUREAU, unit
from tracker.models import Campaign, Closing, Unit
from tracker.models.measure_words import MEASURE_LABELS, RATE_LABELS
from tracker.operations.closings import close
from tracker.reports.closings import closed_progress
from tracker.reports.work import COUNTS


@pytest.fixture(
    scope="module", params=[SMALL, pytest.param(LARGE, marks=pytest.mark.slow)], ids=["small", "large"]
)
def city(request, django_db_setup, django_db_blocker) -> Iterator[City]:
    """One city for the module, taken back at its end."""
    with standing(request.param, django_db_blocker) as found:
        yield found


@pytest.mark.parametrize("who", READERS)
def test_the_page_and_its_workbook(city, who):
    for by, period, asked in views(city, who):
        compare_workbook(city, who, by, period, asked)
        compare_page(city, who, by, period, asked)


@pytest.mark.parametrize("who", WORK_READERS)
def test_the_page_of_work_and_its_workbook(city, who):
    for at, by in enumerate(COUNTS_FOR):
        for step, period in enumerate(city.periods()):
            if city.size == LARGE or step == at == list(WORK_READERS).index(who) % 3:
                compare_work(city, who, by, period)
                compare_results(city, who, by, period)
                one = Unit.objects.filter(kind__in=COUNTS_FOR[by][1]).first()
                compare_results(city, who, by, period, one)


@pytest.mark.parametrize("who", READERS)
def test_the_list_behind_each_number(city, who):
    """The page of a unit has every measure and rate; each list is as long as the cases counted one by one."""
    left = MOST_LISTS[city.size] // len(READERS)
    for by, period, asked in views(city, who):
        told = city.told(who, by, period, asked)
        unit_id = max((pk for pk in told if pk), key=lambda pk: sum(told[pk].counts.values()), default=None)
        if unit_id is None or not left:
            continue
        one, address = told[unit_id], Unit.objects.get(pk=unit_id).public_id
        page = city.get(who, "progress_unit", address, period=period.code, **asked).context
        labels = {str(label): code for code, label in MEASURE_LABELS.items()}
        assert [rate["text"] for rate in page["rates"]] == [percent(*one.rate(code)) for code in RATE_LABELS]
        assert (page["handling"].median, page["handling"].mean) == one.handling
        for number in page["measures"]:
            count = one.counts[labels[str(number["label"])]]
            assert number["text"] == f"{count:,}", (who, by, period.code, asked)
            if left and hash_of(number["url"]) % 3 == 0:
                left -= 1
                behind = city.clients[who].get(number["url"]).context["page"]
                assert behind.count_text == f"共 {count} 条", number["url"]


def hash_of(text: str) -> int:
    """The same in every run."""
    return sum(map(ord, text))


@pytest.mark.parametrize("by", COUNTS_FOR)
def test_the_list_behind_each_number_of_work(city, by):
    """Of all together, and of the two units that did most."""
    period = city.periods()[0]
    told, whole = city.work.done(by, period.first, period.last, None)
    page = city.get("office", "work", by=by, period=period.code).context
    rows = {row["name"]: row for row in page["rows"]}
    names = {name: told[pk] for pk, name in city.of(by).items() if pk in told}
    most = sorted(names, key=lambda name: -sum(map(len, names[name].rows.values())))[:2]
    for one, row in [(whole, page["total"]), *((names[name], rows[name]) for name in most)]:
        parts = [*row["numbers"], *(part for rate in row["rates"] for part in rate["parts"])]
        codes = [*WORK_HEADS, *COVERAGE, *ADOPTION]
        assert [part["text"] for part in parts] == [f"{one.count(code):,}" for code in codes]
        for part, code in zip(parts, codes, strict=True):
            if part["url"]:
                behind = city.clients["office"].get(part["url"]).context["page"]
                assert behind.count_text == f"共 {one.count(code)} 条", part["url"]


def test_the_digest_of_the_same_day(city):
    """The leader's table, the district's numbers, what a unit has in hand, and who reported nothing."""
    period, mails = mails_of_today(city)
    told = city.oracle.told("district", period.first, period.last, city.oracle.cases)
    rows = told_in_mail(mails["leader"])
    wanted = {name: told.get(pk, Told()) for pk, name in city.of("district").items()}
    wanted |= {"合计": total(told), "": total(told)}
    assert rows == {name: reckoned(one, rows[name]) for name, one in wanted.items()}
    assert all(set(row) >= IN_TABLE for name, row in rows.items() if name)
    led = city.oracle.told("bureau", period.first, period.last, city.oracle.cases)
    for who, own in (("district", told.get(unit("金水区").pk)), ("staff", led.get(unit(BUREAU).pk))):
        on_top = told_in_mail(mails[who])[""]
        assert on_top == reckoned(own or Told(), on_top)
        # A week in which nothing happened is told in words.
        assert set(on_top) >= ON_TOP[who] or not any(reckoned(own or Told(), ON_TOP[who]).values())
    silent = Unit.objects.filter(pk__in=city.work.silent(period.first, period.last))
    assert sorted(silent_in(mails["office"])) == sorted(map(str, silent))
    assert silent_in(mails["leader"]) == []


@pytest.mark.parametrize("who", SAME_DAY)
def test_page_workbook_mail_and_closed_period_say_the_same(city, who):
    """For one person and one day, read off what each of them gets to see."""
    period, mails = mails_of_today(city)
    close(period, Campaign.objects.get(is_current=True), now=localtime())
    said = SAME_DAY[who](city, period, mails[who])
    assert len(said) == 4
    assert all(rows for rows in said.values())
    for where, rows in said.items():
        assert rows == said["page"], where


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
    assert all(city.oracle.ages(city.oracle.cases))
    statuses = {case["status"] for case in city.oracle.cases}
    assert {"parked", "voided", "merged", "withdrawn", "declined", "call_back", "disputed"} <= statuses
    below = {pk for pk, row in city.oracle.units.items() if row["kind"] == "subunit"}
    for column, _kinds in COUNTS_FOR.values():
        assert sum(case[column] in below for case in city.oracle.cases) > 10
    for by in ("district", "group"):
        units, whole = city.work.done(by, first, today, None)
        assert [code for code in COUNTS if not whole.count(code)] == []
        assert len(units) > 3
    assert len(city.work.sums("district", first, today, None)) > 5
