"""Finding: lists, words of every kind, one case, the administrators' list; each beside its limit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache
from math import log
from typing import Final
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from tracker.models import Case, User
from tracker.reports.search import search_cases
from tracker.web.dates import Clock
from tracker.web.list_table import filters_of

NEWEST, OLDEST, COUNTED, TRIED = 2000, 60, 1000, 100
ABSENT: Final = "龘靐"  # in no text
HITS: Final = {"2 characters, rare": 10, "4 characters": 25}
FILTERS: Final = {"": {}, ", in hand": {"status": "handling"}, ", overdue": {"stage": "overdue"}}


def list_addresses() -> dict[str, str]:
    """The list of cases, page 1 and 1,000, narrowed and in other orders."""
    at, numbers = reverse("cases"), Case.objects.order_by("-id").values_list("number", flat=True)
    deep = numbers[min(50 * 999, numbers.count() - 100)]
    return {
        "list of cases": at,
        "list of cases, page 1,000": f"{at}?after={deep}",
        "list of cases, in hand": f"{at}?status=handling",
        "list of cases, due first": f"{at}?sort=due",
        "list of cases, longest quiet": f"{at}?sort=quiet",
    }


def search_addresses() -> dict[str, str]:
    """The list searched for words of every kind, alone and with filters."""
    at = reverse("cases")
    return {
        f"search, {kind}{narrowed}": f"{at}?{urlencode({'q': _word(kind, chosen), **chosen})}"
        for kind in words()
        for narrowed, chosen in FILTERS.items()
    }


def _word(kind: str, chosen: dict[str, str]) -> str:
    """Of a kind with a set number of hits the one that comes nearest to it, filtered as it is asked for.

    So a page has as many rows in every city: what grows with the city is then the search, and not what it found.
    """
    if kind not in HITS:
        return words()[kind]
    office = User.objects.get(username="office")
    filters = filters_of("cases", urlencode(chosen), office, Clock.of_request())

    def distance(word: str) -> float:
        hits = len(search_cases(filters.qs, word).values_list("id")[:COUNTED])
        return abs(log((hits + 0.5) / HITS[kind]))

    return min(_candidates(len(words()[kind])), key=distance)


@cache
def _candidates(length: int) -> list[str]:
    """Parts of texts from hardly ever to always."""
    found = _parts(Case.objects.order_by("id")[:OLDEST], length) + _parts(
        Case.objects.order_by("-id")[:NEWEST], length
    )
    ranked = sorted(found, key=lambda word: (-found[word], word))
    return ranked[:: max(1, len(ranked) // TRIED)]


@cache
def words() -> dict[str, str]:
    """Words of this city, by kind: how long, and how many cases have them."""
    newest, oldest = (Case.objects.order_by(key) for key in ("-id", "id"))
    ones, pairs, fours = (_parts(newest[:NEWEST], length) for length in (1, 2, 4))
    old = [pair for pair in _parts(oldest[:OLDEST], 2) if pair not in pairs] or list(pairs)[-20:]
    return {
        "1 character": ones.most_common(1)[0][0],
        "2 characters, common": pairs.most_common(1)[0][0],
        "2 characters, rare": min(old, key=_count),
        "4 characters": fours.most_common(40)[-1][0],
        "absent": ABSENT,
    }


def _parts(rows: QuerySet[Case], length: int) -> Counter[str]:
    found: Counter[str] = Counter()
    for title, text in rows.values_list("title", "description"):
        found.update(_grams(f"{title} {text}", length))
    return found


def _grams(text: str, length: int) -> Iterable[str]:
    """Parts of so many Chinese characters."""
    parts = {text[at : at + length] for at in range(len(text) - length + 1)}
    return [part for part in parts if all("一" <= sign <= "鿿" for sign in part)]


def _count(word: str) -> int:
    return len(search_cases(Case.objects.all(), word).values_list("id")[:COUNTED])
