"""The command other tools call: JSON alone on stdout, a sentence on stderr, no server."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SEED = ROOT / "tracker/data/bulletins/seed.txt"


def run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, str(ROOT / "manage.py"), "read_bulletin", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=120)


def test_json_is_all_that_is_printed() -> None:
    done = run(str(SEED), "--date", "2022-05-01", "--json")
    items = json.loads(done.stdout.decode("utf-8"))
    assert (done.returncode, done.stderr, len(items)) == (0, b"", 17)
    assert items[0]["reporter"] == {
        "kind": "working_group",
        "name": "第十四工作组",
        "number": 14,
        "lead_unit": "市财政局",
    }
    assert items[4]["dates"] == [{"text": "4月25日", "iso": "2022-04-25", "granularity": "day"}]


def test_without_a_date_the_year_comes_from_the_text() -> None:
    items = json.loads(run(str(SEED), "--json").stdout)
    assert items[4]["dates"] == [{"text": "4月25日", "iso": "2022-04-25", "granularity": "day"}]


def test_no_year_is_invented(tmp_path: Path) -> None:
    path = tmp_path / "bulletin.txt"
    path.write_text("金水区召开会议\n4月25日,金水区召开会议。", encoding="utf-8")
    (item,) = json.loads(run(str(path), "--json").stdout)
    assert item["dates"] == [{"text": "4月25日", "iso": "--04-25", "granularity": "day"}]


def test_an_unreadable_file_ends_with_a_sentence_and_2(tmp_path: Path) -> None:
    broken = tmp_path / "broken.docx"
    broken.write_bytes(b"PK\x03\x04 not a document")
    for path in (broken, tmp_path / "missing.txt"):
        done = run(str(path), "--json")
        assert (done.returncode, done.stdout) == (2, b"")
        assert done.stderr.decode("utf-8").strip()
