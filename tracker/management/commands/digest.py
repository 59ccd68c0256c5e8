"""`manage.py digest`: plan and send the weekly digest without a broker, look at it first, or ask whether it is out."""

import sys
from argparse import ArgumentParser
from datetime import datetime
from typing import NoReturn

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tracker.models import Campaign
from tracker.operations.digests import (
    digest_week,
    digests,
    failed_and_late,
    people_without,
    plan_digests,
    prepare,
)
from tracker.operations.outbox import send_waiting
from tracker.rules.errors import DomainError
from tracker.rules.week import monday_of


class Command(BaseCommand):
    help = "Plan and send the weekly digest that is due, or another week's."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--week", default="", metavar="2026-W48", help="by the week of sending")
        how = parser.add_mutually_exclusive_group()
        how.add_argument(
            "--dry-run", action="store_true", help="say who would get one; write and send nothing"
        )
        how.add_argument(
            "--check", action="store_true", help="exit 1 when somebody's is missing, failed, or late"
        )

    def handle(self, *args: object, week: str, dry_run: bool, check: bool, **options: object) -> None:
        now = timezone.localtime()
        key = _week(week, now, may_come=dry_run)
        if check:
            self._check(key, now)
        if dry_run:
            self._show(key, now)
            return
        planned, done = plan_digests(now=now, week=key), send_waiting(now=timezone.localtime())
        self.stdout.write(f"{key}: {planned} planned; {done.sent} mails sent, {done.failed} failed")

    def _check(self, key: str, now: datetime) -> NoReturn:
        """In one line what nobody received, for whoever watches over it by the exit code."""
        if not Campaign.objects.filter(is_current=True).exists():
            self.stdout.write(f"{key}: no campaign is current, so there are no digests")
            sys.exit(0)
        missing, (failed, late) = people_without(key, now).count(), failed_and_late(key, now)
        self.stdout.write(f"{key}: {missing} missing, {failed} failed, {late} late")
        sys.exit(1 if missing or failed or late else 0)

    def _show(self, key: str, now: datetime) -> None:
        campaign = Campaign.objects.filter(is_current=True).select_related("deadline_preset").first()
        if campaign is None:
            raise CommandError("There is no current campaign.")
        missing = list(people_without(key, now).order_by("pk").values_list("pk", flat=True))
        for mail in digests(missing, prepare(key, now, campaign)):
            self.stdout.write(f"{mail.to_address} {len(mail.html.encode()) / 1024:.1f} KB")
        self.stdout.write(f"{key}: {len(missing)} would be planned")


def _week(week: str, now: datetime, *, may_come: bool) -> str:
    """The week that was asked for, otherwise the one that is due; one to come only to look at, since it is sent once."""
    due = digest_week(now)
    try:
        is_to_come = bool(week) and monday_of(week) > monday_of(due)
    except DomainError as error:
        raise CommandError(str(error)) from error
    if is_to_come and not may_come:
        raise CommandError(
            f"The digest of {week} is not due yet; the latest that is due is {due}'s. Look at it first with --dry-run."
        )
    return week or due
