"""`manage.py search_texts`: compare what is searched with what the rows say; `--anew` writes it again where it differs."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.operations.search_texts import make_anew


class Command(BaseCommand):
    help = "Compare what is searched of every row with the row itself; the database keeps it, whoever writes."

    def add_arguments(self, parser: CommandParser) -> None:
        """Look, or repair."""
        parser.add_argument("--anew", action="store_true", help="write it again, while people work")

    def handle(self, *args: object, **options: Any) -> None:
        """What was found, in one line; ends with 1 when something differs and stays so."""
        wrong = make_anew(keep=options["anew"])
        if wrong and not options["anew"]:
            raise CommandError(
                f"{wrong:,} texts are not what their rows say: run `manage.py search_texts --anew`"
            )
        self.stdout.write(
            f"{wrong:,} texts written anew" if wrong else "what is searched is what the rows say"
        )
