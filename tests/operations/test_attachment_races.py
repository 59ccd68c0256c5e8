"""A content attached in the very moment in which it would be swept stays."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from django.db import connections, transaction

from tests.files import kept, media, picture
from tests.people import BUREAU, NEAR_DISTRICT, NOW, cast, make_records, reference
from tracker.operations.attachments import attach
from tracker.operations.stored_files import sweep_orphans

__all__ = ["cast", "media", "reference"]

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_sweep_waits_for_who_attaches(cast, media):
    near = make_records(cast.owner, BUREAU, NEAR_DISTRICT, "近处", cast.office_city)
    is_written, may_commit = Event(), Event()

    def attaching():
        try:
            with transaction.atomic():
                [row] = attach([picture()], to=near.case, by=cast.owner, now=NOW)
                os.utime(media / row.file.name, (0, 0))  # as an orphan of long ago
                is_written.set()
                assert may_commit.wait(30)
            return row.file.name
        finally:
            connections.close_all()

    def sweeping():
        try:
            return sweep_orphans(NOW + timedelta(days=2))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        attached = pool.submit(attaching)
        assert is_written.wait(30)
        swept = pool.submit(sweeping)
        with pytest.raises(TimeoutError):
            swept.result(1)
        may_commit.set()
        assert attached.result(30) in kept(media)
        assert swept.result(30) == 0
    assert attached.result() in kept(media)
