"""`manage.py load_reference`: what every city has before its first case."""

from django.core.management.base import BaseCommand

from tracker.operations.reference import load_reference


class Command(BaseCommand):
    help = "Load districts, bureaus, working groups, categories and the announced calendar; again changes nothing."

    def handle(self, *args: object, **options: object) -> None:
        load_reference()
