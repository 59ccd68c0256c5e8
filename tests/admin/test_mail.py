"""The outbox in the admin: envelopes for whoever keeps the site going, texts for whoever sees the cases in them."""

import pytest
from django.urls import reverse

from tests.admin.conftest import mail_to, signed_in
from tracker.models import OutgoingMail

TEXT = "2026-000123 用电增容"


@pytest.fixture
def mail(people):
    made = mail_to(people["lead"], 1)
    OutgoingMail.objects.filter(pk=made.pk).update(text=TEXT)
    return made


@pytest.mark.parametrize("role", ["office", "staff", "auditor"])
def test_another_s_mail_is_like_missing(role, people, mail):
    address = reverse("admin:tracker_outgoingmail_change", args=[mail.pk])
    assert signed_in(people[role]).get(address).status_code == 404


def test_a_system_administrator_sees_the_envelope_alone(people, mail):
    answer = signed_in(people["system_admin"]).get(
        reverse("admin:tracker_outgoingmail_change", args=[mail.pk])
    )
    assert (answer.status_code, "a@example.org" in answer.content.decode()) == (200, True)
    assert TEXT not in answer.content.decode()


def test_the_city_s_office_reads_every_mail(city, mail):
    address = reverse("admin:tracker_outgoingmail_change", args=[mail.pk])
    assert TEXT in signed_in(city).get(address).content.decode()


def test_an_office_reads_its_own(people):
    mail = mail_to(people["office"], 3)
    OutgoingMail.objects.filter(pk=mail.pk).update(text=TEXT)
    address = reverse("admin:tracker_outgoingmail_change", args=[mail.pk])
    assert TEXT in signed_in(people["office"]).get(address).content.decode()


def test_a_list_of_mails_shows_no_text(people, mail):
    answer = signed_in(people["system_admin"]).get(reverse("admin:tracker_outgoingmail_changelist"))
    assert (answer.status_code, TEXT in answer.content.decode()) == (200, False)


def test_staff_read_why_a_mail_did_not_go(people, mail):
    OutgoingMail.objects.filter(pk=mail.pk).update(state="void", void_reason="sight")
    answer = signed_in(people["system_admin"]).get(
        reverse("admin:tracker_outgoingmail_change", args=[mail.pk])
    )
    assert "The recipient no longer sees the case" in answer.content.decode()


def test_those_that_failed_are_sent_again(people, mail):
    other = mail_to(people["lead"], 2)
    OutgoingMail.objects.filter(pk=mail.pk).update(state="failed")
    OutgoingMail.objects.filter(pk=other.pk).update(state="void")
    chosen = {"action": "send_again", "_selected_action": [mail.pk, other.pk]}
    address = reverse("admin:tracker_outgoingmail_changelist")
    assert signed_in(people["staff"]).post(address, chosen).status_code in (403, 404)
    answer = signed_in(people["system_admin"]).post(address, chosen)
    rows = OutgoingMail.objects.filter(pk__in=chosen["_selected_action"]).order_by("pk")
    assert (answer.status_code, [row.state for row in rows]) == (302, ["new", "void"])
    assert rows[0].resent_by == people["system_admin"]
