"""`manage.py make_city`: a believable, fictional city to look at and to measure with."""

import sys
import time
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tracker.operations.city import make_city
from tracker.rules.errors import DomainError


class Command(BaseCommand):
    help = "Make a believable city of N cases, once; districts, bureaus and groups come from load_reference."
    requires_system_checks = []  # the pages have no part in it

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--cases", type=int, required=True, metavar="N", help="how many cases")
        parser.add_argument(
            "--seed", type=int, default=1, metavar="S", help="the same seed makes the same city"
        )

        parser.add_argument("--once", action="store_true", help="leave a city that was made before, silently")

    def handle(self, *args: object, cases: int, seed: int, once: bool, **options: object) -> None:
        started = time.monotonic()

        def progress(done: int, step: str) -> None:
            seconds = time.monotonic() - started
            sys.stderr.write(f"\r\x1b[K{done:,} of {cases:,} cases · {seconds:.0f} s · {step}")
            sys.stderr.flush()

        try:
            made = make_city(cases=cases, seed=seed, now=timezone.localtime(), progress=progress)
        except DomainError as error:
            if once and error.code == "already_exists":
                return
            hint = (
                " `CASES=N make run` makes one of N cases at its first start."
                if error.code == "already_exists"
                else ""
            )
            raise CommandError(f"{error}{hint}") from error
        sys.stderr.write("\n")
        rows = ", ".join(
            f"{count:,} {table.removeprefix('tracker_')}" for table, count in sorted(made.rows.items())
        )
        self.stdout.write(f"{rows} in {time.monotonic() - started:.1f} s")
