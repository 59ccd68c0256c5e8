"""The table of permissions against the site itself: every address, every role, a near and a far record."""

import json
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import connection
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from tests.people import CANARY
from tests.web.permissions import PERSON_OF_ROLE, RULES, Rule
from tracker.rules.access import ROLES

SOMETHING = "x" * 12
METHODS = {"get", "post"}
MISSING = {
    "case": ["2026-999999"],
    "case_note": ["2026-999999"],
    "case_draft": ["2026-999999"],
    "case_edit": ["2026-999999"],
    "case_files": ["2026-999999"],
    "case_act": ["2026-999999", "ask_details"],
    "case_link": ["2026-999999"],
    "case_link_revoke": ["2026-999999"],
}


def names(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    """Every named address outside the admin, which has its own sweep."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "admin":
                yield from names(pattern.url_patterns)
        else:
            assert pattern.name, f"{pattern} has no name, so no rule can be written for it"
            yield pattern.name


def ask(client, name: str, rule: Rule, args: list[str]):
    """The answer of an address."""
    return getattr(client, rule.method)(reverse(name, args=args), rule.data)


def said(answer) -> str:
    """What an answer says, in plain characters; a download is read to its end, which closes it."""
    if answer.headers.get("Content-Type") == "application/json":
        return json.dumps(answer.json(), ensure_ascii=False)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer.headers.get("Content-Type", "").startswith("application/vnd.openxmlformats"):
        book = ZipFile(BytesIO(content))
        content = b"".join(book.read(name) for name in book.namelist())
    return content.decode()


def missing_args(name: str, rule: Rule) -> list[str]:
    """An address of the same shape behind which there is nothing."""
    for args in (MISSING.get(name), [SOMETHING], [SOMETHING, SOMETHING]):
        try:
            reverse(name, args=args)
        except NoReverseMatch:
            continue
        return args or []
    raise AssertionError(name)


def test_every_address_has_a_rule_and_every_rule_an_address():
    assert sorted(names(get_resolver().url_patterns)) == sorted(RULES)


def test_every_role_is_asked():
    assert set(PERSON_OF_ROLE) == ROLES
    assert [name for name, rule in RULES.items() if set(rule.own) != ROLES] == []


@pytest.mark.parametrize("role", sorted(ROLES))
def test_near_records_answer_as_the_table_says(role, cast, near, far, sign_in):
    client = sign_in(getattr(cast, PERSON_OF_ROLE[role]))
    seen, pages = {}, []
    for name, rule in RULES.items():
        if name == "sign_out":
            continue
        answer = ask(client, name, rule, rule.args(near) if rule.args else [])
        seen[name] = answer.status_code
        pages.append((name, said(answer)))
    assert seen == {name: rule.own[role] for name, rule in RULES.items() if name != "sign_out"}
    assert [name for name, page in pages if CANARY in page] == []
    assert client.post(reverse("sign_out")).status_code == 302


@pytest.mark.parametrize("role", sorted(ROLES))
def test_far_records_look_as_if_they_were_missing(role, cast, near, far, sign_in):
    client = sign_in(getattr(cast, PERSON_OF_ROLE[role]))
    seen, wanted = {}, {}
    for name, rule in RULES.items():
        if rule.foreign is None:
            continue
        answer = ask(client, name, rule, rule.args(far))
        missing = ask(client, name, rule, missing_args(name, rule))
        seen[name], wanted[name] = answer.status_code, rule.foreign[role]
        page = said(answer)
        assert CANARY not in page, name
        assert missing.status_code == 404, name
        if answer.status_code == 404:
            assert len(page) == len(missing.content.decode()), name
    assert seen == wanted


def test_nobody_without_an_account_gets_in(near, sign_in):
    client, seen = sign_in(None), {}
    for name, rule in RULES.items():
        answer = ask(client, name, rule, rule.args(near) if rule.args else [])
        kept_out = answer.status_code == 401 or answer.headers.get("Location", "").startswith(
            "/sign-in/?next="
        )
        seen[name] = not kept_out
    assert seen == {name: rule.public for name, rule in RULES.items()}


def test_an_account_without_a_role_sees_no_records(cast, near, far, sign_in):
    client = sign_in(cast.nobody)
    for name, rule in RULES.items():
        if name == "sign_out":
            continue
        answer = ask(client, name, rule, rule.args(near) if rule.args else [])
        assert rule.public or "近处" not in said(answer), name
        assert answer.status_code in (200, 302, 403, 404), name


def counts() -> dict[str, int]:
    """Rows of every table but those of sessions."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [row[0] for row in cursor.fetchall() if row[0] != "django_session"]
        found = {}
        for table in tables:
            cursor.execute(f'SELECT count(*), coalesce(max(xmin::text::bigint), 0) FROM "{table}"')
            found[table] = cursor.fetchone()
    return found


def test_asking_changes_nothing(cast, near, far, sign_in):
    client = sign_in(cast.office_city)
    client.get(reverse("home"))
    before = counts()
    for name, rule in RULES.items():
        answer = client.get(reverse(name, args=rule.args(near) if rule.args else []), rule.data)
        said(answer)
        if rule.method == "post":
            assert answer.status_code == 405, name
    after = counts()
    noted, was_noted = after.pop("tracker_auditentry")[0], before.pop("tracker_auditentry")[0]
    assert (after, noted - was_noted) == (before, len([name for name in RULES if name.endswith("export")]))


def test_other_methods_are_refused(cast, near, sign_in):
    client = sign_in(cast.office_city)
    for name, rule in RULES.items():
        address = reverse(name, args=rule.args(near) if rule.args else [])
        if name not in ("health", "set_language"):
            assert client.delete(address).status_code == 405, name
