"""The same enterprise, or not: exact name, code or alias link; anything less is only a candidate for a person."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

_PREFIX = re.compile(r"^(?:中国|河南省?|郑州市?|河南郑州)")
_FORM = re.compile(r"(?:\(集团\))?(?:集团)?(?:股份有限公司|有限责任公司|有限公司|股份公司|总公司|公司|集团)$")
CANDIDATE_FROM = 85.0


@dataclass(frozen=True)
class Match:
    """How a written name relates to known ones; `linked` is set only by an exact name, a code or an alias."""

    linked: str | None
    how: str
    candidates: tuple[tuple[str, float], ...] = ()


def squeeze(name: str) -> str:
    """A name without spaces, with half-width letters and brackets."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", name))


def core(name: str) -> str:
    """What tells firms apart: the name without place in front and legal form behind."""
    bare = squeeze(name)
    stripped = _FORM.sub("", _PREFIX.sub("", bare))
    return stripped if len(stripped) >= 2 else bare


def match(
    name: str, known: Mapping[str, str], *, code: str = "", codes: Mapping[str, str] | None = None
) -> Match:
    """Find the firm a written name means.

    known     every known spelling (names and aliases) → canonical name
    codes     unified social credit code → canonical name
    Returns   a link for an equal name, alias or code; else candidates scoring 85 … 100, best first
    """
    if code and codes and code.upper() in codes:
        return Match(codes[code.upper()], "code")
    written = squeeze(name)
    squeezed = {squeeze(spelling): canonical for spelling, canonical in known.items()}
    if written in squeezed:
        return Match(squeezed[written], "exact" if squeeze(squeezed[written]) == written else "alias")
    return Match(None, "candidates", candidates(name, squeezed.values()))


def candidates(name: str, names: Iterable[str], *, limit: int = 5) -> tuple[tuple[str, float], ...]:
    """Firms whose telling part resembles that of the name, best first; never a link by itself."""
    choices = {canonical: core(canonical) for canonical in names}
    found = process.extract(core(name), choices, scorer=fuzz.ratio, score_cutoff=CANDIDATE_FROM, limit=limit)
    return tuple((canonical, round(score, 1)) for _, score, canonical in found)
