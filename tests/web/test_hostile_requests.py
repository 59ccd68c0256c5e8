"""Requests nobody should send, over every address and every field: refused in words, with nothing changed.

The suite asks the same ones every time; `HOSTILE_SEED=0` draws others and `HOSTILE_REQUESTS=10000` that many.
"""

from __future__ import annotations

import logging
import os
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from http.cookies import SimpleCookie
from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from tests.people import Records
from tests.web.answers import finish
from tests.web.hostile import Form, Request, forms_of, hostile, hostile_address, leads_elsewhere
from tests.web.permissions import RULES
from tracker.web.wire import in_utf8

REQUESTS = int(os.environ.get("HOSTILE_REQUESTS", "700"))
# A transaction in which thousands of savepoints were rolled back looks through what they left at every query.
PARTS = max(1, REQUESTS // 700)
SEED = int(os.environ.get("HOSTILE_SEED", "664623")) or random.SystemRandom().randrange(1, 1_000_000)
ROLES = ("office_city", "system_admin", "owner", None, "security_admin", "auditor", "nobody")
WEIGHTS = (8, 3, 4, 1, 1, 1, 1)
STARTS = ("/", "/admin/", "/")
CRAWLERS = len(STARTS)  # the others are sent the last one's forms
CPU_SECONDS = 0.5
UNCOUNTED = (
    "tracker_auditentry",
    "tracker_linkattempt",
    "django_session",
    "axes_accessattempt",
    "axes_accessfailurelog",
    "axes_accesslog",
)
IDS = (
    "0",
    "-1",
    "²",
    "10" * 200,
    "9" * 5000,
    "x",
    "a\x00b",
    "_5F",
    "1/../2",
    "%ED%A0%80",
    "' OR 1=1",
    "1" * 40,
)


def admin_pages(ids: Sequence[str] = ()) -> Iterator[str]:
    """Every page of the admin: on the newest record where it needs one, and on one of these ids."""
    chance = random.Random(SEED)
    for pattern in get_resolver().url_patterns:
        if isinstance(pattern, URLResolver) and pattern.namespace == "admin":
            yield from _pages(pattern.url_patterns, lambda: [chance.choice(ids)] if ids else [])


def _pages(
    patterns: list[URLPattern | URLResolver], other: Callable[[], list[str]], model: type | None = None
) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            known = {f"{m._meta.app_label}/{m._meta.model_name}/": m for m in admin.site._registry}
            yield from _pages(pattern.url_patterns, other, known.get(str(pattern.pattern)))
        elif pattern.name:
            newest = model and model._default_manager.order_by("-pk").values_list("pk", flat=True).first()
            for args in ([], [newest], other(), [1, 1]):
                try:
                    yield reverse(f"admin:{pattern.name}", args=args)
                except NoReverseMatch:
                    continue


def pages(near: Records) -> list[str]:
    """Every address of the resolver."""
    own = [
        reverse(name, args=rule.args(near) if rule.args else [])
        for name, rule in RULES.items()
        if name != "sign_out"
    ]
    return sorted({*own, *admin_pages(IDS)})


def forms_seen(client: Client, addresses: list[str]) -> list[Form]:
    """Every form on every page, each once."""
    found: dict[tuple[str, str, tuple[str, ...]], Form] = {}
    for address in addresses:
        point = transaction.savepoint()
        answer = client.get(address)
        finish(answer)
        transaction.savepoint_rollback(point)
        if (
            answer.status_code == 200
            and not answer.streaming
            and answer["Content-Type"].startswith("text/html")
        ):
            for form in forms_of(answer.content, address):
                found.setdefault((form.method, form.path, tuple(name for name, _value in form.fields)), form)
    return [form for form in found.values() if form.path != reverse("sign_out")]


def send(client: Client, request: Request):
    """The answer, as the server would give it."""
    headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in request.headers.items()}
    environ = in_utf8(
        {"QUERY_STRING": request.query.decode("latin-1"), "CONTENT_TYPE": request.content_type} | headers
    )
    answer = client.generic(request.method, request.path, request.body, environ["CONTENT_TYPE"], **environ)
    finish(answer)
    return answer


def fingerprint() -> dict[str, str]:
    """What every table holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [row[0] for row in cursor.fetchall() if row[0] not in UNCOUNTED]
        found = {}
        for table in tables:
            cursor.execute(
                f"SELECT md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '')) FROM \"{table}\" AS t"
            )
            found[table] = cursor.fetchone()[0]
    return found


def touched() -> int:
    """Rows written in this transaction so far, taken back or not."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables WHERE relname <> ALL(%s)",
            [list(UNCOUNTED)],
        )
        return int(cursor.fetchone()[0] or 0)


def is_refused(request: Request, status: int) -> bool:
    """Whether the answer says no; the admin shows a refused form with 200, but a link that was made as well."""
    is_page = request.path.startswith("/admin/") and not request.path.endswith("/link/")
    return status >= 400 or (request.method == "POST" and status == 200 and is_page)


class Attack:
    """Sends, judges, and puts everything back as it was."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.seconds: list[float] = []
        self.statuses: dict[int, int] = {}
        self.before = fingerprint()
        self.error: Exception | None = None

    def on_error(self, sender: object, request: object, **_more: object) -> None:
        self.error = sys.exc_info()[1]

    def __call__(self, client: Client, request: Request) -> None:
        point, count, self.error = transaction.savepoint(), touched(), None
        cookies = client.cookies.output(header="", sep=";")
        start = time.thread_time()
        answer = send(client, request)
        self.seconds.append(time.thread_time() - start)
        status = answer.status_code
        self.statuses[status] = self.statuses.get(status, 0) + 1
        if status >= 500:
            self.faults.append(f"{status} {type(self.error).__name__} {str(self.error)[:200]!r} {request}")
        else:
            for header in ("Location", "HX-Redirect"):
                if leads_elsewhere(answer.get(header, "")):
                    self.faults.append(f"off to {answer[header]!r} {request}")
            if is_refused(request, status) and touched() != count and fingerprint() != self.before:
                self.faults.append(f"{status}, yet rows changed {request}")
        client.cookies = SimpleCookie(cookies)
        transaction.savepoint_rollback(point)


@pytest.fixture
def quiet() -> Iterator[None]:
    """A thousand refusals need not be written down."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def clients(cast: SimpleNamespace, near: Records, far: Records, sign_in) -> list[Client]:
    made = [sign_in(getattr(cast, role) if role else None) for role in ROLES]
    for client in made:
        client.raise_request_exception = False
        client.get(reverse("home"))
    return made


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_breaks_nothing_changes_and_nobody_is_led_away(part, clients, near, quiet):
    print(f"seed {SEED}, {REQUESTS} requests, part {part + 1} of {PARTS}")
    chance, attack = random.Random(SEED + part), Attack()
    got_request_exception.connect(attack.on_error)
    addresses = pages(near)
    forms = [
        forms_seen(client, [a for a in addresses if a.startswith(start)])
        for client, start in zip(clients, STARTS, strict=False)
    ]
    for _number in range(-(-REQUESTS // PARTS)):
        place = chance.choices(range(len(clients)), WEIGHTS)[0]
        if chance.random() < 0.3:
            attack(clients[place], hostile_address(chance.choice(addresses), chance))
        else:
            attack(clients[place], hostile(chance.choice(forms[min(place, CRAWLERS - 1)]), chance))
    got_request_exception.disconnect(attack.on_error)
    slow = sorted(attack.seconds)[int(len(attack.seconds) * 0.99)]
    print(
        f"{len(addresses)} addresses, {sum(map(len, forms))} forms, answers {attack.statuses}, p99 {slow:.3f} s of computing"
    )
    print("\n".join(attack.faults))
    assert attack.faults == []
    assert slow < CPU_SECONDS
