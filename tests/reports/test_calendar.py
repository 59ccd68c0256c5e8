"""The city's calendar from its rows and the package that knows statutory days."""

from datetime import date

import pytest

from tracker.operations.reference import load_reference
from tracker.reports.calendar import calendar_of_city


@pytest.mark.django_db
def test_announced_days_come_from_the_table_and_others_from_the_law(django_assert_num_queries):
    load_reference()
    with django_assert_num_queries(1):
        calendar = calendar_of_city(date(2026, 11, 23))
    assert [calendar.is_workday(date(2026, 10, n)) for n in (1, 8, 10, 11)] == [False, True, True, False]
    assert calendar.why_off(date(2026, 10, 1)) == "holiday"
    assert calendar.why_off(date(2027, 10, 1)) == "statutory"
    assert calendar.is_announced(date(2026, 1, 1), date(2026, 12, 31))
    assert not calendar.is_announced(date(2027, 1, 1), date(2027, 1, 1))
