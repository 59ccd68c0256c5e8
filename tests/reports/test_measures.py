"""What a number about cases means: its share in percent is the one that a circular prints."""

import pytest

from tracker.reports.measures import Share
from tracker.rules.circular import percent_words


@pytest.mark.parametrize(
    ("part", "whole", "percent"), [(1, 16, 6.3), (3, 16, 18.8), (1, 2000, 0.1), (9, 10, 90)]
)
def test_a_share_is_rounded_as_in_a_circular(part, whole, percent):
    assert Share(part, whole).percent == percent
    assert percent_words((part, whole)) == f"{percent:.1f}%"


def test_without_a_whole_there_is_none():
    assert Share(0, 0).percent is None
