"""The next digest before it goes out: as the real one, to whoever sees all that is in it, stored nowhere; and a test of it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils.timezone import localtime

from tests.people import CANARY, NOW, add_person, unit
from tracker.models import Case, Membership, NoticeChoice, OutgoingMail, User
from tracker.operations.digest_previews import TESTS_AN_HOUR, preview_digest, send_test
from tracker.operations.digests import plan_digests
from tracker.rules.errors import NotAllowed, TooMany
from tracker.web.fields import new_key

NEXT_MONDAY = NOW + timedelta(days=7)
QUERIES = 23


@pytest.fixture
def mate(cast):
    """Somebody who works in the district."""
    return add_person("mate", "staff", "金水区")


@pytest.fixture
def addressed(cast, mate):
    for user in User.objects.all():
        User.objects.filter(pk=user.pk).update(email=f"{user.username}@example.cn")
    for user in (*vars(cast).values(), mate):
        user.refresh_from_db()


def of(user):
    return {"to": user.public_id}


def status(client, user) -> list[int]:
    """Of the page and of its frame."""
    return [client.get(reverse(name), of(user)).status_code for name in ("mail_preview", "mail_preview_html")]


def said(client, user) -> str:
    answers = [client.get(reverse(name), of(user)) for name in ("mail_preview", "mail_preview_html")]
    return "".join(answer.content.decode() for answer in answers)


def test_it_is_the_one_that_will_come(cast, near, addressed):
    Case.objects.update(lead_unit=unit("金水区"), due_on=NOW.date())
    for user in (cast.office_city, cast.office_district, cast.manager, cast.lead):
        early = preview_digest(user, by=cast.office_city, now=NEXT_MONDAY.replace(hour=7)).mail
        assert early.recipient == user
        plan_digests(now=NEXT_MONDAY.replace(hour=8))
        mail = OutgoingMail.objects.get(recipient=user, dedupe_key=early.dedupe_key)
        assert (mail.subject, mail.text, mail.html) == (early.subject, early.text, early.html)


def test_looking_stores_nothing_and_gives_no_link_away(cast, near, addressed, sign_in):
    before = OutgoingMail.objects.count()
    page = said(sign_in(cast.office_district), cast.manager)
    assert "2026-W" in page
    assert "/mails/choice/***/" in page
    assert "/mails/choice/" not in page.replace("/mails/choice/***", "")
    assert (OutgoingMail.objects.count(), NoticeChoice.objects.count()) == (before, 0)


def test_a_district_s_office_previews_those_who_see_no_more_than_it_does(cast, near, far, mate, sign_in):
    client = sign_in(cast.office_district)
    assert [status(client, user) for user in (mate, cast.manager, cast.office_district)] == [[200, 200]] * 3
    assert [status(client, user) for user in (cast.far_staff, cast.lead, cast.office_city)] == [
        [404, 404]
    ] * 3
    Membership.objects.create(user=mate, unit=unit("巩义市"), role="staff", from_on=date(2020, 1, 1))
    assert status(client, mate) == [403, 403]
    assert CANARY not in said(client, mate)
    assert status(sign_in(cast.office_city), mate) == [200, 200]


def test_others_preview_their_own_alone(cast, near, mate, sign_in):
    for who in (cast.manager, cast.supervisor, cast.lead):
        client = sign_in(who)
        assert client.get(reverse("mail_preview")).status_code == 200
        assert (status(client, who), status(client, mate)) == ([200, 200], [404, 404])
    assert sign_in(cast.system_admin).get(reverse("mail_preview"), of(mate)).status_code == 403


def test_a_person_without_a_digest_is_said_so(cast, near, sign_in):
    client = sign_in(cast.office_city)
    answer = client.get(reverse("mail_preview"), of(cast.auditor))
    assert (answer.status_code, answer.context["preview"]) == (200, None)
    assert client.get(reverse("mail_preview_html"), of(cast.auditor)).status_code == 404


def test_a_week_without_work_is_passed_over(cast, reference):
    before_festival = datetime(2026, 2, 12, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert preview_digest(cast.office_city, by=cast.office_city, now=before_festival).week == "2026-W09"


def test_a_test_goes_to_oneself_alone_and_the_real_one_still_comes(cast, near, addressed, mate, sign_in):
    client, key = sign_in(cast.office_district), new_key()
    for _time in range(2):
        assert client.post(reverse("mail_test"), of(mate) | {"key": key}).status_code == 302
    mail = OutgoingMail.objects.get(kind="digest_test")
    assert (mail.recipient, mail.to_address) == (cast.office_district, "office_district@example.cn")
    assert mail.subject.startswith("测试：【助企服务台账】每周简讯")
    assert (mail.state, mail.choice_url in mail.text) == ("new", True)
    assert mail.next_try_at <= localtime()
    plan_digests(now=localtime() + timedelta(days=7))
    assert OutgoingMail.objects.filter(kind="digest", recipient=cast.office_district).exists()


def test_a_few_tests_an_hour(cast, near, addressed):
    office = cast.office_city
    for _number in range(TESTS_AN_HOUR):
        send_test(office, by=office, now=NOW)
    with pytest.raises(TooMany):
        send_test(office, by=office, now=NOW + timedelta(minutes=59))
    assert send_test(office, by=office, now=NOW + timedelta(minutes=61)).kind == "digest_test"


def test_no_test_without_an_address_or_of_more_than_one_sees(cast, near, addressed, sign_in):
    User.objects.filter(pk=cast.office_district.pk).update(email="")
    answer = sign_in(cast.office_district).post(reverse("mail_test"), {}, follow=True)
    assert "没有登记邮箱" in answer.content.decode()
    with pytest.raises(NotAllowed):
        send_test(cast.office_city, by=cast.manager, now=NOW)
    assert not OutgoingMail.objects.filter(kind="digest_test").exists()


def test_the_search_box_finds_readers_too(cast, mate, sign_in):
    def found(who):
        asked = {"q": "manager", "who": "readers"}
        return [row["text"] for row in sign_in(who).get(reverse("lookup_people"), asked).json()["results"]]

    assert (found(cast.office_district), found(cast.manager)) == (["manager"], [])


def test_it_costs_little(cast, near, sign_in, django_assert_num_queries):
    client = sign_in(cast.office_city)
    client.get(reverse("mail_preview"))
    with django_assert_num_queries(QUERIES):
        client.get(reverse("mail_preview"))
