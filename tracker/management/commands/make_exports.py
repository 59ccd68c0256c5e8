"""`manage.py make_exports`: make the files that people wait for, without a broker."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from tracker.operations.exports import forget_old_files
from tracker.operations.making_exports import make_exports


class Command(BaseCommand):
    help = "Make the exports that wait and forget those of yesterday, as the worker does; for cron where no broker runs."

    def handle(self, *args: object, **options: object) -> None:
        made, forgotten = make_exports(now=timezone.localtime()), forget_old_files(now=timezone.localtime())
        self.stdout.write(f"{made} made, {forgotten} forgotten")
