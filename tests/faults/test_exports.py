"""Exports under pressure: twenty browsers at once, a full disk, a worker killed while it writes."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from tests.faults.test_double_submit import browsers, send_all
from tests.files import full_disk, kept, media
from tests.people import BUREAU, NEAR_DISTRICT, NOW, Records, make_records
from tracker.models import Export, SavedView
from tracker.operations.cases import CaseData, register_case
from tracker.operations.making_exports import make_exports

__all__ = ["browsers", "full_disk", "media"]
pytestmark = pytest.mark.django_db(transaction=True)
ASKED = {"list": "cases", "query": "status=registered", "as": "ledger xlsx"}
NOISE = 15_000  # bytes, that hardly shrink
LETTERS = str.maketrans("0123456789", "ghijklmnop")


@pytest.fixture
def near(cast) -> Records:
    return make_records(cast.owner, BUREAU, NEAR_DISTRICT, "近处", cast.office_city)


@pytest.fixture
def all_long(settings) -> None:
    """Every export is a job."""
    settings.EXPORT_AT_ONCE = 0


def waiting(by, format_: str = "xlsx") -> Export:
    """A job as a request leaves it."""
    return Export.objects.create(
        by=by,
        list_name="cases",
        columns="ledger",
        format=format_,
        language="zh-hans",
        state="waiting",
        asked_at=timezone.now(),
    )


def test_one_job_for_twenty_requests(browsers, near, all_long):
    before = Export.objects.count()
    assert send_all(browsers, reverse("export_new"), ASKED) == Counter({302: len(browsers)})
    assert Export.objects.count() == before + 1


def test_one_view_for_twenty_requests(browsers, near):
    sent = {"list": "cases", "query": "stage=overdue", "name": "逾期", "pin": "on"}
    assert send_all(browsers, reverse("view_new"), sent) == Counter({302: len(browsers)})
    assert SavedView.objects.filter(name="逾期").count() == 1


@pytest.mark.parametrize("format_", ["xlsx", "csv"])
def test_a_full_disk_is_said_and_leaves_nothing(format_, cast, near, full_disk):
    for number in range(20):
        noise = os.urandom(NOISE).hex().translate(LETTERS)  # digits would be looked through for phone numbers
        data = CaseData(
            title=f"停电{number}", description=noise, source="phone", raised_on=NOW.date(), place="园区"
        )
        register_case(by=cast.owner, now=NOW, data=data)
    export = waiting(cast.office_city, format_)
    make_exports(now=timezone.now())
    export.refresh_from_db()
    assert (export.state, export.refusal, kept(full_disk)) == ("failed", "disk_full", [])


def test_a_killed_worker_s_job_is_made_by_the_next(cast, near, media):
    export = waiting(cast.office_city)
    name = connection.settings_dict["NAME"]
    code = (
        "import django; django.setup()\n"
        "from django.db import connection; connection.settings_dict['NAME'] = " + repr(name) + "\n"
        "import time\n"
        "from tracker.models import Export\n"
        "from tracker.operations.making_exports import _alone\n"
        "with _alone() as is_alone:\n"
        "    assert is_alone\n"
        f"    Export.objects.filter(pk={export.pk}).update(state='running', attempts=1, rows=5)\n"
        "    print('writing', flush=True)\n"
        "    time.sleep(60)\n"
    )
    known = {**os.environ, "DJANGO_SETTINGS_MODULE": "tracker.settings"}
    worker = subprocess.Popen([sys.executable, "-W", "ignore", "-c", code], env=known, stdout=subprocess.PIPE)
    assert worker.stdout is not None
    assert worker.stdout.readline() == b"writing\n"
    assert make_exports(now=timezone.now()) == 0
    export.refresh_from_db()
    assert export.state == "running"
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    worker.stdout.close()
    deadline = time.monotonic() + 20
    while not (made := make_exports(now=timezone.now())) and time.monotonic() < deadline:
        time.sleep(0.1)
    export.refresh_from_db()
    assert (made, export.state, export.attempts, kept(media)) == (1, "done", 2, [export.file.name])
