"""The link at the foot of a mail: what comes is changed without signing in, by a press alone, and nothing else opens."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localtime
from pghistory.models import Context

from tests.people import CANARY, mail_to
from tests.web.test_logs import written
from tracker.models import AuditEntry, Membership, Notice, NoticeChoice, OutgoingMail, User
from tracker.operations.digests import plan_digests
from tracker.operations.link_attempts import HOURLY
from tracker.operations.mail_choices import HOLDS, choice_token, choice_url
from tracker.operations.notice_mails import choices_of, plan_mails
from tracker.rules.notices import DEFAULTS

__all__ = ["written"]

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
CHOSEN = {"work": "daily", "pressing": "weekly", "dates": "off", "answers": "at_once", "digest": "off"}
QUERIES = 4


@pytest.fixture
def token(cast):
    return choice_token(cast.owner, ["digest"], now=localtime())


@pytest.fixture
def anybody(plain_static):
    """Without an account; forged forms are refused where that is not allowed for."""
    return Client(enforce_csrf_checks=True)


def at(token):
    return reverse("mail_choice", args=[token])


def choices(user):
    return choices_of([user.pk])[user.pk]


def test_looking_changes_nothing(anybody, cast, token):
    for _time in range(2):
        page = anybody.get(at(token))
    assert (page.status_code, NoticeChoice.objects.count()) == (200, 0)
    assert page.context["form"].initial == DEFAULTS
    assert "发给owner的邮件" in page.content.decode().replace(" ", "")
    assert (page.cookies, page["Referrer-Policy"], page["X-Robots-Tag"]) == (
        {},
        "no-referrer",
        "noindex, nofollow",
    )


def test_every_kind_is_chosen_as_in_the_profile(anybody, cast, token):
    answer = anybody.post(at(token), CHOSEN)
    assert (answer.status_code, choices(cast.owner)) == (302, CHOSEN)
    assert "已保存" in anybody.get(answer["Location"]).content.decode()
    assert anybody.post(at(token), CHOSEN | {"work": "hourly"}).status_code == 400
    assert choices(cast.owner) == CHOSEN


def test_one_press_in_the_mail_program_stops_the_kinds_of_that_mail(anybody, cast, token):
    assert anybody.post(at(token), ONE_CLICK).status_code == 200
    assert choices(cast.owner) == {**DEFAULTS, "digest": "off"}
    several = choice_token(cast.owner, ["work", "dates"], now=localtime())
    assert anybody.post(at(several), ONE_CLICK).context["stops"] == []
    assert choices(cast.owner) == {**DEFAULTS, "digest": "off", "work": "off", "dates": "off"}
    assert {choices(user)["work"] for user in (cast.colleague, cast.lead)} == {"at_once"}


def test_it_stands_on_record_without_the_token(anybody, cast, token):
    anybody.post(at(token), ONE_CLICK)
    entry = AuditEntry.objects.get(view="mail_choice")
    assert (entry.on, entry.outcome, entry.user_id) == (cast.owner.public_id, 200, None)


def test_the_token_is_written_down_nowhere(anybody, token, written):
    anybody.get(at(token))
    anybody.post(at(token), ONE_CLICK)
    anybody.put(at(token))
    assert "/mails/choice/***/" in written.getvalue()
    kept = [written.getvalue(), str([*Context.objects.values()]), str([*AuditEntry.objects.values()])]
    assert [token in text for text in kept] == [False, False, False]


def test_no_case_is_shown(anybody, cast, near, far):
    for user in (cast.owner, cast.far_staff, cast.office_city):
        page = anybody.get(at(choice_token(user, ["work"], now=localtime()))).content.decode()
        assert [word for word in (CANARY, "近处", near.case.number, far.case.number) if word in page] == []


def test_it_signs_nobody_in(anybody, token):
    anybody.post(at(token), CHOSEN)
    assert anybody.get(reverse("home")).status_code == 302


def test_what_is_not_a_link_looks_alike(anybody, cast, token):
    old = choice_token(cast.owner, ["digest"], now=localtime() - HOLDS - timedelta(days=1))
    closed = choice_token(cast.colleague, ["digest"], now=localtime())
    User.objects.filter(pk=cast.colleague.pk).update(is_active=False)
    forged = token.replace(cast.owner.public_id, cast.lead.public_id)
    pages = [anybody.get(at(one)) for one in (old, closed, forged, "x" * 90, f"{token}x", "a.b.c.d")]
    assert [page.status_code for page in pages] == [404] * 6
    assert len({page.content for page in pages}) == 1
    assert anybody.post(at(forged), ONE_CLICK).status_code == 404
    last_day = choice_token(cast.owner, ["digest"], now=localtime() - HOLDS)
    assert (anybody.get(at(last_day)).status_code, NoticeChoice.objects.count()) == (200, 0)


def test_guessing_is_counted(anybody, token):
    for number in range(HOURLY):
        assert anybody.get(at(f"guess-{number}")).status_code == 404
    assert [anybody.get(at(one)).status_code for one in ("guess", token)] == [429, 429]


def test_every_mail_holds_its_link(anybody, cast, near):
    for user in (cast.lead, cast.office_district):
        User.objects.filter(pk=user.pk).update(email=f"{user.username}@example.cn")
    User.objects.filter(pk=cast.lead.pk).update(language="en")
    Notice.objects.all().delete()
    Notice.objects.create(
        recipient=cast.office_district, kind="register", case=near.case, told_for="x", at=localtime()
    )
    plan_digests(now=localtime())
    plan_mails(now=localtime())
    mails = list(
        OutgoingMail.objects.filter(recipient__in=[cast.lead, cast.office_district]).exclude(kind="x")
    )
    assert sorted((mail.recipient.username, mail.kind) for mail in mails) == [
        ("lead", "digest"),
        ("office_district", "digest"),
        ("office_district", "notice"),
    ]
    for mail in mails:
        assert mail.choice_url in mail.text
        assert mail.choice_url in mail.html
        page = anybody.get(re.sub("^http://[^/]+", "", mail.choice_url))
        assert page.status_code == 200
        assert page["Content-Language"] == ("en" if mail.recipient == cast.lead else "zh-hans")
        wanted = {"digest": "digest", "notice": "work"}[mail.kind]
        assert anybody.post(re.sub("^http://[^/]+", "", mail.choice_url), ONE_CLICK).status_code == 200
        assert choices(mail.recipient)[wanted] == "off"


def test_only_its_recipient_is_shown_the_link(cast, near, sign_in):
    url = choice_url(cast.manager, ["digest"], now=localtime())
    mail = mail_to(cast.manager, "近处", text=f"近处 {url} 更改", html=f'<p><a href="{url}">更改</a></p>')
    shown = {}
    for who in ("manager", "office_district", "office_city"):
        client = sign_in(getattr(cast, who))
        pages = [client.get(reverse(name, args=[mail.public_id])) for name in ("mail", "mail_html")]
        if who != "manager":
            pages.append(client.get(reverse("admin:tracker_outgoingmail_change", args=[mail.pk])))
        assert {page.status_code for page in pages} == {200}
        shown[who] = [url in page.content.decode() for page in pages]
    assert shown == {
        "manager": [True, True],
        "office_district": [False] * 3,
        "office_city": [False] * 3,
    }


def test_the_page_costs_little(anybody, token, django_assert_num_queries):
    anybody.get(at(token))
    with django_assert_num_queries(QUERIES):
        anybody.get(at(token))


def test_whoever_left_every_unit_may_still_stop_mails(anybody, cast, token):
    Membership.objects.filter(user=cast.owner).delete()
    assert anybody.post(at(token), ONE_CLICK).status_code == 200
