"""Small pieces: the bars of the house, with the five largest printed so that they are seen growing."""

import ast
import statistics
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [path for path in sorted((ROOT / "tracker").rglob("*.py")) if "migrations" not in path.parts]
LONGEST_FILE = 300
LONGEST_FUNCTION = 50


def functions() -> list[tuple[int, str]]:
    """(lines, where) of every function, longest first."""
    found = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                found.append((lines, f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"))
    return sorted(found, reverse=True)


def test_functions_stay_short():
    found = functions()
    lengths = sorted(lines for lines, _where in found)
    print("\n".join(f"{lines:4d}  {where}" for lines, where in found[:5]))
    assert [row for row in found if row[0] > LONGEST_FUNCTION] == []
    assert statistics.median(lengths) <= 8
    assert lengths[int(len(lengths) * 0.95)] <= 30


def test_files_stay_short():
    sizes = sorted(((path.read_text(encoding="utf-8").count("\n"), path) for path in SOURCES), reverse=True)
    print("\n".join(f"{lines:4d}  {path.relative_to(ROOT)}" for lines, path in sizes[:5]))
    assert [str(path) for lines, path in sizes if lines > LONGEST_FILE] == []
    assert statistics.median(lines for lines, _path in sizes) <= 100


def test_no_rooms_for_odds_and_ends():
    names = {path.name for path in SOURCES}
    assert names & {"utils.py", "helpers.py", "constants.py", "signals.py", "mixins.py"} == set()
