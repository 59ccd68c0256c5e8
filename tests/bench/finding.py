"""Finding: lists, words of every kind, one case, the administrators' list; each beside its limit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Final
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from tracker.models import Case
from tracker.reports.search import search_cases

NEWEST, OLDEST, COUNTED = 2000, 60, 1000
ABSENT: Final = "龘靐"  # in no text
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
        f"search, {kind}{narrowed}": f"{at}?{urlencode({'q': word, **chosen})}"
        for kind, word in words().items()
        for narrowed, chosen in FILTERS.items()
    }


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
