"""Percentages: a half is rounded upwards, wherever one is printed."""

from decimal import Decimal

import pytest

from tracker.rules.circular import percent_words
from tracker.rules.shares import percent_of


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (1, 16, "6.3"),  # 6.25
        (3, 16, "18.8"),  # 18.75
        (1, 2000, "0.1"),  # 0.05
        (9, 10, "90.0"),
        (2, 3, "66.7"),
        (0, 7, "0.0"),
        (7, 7, "100.0"),
    ],
)
def test_a_half_is_rounded_upwards(part, whole, words):
    assert percent_of(part, whole) == Decimal(words)
    assert percent_words((part, whole)) == f"{words}%"


def test_without_a_whole_there_is_no_share():
    assert (percent_of(0, 0), percent_words((0, 0))) == (None, "—")
