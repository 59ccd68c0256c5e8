"""Which numbers are unusual: half of the mean and five cases apart, both."""

import pytest

from tracker.rules.jumps import Jump, jump


@pytest.mark.parametrize(
    ("now", "before", "mean", "percent"),
    [
        (18, (6, 7, 6, 7), 6.5, 177),
        (15, (10, 10, 10, 10), 10, 50),
        (5, (10, 10, 10, 10), 10, -50),
        (0, (5, 5, 5, 5), 5, -100),
        (5, (0, 0, 0, 0), 0, None),
        (6, (1, 0, 2, 1), 1, 500),
        (120, (80, 80, 80, 80), 80, 50),
    ],
)
def test_a_jump_says_how_far(now, before, mean, percent):
    assert jump(now, before) == Jump(now, mean)
    assert Jump(now, mean).percent == percent


@pytest.mark.parametrize(
    ("now", "before"),
    [
        (4, (0, 0, 0, 0)),
        (5, (1, 0, 0, 0)),
        (14, (10, 10, 10, 10)),
        (6, (10, 10, 10, 10)),
        (119, (80, 80, 80, 80)),
        (41, (80, 80, 80, 80)),
        (0, (5, 5, 5, 4)),
        (0, (0, 0, 0, 0)),
    ],
)
def test_what_is_near_the_mean_or_small_is_none(now, before):
    assert jump(now, before) is None
