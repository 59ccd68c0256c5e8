"""Rankings: ties, medians, the minimum, what stands in where there is nothing to divide by."""

from decimal import Decimal

import pytest

from tracker.rules.errors import BadInput
from tracker.rules.ranking import DEFAULT_MINIMUM, DEFAULT_WEIGHTS, Candidate, Place, check_weights, rank


def unit(key, punctual, solving=(8, 10), content=(9, 10), sample=10):
    return Candidate(key, sample, {"punctual": punctual, "solving": solving, "content": content})


def ranked(*units, weights=DEFAULT_WEIGHTS, minimum=DEFAULT_MINIMUM):
    return rank(units, weights, minimum)


def test_the_score_is_the_weighted_sum():
    found = ranked(unit(1, (9, 10)), unit(2, (10, 10)))
    assert [(one.key, one.rank, one.score) for one in found.places] == [
        (2, 1, Decimal("91.0")),  # 40 + 24 + 27
        (1, 2, Decimal("87.0")),  # 36 + 24 + 27
    ]
    assert found.medians == {
        "punctual": Decimal("95.0"),
        "solving": Decimal("80.0"),
        "content": Decimal("90.0"),
    }
    assert found.left_out == ()


def test_equal_scores_share_a_place_and_the_next_is_left_free():
    found = ranked(unit(1, (5, 10)), unit(2, (10, 10)), unit(3, (5, 10)), unit(4, (1, 10)))
    assert [(one.key, one.rank) for one in found.places] == [(2, 1), (1, 2), (3, 2), (4, 4)]


def test_what_is_printed_alike_is_ranked_alike():
    found = ranked(unit(1, (3334, 10000)), unit(2, (3333, 10000)))
    assert [(one.score, one.rank) for one in found.places] == [(Decimal("64.3"), 1), (Decimal("64.3"), 1)]


def test_a_half_is_rounded_upwards():
    found = ranked(unit(1, (1, 16), (0, 1), (0, 1)), unit(2, (0, 16), (0, 1), (0, 1)), weights=ONLY_PUNCTUAL)
    assert [one.score for one in found.places] == [Decimal("6.3"), Decimal("0.0")]


ONLY_PUNCTUAL = {"punctual": 100, "solving": 0, "content": 0}


def test_below_the_minimum_there_is_no_place_and_no_weight_in_the_median():
    found = ranked(unit(1, (4, 4), sample=4), unit(2, (5, 10), sample=5), unit(3, (6, 10)))
    assert [one.key for one in found.places] == [3, 2, 1]
    assert found.places[-1] == Place(1)
    assert found.medians["punctual"] == Decimal("55.0")


@pytest.mark.parametrize("units", [[], [unit(1, (5, 10))], [unit(1, (5, 10)), unit(2, (5, 10), sample=4)]])
def test_nobody_is_first_alone(units):
    assert [(one.rank, one.score) for one in ranked(*units).places] == [(None, None)] * len(units)


def test_the_median_stands_in_where_nobody_was_called_back():
    found = ranked(
        unit(1, (8, 10), content=(0, 0)),
        unit(2, (8, 10), content=(10, 10)),
        unit(3, (8, 10), content=(5, 10)),
    )
    middle = found.places[1]
    assert (middle.key, middle.rank, middle.stood_in) == (1, 2, ("content",))
    assert middle.score == Decimal("78.5")  # 32 + 24 + 30 × 75 %


def test_an_indicator_nobody_has_leaves_its_weight_to_the_others():
    found = ranked(unit(1, (7, 10), (0, 0), (0, 0)), unit(2, (14, 20), (10, 10), (0, 0)))
    assert found.left_out == ("content",)
    assert found.medians["content"] is None
    assert {one.score for one in found.places} == {Decimal("82.9")}  # (40 × 70 % + 30 × 100 %) / 70


def test_without_any_denominator_there_is_no_ranking():
    found = ranked(unit(1, (0, 0), (0, 0), (0, 0)), unit(2, (0, 0), (0, 0), (0, 0)))
    assert [one.rank for one in found.places] == [None, None]


@pytest.mark.parametrize(
    ("weights", "minimum", "code"),
    [
        ({"punctual": 50, "solving": 30, "content": 30}, 5, "bad_weights"),
        ({"punctual": 130, "solving": -60, "content": 30}, 5, "bad_weights"),
        ({"punctual": 100}, 5, "bad_weights"),
        (DEFAULT_WEIGHTS, 0, "bad_minimum"),
        (DEFAULT_WEIGHTS, 1001, "bad_minimum"),
    ],
)
def test_weights_are_shares_of_a_hundred(weights, minimum, code):
    check_weights(DEFAULT_WEIGHTS, DEFAULT_MINIMUM)
    with pytest.raises(BadInput) as refused:
        check_weights(weights, minimum)
    assert refused.value.code == code
