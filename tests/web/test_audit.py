"""Every unsafe request stands on record, allowed or refused; nobody can bend the record."""

import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse

from tests.web.permissions import PERSON_OF_ROLE, RULES
from tracker.models import AuditEntry
from tracker.rules.access import ROLES

POSTS = {name: rule for name, rule in RULES.items() if rule.method == "post" and name != "sign_out"}


@pytest.mark.parametrize("role", sorted(ROLES))
def test_each_leaves_one_row_with_its_outcome(role, cast, near, far, sign_in):
    person = getattr(cast, PERSON_OF_ROLE[role])
    client = sign_in(person)
    for records in (near, far):
        for name, rule in POSTS.items():
            args = rule.args(records) if rule.args else []
            before = AuditEntry.objects.count()
            answer = client.post(reverse(name, args=args), rule.data)
            assert AuditEntry.objects.count() == before + 1, name
            entry = AuditEntry.objects.latest("id")
            assert (entry.user, entry.view, entry.outcome) == (person, name, answer.status_code)
            assert entry.on == "/".join(args)
            assert entry.source == "127.0.0.1"


def test_looking_leaves_none(cast, near, sign_in):
    sign_in(cast.owner).get(reverse("case", args=[near.case.number]))
    assert AuditEntry.objects.count() == 0


def test_strangers_and_lost_requests_are_on_record_too(near, sign_in, client):
    sign_in(None).post(reverse("case_note", args=[near.case.number]), {"note": "x"})
    client.post("/nowhere/")
    rows = list(AuditEntry.objects.order_by("id").values_list("user", "view", "outcome"))
    assert rows == [(None, "case_note", 302), (None, "", 404)]


REFUSED = [
    ("POST", "/cases/new/", {"Host": "evil.example"}, ("", "", 400)),
    ("POST", "/cases/new", {}, ("", "", 301)),
    ("PUT", "/cases/", {}, ("cases", "", 405)),
    ("DELETE", "/cases/2026-000001/", {}, ("case", "2026-000001", 405)),
    ("PURGE", "/", {}, ("home", "", 405)),
    ("POST", "/cases/2026-999999/notes/", {}, ("case_note", "2026-999999", 404)),
    ("POST", "/admin/tracker/case/add/", {}, ("admin:tracker_case_add", "", 200)),
    ("POST", "/admin/tracker/user/add/", {}, ("admin:tracker_user_add", "", 403)),
    ("POST", "/admin/tracker/case/1%00/change/", {}, ("admin:tracker_case_change", "1", 404)),
]


def test_whatever_refuses_it_it_is_on_record(cast, near, sign_in):
    client = sign_in(cast.owner)
    client.raise_request_exception = False
    for method, path, headers, _row in REFUSED:
        client.generic(method, path, headers=headers)
    rows = list(AuditEntry.objects.order_by("id").values_list("user", "method", "view", "on", "outcome"))
    assert rows == [(cast.owner.pk, method, *row) for method, _path, _headers, row in REFUSED]


def test_a_forged_request_and_one_that_breaks_are_on_record(cast, near, sign_in, monkeypatch):
    def broken(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("tracker.web.cases.note_with_files", broken)
    address, client = reverse("case_note", args=[near.case.number]), sign_in(cast.owner)
    client.raise_request_exception = False
    client.post(address, {"note": "x", "verb": "call", "audience": "internal", "happened_on": "2026-11-20"})
    client.handler.enforce_csrf_checks = True
    client.post(address, {"note": "x"})
    rows = list(AuditEntry.objects.order_by("id").values_list("user", "view", "outcome"))
    assert rows == [(cast.owner.pk, "case_note", 500), (cast.owner.pk, "case_note", 403)]


def test_wrong_passwords_and_the_lock_out_are_on_record(reference, sign_in):
    for _time in range(6):
        sign_in(None).post(reverse("sign_in"), {"username": "owner", "password": "x"})
    outcomes = list(AuditEntry.objects.order_by("id").values_list("view", "outcome"))
    assert outcomes == [("sign_in", 200)] * 4 + [("sign_in", 429)] * 2


def test_signing_in_and_out_names_the_person(cast, sign_in):
    client = sign_in(cast.owner)
    client.post(reverse("sign_out"))
    entry = AuditEntry.objects.get()
    assert (entry.user, entry.view) == (cast.owner, "sign_out")


@pytest.mark.parametrize(
    "statement", ["UPDATE tracker_auditentry SET outcome = 200", "DELETE FROM tracker_auditentry"]
)
def test_the_application_cannot_bend_the_record(cast, near, sign_in, statement):
    sign_in(cast.owner).post(reverse("case_note", args=[near.case.number]), {"note": "x"})
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(("who", "status"), [("auditor", 200), ("office_city", 403), ("system_admin", 403)])
def test_the_auditor_alone_reads_it(cast, near, sign_in, who, status):
    sign_in(cast.owner).post(reverse("case_note", args=[near.case.number]), {"note": "x"})
    answer = sign_in(getattr(cast, who)).get(
        reverse("admin:tracker_auditentry_changelist"), {"outcome": "refused"}
    )
    assert answer.status_code == status
