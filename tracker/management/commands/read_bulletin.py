"""manage.py read_bulletin FILE: read a bulletin without writing anything."""

from __future__ import annotations

import argparse
import datetime
import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from tracker.reading import Lexicon, Reading, read_bulletin
from tracker.reading.gold import to_gold
from tracker.rules.errors import DomainError


class Command(BaseCommand):
    """Print the items of a .txt, .docx or .pdf bulletin, as a summary or as JSON."""

    help = "Read a bulletin file and print what it says; nothing is written."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """FILE, --date, --json, --lexicon."""
        parser.add_argument("file", type=Path, help="a .txt, .docx or .pdf file")
        parser.add_argument("--date", type=datetime.date.fromisoformat, help="the bulletin's day, YYYY-MM-DD")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print JSON alone")
        parser.add_argument(
            "--lexicon", choices=["data", "db"], default="data", help="where known names come from"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, then print; an unreadable file ends with its sentence on stderr and exit code 2."""
        try:
            text = _text_of(options["file"])
        except DomainError as error:
            self._fail(_sentence(error))
        except OSError as error:
            self._fail(f"{options['file']}: {error.strerror or error}")
        reading = read_bulletin(text, _lexicon(options["lexicon"]), date=options["date"])
        sys.stdout.buffer.write((_json(reading) if options["as_json"] else _summary(reading)).encode("utf-8"))
        sys.stdout.buffer.flush()

    def _fail(self, message: str) -> None:
        sys.stderr.buffer.write((message + "\n").encode("utf-8"))
        sys.stderr.flush()
        raise SystemExit(2)


def _text_of(path: Path) -> str:
    from tracker.documents import text_of

    return text_of(path.read_bytes(), path.name).text


def _sentence(error: DomainError) -> str:
    from tracker import documents

    sentence = getattr(documents, "sentence", None)
    return str(sentence(error)) if sentence else str(error)


def _lexicon(choice: str) -> Lexicon:
    if choice == "data":
        return Lexicon.from_data()
    from tracker.operations.bulletins import lexicon_from_db

    return lexicon_from_db()


def _json(reading: Reading) -> str:
    return json.dumps(to_gold(reading), ensure_ascii=False, indent=1) + "\n"


def _summary(reading: Reading) -> str:
    lines = [f"{reading.date or '----'}  {len(reading.items)}"]
    for number, item in enumerate(reading.items, 1):
        who = item.reporter.name if item.reporter else "?"
        firms = "、".join(firm.name for firm in item.enterprises)
        lines.append(
            f"{number:>3}  {who}  {item.headline.text}  [{item.action_type.value}]  {firms}".rstrip()
        )
    return "\n".join(lines) + "\n"
