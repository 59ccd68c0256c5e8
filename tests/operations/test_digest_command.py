"""`manage.py digest`: whether the week's digest is out, in one line and by the code it ends with; no week before its time."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command

from tests.operations.conftest import now, person
from tests.operations.test_digests import MONDAY, life, mail_to
from tracker.models import Campaign, OutgoingMail
from tracker.operations.digests import LATE, plan_digests

__all__ = ["life", "now", "person"]

TUESDAY = MONDAY + timedelta(days=1, hours=2)


@pytest.fixture
def run(capsys):
    """run(MONDAY, check=True): how the command ends at that moment, and what it says."""

    def ran(at, **options):
        with time_machine.travel(at.timestamp(), tick=False):
            try:
                call_command("digest", **options)
                code = 0
            except SystemExit as ended:
                code = ended.code
        return code, capsys.readouterr().out.strip()

    return ran


def alter(user, **fields):
    OutgoingMail.objects.filter(pk=mail_to(user).pk).update(**fields)


def test_all_is_well_when_everybody_s_was_sent(life, run):
    assert run(MONDAY)[0] == 0
    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {"sent"}
    assert run(TUESDAY, check=True) == (0, "2026-W49: 0 missing, 0 failed, 0 late")


def test_what_is_missing_failed_or_late_is_counted(life, run):
    run(MONDAY)
    alter(life.people.staff, state="failed")
    alter(life.people.manager, state="failed")
    alter(life.people.unit_lead, state="new", next_try_at=MONDAY)
    mail_to(life.people.office).delete()
    assert run(TUESDAY, check=True) == (1, "2026-W49: 1 missing, 2 failed, 1 late")


@pytest.mark.parametrize("fields", [{"state": "failed"}, {"state": "new", "next_try_at": MONDAY}])
def test_one_that_nobody_received_is_enough(life, run, fields):
    run(MONDAY)
    alter(life.people.staff, **fields)
    assert run(TUESDAY, check=True)[0] == 1


def test_late_is_what_waits_a_quarter_of_an_hour_past_its_time(life, run):
    count = plan_digests(now=MONDAY)
    assert timedelta(minutes=15) == LATE
    assert run(MONDAY + LATE, check=True) == (0, "2026-W49: 0 missing, 0 failed, 0 late")
    late = MONDAY + LATE + timedelta(seconds=1)
    assert run(late, check=True) == (1, f"2026-W49: 0 missing, 0 failed, {count} late")


def test_other_weeks_and_other_mails_do_not_count(life, run):
    run(MONDAY)
    alter(life.people.staff, state="failed", kind="digest_test")
    alter(life.people.manager, state="failed")
    assert run(MONDAY + timedelta(days=7))[0] == 0
    assert run(TUESDAY + timedelta(days=7), check=True)[0] == 0
    assert run(TUESDAY + timedelta(days=7), check=True, week="2026-W49")[1] == (
        "2026-W49: 0 missing, 1 failed, 0 late"
    )


def test_without_a_campaign_none_is_missed(life, run):
    Campaign.objects.update(is_current=False)
    assert run(TUESDAY, check=True) == (0, "2026-W49: no campaign is current, so there are no digests")


@pytest.mark.parametrize("options", [{}, {"check": True}])
@pytest.mark.parametrize(
    ("at", "week", "due"),
    [
        (TUESDAY, "2026-W50", "2026-W49"),
        (TUESDAY, "2027-W01", "2026-W49"),
        (MONDAY - timedelta(seconds=1), "2026-W49", "2026-W48"),
    ],
)
def test_no_week_is_used_up_before_its_time(life, run, options, at, week, due):
    with pytest.raises(CommandError) as refused:
        run(at, week=week, **options)
    assert str(refused.value) == (
        f"The digest of {week} is not due yet; the latest that is due is {due}'s. Look at it first with --dry-run."
    )
    assert OutgoingMail.objects.count() == 0


def test_a_week_to_come_can_be_looked_at(life, run):
    said = run(TUESDAY, week="2026-W50", dry_run=True)[1]
    assert said.endswith(" would be planned")
    assert OutgoingMail.objects.count() == 0


def test_a_past_week_is_sent(life, run):
    assert run(TUESDAY, week="2026-W48")[0] == 0
    assert mail_to(life.people.staff).dedupe_key.endswith(":2026-W48")
