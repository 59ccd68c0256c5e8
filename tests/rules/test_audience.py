"""Whose a record is."""

from tracker.rules.audience import action_audience, case_audience


def test_a_case_belongs_to_everybody_with_a_part_in_it():
    assert case_audience(owner_office_id=9, district_id=4, registrar_unit_id=7, unit_ids=[5, 3]) == [
        3,
        4,
        5,
        7,
        9,
    ]


def test_a_unit_with_two_parts_is_counted_once():
    assert case_audience(owner_office_id=9, district_id=9, registrar_unit_id=3, unit_ids=iter([3, 9])) == [
        3,
        9,
    ]


def test_a_case_without_district_or_unit_belongs_to_its_office():
    assert case_audience(owner_office_id=9) == [9]


def test_an_action_belongs_to_its_reporter_its_districts_and_those_who_took_part():
    assert action_audience(reporter_id=8, district_ids=[2, 1], participant_unit_ids=[None, 5, 8]) == [
        1,
        2,
        5,
        8,
    ]


def test_an_action_without_more_belongs_to_its_reporter():
    assert action_audience(reporter_id=8) == [8]
