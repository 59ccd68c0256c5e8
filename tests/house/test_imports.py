"""The street of imports, and the rooms that know no Django."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_rooms_import_only_rooms_below():
    lint = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_pure_rooms_load_without_django():
    code = (
        "import sys; import tracker.rules.status, tracker.rules.access, tracker.reading, tracker.documents; "
        "print(sorted(name for name in sys.modules if name.split('.')[0] == 'django'))"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
