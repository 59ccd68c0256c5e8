"""What pages and workbooks say, held against what the oracles reckoned: every number of every row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.faults.numbers import City, cells_of, sheets_of, total
from tests.faults.oracle import RATES, Told, percent_words
from tests.faults.oracle_of_work import Done, Sum
from tracker.models.measure_words import MEASURE_LABELS, RATE_LABELS
from tracker.rules.periods import Period, period_of

HEADS = ("collected", "in_hand", "near", "overdue", "resolved", "closed")
RATE_HEADS = ("punctual", "solving", "content", "coverage")
CARDS = ("collected", "in_hand", "near", "overdue", "closed")
WORK_HEADS = ("visits", "visited", "actions", "reached")
COVERAGE, ADOPTION = ("paired_visited", "paired"), ("adopted", "sent")
STEPS = {"week": 12, "quarter": 8, "month": 12}
PAGE = "//table[contains(@class,'progress-table')]"
TREND, AGES = "//table[@class='trend-table']", "//table[@class='ages-table']"
OTHERS, TOGETHER = "其他", "合计"


def wanted_rows(city: City, who: str, by: str, told: Mapping[Any, Any], nothing: type[Any]) -> dict[str, Any]:
    """Unit → what should stand beside it; all units for whoever sees the city, else those with numbers."""
    sees_all = city.home(who) is None
    return {name: told.get(pk, nothing()) for pk, name in city.of(by).items() if sees_all or pk in told}


def compare_workbook(city: City, who: str, by: str, period: Period, asked: dict[str, str]) -> None:
    """Every measure, every rate, the days of handling, of every unit; the trend; how old the open cases are."""
    cases = city.cases(who, asked)
    told = city.told(who, by, period, asked)
    wanted = wanted_rows(city, who, by, told, Told)
    wanted |= {OTHERS: told.get(None, Told()), TOGETHER: total(told)}
    sheets = sheets_of(city.get(who, "progress_export", by=by, period=period.code, **asked))
    head, *rows = sheets["进度"]
    place = (who, by, period.code, asked)
    assert {row[0] for row in rows} >= set(wanted), place
    for name, *cells in rows:  # some are of units whose cases are of other days
        by_head = dict(zip(head[1:], cells, strict=True))
        assert (place, name, by_head) == (place, name, as_cells(wanted.get(name, Told())))
        shares = cells[len(MEASURE_LABELS) + 1 : -2 : 2]
        assert shares == _shares(wanted.get(name, Told())), (*place, name)
    assert [row[1] for row in sheets["时限分布"][1:]] == city.oracle.ages(cases), place
    assert [list(row[1:]) for row in sheets["趋势"][1:]] == trend(city, period, cases), place


def as_cells(one: Told) -> dict[Any, Any]:
    """Head of a column → what stands there; under a head that comes several times the last."""
    cells: dict[Any, Any] = {str(label): one.counts[code] for code, label in MEASURE_LABELS.items()}
    for code, label in RATE_LABELS.items():
        part, whole = one.rate(code)
        cells[str(label)] = share(part, whole)
    median, mean = one.handling
    last = {"分子 / 分母": _shares(one)[-1], "办理工作日（中位数）": median, "办理工作日（平均）": mean}
    return cells | last


def _shares(one: Told) -> list[str]:
    return ["/".join(map(str, one.rate(code))) for code in RATES]


def trend(city: City, period: Period, cases: Any) -> list[list[int]]:
    """What came in and what was closed, step by step until the period."""
    steps = [period if period.kind in STEPS else period_of("month", min(period.last, city.oracle.today))]
    while len(steps) < STEPS[steps[0].kind]:
        before = steps[0].before()
        assert before is not None
        steps.insert(0, before)
    came, went = city.oracle.days_of_lines(cases)
    return [[sum(step.first <= day <= step.last for day in days) for days in (came, went)] for step in steps]


def compare_page(city: City, who: str, by: str, period: Period, asked: dict[str, str]) -> None:
    """What stands on the page, row by row; its cards, its trend, how old the open cases are."""
    cases = city.cases(who, asked)
    told = city.told(who, by, period, asked)
    answer = city.get(who, "progress", by=by, period=period.code, **asked)
    _head, *rows = cells_of(answer.content, PAGE) or [[]]
    found = {name: cells for name, _bar, *cells in rows}
    wanted = wanted_rows(city, who, by, told, Told)
    wanted |= {TOGETHER: total(told)} | ({OTHERS: told[None]} if told.get(None) else {})
    place = (who, by, period.code, asked)
    assert set(found) >= set(wanted) or (not rows and set(wanted) <= {OTHERS, TOGETHER}), place
    for name, cells in found.items():
        assert (place, name, cells) == (place, name, on_page(wanted.get(name, Told())))
    counts = total(told).counts
    cards = [card["text"] for card in answer.context["cards"]]
    assert cards == [f"{counts[code]:,}" for code in CARDS], place
    steps = cells_of(answer.content, TREND)[1:]
    shown = [list(map(_number, row)) for row in zip(steps[0][1:], steps[1][1:], strict=True)]
    assert shown == trend(city, period, cases), place
    assert [_number(row[2]) for row in cells_of(answer.content, AGES)[1:]] == city.oracle.ages(cases), place


def on_page(one: Told) -> list[str]:
    """The cells of a row as a reader sees them."""
    rates = (said(*one.rate(code)) for code in RATE_HEADS)
    return [*(f"{one.counts[code]:,}" for code in HEADS), *rates]


def said(part: int, whole: int) -> str:
    """A rate with numerator and denominator."""
    return f"{percent(part, whole)} {part:,}/{whole:,}"


def share(part: int, whole: int) -> Any:
    """As a workbook keeps it, to sixteen places; empty where there is no whole."""
    return pytest.approx(part / whole, rel=1e-14) if whole else None


def percent(part: int, whole: int) -> str:
    """A dash where there is no whole."""
    return percent_words(part, whole)


def _number(text: str) -> int:
    return int(text.replace(",", ""))


def compare_work(city: City, who: str, by: str, period: Period) -> None:
    """Visits, actions, firms, coverage and adopted items of every unit: on the page, and in the workbook."""
    told, whole = city.work.done(by, period.first, period.last, city.home(who))
    rates = [COVERAGE, ADOPTION] if who == "office" else [COVERAGE]
    shown = {*WORK_HEADS, *(code for rate in rates for code in rate)}
    told = {pk: one for pk, one in told.items() if shown & one.rows.keys()}
    answer = city.get(who, "work", by=by, period=period.code)
    sheets = sheets_of(city.get(who, "work_export", by=by, period=period.code))
    workbook = sheets["工作与成效"][1:]
    is_empty = len(workbook) == 1  # the page says so, the workbook has the last row alone
    page = workbook if is_empty else cells_of(answer.content, PAGE)[1:]
    wanted = wanted_rows(city, who, by, told, Done) | {TOGETHER: whole}
    place = (who, by, period.code)
    assert [row[0] for row in page] == [row[0] for row in workbook], place
    assert set(wanted) <= {row[0] for row in page}, place
    for (name, *cells), (_name, *values) in zip(page, workbook, strict=True):
        one = wanted.get(name, Done())
        counts = [one.count(code) for code in WORK_HEADS]
        shares = [(one.count(part), one.count(of)) for part, of in rates]
        on_page = [*map("{:,}".format, counts), *(said(*share) for share in shares)]
        assert is_empty or (place, name, cells) == (place, name, on_page)
        both = [value for part, of in shares for value in (share(part, of), f"{part}/{of}")]
        assert (place, name, values) == (place, name, [*counts, *both])


def compare_results(city: City, who: str, by: str, period: Period, unit: Any = None) -> None:
    """The sums of figures, of one unit where it is given, and how many actions and cases they come from."""
    wanted = city.work.sums(by, period.first, period.last, city.home(who), unit.pk if unit else None)
    asked = {"unit": unit.public_id} if unit else {}
    rows = sheets_of(city.get(who, "work_export", by=by, period=period.code, **asked))["成效"][1:]
    found = {(row[0] or "", row[2]): row for row in rows}
    assert {key: sum_of(row) for key, row in found.items()} == {
        key: as_sum(one) for key, one in wanted.items()
    }, (who, by, period.code, unit)


def sum_of(row: Any) -> tuple[Any, ...]:
    """Sum, whether some of it is about, actions and cases, of a row of the workbook."""
    return row[1], bool(row[3]), row[4], row[5]


def as_sum(one: Sum) -> tuple[Any, ...]:
    """The same as reckoned."""
    return float(one.value), one.is_about, len(one.actions), len(one.cases)
