"""What a reading is made of: values that point at the words they came from."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tracker.rules.sentences import gettext_noop

Span = tuple[int, int]

REASONS: dict[str, str] = {
    "section_mark": gettext_noop("A section mark stands before the line."),
    "section_words": gettext_noop("The words of the line are those of a section head."),
    "no_section": gettext_noop("No section head stands before this item."),
    "headline_lines": gettext_noop("A short line without a full stop before a paragraph."),
    "no_headline": gettext_noop("No headline stands before this paragraph."),
    "paragraphs": gettext_noop("The lines from the headline to the next head."),
    "group_number": gettext_noop("A working group is named by its number."),
    "known_district": gettext_noop("The name is in the list of districts."),
    "district_alias": gettext_noop("A short or older name of a district in the list."),
    "sub_unit": gettext_noop("A unit of the district acts for it."),
    "known_bureau": gettext_noop("The name is in the list of bureaus."),
    "bureau_words": gettext_noop("The name is built like that of a municipal bureau."),
    "known_name": gettext_noop("The name is in the list of enterprises."),
    "legal_suffix": gettext_noop("The name ends in a legal form; the words before it are left out."),
    "after_verb": gettext_noop("The name follows a verb or preposition and ends in a legal form."),
    "listed_name": gettext_noop("The name stands in a list that ends in “等企业”."),
    "bank_name": gettext_noop("The name is that of a bank or a branch."),
    "carrier_name": gettext_noop("The name is that of a telecom or utility company."),
    "organisation_words": gettext_noop("The name ends in a word for an authority, institute or association."),
    "written_date": gettext_noop("The day is written out; the year is that of the bulletin or of the text."),
    "year_missing": gettext_noop("The text gives no year for this day."),
    "year_inferred": gettext_noop(
        "The text gives no year for this day; it is the year the bulletin speaks of."
    ),
    "relative_date": gettext_noop("The text is vague about the day."),
    "written_period": gettext_noop("A month, quarter or year is written out."),
    "money_unit": gettext_noop("A number with a currency unit."),
    "money_words": gettext_noop("A number in 万 or 亿 after a word for money, without a currency unit."),
    "foreign_currency": gettext_noop("A sum in a foreign currency; it is not converted."),
    "measure_word": gettext_noop("A number with a measure word."),
    "percentage": gettext_noop("A percentage."),
    "duration": gettext_noop("A length of time."),
    "title_with_number": gettext_noop("A title in 《》 with a document number."),
    "title_words": gettext_noop("A title in 《》 that ends in a word for an official document."),
    "document_number": gettext_noop("A document number without a title."),
    "keyword": gettext_noop("Inferred from these words."),
    "no_keyword": gettext_noop("No word in the text points anywhere; this is the default."),
    "future_words": gettext_noop("The sentence speaks of the future and gives no day."),
    "problem_words": gettext_noop("The text speaks of a difficulty that is not said to be solved."),
    "firms_counted": gettext_noop("Firms are counted but not named."),
    "latin_brand": gettext_noop("A Latin-and-Chinese brand that does not belong in the sentence."),
    "web_address": gettext_noop("A web address."),
    "advertising_words": gettext_noop("Words of an advertisement or of a web page's frame."),
}


@dataclass(frozen=True, kw_only=True)
class Found:
    """A value with the words it came from."""

    text: str
    spans: tuple[Span, ...]
    confidence: float
    reason: str


@dataclass(frozen=True, kw_only=True)
class Passage(Found):
    """A stretch of the bulletin: section head, headline, body, promise, noise."""


@dataclass(frozen=True, kw_only=True)
class Reporter(Found):
    """Who reports: a working group, a district or a bureau."""

    kind: str
    name: str
    number: int | None = None
    lead_unit: str | None = None
    sub_unit: str | None = None


@dataclass(frozen=True, kw_only=True)
class Named(Found):
    """A district or an organisation."""

    name: str


@dataclass(frozen=True, kw_only=True)
class Firm(Named):
    """An enterprise as written; `known` is its canonical name when the lexicon has it."""

    role: str = "assisted"
    aliases: tuple[str, ...] = ()
    known: str | None = None


@dataclass(frozen=True, kw_only=True)
class Day(Found):
    """A date; `iso` is 2022-04-25, --04-25, 2022-Q1, 2022-04, 2022 or None."""

    iso: str | None
    granularity: str


@dataclass(frozen=True, kw_only=True)
class Amount(Found):
    """A sum of money in yuan; `value_cny` is None for a foreign currency."""

    value_cny: float | None
    currency: str = "CNY"
    approx: bool = False
    nature: str = "current"
    measure: str = ""


@dataclass(frozen=True, kw_only=True)
class Count(Found):
    """A number of things, a percentage or a length of time."""

    value: float
    unit: str
    approx: bool = False
    nature: str = "current"
    measure: str = ""


@dataclass(frozen=True, kw_only=True)
class Policy(Found):
    """A policy document by title, number or both."""

    title: str | None
    number: str | None


@dataclass(frozen=True, kw_only=True)
class Choice(Found):
    """A value inferred from words: action type, outcome, yes or no."""

    value: str | bool


@dataclass(frozen=True, kw_only=True)
class Unnamed(Found):
    """How many firms are counted without being named."""

    value: int
    approx: bool = False


@dataclass(frozen=True, kw_only=True)
class Item:
    """One item of a bulletin, read; every span points into the bulletin's text."""

    section: Passage
    headline: Passage
    body: Passage
    reporter: Reporter | None
    districts: tuple[Named, ...]
    enterprises: tuple[Firm, ...]
    organisations: tuple[Named, ...]
    dates: tuple[Day, ...]
    amounts: tuple[Amount, ...]
    counts: tuple[Count, ...]
    policy_refs: tuple[Policy, ...]
    action_type: Choice
    outcome: Choice
    promises: tuple[Passage, ...]
    case_candidate: Choice
    unnamed_enterprises: Unnamed | None
    noise: tuple[Passage, ...]


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A bulletin, read. `heads` and `outside` (masthead, imprint) complete the cover of the text.

    `date` is the bulletin's own; `year` is that of the date, of the issue, or the one the text speaks of.
    """

    text: str
    date: datetime.date | None
    date_source: str
    items: tuple[Item, ...]
    heads: tuple[Passage, ...] = ()
    outside: tuple[Passage, ...] = ()
    year: int | None = None

    @property
    def needs_year(self) -> bool:
        """Whether some day is written without a year and has none, or only the one the text speaks of."""
        unsure = ("year_missing", "year_inferred")
        return any(day.reason in unsure for item in self.items for day in item.dates)


def to_json(item: Item) -> dict[str, Any]:
    """The item as plain lists, dicts, strings and numbers: the proposal a draft stores."""
    return {field.name: _plain(getattr(item, field.name)) for field in dataclasses.fields(item)}


def _plain(value: Any) -> Any:
    if isinstance(value, Found):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value


def span_values(proposal: dict[str, Any]) -> Iterator[tuple[str, int, int, int]]:
    """Each (field, index, start, end) of a stored proposal, for colouring; the passages come too."""
    for field, value in proposal.items():
        for index, entry in enumerate(value if isinstance(value, list) else [value]):
            for start, end in (entry or {}).get("spans", ()):
                yield field, index, start, end
