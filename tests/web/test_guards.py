"""At the door: sessions that end, guesses that are counted, headers on every page, requests that are not read."""

import os
import subprocess
import sys
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import iri_to_uri

from tests.people import unit
from tests.servers import ROOT
from tracker.models import Membership, User
from tracker.operations.people import end_role, set_password
from tracker.web.lockouts import source_of
from tracker.web.wire import MOST_BYTES, TOO_LARGE, guarded, in_utf8

PASSWORD, OTHER = "Zhuqi-Taizhang-7", "Banlizhong-2027"
CSP = [
    "base-uri 'none'",
    "default-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "img-src 'self' data:",
    "object-src 'none'",
]
COOKIE = settings.SESSION_COOKIE_NAME


@pytest.fixture
def member(reference, plain_static) -> User:
    user = User.objects.create_user("member", PASSWORD, name="赵敏")
    Membership.objects.create(
        user=user, unit=unit("市财政局"), role="staff", from_on="2020-01-01", is_main=True
    )
    return user


@pytest.fixture
def victim(reference) -> User:
    return User.objects.create_user("victim", OTHER, name="钱宁")


def sign_in(client: Client, name: str = "member", password: str = PASSWORD, **headers: str) -> int:
    """The status of an attempt."""
    return client.post(
        reverse("sign_in"), {"username": name, "password": password}, headers=headers
    ).status_code


def is_in(client: Client) -> bool:
    """Whether somebody is signed in."""
    return client.get(reverse("home")).status_code == 200


def fence(answer) -> list[str]:
    """What a browser is told to load and to refuse."""
    return sorted(answer.headers.get("Content-Security-Policy", "").split("; "))


def move_back(client: Client, name: str, seconds: int) -> None:
    """Make a stamp of the session older."""
    session = client.session
    session[name] -= seconds
    session.save()


def test_a_planted_session_is_not_the_one_that_gets_in(client, member):
    client.cookies[COOKIE] = "a" * 32
    sign_in(client)
    assert client.cookies[COOKIE].value != "a" * 32
    planted = Client()
    planted.cookies[COOKIE] = "a" * 32
    assert not is_in(planted)


def test_a_session_that_was_signed_out_is_worth_nothing(client, member):
    sign_in(client)
    copied = Client()
    copied.cookies[COOKIE] = client.cookies[COOKIE].value
    assert is_in(copied)
    client.post(reverse("sign_out"))
    copied.cookies[COOKIE] = client.cookies[COOKIE].value or "x"
    assert not is_in(copied)


def test_half_an_hour_without_a_request_ends_it(client, member):
    sign_in(client)
    assert is_in(client)
    move_back(client, "seen", settings.SESSION_IDLE_SECONDS - 60)
    assert is_in(client)
    move_back(client, "seen", settings.SESSION_IDLE_SECONDS + 1)
    assert not is_in(client)


def test_half_a_day_ends_it_however_busy(client, member):
    sign_in(client)
    assert is_in(client)
    for _hour in range(11):
        move_back(client, "since", 3600)
        move_back(client, "seen", 600)
        assert is_in(client)
    move_back(client, "since", 3601)
    assert not is_in(client)


def test_a_closed_account_and_a_new_password_bite_at_once(client, member, cast):
    sign_in(client)
    set_password(member, by=member, password=OTHER)
    assert not is_in(client)
    sign_in(client, password=OTHER)
    assert is_in(client)
    User.objects.filter(pk=member.pk).update(is_active=False)
    assert not is_in(client)


def test_an_ended_role_bites_at_once(client, member, cast):
    sign_in(client)
    assert client.get(reverse("cases")).status_code == 200
    end_role(member.memberships.get(), by=cast.security_admin, now=timezone.localtime() + timedelta(hours=1))
    assert client.get(reverse("cases")).status_code == 403
    assert client.get(reverse("admin:index")).status_code == 302


def test_cookies_are_for_this_site_and_not_for_scripts(client, member):
    sign_in(client)
    cookie = client.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert client.cookies["csrftoken"]["samesite"] == "Lax"


def test_guesses_are_counted_whatever_they_say_where_they_come_from(client, member):
    statuses = [
        sign_in(
            Client(),
            "member",
            f"guess-{number}",
            **{"X-Forwarded-For": f"10.9.8.{number}", "X-Real-IP": "1.1.1.1"},
        )
        for number in range(8)
    ]
    assert statuses == [200, 200, 200, 200, 429, 429, 429, 429]
    assert sign_in(Client()) == 429


def test_one_s_own_password_forgives_no_guesses_at_another_s(member, victim, settings):
    settings.AXES_LOCKOUT_PARAMETERS = [["username"], ["ip_address"]]
    statuses = []
    for number in range(4):
        statuses.append(sign_in(Client(), "victim", f"guess-{number}"))
        assert sign_in(Client()) == 302
    assert statuses == [200, 200, 200, 200]
    assert sign_in(Client(), "victim", "guess-4") == 429
    assert sign_in(Client(), "victim", OTHER) == 429


@pytest.mark.parametrize(
    ("count", "told", "source"),
    [
        (0, "6.6.6.6", "9.9.9.9"),
        (1, "6.6.6.6", "6.6.6.6"),
        (1, "1.1.1.1, 6.6.6.6", "6.6.6.6"),
        (2, "1.1.1.1, 6.6.6.6, 10.0.0.1", "6.6.6.6"),
        (2, "6.6.6.6", "9.9.9.9"),
        (1, "", "9.9.9.9"),
        (1, "unknown', '", "9.9.9.9"),
        (1, "::1", "::1"),
    ],
)
def test_only_our_own_proxies_are_believed(count, told, source, rf, settings):
    settings.PROXY_COUNT = count
    request = rf.get("/", REMOTE_ADDR="9.9.9.9", HTTP_X_FORWARDED_FOR=told)
    assert source_of(request) == source


@pytest.mark.parametrize(
    ("way", "path", "headers", "status"),
    [
        ("get", "/", {}, 200),
        ("get", "/cases/new/", {}, 200),
        ("get", "/nothing/", {}, 404),
        ("get", "/cases/2026-999999/", {}, 404),
        ("get", "/admin/", {}, 200),
        ("get", "/admin/tracker/case/999/change/", {}, 404),
        ("get", "/admin/tracker/user/", {}, 403),
        ("get", "/bulletins/new/", {}, 403),
        ("post", "/cases/new/", {}, 400),
        ("get", "/", {"Host": "evil.example"}, 400),
        ("get", "/lookups/units/?q=x", {}, 200),
        ("get", "/health/", {}, 200),
    ],
)
def test_every_answer_is_fenced_in(way, path, headers, status, client, member):
    sign_in(client)
    client.raise_request_exception = False
    answer = getattr(client, way)(path, headers=headers)
    assert (answer.status_code, fence(answer)) == (status, CSP)
    assert (answer["X-Content-Type-Options"], answer["Referrer-Policy"]) == ("nosniff", "same-origin")


def test_a_breakdown_and_a_lock_out_are_fenced_in_too(client, member, monkeypatch):
    def broken(_request: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("tracker.web.home.person", broken)
    sign_in(client)
    client.raise_request_exception = False
    answer = client.get(reverse("home"))
    assert (answer.status_code, fence(answer)) == (500, CSP)
    locked = [Client().post(reverse("sign_in"), {"username": "a", "password": "b"}) for _ in range(5)][-1]
    assert (locked.status_code, fence(locked)) == (429, CSP)


def test_an_evil_host_is_fenced_in_where_security_itself_refuses_it(client, member, settings):
    settings.SECURE_SSL_REDIRECT = True
    answer = Client(raise_request_exception=False).get("/", headers={"Host": "evil.example"})
    assert (answer.status_code, fence(answer)) == (400, CSP)
    assert "evil.example" not in answer.content.decode()


@pytest.mark.parametrize(
    "name", ["x", "home", "{{7*7}}", "//evil.example", "/\\evil.example", "\tjavascript:alert(1)"]
)
def test_a_next_page_is_an_address_of_ours_and_no_name(name, client, member):
    answer = client.post(reverse("theme"), {"theme": "dark", "next": name})
    assert answer.status_code == 302
    assert answer["Location"] in (iri_to_uri(name), reverse("home"))
    assert not answer["Location"].startswith(("//", "/\\", "\t"))


def read(**environ: str) -> SimpleNamespace:
    """What the guard before Django lets through, and what it answers."""
    seen: list[object] = []

    def application(environ: dict[str, object], _start: object) -> list[bytes]:
        seen.append(environ.get("CONTENT_TYPE", ""))
        return [b"read"]

    body = guarded(application)(dict(environ), lambda status, _headers: seen.append(status))
    return SimpleNamespace(body=b"".join(body).decode(), seen=seen)


@pytest.mark.parametrize("length", [str(MOST_BYTES + 1), "9" * 30, "-1", "²", "x"])
def test_what_no_form_holds_is_not_read(length):
    assert vars(read(CONTENT_LENGTH=length)) == {"body": TOO_LARGE, "seen": ["413 Content Too Large"]}


@pytest.mark.parametrize("length", ["", "0", str(MOST_BYTES)])
def test_the_rest_is_read(length):
    assert read(CONTENT_LENGTH=length).body == "read"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("text/plain; charset=rot13", "text/plain"),
        ("multipart/form-data; Charset=hex; boundary=x", "multipart/form-data; boundary=x"),
        ("multipart/form-data; boundary=x; charset*=utf-8''hex", "multipart/form-data; boundary=x"),
        ("multipart/form-data; boundary=x", "multipart/form-data; boundary=x"),
    ],
)
def test_a_request_speaks_our_alphabet(sent, kept):
    assert in_utf8({"CONTENT_TYPE": sent}) == {"CONTENT_TYPE": kept}


def test_the_settings_of_production_pass_django_s_own_check():
    production = {
        "DATABASE_URL": "postgres://u:p@localhost/x",
        "REDIS_URL": "redis://localhost/1",
        "SECRET_KEY": "kPz3-" * 12 + "unguessable-in-a-test",
        "ALLOWED_HOSTS": "help.example.cn",
        "SITE_URL": "https://help.example.cn",
        "EMAIL_URL": "smtp://localhost:25",
        "DEFAULT_FROM_EMAIL": "tracker@example.cn",
    }
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    facts = "SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SECURE_SSL_REDIRECT SESSION_COOKIE_HTTPONLY PROXY_COUNT DEBUG"
    told = f"from django.conf import settings as s; print([getattr(s, n) for n in {facts.split()}])"
    for command, wanted in (
        (["check", "--deploy", "--fail-level", "WARNING"], "System check identified no issues (0 silenced)."),
        (["shell", "--no-imports", "-c", told], "[True, True, True, True, 1, False]"),
    ):
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=environment | production,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stdout.strip()) == (0, wanted), done.stderr
