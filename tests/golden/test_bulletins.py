"""Bulletins read by hand, whole and in every shape they arrive in."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.golden.scoring import FIELDS, Score, score, squeeze
from tracker.reading import Lexicon, read_bulletin
from tracker.reading.gold import to_gold
from tracker.reading.split import split

FOLDER = Path(__file__).parent / "bulletins"
LEXICON = Lexicon.from_data()
DATES: dict[str, str] = {
    "seed": "2022-05-01",
    "own_1": "2022-05-01",
    "own_3": "2022-05-01",
    "own_4": "2022-05-15",
} | json.loads((FOLDER / "dates.json").read_text(encoding="utf-8"))
NAMES = sorted(path.stem for path in FOLDER.glob("*.txt") if path.with_suffix(".json").exists())
WIDE = str.maketrans(
    {chr(code): chr(code + 0xFEE0) for code in (*range(ord("0"), ord("9") + 1), *map(ord, ",():;%"))}
)


def read_file(name: str) -> tuple[str, list[dict[str, Any]], datetime.date | None]:
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    gold = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    date = DATES.get(name)
    return text, gold, datetime.date.fromisoformat(date) if date else None


def read_as_gold(text: str, date: datetime.date | None) -> list[dict[str, Any]]:
    return to_gold(read_bulletin(text, LEXICON, date=date))


def wrap(text: str, width: int) -> str:
    return "\n".join(
        line[at : at + width] for line in text.split("\n") for at in range(0, max(len(line), 1), width)
    )


SHAPES: dict[str, Callable[[str], str]] = {
    "plain": lambda text: text,
    "wrapped at 28": lambda text: wrap(text, 28),
    "wrapped at 40": lambda text: wrap(text, 40),
    "blank lines": lambda text: text.replace("\n", "\n\n"),
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "indented": lambda text: "\n".join("　　" + line for line in text.split("\n")),
    "indented and wrapped": lambda text: wrap(
        "\n".join("　　" + line if len(line) > 40 else line for line in text.split("\n")), 28
    ),
    "full width": lambda text: text.translate(WIDE),
    "no marks": lambda text: text.replace("★", ""),
    "wrapped, no marks": lambda text: wrap(text.replace("★", ""), 28),
}


def test_the_seed_is_read_as_by_hand() -> None:
    text, gold, date = read_file("seed")
    result = Score()
    score(read_as_gold(text, date), gold, result, name="seed")
    assert {name: result.f1(name) for name in ("segmentation", *FIELDS)} == dict.fromkeys(
        ("segmentation", *FIELDS), 1.0
    ), result.errors


@pytest.mark.parametrize("shape", SHAPES)
def test_the_seed_in_every_shape(shape: str) -> None:
    text, gold, date = read_file("seed")
    result = Score()
    score(read_as_gold(SHAPES[shape](text), date), gold, result, name="seed")
    assert result.tally["segmentation"][1] <= 1, result.errors
    assert result.f1("segmentation") >= 0.94, result.errors
    assert result.macro >= 0.98, result.errors


@pytest.mark.parametrize("name", ["seed", "own_1", "blind_4", "hold_06"])
@pytest.mark.parametrize("width", range(20, 49))
def test_a_bulletin_wrapped_at_every_width(name: str, width: int) -> None:
    text, gold, _ = read_file(name)
    items = [(squeeze(i["headline"]), squeeze(i["body"])) for i in gold]
    wrapped = wrap(text, width)
    parts = [part for part in split(wrapped).parts if part.headline or part.body]
    read = [
        tuple("".join(squeeze(wrapped[a:b]) for a, b in spans) for spans in (part.headline, part.body))
        for part in parts
    ]
    assert read == items


@pytest.mark.parametrize("name", NAMES)
def test_each_bulletin_scores_well(name: str) -> None:
    text, gold, date = read_file(name)
    result = Score()
    score(read_as_gold(text, date), gold, result, name=name)
    assert result.macro >= 0.95, result.errors


@pytest.mark.parametrize("name", ["seed", "hold_01", "hold_06", "hold_07", "own_1"])
def test_without_a_date_the_text_gives_the_same_days(name: str) -> None:
    text, gold, _ = read_file(name)
    result = Score()
    score(read_as_gold(text, None), gold, result, name=name)
    assert result.f1("dates") == 1.0, result.errors


def test_all_bulletins_together() -> None:
    result = Score()
    for name in NAMES:
        text, gold, date = read_file(name)
        score(read_as_gold(text, date), gold, result, name=name)
    assert result.macro >= 0.97, result.errors
    assert min(result.f1(name) for name in ("segmentation", *FIELDS)) >= 0.95, result.errors


def test_the_scorer_sees_a_wrong_value() -> None:
    text, gold, date = read_file("seed")
    read = read_as_gold(text, date)
    read[0]["districts"] = ["中原区"]
    result = Score()
    score(read, gold, result, name="seed")
    assert result.tally["districts"] == [12, 1, 1]
