"""A bulletin of another city, read with that city's districts in place of those of Zhengzhou."""

from __future__ import annotations

import dataclasses
import datetime
import json

from tests.golden.scoring import Score, score
from tests.golden.test_bulletins import FOLDER, LEXICON
from tracker.reading import Lexicon, read_bulletin
from tracker.reading.gold import to_gold
from tracker.reading.lexicon import DistrictName

QUARTERS = ("涧西区", "西工区", "老城区", "洛龙区", "偃师区", "孟津区")
COUNTIES = ("新安县", "栾川县", "嵩县", "汝阳县", "宜阳县", "洛宁县", "伊川县")
LUOYANG = dataclasses.replace(
    LEXICON,
    city="洛阳",
    districts=(
        DistrictName("瀍河回族区", "瀍河", ("瀍河区",)),
        *(DistrictName(name, name[:-1] if len(name) > 2 else name) for name in QUARTERS + COUNTIES),
    ),
)


def read_luoyang(lexicon: Lexicon) -> Score:
    path = FOLDER / "cities" / "luoyang.txt"
    text, gold = path.read_text(encoding="utf-8"), json.loads(path.with_suffix(".json").read_text("utf-8"))
    result = Score()
    reading = read_bulletin(text, lexicon, date=datetime.date(2022, 9, 16))
    score(to_gold(reading), gold, result, name="luoyang")
    return result


def test_another_city_is_read_with_its_own_districts() -> None:
    result = read_luoyang(LUOYANG)
    assert result.macro >= 0.97, result.errors
    assert result.f1("districts") == result.f1("reporter") == 1.0, result.errors


def test_without_its_districts_only_they_and_who_reports_are_missed() -> None:
    result = read_luoyang(LEXICON)
    assert result.tally["districts"][0] == 0
    assert result.f1("reporter") < 0.8
    assert (
        min(result.f1(name) for name in ("segmentation", "enterprises", "dates", "amounts", "counts")) >= 0.97
    )
