"""Finding by words: what a search box on cases, actions, enterprises, visits, bulletins and follow-ups looks at.

Each word must stand somewhere in what is searched of a row, in whatever writing: `models.search_texts` keeps that text.
`search_pages` answers pages and counts of such a search fast; the condition alone is exact wherever it is used.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, TypeVar

from django.db import models
from django.db.models import BooleanField, F, Func, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from tracker.models import Case, FollowUp
from tracker.models.actions import ActionQuerySet
from tracker.models.bulletins import BulletinQuerySet
from tracker.models.cases import CaseQuerySet
from tracker.models.enterprises import EnterpriseQuerySet
from tracker.models.follow_ups import FollowUpQuerySet
from tracker.models.search_texts import KEYS, TEXTS
from tracker.models.visits import VisitQuerySet
from tracker.rules.names import normal_name
from tracker.rules.writing import plain

MOST_WORDS: Final = 10
PART_OF_NAME: Final = re.compile(r"[^0-9]*[一-鿿][^0-9]*[一-鿿][^0-9]*")
_CODE: Final = 3
_BEGINNING: Final = 20  # letters of pinyin that the index knows
_LETTERS: Final = re.compile(r"[a-z0-9]*[a-z][a-z0-9]*", re.ASCII)
_NAME: Final = re.compile(r"[^0-9]*[一-鿿][^0-9]*[一-鿿][^0-9]*")
_RUN: Final = re.compile(
    r"[!-~]{3,}", re.ASCII
)  # of letters, digits and signs, of which the index knows longer parts
_PART_OF_CODE: Final = re.compile(r"[0-9a-z]{3,18}", re.ASCII)

_KEYS: Final = f"{KEYS}(t.text, t.pinyin, t.code)"

Sql = tuple[str, tuple[Any, ...]]
Rows = TypeVar("Rows", bound=QuerySet[Any])


@models.Field.register_lookup
class Contains(models.Lookup):
    """`column__has_text=words`: ILIKE with the pattern signs taken as letters; for short columns of few rows."""

    lookup_name = "has_text"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: object) -> tuple[str, tuple[Any, ...]]:
        """Plain SQL."""
        column, params = self.process_lhs(compiler, connection)  # type: ignore[arg-type]  # stubs want a wrapper
        pattern = re.sub(r"([\\%_])", r"\\\1", str(self.rhs))
        return f"{column} ILIKE %s", (*params, f"%{pattern}%")


@dataclass(frozen=True)
class Word:
    """One word as it may stand in a row's text, begin its pinyin, be a part of its code; empty where it cannot."""

    texts: tuple[str, ...] = ()
    pinyin: str = ""
    code: str = ""

    @property
    def is_sure(self) -> bool:
        """Whether one text is all it can be."""
        return len(self.texts) == 1 and not self.pinyin and not _RUN.fullmatch(self.texts[0])

    def is_in(self) -> Sql:
        """Whether the row `t` holds it: exact."""
        parts = [("strpos(t.text, %s) > 0", text) for text in self.texts]
        if self.pinyin:
            parts.append(("strpos(E'\\n' || t.pinyin, E'\\n' || %s) > 0", self.pinyin))
        if self.code:
            parts.append(("strpos(t.code, %s) > 0", self.code))
        return _any(parts)

    def may_be_in(self) -> Sql:
        """Whether the index knows its keys of the row `t`: never wrong when it says no. A code's pairs are those of its text."""
        parts = [_has_keys_of(text) for text in self.texts]
        if self.pinyin:
            parts.append((f"{_KEYS} @> ARRAY[hashtext(%s)]", f"^{self.pinyin[:_BEGINNING]}"))
        return _any(parts)


@dataclass(frozen=True)
class Words:
    """What was typed: all words of one of the ways to take it."""

    ways: tuple[tuple[Word, ...], ...]

    @classmethod
    def of(cls, typed: str) -> Words:
        """Apart at blanks; letters also as one, since some write xi an for xian."""
        parts = plain(typed).replace("\x00", " ").split()[:MOST_WORDS]
        ways = [tuple(dict.fromkeys(map(word_of, parts)))] if parts else []
        together = "".join(_letters(part) for part in parts)
        if len(parts) > 1 and all(_letters(part) for part in parts):
            ways.append((Word(pinyin=together),))
        return cls(tuple(ways))

    def is_in(self) -> Sql:
        """Exact, row by row."""
        return _joined([[word.is_in() for word in way] for way in self.ways])

    def may_be_in(self) -> Sql:
        """For the index: words that can be written in one way only are asked for together."""
        ways = []
        for way in self.ways:
            sure = {gram for word in way if word.is_sure for gram in grams(word.texts[0])}
            asked = [word.may_be_in() for word in way if not word.is_sure]
            ways.append([*([(f"{_KEYS} @> %s::integer[]", (sorted(sure),))] if sure else []), *asked])
        return _joined(ways)


@dataclass(frozen=True)
class Source:
    """A table of texts, and the column of a row that says which of them is its own."""

    table: str
    column: str = "pk"


class Says(Func):
    """A condition: a text of the row holds the words."""

    def __init__(self, words: Words, model: type[models.Model]) -> None:
        super().__init__(F("pk"), output_field=BooleanField())
        self.words, self.table = words, model._meta.db_table
        self.sources = [Source(TEXTS[model]._meta.db_table)]
        if model is FollowUp:
            self.sources.append(Source(TEXTS[Case]._meta.db_table, "case_id"))

    def as_sql(self, compiler: SQLCompiler, connection: Any, *_how: Any, **_more: Any) -> Any:
        """One IN, by the index where that is worth it."""
        column, params = compiler.compile(self.source_expressions[0])
        found, values = self.found()
        return f"{column} IN ({found})", (*params, *values)

    def found(self) -> Sql:
        """The keys of all rows that hold the words."""
        (coarse, keys), (exact, values) = self.words.may_be_in(), self.words.is_in()
        texts = [f"SELECT t.id FROM {one.table} t WHERE {coarse} AND {exact}" for one in self.sources]  # noqa: S608
        rows = [
            text if one.column == "pk" else f"SELECT id FROM {self.table} WHERE {one.column} IN ({text})"  # noqa: S608
            for one, text in zip(self.sources, texts, strict=True)
        ]
        return " UNION ".join(rows), (*keys, *values) * len(rows)

    def is_true_of(self, row: str) -> Sql:
        """Whether one row holds the words, whose columns stand under a name."""
        exact, values = self.words.is_in()
        asked = [
            f"coalesce((SELECT {exact} FROM {one.table} t WHERE t.id = {row}.{one.column}), false)"  # noqa: S608
            for one in self.sources
        ]
        return f"({' OR '.join(asked)})", values * len(asked)


def grams(word: str) -> list[int]:
    """Its pairs of characters as the index numbers them; a single character is a number of its own."""
    codes = [ord(character) for character in word]
    if len(codes) == 1:
        return codes
    pairs = {((one << 16) & 0xFFFFFFFF) ^ two for one, two in pairwise(codes)}
    return sorted(pair - (1 << 32) if pair >= 1 << 31 else pair for pair in pairs)


def _has_keys_of(text: str) -> tuple[str, Any]:
    if not _RUN.fullmatch(text):
        return f"{_KEYS} @> %s::integer[]", grams(text)
    size = min(len(text), 4)
    parts = [text[place : place + size] for place in range(len(text) - size + 1)]
    return f"{_KEYS} @> ARRAY(SELECT hashtext(part) FROM unnest(%s::text[]) AS part)", parts  # noqa: S608


def word_of(part: str) -> Word:
    """A word in the plain writing; what may be a name also as names are compared, without brackets and dots."""
    texts = [part, normal_name(part)] if _NAME.fullmatch(part) else [part]
    code = part if _PART_OF_CODE.fullmatch(part) else ""
    return Word(tuple(dict.fromkeys(text for text in texts if text)), _letters(part), code)


def _letters(part: str) -> str:
    letters = part.replace("'", "")
    return letters if _LETTERS.fullmatch(letters) else ""


def _joined(ways: list[list[Sql]]) -> Sql:
    """All parts of one of the ways."""
    texts = [" AND ".join(text for text, _ in way) for way in ways]
    return f"({' OR '.join(texts)})", tuple(value for way in ways for _, values in way for value in values)


def _any(parts: list[tuple[str, Any]]) -> Sql:
    return f"({' OR '.join(text for text, _ in parts)})", tuple(value for _, value in parts)


def search(rows: Rows, typed: str) -> Rows:
    """Those of a noun that is searched, which hold all words; all where nothing was typed."""
    words = Words.of(typed)
    return rows.filter(Says(words, rows.model)) if words.ways else rows


def search_enterprises(firms: EnterpriseQuerySet, words: str) -> EnterpriseQuerySet:
    """By part of any name, by pinyin or its first letters, by part of the credit code."""
    return search(firms, words)


def search_cases(cases: CaseQuerySet, words: str) -> CaseQuerySet:
    """By number, title, description, place, or the enterprise as it is found itself."""
    return search(cases, words)


def search_actions(actions: ActionQuerySet, words: str) -> ActionQuerySet:
    """By title, what was done, or who took part."""
    return search(actions, words)


def search_visits(visits: VisitQuerySet, words: str) -> VisitQuerySet:
    """By what was noted, who was met, or the enterprise as it is found itself."""
    return search(visits, words)


def search_bulletins(bulletins: BulletinQuerySet, words: str) -> BulletinQuerySet:
    """By title, issue number or text."""
    return search(bulletins, words)


def search_follow_ups(follow_ups: FollowUpQuerySet, words: str) -> FollowUpQuerySet:
    """By the note, or the case as it is found itself."""
    return search(follow_ups, words)
