"""Whatever the text, a reading points into it, covers it, and never fails."""

from __future__ import annotations

import datetime
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tracker.reading import Lexicon, Reading, read_bulletin, span_values, to_json
from tracker.reading.draft import REASONS

SEED = (Path(__file__).parents[2] / "tracker/data/bulletins/seed.txt").read_text(encoding="utf-8")
LEXICON = Lexicon.from_data()
DATE = datetime.date(2022, 5, 1)
_BLANK = re.compile(r"[\s\ufeff\u200b\x1c-\x1f\x85]+")

WORDS = st.sampled_from(
    [
        *"★■【】()（）《》“”,。、;:\n\r\t 　０３",
        "\r\n",
        "第十四工作组",
        "市工信局",
        "郑东新区",
        "新密市",
        "高新区",
        "近日,",
        "4月25日",
        "至27日",
        "2022年",
        "13月45日",
        "河南五建建设集团有限公司",
        "与中原银行",
        "、",
        "和",
        "等企业",
        "走访",
        "7.2亿元",
        "约140家",
        "三",
        "万",
        "亿",
        "500万至",
        "1000万元",
        "60%",
        "百分之",
        "第四批",
        "《关于支持发展的意见》",
        "(惠政办〔2022〕4号)",
        "j9九游平台",
        "www.example.com",
        "以下简称“华泓”",
        "公司",
        "集团",
        "厂",
        "有限公司",
        "分公司",
        "下一步,将",
        "。",
        "二〇二二年",
        "A",
        "9",
    ]
)
TEXTS = st.one_of(st.lists(WORDS, max_size=60).map("".join), st.text(max_size=200))


def squeezed(text: str) -> str:
    return _BLANK.sub("", text)


def entries(proposal: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for value in proposal.values():
        yield from value if isinstance(value, list) else [value] if value else []


def check(reading: Reading) -> None:
    size = len(reading.text)
    for item in reading.items:
        proposal = to_json(item)
        json.dumps(proposal, ensure_ascii=False)
        for entry in entries(proposal):
            assert entry["reason"] in REASONS
            assert 0.0 <= entry["confidence"] <= 1.0
            assert all(0 <= start < end <= size for start, end in entry["spans"])
            words = "".join(reading.text[start:end] for start, end in entry["spans"])
            assert squeezed(words) == squeezed(entry["text"])
            if entry["reason"] not in ("no_keyword", "no_section", "no_headline", "paragraphs"):
                assert entry["spans"]
        for _field, _index, start, end in span_values(proposal):
            assert 0 <= start < end <= size


def uncovered(reading: Reading) -> str:
    seen = bytearray(len(reading.text))
    passages = [*reading.heads, *reading.outside]
    passages += [passage for item in reading.items for passage in (item.headline, item.body)]
    for passage in passages:
        for start, end in passage.spans:
            assert not any(seen[start:end])
            seen[start:end] = b"\x01" * (end - start)
    return squeezed("".join(c for c, was_seen in zip(reading.text, seen, strict=True) if not was_seen))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS, st.sampled_from([None, DATE, datetime.date(2024, 2, 29)]))
def test_any_text_is_read_and_covered(text: str, date: datetime.date | None) -> None:
    reading = read_bulletin(text, LEXICON, date=date)
    check(reading)
    assert uncovered(reading) == ""


def test_the_seed_is_covered() -> None:
    reading = read_bulletin(SEED, LEXICON, date=DATE)
    check(reading)
    assert uncovered(reading) == ""


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_seed_is_read_and_covered(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(SEED) - 1))
    text = SEED[:start] + data.draw(st.text(max_size=20)) + SEED[start + data.draw(st.integers(0, 300)) :]
    reading = read_bulletin(text, LEXICON, date=DATE)
    check(reading)
    assert uncovered(reading) == ""


MEGA = 1_000_000


def one_megabyte(text: str) -> str:
    return text.encode("utf-8")[:MEGA].decode("utf-8", errors="ignore")


@pytest.mark.parametrize(
    "text",
    [
        "(" * MEGA,
        "公司" * (MEGA // 2),
        "9" * MEGA,
        "一" * MEGA,
        "，" * MEGA,
        "《" * MEGA,
        "有限公司和" * (MEGA // 5),
        "a.b-" * (MEGA // 4),
        "中" * MEGA,
        "第一工作组" * (MEGA // 5),
        "4月25日、" * (MEGA // 6),
        "“" * MEGA,
        "“豫味鲜”负责人与" * (MEGA // 8),
        "中\n" * (MEGA // 2),
        "、等企业" * (MEGA // 4),
        "郑州" * (MEGA // 2),
        "1,234" * (MEGA // 5),
        "〔2022〕4号" * (MEGA // 8),
        SEED * (MEGA // len(SEED)),
        SEED.replace("\n", "") * (MEGA // len(SEED)),
    ],
    ids=[
        "brackets",
        "firms",
        "digits",
        "ones",
        "commas",
        "titles",
        "legal",
        "addresses",
        "letters",
        "groups",
        "days",
        "quotes",
        "brands",
        "lines",
        "lists",
        "places",
        "thousands",
        "numbers",
        "seeds",
        "one-line",
    ],
)
def test_a_million_characters_take_seconds(text: str) -> None:
    started = time.process_time()
    read_bulletin(one_megabyte(text), LEXICON, date=DATE)
    assert (
        time.process_time() - started < 9
    )  # 2 s of a processor of its own; quadratic cost would take minutes


def test_the_seed_is_read_in_a_blink() -> None:
    read_bulletin(SEED, LEXICON, date=DATE)
    timings = []
    for _ in range(5):
        started = time.process_time()
        read_bulletin(SEED, LEXICON, date=DATE)
        timings.append(time.process_time() - started)
    assert min(timings) < 0.06  # 12 ms of a processor of its own; shared ones need several times that
