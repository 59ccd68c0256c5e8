"""What an attacker sends: every form and address of the site, with one thing in each request made hostile."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote_from_bytes, urlsplit

from lxml import html

URLENCODED = "application/x-www-form-urlencoded"
BOUNDARY = "hostile"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"

VALUES: tuple[bytes, ...] = (
    b"", b"\x00", b"a\x00b", b"\xed\xa0\x80", b"\xff\xfe\xfd", b"x" * 1_000_000, b"1" + b"0" * 400, b"9" * 5000, b"-1",
    b"0", b"2147483648", b"99999999999999999999", b"1e400", b"NaN", b"-Infinity", b"sNaN", "²".encode(), "١٢".encode(),
    b"[1,2]", b'{"$ne": null}', b"{", b"null", b"true", b"' OR 1=1 --", b'"; DROP TABLE tracker_case; --', b"%", b"%s%d%n",
    b"\\", b"../../../etc/passwd", b"<script>alert(1)</script>", b"{{7*7}}", b"${7*7}", b"2026-02-30", b"99999-99-99",
    b"0000-00-00", b"\r\nSet-Cookie: owned=1", "\u202e\u200b\ufeff".encode(), "😀".encode() * 50, b"__proto__",
    b"//evil.example/", b"\\\\evil.example", b"/\\evil.example", b"javascript:alert(1)", b"https:evil.example", b"///evil.example",
    b"http:///evil.example", b"\tjavascript:alert(1)", b"/\t/evil.example", b"https://testserver@evil.example/", b"home", b"case", b"x", b"x" * 3000,
    b"zzzzzzzzzzzz", b"2026-999999", b"a " * 1500,
)  # fmt: skip
PARAMETERS = (
    "q", "next", "after", "before", "trail", "case", "enterprise", "for", "stage", "mine", "status", "district", "nonsense",
    "enterprise__contacts__phone__startswith", "contact__phone__startswith", "password__startswith", "id__in",
)  # fmt: skip
ADMIN_PARAMETERS = (
    "q", "o", "p", "all", "e", "_to_field", "_popup", "_changelist_filters", "_facets", "id__exact", "pk", "case__id__exact",
    "enterprise__id__exact", "bulletin__id__exact", "year", "due", "status__exact", "status__regex", "status__in", "kind__regex",
    "kind__isnull", "district__id__exact", "district__enterprises__contacts__phone__startswith", "role__regex", "username__regex",
    "is_active__exact", "state__iregex", "decision__regex", "reporter__id__exact", "term", "field_name", "model_name", "app_label",
)  # fmt: skip
CHARSETS = (
    "rot13",
    "unicode_escape",
    "raw_unicode_escape",
    "utf-7",
    "hex",
    "idna",
    "punycode",
    "utf-16",
    "undefined",
    "gbk",
    "nonsense",
    "\xff",
)


@dataclass(frozen=True)
class Form:
    """A form as a page shows it: where it is sent, and what a browser would send back untouched."""

    method: str
    path: str
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Request:
    """One hostile request."""

    method: str
    path: str
    query: bytes = b""
    body: bytes = b""
    content_type: str = URLENCODED
    headers: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        sent = self.query + self.body
        return f"{self.method} {self.path} {sent[:300]!r}…{len(sent)} {self.content_type} {self.headers}"


def forms_of(page: bytes, path: str) -> Iterator[Form]:
    """Every form of a page; one a button, and one more where it saves itself while somebody types."""
    if not page.strip():
        return
    for form in html.fromstring(page).forms:
        action = urlsplit(form.get("action") or path).path or path
        known = [(name, value or "") for name, value in form.form_values()]
        buttons = [
            (b.get("name"), b.get("value", ""))
            for b in form.iter("button", "input")
            if b.get("name") and b.get("type", "submit") == "submit"
        ]
        method = form.method.upper()
        for pressed in buttons or [None]:
            yield Form(method, action, (*known, *([pressed] if pressed else [])))
        if form.get("data-autosave"):
            yield Form("POST", form.get("data-autosave"), tuple(known))


def hostile(form: Form, chance: random.Random) -> Request:
    """One of the ways to damage a form."""
    if form.method == "GET":
        return Request("GET", form.path, _pairs(_one_changed(_known(form), chance)), headers=_headers(chance))
    way: Callable[[Form, random.Random], Request] = chance.choices(
        (_plain, _multipart, _broken, _mistyped), (10, 3, 2, 2)
    )[0]
    return way(form, chance)


def _known(form: Form) -> list[tuple[str, bytes]]:
    return [(name, value.encode("utf-8", "replace")) for name, value in form.fields]


def _one_changed(fields: list[tuple[str, bytes]], chance: random.Random) -> list[tuple[str, bytes]]:
    """One field changed, doubled, left out, renamed to an array or a lookup; or one added."""
    names = [name for name, _value in fields if name != "csrfmiddlewaretoken"]
    if not names:
        return [*fields, (chance.choice(PARAMETERS), chance.choice(VALUES))]
    name, value = chance.choice(names), chance.choice(VALUES)
    rest = [(known, old) for known, old in fields if known != name]
    return chance.choices(
        (
            [*rest, (name, value)],
            [*fields, (name, value)],
            rest,
            [*rest, (f"{name}[]", value), (f"{name}[0][$gt]", value)],
            [*rest, (f"{name}__startswith", value)],
            [(known, chance.choice(VALUES[:5] + VALUES[6:])) for known, _old in fields],
        ),
        (10, 2, 2, 1, 1, 2),
    )[0]


def _pairs(fields: list[tuple[str, bytes]]) -> bytes:
    return "&".join(
        f"{quote_from_bytes(name.encode())}={quote_from_bytes(value)}" for name, value in fields
    ).encode()


def _headers(chance: random.Random) -> dict[str, str]:
    return chance.choice(
        (
            {}, {}, {},
            {"HX-Request": "true"},
            {"HX-Request": "true", "HX-Target": "x" * 5000, "HX-Current-URL": "javascript:alert(1)"},
            {"Accept-Language": "*,,;q=x" * 50},
            {"Cookie": "theme=\x01; django_language=../../x; csrftoken=%00; tracker_session=x"},
            {"Referer": "//evil.example/"},
            {"X-Forwarded-Host": "evil.example", "X-Forwarded-For": "1.2.3.4', '"},
            {"Range": "bytes=-1-,999999"},
            {"If-Modified-Since": "Mon, 99 Foo 99999 99:99:99 GMT"},
        )
    )  # fmt: skip


def _plain(form: Form, chance: random.Random) -> Request:
    return Request(
        "POST", form.path, body=_pairs(_one_changed(_known(form), chance)), headers=_headers(chance)
    )


def _multipart(form: Form, chance: random.Random) -> Request:
    fields = _one_changed(_known(form), chance)
    return Request("POST", form.path, body=_parts(fields), content_type=MULTIPART, headers=_headers(chance))


def _parts(fields: list[tuple[str, bytes]]) -> bytes:
    parts = [
        b'Content-Disposition: form-data; name="' + name.encode() + b'"\r\n\r\n' + value
        for name, value in fields
    ]
    return b"".join(b"--hostile\r\n" + part + b"\r\n" for part in parts) + b"--hostile--\r\n"


def _file(name: str, disposition: str) -> bytes:
    return f'--hostile\r\nContent-Disposition: form-data; name="{name}"; {disposition}\r\nContent-Type: text/plain\r\n\r\nx\r\n'.encode()


def _broken(form: Form, chance: random.Random) -> Request:
    """Multipart that lies about itself."""
    whole, names = _parts(_known(form)), [name for name, _value in form.fields] or ["x"]
    name = chance.choice(names)
    body = chance.choice(
        (
            whole[: chance.randrange(len(whole))],
            whole.replace(b"hostile", b"other"),
            b"",
            b"\x00" * 200,
            b"--hostile\r\n" * 3000,
            whole + whole,
            _file(name, "filename*=nonsense''%41") + whole,
            _file(name, "filename*=unicode_escape''%5Cud800.txt") + whole,
            _file(name, "filename*=utf-8''a'b'c") + whole,
            _file(name, f'filename="{"x" * 5000}.txt"') + whole,
            _file("file", 'filename="../../x\x00.txt"') + whole,
            whole.replace(b"\r\n\r\n", b"\r\nContent-Transfer-Encoding: base64\r\n\r\n"),
            whole.replace(b"form-data", b"attachment"),
            b"".join(_parts([(f"f{i}", b"x")]).removesuffix(b"--hostile--\r\n") for i in range(2100)) + whole,
        )
    )
    boundary = chance.choice(
        (
            MULTIPART,
            MULTIPART,
            MULTIPART,
            "multipart/form-data",
            "multipart/form-data; boundary=",
            "multipart/form-data; boundary=\xff",
        )
    )
    return Request("POST", form.path, body=body, content_type=boundary, headers=_headers(chance))


def _mistyped(form: Form, chance: random.Random) -> Request:
    """Another kind of content than the form's, in another alphabet, or far too many fields."""
    known, charset = _known(form), chance.choice(CHARSETS)
    return chance.choice(
        (
            Request("POST", form.path, body=b'{"a": [[[', content_type="application/json"),
            Request(
                "POST",
                form.path,
                body=json.dumps(dict(form.fields)).encode(),
                content_type="application/json",
            ),
            Request(
                "POST",
                form.path,
                body=b"<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]><x>&y;</x>",
                content_type="text/xml",
            ),
            Request("POST", form.path, body=_pairs(known), content_type=f"{URLENCODED}; charset={charset}"),
            Request("POST", form.path, body=_parts(known), content_type=f"{MULTIPART}; charset={charset}"),
            Request("POST", form.path, body=_pairs([*known, *((f"f{i}", b"") for i in range(2100))])),
            Request("POST", form.path, body=_pairs([*known, ("huge", b"x" * 6_000_000)])),
            Request(
                chance.choice(("PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE", "PROPFIND")),
                form.path,
                body=_pairs(known),
            ),
        )
    )


def hostile_address(path: str, chance: random.Random) -> Request:
    """A page asked with parameters it never offers, in alphabets it never speaks."""
    offered = ADMIN_PARAMETERS if path.startswith("/admin/") else PARAMETERS
    pairs = [
        (chance.choice(offered), chance.choice(VALUES[:5] + VALUES[6:])) for _ in range(chance.randint(1, 3))
    ]
    query, kind = _pairs(pairs), ""
    if chance.random() < 0.15:
        kind, query = (
            f"text/plain; charset={chance.choice(CHARSETS)}",
            chance.choice((query, b"q=%5Cud800", b"q=\xff&next=%5Cud800")),
        )
    return Request("GET", path, query, content_type=kind, headers=_headers(chance))


def leads_elsewhere(location: str) -> bool:
    """Whether a browser would leave the site: it takes a backslash for a slash and drops tabs and line breaks."""
    seen = location.replace("\\", "/").translate({9: None, 10: None, 13: None}).lstrip(" \x00")
    parts = urlsplit(seen)
    return seen.startswith("//") or (
        parts.scheme not in ("", "http") or parts.netloc not in ("", "testserver")
    )
