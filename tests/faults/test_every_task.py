"""Every task of the worker run three times, and at once: the same database, the same mails, the same files as once.

A task without a world here is a red test.
"""

import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import TypeAlias

import pytest
from django.contrib.sessions.models import Session
from django.core import mail as django_mail
from django.db import connections, transaction

from tests.faults.tables import MADE_UP, rows
from tests.files import kept, media, picture
from tests.operations.conftest import now, person
from tests.operations.life import Life
from tests.operations.test_notice_mails import at, busy_day, life
from tracker.celery import app
from tracker.models import Campaign, Case, DeadlinePreset, Export, Notice, OutgoingMail, Unit, User
from tracker.operations.attachments import attach
from tracker.operations.stored_files import folders_at
from tracker.operations.tallies import differences, fold

__all__ = ["life", "media", "now", "person"]
pytestmark = pytest.mark.django_db(transaction=True)

World: TypeAlias = Callable[[Life, Path, datetime], None]
AT_ONCE = 4
SATURDAY = 5
MORNINGS = [
    "11-25T09:00",
    pytest.param("11-28T12:00", marks=pytest.mark.slow),
    pytest.param("11-30T09:00", marks=pytest.mark.slow),
]


def a_busy_morning(life: Life, media: Path, moment: datetime) -> None:
    """Reminders to write, mails of every rhythm to plan."""
    busy_day(life)


def leftovers(life: Life, media: Path, moment: datetime) -> None:
    """A sign-in that ran out beside a live one; an old file that nobody owns beside one that somebody does."""
    for name, hours in (("over", -1), ("live", 1)):
        over_at = moment + timedelta(hours=hours)
        Session.objects.create(session_key=name, session_data="", expire_date=over_at)
    attach([picture()], to=life.register("有附件的"), by=life.people.office, now=life.now)
    folder = folders_at(moment)[0]
    orphan = media / "attachments" / folder / "00" / folder.ljust(64, "0")
    orphan.parent.mkdir(parents=True)
    orphan.write_bytes(b"x")
    old = (moment - timedelta(hours=25)).timestamp()
    os.utime(orphan, (old, old))


def a_full_bell(life: Life, media: Path, moment: datetime) -> None:
    """Notices that were read long ago beside those read lately and never."""
    busy_day(life)
    days = (None, 1, 179, 181, 400)
    for number, notice in enumerate(Notice.objects.order_by("id")):
        age = days[number % len(days)]
        notice.read_at = None if age is None else moment - timedelta(days=age)
        notice.save()


def a_full_outbox(life: Life, media: Path, moment: datetime) -> None:
    """Mails that are due beside one that is not yet."""
    for number, subject in enumerate(("交办", "催办", "批示", "以后的")):
        OutgoingMail.objects.create(
            kind="notice",
            recipient=life.people.unit_lead,
            to_address=f"{number}@example.cn",
            subject=subject,
            text="……",
            dedupe_key=subject,
            message_id=f"<{number}@tracker>",
            created_at=moment,
            next_try_at=moment + timedelta(hours=number // 3),
        )


def changed_counts(life: Life, media: Path, moment: datetime) -> None:
    """Cases that are counted, moved since, and one that is counted nowhere any more."""
    busy_day(life)
    fold()
    life.walk("handling", life.register("新的一件"))
    life.act(life.walk("accepted", life.register("作废的")), "void")


def a_unit_that_moved(life: Life, media: Path, moment: datetime) -> None:
    """What was counted for a district's own unit belongs to another district now."""
    busy_day(life)
    near, far = Unit.objects.districts().order_by("id")[:2]
    below = Unit.objects.create(kind="subunit", name="某办事处", parent=near)
    Case.objects.order_by("id").filter(status="handling").update(district=below)
    fold()
    Unit.objects.filter(pk=below.pk).update(parent=far)
    assert differences() > 0


def lists_to_take_out(life: Life, media: Path, moment: datetime) -> None:
    """Exports that wait, one that a dead worker left half made, one whose asker has left."""
    busy_day(life)
    states = {"": "waiting", "status=handling": "running", "status=assigned": "waiting"}
    for query, state in states.items():
        Export.objects.create(
            by=life.people.unit_lead if query == "status=assigned" else life.people.office,
            list_name="cases",
            query=query,
            columns="ledger",
            format="csv",
            language="zh-hans",
            state=state,
            asked_at=moment,
        )
    User.objects.filter(pk=life.people.unit_lead.pk).update(is_active=False)


WORLDS: dict[str, World] = {
    "tracker.check_tallies": a_unit_that_moved,
    "tracker.close_periods": changed_counts,
    "tracker.fold_tallies": changed_counts,
    "tracker.forget_notices": a_full_bell,
    "tracker.make_exports": lists_to_take_out,
    "tracker.plan_digests": a_busy_morning,
    "tracker.plan_mails": a_busy_morning,
    "tracker.remind": a_busy_morning,
    "tracker.send_mails": a_full_outbox,
    "tracker.tidy": leftovers,
}


app.loader.import_default_modules()  # as a worker does when it starts


def run(name: str) -> str:
    """Run a task as a worker does; what went wrong, if anything."""
    found = app.tasks[name].apply()
    return "" if found.successful() else f"{found.result!r}"


def at_once(name: str) -> list[str]:
    """Several workers that begin in the same moment, each with a connection of its own."""
    ready = Barrier(AT_ONCE)

    def one(_number: int) -> str:
        try:
            ready.wait(30)
            return run(name)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


def what_once_leaves(name: str, media: Path) -> tuple[dict[str, list[str]], list[str]]:
    """The rows and the files after one run, which is then taken back."""
    saved = media.with_name("saved")
    shutil.copytree(media, saved)
    with transaction.atomic():
        assert run(name) == ""
        found = rows(without=MADE_UP), kept(media)
        transaction.set_rollback(True)
    shutil.rmtree(media)
    saved.rename(media)
    return found


@pytest.fixture
def moment(request, monkeypatch) -> datetime:
    """When it is, for everything that asks Django."""
    frozen = at(getattr(request, "param", "11-25T09:00"))
    monkeypatch.setattr("django.utils.timezone.now", lambda: frozen)
    return frozen


def test_every_task_has_a_world():
    assert {name for name in app.tasks if not name.startswith("celery.")} == set(WORLDS)
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} == set(WORLDS)


@pytest.mark.parametrize("moment", MORNINGS, indirect=True)
@pytest.mark.parametrize("name", sorted(WORLDS))
def test_three_times_is_once(name, life, media, moment):
    media.mkdir()
    WORLDS[name](life, media, moment)
    before = rows(), kept(media)
    assert run(name) == ""
    after = rows(), kept(media)
    is_idle = name == "tracker.remind" and moment.weekday() == SATURDAY  # nobody is reminded on a day off
    assert (after != before) is not is_idle
    for _time in range(2):
        assert run(name) == ""
        assert (rows(), kept(media)) == after


@pytest.mark.parametrize("moment", MORNINGS, indirect=True)
@pytest.mark.parametrize("name", sorted(WORLDS))
def test_at_once_is_once(name, life, media, moment):
    media.mkdir()
    WORLDS[name](life, media, moment)
    wanted = what_once_leaves(name, media)
    django_mail.outbox.clear()
    assert at_once(name) == [""] * AT_ONCE
    assert (rows(without=MADE_UP), kept(media)) == wanted
    keys = list(OutgoingMail.objects.values_list("dedupe_key", flat=True))
    assert len(keys) == len(set(keys))
    arrived = [message.extra_headers["Message-ID"] for message in django_mail.outbox]
    assert len(arrived) == len(set(arrived))


def test_a_store_that_cannot_be_read_holds_up_no_mail(life, media, moment):
    busy_day(life)
    folder = media / "attachments" / folders_at(moment)[0]
    folder.parent.mkdir(parents=True)
    folder.write_bytes(b"no folder")
    assert [name for name in sorted(WORLDS) if run(name)] == ["tracker.tidy"]
    assert OutgoingMail.objects.count() > 0


def test_reminders_that_cannot_be_counted_hold_up_no_mail(life, media, moment):
    busy_day(life)
    ladder = {"near_days": 32_000, "supervise_days": 32_000, "escalate_days": 32_000}  # beyond all calendars
    preset = DeadlinePreset.objects.create(code="endless", name="无尽", **ladder)
    Campaign.objects.update(deadline_preset=preset)
    assert [bool(run(f"tracker.{name}")) for name in ("remind", "plan_mails")] == [True, False]
    assert OutgoingMail.objects.count() > 0
