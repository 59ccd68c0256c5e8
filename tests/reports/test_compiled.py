"""Queries written once a process: the same rows as Django's own, whatever the values."""

import pytest

from tests.people import far, near
from tracker.models import Case
from tracker.models.compiled import Compiled
from tracker.models.keys import Keys

__all__ = ["far", "near"]

COLUMNS = ("id", "number", "clock", "registered_at", "due_on", "visible_unit_ids")


def of_title(title, ids):
    return Case.objects.filter(title=title, id__among=ids).order_by("id").values_list(*COLUMNS)


def test_the_rows_are_those_of_the_query(near, far, django_assert_num_queries):
    compiled = Compiled(of_title, title="\x01", ids=Keys([-1]))
    for case in (near.case, far.case, near.case):
        ids = Keys([near.case.pk, far.case.pk])
        with django_assert_num_queries(1):
            found = compiled.rows(title=case.title, ids=ids)
        assert found == list(of_title(case.title, ids)) != []


def test_a_value_is_never_text_of_the_query(near):
    compiled = Compiled(of_title, title="\x01", ids=Keys([-1]))
    for words in ("' OR true --", "%s", "%(title)s", "\\"):
        assert compiled.rows(title=words, ids=Keys([near.case.pk])) == []


def test_a_probe_that_is_not_asked_for_is_an_error():
    compiled = Compiled(lambda number: Case.objects.values_list("id"), number="\x01")
    with pytest.raises(ValueError, match="number"):
        compiled.rows(number="2026-000001")


def test_each_probe_needs_its_value():
    compiled = Compiled(of_title, title="\x01", ids=Keys([-1]))
    for values in ({"title": ""}, {"title": "", "ids": Keys([1]), "more": 1}):
        with pytest.raises(TypeError, match="ids, title"):
            compiled.rows(**values)
