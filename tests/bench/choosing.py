"""Any filter, any order, any page: lists asked as nobody planned, by people who see all of the city and parts of it."""

from __future__ import annotations

import random
import re
import statistics
import sys
import time
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.bench.finding import words
from tracker.models import EnterpriseLabel, User
from tracker.web.dates import Clock
from tracker.web.fields import DayField
from tracker.web.list_filter import ListFilter
from tracker.web.list_table import TABLE, filters_of

ASKED, MOST_FILTERS, SLOW_SECONDS, OFFERED, DAYS = 40, 3, 0.5, 200, 400  # asked of each list by each person
NEXT: Final = re.compile(r"[?&;]((?:after|before)=[^\"&#]+)")
MEDIAN, SLOWEST = "any filters and order, median", "any filters and order, 99th"


def any_lists(people: Mapping[str, Client]) -> dict[str, float]:
    """Milliseconds of a page over all lists and people; what took half a second is told on the error stream."""
    times: list[float] = []
    for name in TABLE:
        for username, client in people.items():
            chance, user = random.Random(f"{name} {username}"), User.objects.get(username=username)
            for _time in range(ASKED):
                times += _asked(client, name, _query(name, user, chance), chance)
    return {
        MEDIAN: round(1000 * statistics.median(times), 1),
        SLOWEST: round(1000 * statistics.quantiles(times, n=100)[-1], 1),
    }


def _asked(client: Client, name: str, query: str, chance: random.Random) -> list[float]:
    """The first page, and at times the one behind a link of it."""
    times, at = [], f"{reverse(name)}?{query}"
    for _page in range(chance.choice((1, 1, 2))):
        begun = time.perf_counter()
        answer = client.get(at)
        times.append(time.perf_counter() - begun)
        if answer.status_code == 403:
            return []
        assert answer.status_code == 200, (at, answer.status_code)
        if times[-1] > SLOW_SECONDS:
            sys.stderr.write(f"{times[-1]:.2f} s {answer.wsgi_request.user.username} {at}\n")
        links = NEXT.findall(answer.content.decode())
        if not links:
            break
        at = f"{reverse(name)}?{query}&{chance.choice(links)}"
    return times


def _query(name: str, user: User, chance: random.Random) -> str:
    filters = filters_of(name, "", user, Clock.of_request())
    fields = filters.form.fields
    chosen = chance.sample(list(fields), chance.randint(0, min(MOST_FILTERS, len(fields))))
    asked = {field: _value(field, fields[field], chance) for field in chosen}
    return urlencode(
        {"sort": _order(filters, chance)} | {key: value for key, value in asked.items() if value}
    )


def _order(filters: ListFilter, chance: random.Random) -> str:
    return chance.choice([word for word, _label in filters.order_choices])


def _value(name: str, field: forms.Field, chance: random.Random) -> str:
    """Something that the field takes."""
    if isinstance(field, DayField):
        return f"{timezone.localdate() - timedelta(days=chance.randrange(DAYS)):%Y-%m-%d}"
    return str(chance.choice(list(_offered(name, field)) or [""]))


def _offered(name: str, field: forms.Field) -> Iterable[Any]:
    known: Any = field
    if hasattr(field, "queryset"):
        return known.queryset.values_list(known.to_field_name, flat=True)[:OFFERED]
    if isinstance(field, forms.ChoiceField):
        return [key for key, _label in known.choices]
    if isinstance(field, forms.DecimalField):
        return (1, 1000, 1_000_000)
    if name == "q":
        return words().values()
    if name == "label":
        return EnterpriseLabel.objects.values_list("label", flat=True)[:OFFERED]
    return User.objects.exclude(name="").values_list("name", flat=True)[:OFFERED]
