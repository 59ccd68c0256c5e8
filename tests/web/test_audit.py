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
