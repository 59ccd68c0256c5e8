"""T7: the clock jumps, the process runs elsewhere: the same weeks in all, none twice, one catch-up after a long pause."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from types import SimpleNamespace
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db.models import Max, Subquery

from tests.faults.sabotage import Twin, instead, turns_red, twins
from tests.operations.conftest import now, person
from tests.operations.test_digests import life
from tracker.models import OutgoingMail
from tracker.operations import digests
from tracker.operations.digests import digest_week
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


@contextmanager
def process_in(zone: str) -> Iterator[None]:
    """The process runs there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", zone)
        time.tzset()
        yield
    time.tzset()


def written_at(moment: str) -> Counter[str]:
    """Week → how many digests a run at that moment adds."""
    before = Counter(weeks())
    at = datetime.fromisoformat(moment).replace(tzinfo=CITY).timestamp()  # a date would take its zone along
    with time_machine.travel(at, tick=False):
        write_digests()
    return Counter(weeks()) - before


def weeks() -> list[str]:
    """The week of every digest there is."""
    keys = OutgoingMail.objects.filter(kind="digest").values_list("dedupe_key", flat=True)
    return [key.rsplit(":", 1)[1] for key in keys]


@pytest.mark.parametrize("zone", ZONES)
def test_everybody_gets_one_a_week(life, zone):
    readers = sum(user.scope.may("case.view") for user in vars(life.people).values())
    with process_in(zone):
        for moment, week in RUNS:
            assert written_at(moment) == ({week: readers} if week else {}), moment
    print(f"T7 in {zone}: {readers} people, {len(RUNS)} runs, {len(weeks())} mails, none twice")


def people_whose_last_is_another(key, now):
    """Who remembers the last week only takes one before it for new."""
    last = (
        OutgoingMail.objects.filter(kind="digest").values("recipient").annotate(last=Max("id")).values("last")
    )
    having = OutgoingMail.objects.filter(pk__in=Subquery(last), dedupe_key__endswith=f":{key}")
    everybody = PEOPLE_WITHOUT("2000-W01", now)
    return everybody.exclude(pk__in=having.values("recipient"))


def written_anew(*args, **how):
    """A digest whose keys are others each time, its week at the end as ever."""
    mail = WRITTEN(*args, **how)
    front, week = mail.dedupe_key.rsplit(":", 1)
    mail.dedupe_key, mail.message_id = f"{front}:{uuid4().hex}:{week}", uuid4().hex
    return mail


def all_missed_weeks(*, now, week=""):
    """Who catches up with every week that was missed, in January as in November."""
    key = digests.digest_week(now)
    past = max(weeks(), default=key)
    year, number = int(past[:4]), int(past[6:])
    while past < key and past[:4] == key[:4]:
        number += 1
        past = f"{year}-W{number:02d}"
        PLAN(now=now, week=past)
    return PLAN(now=now, week=key)


WRITTEN, PEOPLE_WITHOUT, PLAN = digests.written, digests.people_without, digests.plan_digests
ROOM = "tracker.operations.digests"


def without(guard: str, names: dict[str, object], zone: str = "Asia/Shanghai") -> Twin:
    return Twin("T7", guard, instead(names), test_everybody_gets_one_a_week, {"zone": zone}, is_quick=True)


BY_THE_PROCESS = {"tracker.tasks.timezone": SimpleNamespace(localtime=lambda: datetime.now().astimezone())}


@twins(
    without(
        "the week of the digest goes by working days and eight o'clock",
        {f"{ROOM}.digest_week": lambda now: week_of(now.date())},
    ),
    without("the clock of the city, in London's", BY_THE_PROCESS, "UTC"),
    without("the clock of the city, in New York", BY_THE_PROCESS, "America/New_York"),
    without(
        "every week that somebody had is remembered",
        {f"{ROOM}.people_without": people_whose_last_is_another, f"{ROOM}.written": written_anew},
    ),
    without("what was missed is caught up with once", {"tracker.tasks.plan_digests": all_missed_weeks}),
    without(
        "weeks are those of ISO 8601, 53 of them in 2026",
        {f"{ROOM}.digest_week": lambda now: digest_week(now).replace("-W53", "-W52")},
    ),
)
def test_a_guard_switched_off_is_noticed(twin, life, request):
    turns_red(twin, request)
