"""The reference data in a test's database: loaded once by each worker, written again as rows for every test.

Loading asks the database eight hundred times; a third of the tests stand on it.
"""

from django.apps import apps
from django.db import connection, transaction
from pghistory.models import Event

from tracker.operations.reference import load_reference

_kept: dict[str, bytes] = {}  # table → its rows as COPY writes them


def keep() -> None:
    """Load it into the empty database that Django's connection leads to, take down its rows and undo it."""
    with transaction.atomic():
        load_reference()
        filled = [model for model in apps.get_app_config("tracker").get_models() if _is_filled(model)]
        _kept.update({model._meta.db_table: _rows_of(model._meta.db_table) for model in filled})
        transaction.set_rollback(True)


def put() -> None:
    """Write it into the tables, which hold none of it; the database's own triggers write its history."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table, rows in _kept.items():
            with cursor.copy(f'COPY "{table}" FROM STDIN') as copy:
                copy.write(rows)


def _is_filled(model) -> bool:
    return not issubclass(model, Event) and model._default_manager.exists()


def _rows_of(table: str) -> bytes:
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" TO STDOUT') as copy:
        return b"".join(copy)
