"""`manage.py load_demo`: accounts of each role and the sample bulletin, for the embedded run."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tracker.operations.demo import PASSWORD, catch_up, load_demo
from tracker.rules.errors import DomainError


class Command(BaseCommand):
    help = "Add demo accounts of each role and take in the sample bulletin; again changes nothing."

    def handle(self, *args: object, **options: object) -> None:
        try:
            accounts = load_demo(now=timezone.localtime())
            catch_up(now=timezone.localtime())
        except DomainError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"Demo accounts, password of all: {PASSWORD}")
        for account in accounts:
            self.stdout.write(f"  {account.username:<16} {account.role:<15} {account.unit}")
