"""The whole reading: cut the text into items, then read every field of each."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TypedDict

from .bulletin_date import bulletin_date, issue_year
from .draft import Amount, Count, Day, Firm, Item, Named, Passage, Policy, Reading, Reporter, Span
from .fields.amounts import find_amounts, numbers_of
from .fields.counts import find_counts
from .fields.dates import find_dates
from .fields.districts import find_districts, with_reporter
from .fields.firms import find_firms, without_reporter
from .fields.kinds import find_action_type
from .fields.mask import Mask
from .fields.noise import find_noise
from .fields.organisations import find_organisations
from .fields.outcome import find_outcome
from .fields.policies import find_policies
from .fields.promises import find_case_candidate, find_promises, find_unnamed
from .fields.reporter import find_reporter
from .flow import Flow
from .lexicon import Lexicon
from .split import Layout, Part, split
from .year import When, text_year


def read_bulletin(text: str, lexicon: Lexicon, *, date: datetime.date | None = None) -> Reading:
    """Read a bulletin into items whose every value points into `text`.

    date      the bulletin's day, which gives its dates their year; looked for in masthead and imprint when
              None; without it the days get the year the text speaks of, and `needs_year` is set
    Returns   items, section heads, and what stands outside both; never raises on any text
    """
    layout = split(text)
    given = _Given.of(text, layout, lexicon, date)
    return Reading(
        text=text,
        date=given.when.date,
        date_source="given" if date else "text" if given.when.date else "none",
        year=given.when.this_year,
        items=tuple(_read_item(text, part, given) for part in layout.parts if part.headline or part.body),
        heads=_passages(text, layout.heads),
        outside=_passages(text, layout.outside),
    )


def read_part(text: str, part: Part, lexicon: Lexicon, *, date: datetime.date | None = None) -> Item:
    """Read one item whose headline and body are already known as spans of `text`."""
    return _read_item(text, part, _Given(lexicon, When(date)))


@dataclass(frozen=True)
class _Given:
    """What every item is read with: the names known, and what gives its days a year."""

    lexicon: Lexicon
    when: When

    @classmethod
    def of(cls, text: str, layout: Layout, lexicon: Lexicon, date: datetime.date | None) -> _Given:
        around = [text[start:end] for start, end in layout.outside]
        date = date or bulletin_date(around)
        year = None if date else issue_year(around)
        if date or year:
            return cls(lexicon, When(date, year))
        found = text_year(text)
        return cls(lexicon, When(None, found.year, found.turn, is_inferred=True) if found else When())


def _passages(text: str, spans: list[Span]) -> tuple[Passage, ...]:
    return tuple(
        Passage(text=text[a:b], spans=((a, b),), confidence=0.9, reason="section_words") for a, b in spans
    )


class _Values(TypedDict):
    """What the words of one item name."""

    noise: tuple[Passage, ...]
    policy_refs: tuple[Policy, ...]
    dates: tuple[Day, ...]
    amounts: tuple[Amount, ...]
    enterprises: tuple[Firm, ...]
    districts: tuple[Named, ...]
    reporter: Reporter | None
    organisations: tuple[Named, ...]
    counts: tuple[Count, ...]


def _read_item(text: str, part: Part, given: _Given) -> Item:
    flow = Flow(text, part.headline, part.body)
    values = _read_values(flow, part.section, given)
    named = sum(firm.role == "assisted" for firm in values["enterprises"])
    kind = find_action_type(flow)
    outcome = find_outcome(flow, kind=str(kind.value), has_firm=named > 0)
    return Item(
        section=_section(part),
        headline=_passage(text, part.headline, "headline_lines" if part.headline else "no_headline"),
        body=_passage(text, part.body, "paragraphs"),
        **values,
        action_type=kind,
        outcome=outcome,
        promises=find_promises(flow),
        case_candidate=find_case_candidate(flow, outcome),
        unnamed_enterprises=find_unnamed(values["counts"], named),
    )


def _read_values(flow: Flow, section: str, given: _Given) -> _Values:
    """The order is the rule: what an earlier field claims of the text, a later one does not read."""
    mask = Mask(len(flow.text))
    noise = find_noise(flow, mask)
    policies = find_policies(flow, mask)
    dates = find_dates(flow, mask, given.when)
    numbers = numbers_of(flow, mask)
    amounts = find_amounts(flow, mask, numbers)
    firms = find_firms(flow, mask, given.lexicon)
    districts = find_districts(flow, mask, given.lexicon)
    reporter = find_reporter(flow, given.lexicon, section)
    return {
        "noise": noise,
        "policy_refs": policies,
        "dates": dates,
        "amounts": amounts,
        "enterprises": without_reporter(firms, reporter),
        "districts": with_reporter(districts, reporter),
        "reporter": reporter,
        "organisations": find_organisations(flow, mask, given.lexicon, reporter),
        "counts": find_counts(flow, mask, numbers),
    }


def _section(part: Part) -> Passage:
    reason = "no_section" if not part.section else "section_mark" if part.is_marked else "section_words"
    return Passage(
        text=part.section, spans=part.section_spans, confidence=0.95 if part.section else 0.5, reason=reason
    )


def _passage(text: str, spans: list[Span], reason: str) -> Passage:
    return Passage(
        text="".join(text[a:b] for a, b in spans),
        spans=tuple(spans),
        confidence=0.95 if spans else 0.3,
        reason=reason,
    )
