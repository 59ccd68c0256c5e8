"""No mail tells anybody of a record that they do not see, nor a number by which somebody can be called or known."""

import re
from collections import defaultdict
from datetime import timedelta

import pytest
from django.db import connection, transaction

from tests.faults.sabotage import Twin, instead, turns_red, twins
from tests.operations.mailed_city import CANARY, FAR, NEXT_MONDAY, SECRETS, MailedCity
from tests.people import unit
from tracker.models import OutgoingMail, Unit
from tracker.models.mail import MailKind
from tracker.operations.digest_parts import district_part
from tracker.operations.digests import plan_digests

NOTICES = ("notice", "notices_daily", "notices_weekly")
EVERY = (*NOTICES, "digest", "digest_test")
EXPECTED = {
    "staff": EVERY,
    "unit_lead": EVERY,
    "helper_unit_lead": NOTICES,
    "other_unit_lead": EVERY,
    "district_office": EVERY,
    "colleague": EVERY,
    "supervisor": EVERY,
    "manager": ("notice", "digest", "digest_test"),  # a district's own hears of what is late there
    "near_supervisor": EVERY,
    "near_manager": EVERY,
    "chief_officer": ("digest", "digest_test"),
    "far_staff": EVERY,
    "far_lead": EVERY,
    "far_chief": ("digest", "digest_test"),
    "far_office": EVERY,
    "far_supervisor": EVERY,
    "far_manager": EVERY,
}
ADMINS = {"system_admin", "security_admin", "auditor"}
NO_RECORDS = {"stranger"}


@pytest.fixture(scope="module")
def city(django_db_setup, django_db_blocker):
    """One city for the module, taken back at its end."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            yield MailedCity()
            transaction.set_rollback(True)
        connection.close()


def text_of(mail):
    """Everything that is kept of a mail."""
    names = ("subject", "text", "html", "to_address", "choice_url", "message_id", "dedupe_key")
    return "\n".join(getattr(mail, name) for name in names)


def said_by(message):
    """Everything that leaves with a mail: headers, addresses, both bodies."""
    parts = [message.subject, message.body, message.from_email, *message.recipients()]
    parts += [f"{name}: {value}" for name, value in message.extra_headers.items()]
    return "\n".join([*parts, *(body for body, _type in message.alternatives)])


def told(mails):
    """Reader → kind of mail → the words of records that it holds."""
    found = defaultdict(lambda: defaultdict(set))
    for mail in mails:
        found[mail.recipient.username][mail.kind] |= set(CANARY.findall(text_of(mail)))
    return found


def foreign_to(city, address, text):
    """The words in a text of records that its reader does not see."""
    return set(CANARY.findall(text)) - city.seen[address]


def test_no_mail_tells_of_a_foreign_record(city):
    assert len(city.mails) > 10 * len(EXPECTED)
    for mail in city.mails:
        assert foreign_to(city, mail.recipient.email, text_of(mail)) == set(), (mail.recipient, mail.kind)


def test_nothing_that_leaves_tells_of_a_foreign_record(city):
    assert len(city.left) > 3 * len(EXPECTED)
    for message in city.left:
        (address,) = message.recipients()
        said = said_by(message)
        assert foreign_to(city, address, said) == set(), message.subject
        assert [secret for secret in SECRETS if secret in said] == []


def test_no_mail_holds_a_phone_or_an_identity_number(city):
    texts = "\n".join(map(text_of, city.mails))
    assert [secret for secret in SECRETS if secret in texts] == []
    assert re.findall(r"(?<![\w-])1[3-9]\d{9}(?!\w)", texts) == []


def test_no_preview_tells_whoever_reads_it_of_a_foreign_record(city):
    readers = set()
    for name, mail in city.previews(NEXT_MONDAY):
        readers.add(name)
        assert foreign_to(city, f"{name}@example.cn", text_of(mail)) == set(), (name, mail.dedupe_key)
    assert {"far_office", "district_office", "staff", "far_chief", "near_manager"} <= readers


def test_everybody_is_told_of_their_own(city):
    """The same words do stand in the mails of those who see their records: each kind of mail, each role."""
    found = told(city.mails)
    assert set(MailKind.values) == set(EVERY)
    lacking = {
        (name, kind)
        for name, kinds in EXPECTED.items()
        for kind in kinds
        if not found[city.people[name].username][kind]
    }
    assert lacking == set()
    for name in ADMINS:
        assert not found[city.people[name].username]
    for name in NO_RECORDS:
        assert not any(found[city.people[name].username].values())


def next_digests_tell_of_no_foreign_record(city):
    """Everybody's digest of the week after."""
    with transaction.atomic():
        plan_digests(now=NEXT_MONDAY + timedelta(days=7))
        mails = OutgoingMail.objects.exclude(pk__in=[mail.pk for mail in city.mails])
        assert {mail.recipient.email for mail in mails} >= {f"{name}@example.cn" for name in EXPECTED}
        for mail in mails.select_related("recipient"):
            assert foreign_to(city, mail.recipient.email, text_of(mail)) == set(), mail.recipient
        transaction.set_rollback(True)


def every_unit(_grants):
    """As if everybody worked everywhere."""
    return frozenset(Unit.objects.values_list("pk", flat=True))


def of_a_far_one(board, _row):
    """Whoever's district it is."""
    return district_part(board, next(row for row in board.rows if row.unit == unit(FAR)))


PARTS = "tracker.operations.digest_parts"


@twins(
    Twin(
        "T11",
        "whose work a digest tells",
        instead({f"{PARTS}.own_units": every_unit}),
        next_digests_tell_of_no_foreign_record,
        is_quick=True,
    ),
    Twin(
        "T11",
        "which district a digest tells of",
        instead({f"{PARTS}.district_part": of_a_far_one}),
        next_digests_tell_of_no_foreign_record,
        is_quick=True,
    ),
)
@pytest.mark.usefixtures("city")
def test_digests_turn_red_without(twin, request):
    turns_red(twin, request)
