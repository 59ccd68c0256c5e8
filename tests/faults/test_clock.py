"""T7: the clock jumps, the process runs elsewhere: the same weeks in all, none twice, one catch-up after a long pause."""

import time
from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tests.faults.sabotage import Twin, instead, turns_red, twins
from tests.operations.conftest import now, person
from tests.operations.test_digests import life
from tracker.models import OutgoingMail
from tracker.rules.week import week_of
from tracker.tasks import write_digests

__all__ = ["life", "now", "person"]
CITY = ZoneInfo("Asia/Shanghai")
ZONES = ("UTC", "Asia/Shanghai", "America/New_York")
# When the task runs by the city's clock, and the week whose digests it writes; none where they are there already.
RUNS = (
    ("2026-11-29T23:59:58", "2026-W48"),
    ("2026-11-30T00:00:01", ""),
    ("2026-11-30T07:59:59", ""),
    ("2026-11-30T08:00:00", "2026-W49"),
    ("2026-11-30T06:00:00", ""),  # back two hours
    ("2026-12-08T08:00:00", "2026-W50"),  # forward 8 days
    ("2026-12-30T08:00:00", "2026-W53"),  # forward 22 days: one catches up, not three
    ("2027-01-03T23:59:58", ""),  # still in that week
    ("2027-01-04T08:00:00", "2027-W01"),
    ("2028-02-29T08:00:00", "2028-W09"),  # leap day
    ("2028-02-29T08:00:00", ""),
)


@pytest.fixture(params=ZONES)
def zone(request, monkeypatch):
    """The process runs there."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


def written_at(moment: str) -> Counter[str]:
    """Week → how many digests a run at that moment adds."""
    before = Counter(weeks())
    with time_machine.travel(datetime.fromisoformat(moment).replace(tzinfo=CITY), tick=False):
        write_digests()
    return Counter(weeks()) - before


def weeks() -> list[str]:
    """The week of every digest there is."""
    keys = OutgoingMail.objects.filter(kind="digest").values_list("dedupe_key", flat=True)
    return [key.rsplit(":", 1)[1] for key in keys]


def everybody_once_a_week(life) -> None:
    readers = sum(user.scope.may("case.view") for user in vars(life.people).values())
    for moment, week in RUNS:
        assert written_at(moment) == ({week: readers} if week else {}), moment


def test_everybody_gets_one_a_week(life, zone):
    everybody_once_a_week(life)


@twins(
    Twin(
        "T7",
        "the week of the digest goes by working days and eight o'clock",
        instead({"tracker.operations.digests.digest_week": lambda now: week_of(now.date())}),
        everybody_once_a_week,
        is_quick=True,
    ),
)
def test_a_guard_switched_off_is_noticed(twin, life, request):
    turns_red(twin, request)
