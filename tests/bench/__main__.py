"""`make bench`: every city measured in its own process, then one table of times, ratios and bars; JSON with OUT=file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.bench.city import ROOT, city
from tests.bench.table import rows, shown

SMALL = 10_000
LARGE = int(os.environ.get("CASES") or 1_000_000)


def measured(cases: int) -> dict[str, Any]:
    """What a city of so many cases takes."""
    with city(cases) as known:
        environ = known | {"DJANGO_SETTINGS_MODULE": "tests.bench.settings"}
        command = [sys.executable, "-m", "tests.bench.measure"]
        done = subprocess.run(command, cwd=ROOT, env=environ, check=True, stdout=subprocess.PIPE)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main() -> int:
    """1 when a bar is missed."""
    small, large = measured(SMALL), measured(LARGE)
    found = rows(small, large)
    sys.stdout.write(shown(found, SMALL, LARGE) + "\n")
    if out := os.environ.get("OUT"):
        Path(out).write_text(json.dumps({str(SMALL): small, str(LARGE): large}, ensure_ascii=False, indent=1))
    return int(any(row.is_missed for row in found))


if __name__ == "__main__":
    sys.exit(main())
