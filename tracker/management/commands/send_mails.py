"""`manage.py send_mails`: plan and send the mails that are due, without a broker."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from tracker.operations.notice_mails import plan_mails
from tracker.operations.outbox import send_waiting


class Command(BaseCommand):
    help = "Plan and send the mails that are due, as the worker does every half minute; for cron where no broker runs."

    def handle(self, *args: object, **options: object) -> None:
        planned = plan_mails(now=timezone.localtime())
        done = send_waiting(now=timezone.localtime())
        self.stdout.write(
            f"{planned} planned, {done.sent} sent, {done.postponed} to be tried again, {done.failed} failed"
        )
