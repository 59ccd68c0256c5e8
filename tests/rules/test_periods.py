"""Periods: written in addresses, compared with the one before."""

from datetime import date

import pytest

from tracker.rules.errors import BadInput
from tracker.rules.periods import parse_period

TODAY, BEGAN = date(2026, 11, 27), date(2026, 3, 1)


def read(code):
    return parse_period(code, today=TODAY, started_on=BEGAN)


@pytest.mark.parametrize(
    ("code", "kind", "first", "last", "before", "after"),
    [
        ("2026-W48", "week", "2026-11-23", "2026-11-29", "2026-W47", "2026-W49"),
        ("2026-W53", "week", "2026-12-28", "2027-01-03", "2026-W52", "2027-W01"),
        ("2026-11", "month", "2026-11-01", "2026-11-30", "2026-10", "2026-12"),
        ("2024-02", "month", "2024-02-01", "2024-02-29", "2024-01", "2024-03"),
        ("2026-12", "month", "2026-12-01", "2026-12-31", "2026-11", "2027-01"),
        ("2026-Q1", "quarter", "2026-01-01", "2026-03-31", "2025-Q4", "2026-Q2"),
        ("2026-Q4", "quarter", "2026-10-01", "2026-12-31", "2026-Q3", "2027-Q1"),
        ("campaign", "campaign", "2026-03-01", "2026-11-27", None, None),
        (
            "2026-11-10..2026-11-14",
            "free",
            "2026-11-10",
            "2026-11-14",
            "2026-11-05..2026-11-09",
            None,
        ),
    ],
)
def test_a_period(code, kind, first, last, before, after):
    period = read(code)
    assert (period.code, period.kind, str(period.first), str(period.last)) == (code, kind, first, last)
    assert getattr(period.before(), "code", None) == before
    assert getattr(period.after(), "code", None) == after
    assert period.days == (period.last - period.first).days + 1


@pytest.mark.parametrize(
    "code",
    [
        "",
        "2026-W54",
        "2026-13",
        "2026-Q5",
        "2026-11-31..2026-12-01",
        "2026-12-02..2026-12-01",
        "2020-01-01..2026-01-01",
        "2026-W48\n",
        "٢٠٢٦-11",
        "x" * 5000,
        "2027-W53",
    ],
)
def test_what_is_no_period_is_refused(code):
    with pytest.raises(BadInput):
        read(code)


def test_a_campaign_that_has_not_begun_is_today():
    assert parse_period("campaign", today=date(2026, 1, 1), started_on=BEGAN).days == 1
