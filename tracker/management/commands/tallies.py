"""`manage.py tallies`: fold the changes of the counts into their sums; `--check` compares, `--anew` counts all cases again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.operations.tallies import count_anew, differences, fold


class Command(BaseCommand):
    help = "Fold what changed in the counts of cases into their sums; progress pages read both and are right without it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Look, or begin anew; folding is what it does otherwise."""
        how = parser.add_mutually_exclusive_group()
        how.add_argument(
            "--check",
            action="store_true",
            help="change nothing, compare with a count of all cases; ends with 1 if they differ",
        )
        how.add_argument("--anew", action="store_true", help="count all cases again, while people work")

    def handle(self, *args: object, **options: Any) -> None:
        """What was done, in one line."""
        if options["anew"]:
            self.stdout.write(f"{count_anew():,} sums counted anew")
        elif not options["check"]:
            self.stdout.write(f"{fold():,} changes folded")
        elif wrong := differences():
            raise CommandError(f"{wrong:,} sums are not what the cases say: run `manage.py tallies --anew`")
        else:
            self.stdout.write("the sums are what the cases say")
