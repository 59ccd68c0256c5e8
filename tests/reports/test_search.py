"""A search finds what it must, no more, in order, for whoever asks: compared with a look at every row."""

import os
import random
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction

from tests.reports import search_oracle as oracle
from tracker.models import AssistanceAction, Case, Enterprise, FollowUp, Membership, Visit
from tracker.operations.city import make_city
from tracker.operations.reference import load_reference
from tracker.operations.search_texts import make_anew
from tracker.reports import search, search_pages
from tracker.rules.writing import chinese_numeral, plain, readings
from tracker.web.paging import FOUND_CAP, Order, capped_count, cut

NOW = datetime(2026, 11, 24, 10, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
CASES, QUERIES = int(os.environ.get("SEARCH_CASES", "800")), int(os.environ.get("SEARCH_QUERIES", "150"))
SEED = int(os.environ.get("SEED", "5"))
NEWER_THAN_PYTHON = {0x1C89, 0xA7CB, 0xA7CC, 0xA7DA, 0xA7DC}  # capitals of Unicode 15 and 16
NOUNS = {
    "enterprises": (Enterprise, search.search_enterprises, oracle.firms),
    "visits": (Visit, search.search_visits, oracle.visits),
    "actions": (AssistanceAction, search.search_actions, oracle.actions),
    "follow-ups": (FollowUp, search.search_follow_ups, oracle.follow_ups),
}


@pytest.fixture(scope="module")
def city(django_db_setup, django_db_blocker):
    """One city for the module, rolled back at the end."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            load_reference()
            make_city(cases=CASES, seed=SEED, now=NOW)
            yield
            transaction.set_rollback(True)
        connection.close()


def people():
    """Who sees everything, who sees a district, who sees what a bureau handles."""
    for role, kind in (("office", "office"), ("supervisor", "office"), ("staff", "bureau")):
        members = Membership.objects.filter(role=role, unit__kind=kind, user__username__startswith="city")
        yield (members.first() or Membership.objects.filter(role=role).first()).user


def narrowed(rng, rows):
    """Some filter, or none."""
    some = rng.choice(list(Case.objects.values_list("district_id", "status")[:50]))
    return rng.choice([rows, rows, rows.filter(district_id=some[0]), rows.filter(status=some[1])])


def test_cases_are_found_as_a_look_at_every_row_finds_them(city, monkeypatch):
    rng, said, viewers = random.Random(SEED), oracle.cases(), list(people())
    keys, hits = sorted(said), 0
    for number in range(QUERIES):
        shorten(monkeypatch, rng)
        typed = oracle.draw(rng, said[rng.choice(keys)])
        rows = narrowed(rng, Case.objects.visible_to(rng.choice(viewers)))
        order, sign = rng.choice(
            ((Order(name="number"), "-"), (Order(key="registered_at", name="number", descending=False), ""))
        )
        sort = [f"{sign}{column}" for column in order.parts[0].columns]
        expected = [pk for pk in rows.order_by(*sort).values_list("id", flat=True) if said[pk].holds(typed)]
        found = search.search_cases(rows, typed)
        assert list(found.order_by(*sort).values_list("id", flat=True)) == expected, (number, typed)
        assert paged(found, order) == (expected[:120], min(len(expected), FOUND_CAP + 1)), (number, typed)
        hits += bool(expected)
    assert hits > QUERIES // 4


def shorten(monkeypatch, rng):
    """Now and then the walks end early and few is not few, as in a city a thousand times as large."""
    near = rng.choice((False, True))
    known = {"FIRST": 4, "SHORT": 10, "LONG": 40, "FAR": 2000, "RARE": rng.choice((0, 5))}
    for name, usual in (
        ("FIRST", 250),
        ("SHORT", 1000),
        ("LONG", 4000),
        ("FAR", 8000),
        ("RARE", 4000),
    ):
        monkeypatch.setattr(search_pages, name, known[name] if near else usual)


def paged(rows, order):
    """Up to three pages as a list shows them, and its count."""
    first = page = cut(rows, order, {})
    ids = list(page.ids)
    while page.older and len(ids) < 120:
        page = cut(rows, order, {"after": page.older})
        assert page.count == first.count
        ids += page.ids
    return ids[:120], first.count


@pytest.mark.parametrize("noun", NOUNS)
def test_so_is_everything_else(noun, city, monkeypatch):
    (model, find, look), rng = NOUNS[noun], random.Random(SEED)
    said, viewers = look(), list(people())
    keys = sorted(said)
    for number in range(QUERIES // 5):
        shorten(monkeypatch, rng)
        typed, rows = oracle.draw(rng, said[rng.choice(keys)]), model.objects.visible_to(rng.choice(viewers))
        expected = [pk for pk in rows.order_by("-id").values_list("id", flat=True) if said[pk].holds(typed)]
        found = find(rows, typed)
        assert sorted(found.values_list("id", flat=True), reverse=True) == expected, (number, typed)
        searched = search_pages.Search.of(found.order_by("-id"), 51, most=1001)
        assert searched.ids() == expected[:51], (number, typed)
        assert searched.count() == min(len(expected), 1001), (number, typed)
        assert capped_count(found) == min(len(expected), 1001)


def test_the_database_writes_as_python_does(db):
    codes = [code for code in range(1, 0x10000) if not 0xD800 <= code < 0xE000]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT one, tracker_plain(one) FROM unnest(%s::text[]) AS one", [list(map(chr, codes))]
        )
        differ = {ord(one) for one, written in cursor.fetchall() if written != plain(one)}
        cursor.execute(
            "SELECT n, tracker_numeral(n), tracker_number(tracker_numeral(n)) FROM generate_series(1, 999) n"
        )
        assert [row for row in cursor.fetchall() if row[1:] != (chinese_numeral(row[0]), row[0])] == []
        for text in ("第１４工作組與第二十三、第九百九十九9第〇第1234", "無錫", "第一百", "第十第二十"):
            cursor.execute("SELECT tracker_readings(%s)", [text])
            assert cursor.fetchone()[0].split("\n") == readings(text)
    assert differ <= NEWER_THAN_PYTHON


@pytest.mark.parametrize("text", ["第1" * 200_000, "ab1" * 300_000, "第十四" * 100_000])
def test_a_text_of_a_megabyte_is_read_once(text, db):
    """What took the square of its length would take minutes."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '60s'")
        cursor.execute("SELECT cardinality(tracker_search_keys(tracker_readings(%s), '', ''))", [text])
        assert cursor.fetchone()[0] > 3


def test_what_is_searched_is_what_the_rows_say(city):
    assert make_anew(keep=False) == 0
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE tracker_casetext SET text = '' WHERE id IN (SELECT id FROM tracker_case LIMIT 3)"
        )
        cursor.execute(
            "DELETE FROM tracker_followuptext WHERE id = (SELECT max(id) FROM tracker_followuptext)"
        )
    assert make_anew(keep=False) == 4
    assert make_anew() == 4
    assert make_anew(keep=False) == 0
