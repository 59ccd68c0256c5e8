"""The tests run with the rights of the site, on a database that knows Chinese letters."""

import pytest
from django.db import ProgrammingError, connection, transaction

from tests import reference
from tests.faults.tables import MADE_UP, rows
from tracker.operations.reference import load_reference

POINTERS = ("parent_id", "campaign_id", "lead_unit_id", "deadline_preset_id", "pgh_obj_id")
DRAWN = ("sample_seed", "created_at", "updated_at", "pgh_created_at")


def _value(query: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_tests_run_as_the_application():
    assert _value("SELECT current_user") == "tracker_app"
    assert _value("SELECT session_user") == "tracker_app"


@pytest.mark.django_db
def test_the_application_cannot_change_the_schema():
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("CREATE TABLE mine (id int)")


@pytest.mark.django_db
def test_trigrams_of_chinese_are_kept():
    assert _value("SELECT array_length(show_trgm('郑州'), 1)") == 3


@pytest.mark.django_db(transaction=True)
def test_tables_can_be_emptied_between_tests():
    assert _value("SELECT current_user") == "tracker_app"


@pytest.mark.django_db
def test_the_reference_data_of_the_tests_is_what_loading_writes():
    unlike = (*MADE_UP, *POINTERS, *DRAWN)
    with transaction.atomic():
        load_reference()
        loaded = rows(without=unlike)
        transaction.set_rollback(True)
    reference.put()
    assert rows(without=unlike) == loaded
    whole = rows()
    load_reference()
    assert rows() == whole
