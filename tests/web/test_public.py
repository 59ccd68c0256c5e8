"""The page of an enterprise: what it shows and never shows, and every way to get at what is not one's own."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pghistory.models import Context

from tests.people import NOW
from tests.web.test_logs import written
from tracker.models import AuditEntry, Case, CaseUnit, EnterpriseLink, FollowUp, LinkAttempt, User
from tracker.models.cases import Status
from tracker.operations.case_life import Facts, act_on
from tracker.operations.cases import add_note
from tracker.operations.links import make_link, revoke_link
from tracker.web.fields import new_key
from tracker.web.public import PLAIN

__all__ = ["written"]
INNER, TOLD = "内部金丝雀", "已约供电公司周四到场"


@pytest.fixture
def enterprise(plain_static):
    """Somebody without an account."""
    return Client(raise_request_exception=False)


def at(token):
    return reverse("public_case", args=[token])


def lead_on(cast, case, *verbs):
    """The city's offices take a case to where it is called back."""
    Case.objects.filter(pk=case.pk).update(lead_unit=case.registrar_unit)
    case.campaign.call_back_percent = 100
    case.campaign.save()
    who = {"settle": cast.owner}
    facts = Facts(note=INNER, result="已招到人", result_kind="solved", rating="satisfied")
    for verb in verbs:
        act_on(case, verb, by=who.get(verb, cast.office_district), now=NOW, facts=facts)
    return Case.objects.get(pk=case.pk)


@pytest.fixture
def drawn(cast, near):
    """The near case, waiting to be called back."""
    return lead_on(cast, near.case, "settle", "approve")


def test_it_shows_what_was_written_for_the_enterprise(enterprise, cast, near):
    add_note(near.case, by=cast.owner, now=NOW, note=TOLD, audience="enterprise", verb="call")
    add_note(near.case, by=cast.owner, now=NOW, note=INNER)
    page = enterprise.get(at(near.token)).content.decode()
    for text in (near.firm.name, near.case.title, near.case.number, TOLD, "市工信局", "已登记"):
        assert text in page
    assert INNER not in page
    assert '<form class="form"' not in page


def test_it_shows_no_person_no_number_and_nothing_internal(enterprise, cast, near, drawn):
    User.objects.update(name="姓名金丝雀", phone="13700009999")
    CaseUnit.objects.update(handler=cast.owner)
    Case.objects.filter(pk=drawn.pk).update(contact=near.contact, description=INNER)
    add_note(drawn, by=cast.owner, now=NOW, note=TOLD, audience="enterprise")
    for verb in ("note", "visit", "meeting"):
        add_note(drawn, by=cast.owner, now=NOW, note=INNER, verb=verb)
    enterprise.post(at(near.token), {"rating": "unsolved", "remark": f"{INNER}意见"})
    for address in (at(near.token), at(near.token) + "?lang=en"):
        page = enterprise.get(address).content.decode()
        assert TOLD in page
        secrets = ("姓名金丝雀", "13700009999", near.contact.phone, near.contact.name, INNER, "已招到人")
        assert [secret for secret in secrets if secret in page] == []


def test_every_status_is_said_in_plain_words():
    assert set(PLAIN) == set(Status)


def test_it_has_no_way_into_the_application(enterprise, near):
    page = enterprise.get(at(near.token)).content.decode()
    links = re.findall(r'(?:href|action|src)="([^"]*)"', page)
    assert [link for link in links if not link.startswith(("/static/", "#", "?lang="))] == []
    assert "<script" not in page


def test_it_is_found_by_nobody_and_tells_nobody(enterprise, near):
    for address, status in ((at(near.token), 200), (at("x" * 32), 404)):
        answer = enterprise.get(address)
        assert answer.status_code == status
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer["Cache-Control"]
        assert "default-src 'self'" in answer["Content-Security-Policy"]
        assert answer.cookies == {}
        assert '<meta name="robots" content="noindex, nofollow">' in answer.content.decode()


def test_it_speaks_both_languages(enterprise, near):
    for query, language, word in (
        ("", "zh-hans", "办理进展"),
        ("?lang=en", "en", "How far your case is"),
        ("?lang=xx", "zh-hans", "办理进展"),
    ):
        answer = enterprise.get(at(near.token) + query)
        assert (answer["Content-Language"], word in answer.content.decode()) == (language, True)


def test_looking_changes_nothing(enterprise, near):
    before = (EnterpriseLink.objects.values().get(), LinkAttempt.objects.count(), FollowUp.objects.count())
    for _ in range(3):
        enterprise.get(at(near.token))
    after = (EnterpriseLink.objects.values().get(), LinkAttempt.objects.count(), FollowUp.objects.count())
    assert before == after


def test_a_rating_closes_the_case_and_says_thank_you(enterprise, near, drawn):
    answer = enterprise.post(at(near.token), {"rating": "basically", "remark": "再快些"}, follow=True)
    assert answer.redirect_chain == [(at(near.token) + "?lang=zh-hans", 302)]
    assert "感谢您的评价" in answer.content.decode()
    assert Case.objects.get(pk=drawn.pk).status == "closed"
    link = EnterpriseLink.objects.get()
    assert (link.rating, link.remark) == ("basically", "再快些")


def test_a_rating_played_again_has_one_effect(enterprise, near, drawn):
    answers = [
        enterprise.post(at(near.token), {"rating": rate}) for rate in ("unsolved", "unsolved", "satisfied")
    ]
    assert [answer.status_code for answer in answers] == [302, 409, 409]
    assert "已经评价过" in answers[1].content.decode()
    case = Case.objects.get(pk=drawn.pk)
    assert (case.status, case.redo_count, FollowUp.objects.filter(verb="rate").count()) == ("handling", 1, 1)


@pytest.mark.parametrize("sent", [{}, {"rating": ""}, {"rating": "unreachable"}, {"rating": "\x00"}])
def test_what_is_no_rating_keeps_the_remark(enterprise, near, drawn, sent):
    answer = enterprise.post(at(near.token), sent | {"remark": "办得很慢"})
    assert answer.status_code == 400
    assert "办得很慢" in answer.content.decode()
    assert list(answer.context["form"].errors) == ["rating"]
    assert Case.objects.get(pk=drawn.pk).status == "call_back"


@pytest.mark.parametrize("remark", ["长" * 2001, "\x00", "x" * 1_000_000])
def test_a_remark_that_cannot_be_kept_is_refused(enterprise, near, drawn, remark):
    assert enterprise.post(at(near.token), {"rating": "satisfied", "remark": remark}).status_code == 400
    assert Case.objects.get(pk=drawn.pk).status == "call_back"


def test_there_is_nothing_to_rate_before_there_is_a_result(enterprise, near):
    answer = enterprise.post(at(near.token), {"rating": "satisfied"})
    assert (answer.status_code, EnterpriseLink.objects.get().rated_at) == (409, None)


def test_nobody_with_an_account_rates(cast, near, drawn, sign_in):
    for who in (cast.office_district, cast.owner, cast.nobody):
        client = sign_in(who)
        assert '<form class="form"' not in client.get(at(near.token)).content.decode()
        assert client.post(at(near.token), {"rating": "satisfied"}).status_code == 403
    assert Case.objects.get(pk=drawn.pk).status == "call_back"


def test_wrong_expired_and_revoked_look_alike(enterprise, cast, near, far):
    revoke_link(far.case, by=cast.far_office, now=timezone.now())
    old = make_link(near.case, by=cast.office_district, now=NOW, days=0.5).token
    answers = [
        enterprise.get(at(token)) for token in ("x" * 32, near.token, far.token, old, "a\x00b", "测", "'")
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert near.case.number not in answers[0].content.decode()
    posts = [enterprise.post(at(token), {"rating": "satisfied"}) for token in (near.token, far.token, old)]
    assert {answer.content for answer in posts} == {answers[0].content}


@pytest.mark.parametrize("change", [str.lower, str.upper, str.swapcase, lambda t: t[:-1], lambda t: t + "A"])
def test_a_token_is_exact(enterprise, near, change):
    assert enterprise.get(at(change(near.token))).status_code == 404


def test_another_case_cannot_be_named(enterprise, near, far, drawn):
    sent = {"rating": "satisfied", "case": far.case.number, "case_id": far.case.pk, "number": far.case.number}
    enterprise.post(f"{at(near.token)}?case={far.case.number}&number={far.case.number}", sent)
    far.case.refresh_from_db()
    assert (far.case.status, far.case.follow_up_count) == ("registered", 1)
    assert Case.objects.get(pk=drawn.pk).status == "closed"
    page = enterprise.get(f"{at(near.token)}?case={far.case.number}").content.decode()
    assert far.case.title not in page


def test_guessing_ends_after_twenty(enterprise, near):
    statuses = [enterprise.get(at(f"guess-{number}")).status_code for number in range(22)]
    assert statuses == [404] * 20 + [429] * 2
    assert enterprise.get(at(near.token)).status_code == 429
    assert enterprise.get(at(near.token), REMOTE_ADDR="198.51.100.9").status_code == 200


def test_where_a_guess_says_it_comes_from_counts_nothing(enterprise, near):
    for number in range(20):
        enterprise.get(at("guess"), headers={"X-Forwarded-For": f"10.0.0.{number}"})
    assert enterprise.get(at(near.token), headers={"X-Forwarded-For": "8.8.8.8"}).status_code == 429


def test_a_household_s_billions_of_addresses_are_one_source(enterprise, near):
    for number in range(20):
        enterprise.get(at("guess"), REMOTE_ADDR=f"2001:db8:0:1::{number:x}")
    assert enterprise.get(at(near.token), REMOTE_ADDR="2001:db8:0:1:ffff::1").status_code == 429
    assert enterprise.get(at(near.token), REMOTE_ADDR="2001:db8:0:2::1").status_code == 200
    assert enterprise.get(at(near.token), REMOTE_ADDR="::ffff:198.51.100.9").status_code == 200


def test_a_flood_of_ratings_ends_after_twenty(enterprise, near, drawn):
    statuses = [enterprise.post(at(near.token), {"rating": "satisfied"}).status_code for _ in range(22)]
    assert statuses == [302] + [409] * 19 + [429] * 2


def test_the_token_is_written_down_nowhere(enterprise, near, drawn, written):
    enterprise.get(at(near.token))
    enterprise.post(at(near.token), {"rating": "unsolved"})
    enterprise.post(at(near.token), {"rating": "unsolved"})
    for number in range(21):
        enterprise.get(at(f"guess-{number}"))
    enterprise.get(at(near.token))
    enterprise.put(at(near.token))
    assert "/p/***/" in written.getvalue()
    kept = [written.getvalue(), str([*Context.objects.values()]), str([*AuditEntry.objects.values()])]
    assert [near.token in text for text in kept] == [False, False, False]


def test_the_office_is_shown_a_link_once(cast, near, sign_in):
    client, address = sign_in(cast.office_district), reverse("case_link", args=[near.case.number])
    key = new_key()
    made = client.post(address, {"key": key})
    shown = made.context["address"]
    assert shown.startswith("http://127.0.0.1:")
    assert (made.status_code, shown in made.context["words"]) == (200, True)
    assert "no-store" in made["Cache-Control"]
    token = shown.rstrip("/").rsplit("/", 1)[1]
    assert Client().get(at(token)).status_code == 200
    assert Client().get(at(near.token)).status_code == 404
    again = client.post(address, {"key": key})
    pages = [again, client.get(address), client.get(reverse("case", args=[near.case.number]))]
    assert [page.status_code for page in pages] == [409, 200, 200]
    assert [token in page.content.decode() for page in pages] == [False] * 3


def test_the_office_revokes_a_link(cast, near, sign_in, enterprise):
    client = sign_in(cast.office_district)
    assert client.post(reverse("case_link_revoke", args=[near.case.number])).status_code == 302
    assert enterprise.get(at(near.token)).status_code == 404


def test_only_the_office_reads_the_remark(cast, near, drawn, sign_in, enterprise):
    enterprise.post(at(near.token), {"rating": "unsolved", "remark": "不要给他们看"})
    seen = {}
    for who in ("office_district", "office_city", "owner", "lead", "chief", "supervisor", "manager"):
        page = sign_in(getattr(cast, who)).get(reverse("case", args=[near.case.number])).content.decode()
        seen[who] = ("不要给他们看" in page, "企业评价" in page)
    assert seen == {who: (who.startswith("office"), True) for who in seen}


def test_in_the_admin_the_office_reads_links_without_their_tokens(
    cast, near, far, drawn, sign_in, enterprise
):
    enterprise.post(at(near.token), {"rating": "unsolved", "remark": "不要给他们看"})
    link = EnterpriseLink.objects.get(case=near.case)
    addresses = [
        reverse("admin:tracker_enterpriselink_changelist"),
        reverse("admin:tracker_enterpriselink_change", args=[link.pk]),
        reverse("admin:tracker_enterpriselink_history", args=[link.pk]),
    ]
    answers = [sign_in(cast.office_district).get(address) for address in addresses]
    assert [answer.status_code for answer in answers] == [200] * 3
    for answer in answers:
        page = answer.content.decode()
        assert [secret for secret in (near.token, link.token_sha256, far.case.number) if secret in page] == []
    assert "不要给他们看" in answers[1].content.decode()
    for who in (cast.owner, cast.supervisor, cast.auditor):
        assert {sign_in(who).get(address).status_code for address in addresses} <= {403, 404}


def test_the_page_costs_little(enterprise, near, cast, django_assert_num_queries):
    add_note(near.case, by=cast.owner, now=NOW, note=TOLD, audience="enterprise")
    enterprise.get(at(near.token))
    with django_assert_num_queries(4):
        enterprise.get(at(near.token))
