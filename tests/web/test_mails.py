"""The pages of mails: who sees that one was written, who reads what it says, and how the list is narrowed."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.people import CANARY, NOW, add_person, mail_to, unit
from tracker.models import AuditEntry, Membership, Notice, OutgoingMail, User
from tracker.web.paging import PAGE_SIZE

LIST_QUERIES = 9


@pytest.fixture
def mate(cast):
    """Somebody who works in the district."""
    return add_person("mate", "staff", "金水区")


def subjects(client, **params):
    return [row["subject"] for row in client.get(reverse("mails"), params).context["page"].rows]


def page_of(client, mail):
    return client.get(reverse("mail", args=[mail.public_id]))


def reads(client, mail) -> list[bool]:
    """Whether the page shows the text, and the frame the HTML."""
    page = page_of(client, mail).content.decode()
    frame = client.get(reverse("mail_html", args=[mail.public_id]))
    return ["用工缺口" in page, frame.status_code == 200]


def test_everybody_sees_the_mails_to_them_with_their_text(cast, near, mate, sign_in):
    mail = mail_to(mate, "近处", subject="给我的")
    client = sign_in(mate)
    assert subjects(client) == ["给我的"]
    assert client.get(reverse("mails")).context["tabs"] == []
    assert reads(client, mail) == [True, True]
    assert page_of(sign_in(cast.owner), mail).status_code == 404


def test_a_district_s_office_sees_mails_to_its_people_only(cast, near, far, mate, sign_in):
    mine, theirs = mail_to(cast.office_district, "近处"), mail_to(mate, "近处")
    client = sign_in(cast.office_district)
    assert subjects(client) == [theirs.subject, mine.subject, near.mail.subject]
    assert subjects(client, show="mine") == [mine.subject]
    assert reads(client, theirs) == [True, True]
    assert page_of(client, far.mail).status_code == 404


def test_nor_one_that_was_written_from_beyond_its_territory(cast, near, mate, sign_in):
    Membership.objects.create(user=mate, unit=unit("登封市"), role="staff", from_on="2020-01-01")
    mate.__dict__.pop("scope", None)
    mail = mail_to(mate, CANARY)
    Membership.objects.filter(user=mate, unit=unit("登封市")).delete()
    unknown = mail_to(mate, CANARY, reach=None)
    client = sign_in(cast.office_district)
    assert subjects(client) == [near.mail.subject]
    assert {page_of(client, one).status_code for one in (mail, unknown)} == {404}
    assert len(subjects(sign_in(cast.office_city))) == 3


def test_a_system_administrator_sees_states_and_addresses_alone(cast, near, far, sign_in):
    OutgoingMail.objects.filter(pk=far.mail.pk).update(state="failed", last_error="550 5.1.1 查无此人")
    client = sign_in(cast.system_admin)
    rows = client.get(reverse("mails")).context["page"].rows
    assert [(row["recipient"], row["label"], row["why"]) for row in rows] == [
        ("far_staff", "失败", "550 5.1.1 查无此人"),
        ("manager", "已发", ""),
    ]
    assert reads(client, near.mail) == [False, False]
    assert "manager@example.cn" in page_of(client, near.mail).content.decode()


def test_what_was_not_sent_is_read_only_while_all_of_it_is_in_sight(cast, near, far, mate, sign_in):
    mail = mail_to(mate, "近处", state="new", sent_at=None)
    client = sign_in(mate)
    assert reads(client, mail) == [True, True]
    Notice.objects.create(recipient=mate, kind="near_due", case=far.case, told_for="x", at=NOW, mail=mail)
    assert reads(client, mail) == [False, False]
    assert reads(sign_in(cast.office_district), mail) == [False, False]
    assert reads(sign_in(cast.office_city), mail) == [True, True]
    Notice.objects.filter(mail=mail).delete()
    OutgoingMail.objects.filter(pk=mail.pk).update(state="void", void_reason="sight")
    assert reads(client, mail) == [False, False]


def test_a_mail_that_was_sent_stays_its_recipient_s_but_no_longer_its_office_s(
    cast, near, far, mate, sign_in
):
    mail = mail_to(mate, "近处")
    Notice.objects.create(recipient=mate, kind="near_due", case=far.case, told_for="x", at=NOW, mail=mail)
    assert reads(sign_in(mate), mail) == [True, True]
    assert reads(sign_in(cast.office_district), mail) == [False, False]


def test_the_list_is_narrowed_by_state_kind_recipient_and_week(cast, near, mate, sign_in):
    failed = mail_to(mate, "近处", state="failed", kind="notice", created_at=NOW - timedelta(days=1))
    client = sign_in(cast.office_district)
    assert subjects(client, state="failed") == subjects(client, kind="notice") == [failed.subject]
    assert subjects(client, q="mat") == subjects(client, q="mate@exam") == [failed.subject]
    assert subjects(client, week="2026-W47") == [failed.subject]
    assert subjects(client, week="2026-W48") == [near.mail.subject]
    assert subjects(client, state="x", kind="\x00", week="2026-W99", show="x", after="x") == subjects(client)


def test_pages_follow_one_another(cast, near, sign_in):
    for _number in range(PAGE_SIZE):
        mail_to(cast.office_district, "近处")
    client = sign_in(cast.office_district)
    page = client.get(reverse("mails")).context["page"]
    older = client.get(page.older_url).context["page"]
    assert [row["subject"] for row in page.rows + older.rows] == list(
        OutgoingMail.objects.order_by("-id").values_list("subject", flat=True)
    )


def test_queries_do_not_grow_with_mails(cast, near, sign_in, django_assert_num_queries):
    client = sign_in(cast.office_district)
    client.get(reverse("mails"))
    with django_assert_num_queries(LIST_QUERIES):
        assert len(subjects(client)) == 1
    for _number in range(PAGE_SIZE - 1):
        mail_to(cast.manager, "近处")
    with django_assert_num_queries(LIST_QUERIES):
        assert len(subjects(client)) == PAGE_SIZE


def test_the_frame_lets_nothing_happen(near, cast, sign_in):
    answer = sign_in(cast.manager).get(reverse("mail_html", args=[near.mail.public_id]))
    assert answer["Content-Security-Policy"] == (
        "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
        "style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'self'"
    )
    assert (answer["X-Frame-Options"], answer["Referrer-Policy"]) == ("SAMEORIGIN", "no-referrer")
    assert '<head><base target="_blank">' in answer.content.decode()


def test_why_a_mail_did_not_go_stands_on_its_page(near, cast, sign_in):
    OutgoingMail.objects.filter(pk=near.mail.pk).update(state="void", void_reason="read")
    assert "其间已在系统中阅读" in page_of(sign_in(cast.manager), near.mail).content.decode()


def test_the_office_puts_a_failed_mail_back(near, cast, sign_in):
    OutgoingMail.objects.filter(pk=near.mail.pk).update(state="failed", last_error="550 5.1.1", sent_at=None)
    address = reverse("mail_resend", args=[near.mail.public_id])
    client = sign_in(cast.office_district)
    assert page_of(sign_in(cast.manager), near.mail).context["resend_url"] == ""
    assert page_of(client, near.mail).context["resend_url"] == address
    page = client.post(address, follow=True)
    near.mail.refresh_from_db()
    assert (near.mail.state, page.context["resend_url"]) == ("new", "")
    assert "office_district" in page.content.decode()
    entry = AuditEntry.objects.get(view="mail_resend")
    assert (entry.on, entry.user_id, entry.outcome) == (near.mail.public_id, cast.office_district.pk, 302)


@pytest.mark.parametrize("reason", ["bounced", "address"])
def test_so_it_does_with_one_that_had_no_good_address(near, cast, sign_in, reason):
    OutgoingMail.objects.filter(pk=near.mail.pk).update(state="void", void_reason=reason, sent_at=None)
    User.objects.filter(pk=cast.manager.pk).update(email="right@example.cn")
    address = reverse("mail_resend", args=[near.mail.public_id])
    client = sign_in(cast.office_district)
    assert page_of(sign_in(cast.manager), near.mail).context["resend_url"] == ""
    assert f'action="{address}"' in page_of(client, near.mail).content.decode()
    page = client.post(address, follow=True)
    assert (page.context["resend_url"], page.context["mail"]["why"]) == ("", "")
    assert "&lt;right@example.cn&gt;" in page.content.decode()
    OutgoingMail.objects.filter(pk=near.mail.pk).update(state="void", void_reason="read")
    assert page_of(client, near.mail).context["resend_url"] == ""


def test_addresses_that_were_refused_are_counted_and_shown(near, far, cast, sign_in):
    def bounce(user):
        User.objects.filter(pk=user.pk).update(email="x@example.cn", bouncing="x@example.cn")

    office, manager = sign_in(cast.office_district), sign_in(cast.manager)
    assert office.get(reverse("mails")).context["bouncing"] == 0
    bounce(cast.manager)
    bounce(cast.far_staff)
    mail_to(cast.office_district, "近处")
    assert [
        sign_in(who).get(reverse("mails")).context["bouncing"]
        for who in (cast.office_district, cast.office_city, cast.manager)
    ] == [1, 2, 0]
    assert subjects(office, bouncing="true") == [near.mail.subject]
    people = office.get(reverse("people")).context["page"].rows
    assert [row["username"] for row in people if row["is_bouncing"]] == ["manager"]
    assert manager.get(reverse("profile")).context["is_bouncing"]
    assert manager.post(reverse("address_again"), follow=True).context["is_bouncing"] is False
    assert User.objects.bouncing().count() == 1
