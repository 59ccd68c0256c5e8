"""`manage.py digest`: plan and send the weekly digest without a broker, look at it first, or ask whether it is out."""

import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tracker.models import Campaign
from tracker.operations.digests import digest_week, digests, people_without, plan_digests, prepare
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
        how.add_argument("--check", action="store_true", help="exit 1 when somebody's is missing")

    def handle(self, *args: object, week: str, dry_run: bool, check: bool, **options: object) -> None:
        now = timezone.localtime()
        try:
            monday_of(week or "2026-W01")
        except DomainError as error:
            raise CommandError(str(error)) from error
        key = week or digest_week(now)
        missing = people_without(key, now)
        if check:
            count = missing.count()
            self.stdout.write(f"{key}: {count} missing")
            sys.exit(1 if count else 0)
        if dry_run:
            self._show(key, list(missing.order_by("pk").values_list("pk", flat=True)))
            return
        planned, done = plan_digests(now=now, week=key), send_waiting(now=timezone.localtime())
        self.stdout.write(f"{key}: {planned} planned; {done.sent} mails sent, {done.failed} failed")

    def _show(self, key: str, missing: list[int]) -> None:
        campaign = Campaign.objects.filter(is_current=True).select_related("deadline_preset").first()
        if campaign is None:
            raise CommandError("There is no current campaign.")
        made = prepare(key, timezone.localtime(), campaign)
        for mail in digests(missing, made):
            self.stdout.write(f"{mail.to_address} {len(mail.html.encode()) / 1024:.1f} KB")
        self.stdout.write(f"{key}: {len(missing)} would be planned")
