"""Every number of the weekly digest is a link that opens as many rows, for whoever reads it."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils.timezone import localdate, localtime

from tests.people import BUREAU, FAR_DISTRICT, unit
from tracker.models import Case, OutgoingMail, User
from tracker.operations.case_life import Facts, act_on
from tracker.operations.cases import CaseData, register_case
from tracker.operations.digests import plan_digests

SITE = "https://zhuqi.example.cn"
LINK = re.compile(r'<a href="([^"]+)"[^>]*>([\d,.]+)</a>')
READERS = {"office_city": 9, "office_district": 3, "manager": 3, "lead": 3}  # and how many links at least


@pytest.fixture
def filled(cast, near, far, settings):
    """Cases of last week near and far, some of earlier weeks; one overdue, one closed, one difficult."""
    settings.SITE_URL = SITE
    now = localtime()
    last_week = now - timedelta(days=now.weekday() + 4)
    Case.objects.update(registered_at=now)
    for number, records in enumerate([near, near, near, far, far, far, far, far]):
        data = CaseData(title=f"难题{number}", source="visit", raised_on=localdate(), enterprise=records.firm)
        case = register_case(by=cast.owner, now=now, data=data)
        for verb, facts in (("accept", Facts(case_class="B")), ("assign", Facts(unit=unit(BUREAU)))):
            act_on(case, verb, by=cast.office_city, now=now, facts=facts)
        Case.objects.filter(pk=case.pk).update(registered_at=last_week)
    far_away = Case.objects.filter(district=unit(FAR_DISTRICT), title="难题7")
    far_away.update(registered_at=last_week - timedelta(days=14))
    Case.objects.filter(title="难题0").update(due_on=localdate() - timedelta(days=3))
    Case.objects.filter(title__in=["难题1", "难题4"]).update(is_difficult=True)
    for user in User.objects.all():
        User.objects.filter(pk=user.pk).update(email=f"{user.username}@example.cn")
    plan_digests(now=now)


def digest_to(reader):
    return OutgoingMail.objects.filter(kind="digest", recipient=reader).latest("id")


@pytest.mark.parametrize("who", READERS)
def test_every_number_opens_as_many_rows(who, cast, filled, sign_in):
    reader = getattr(cast, who)
    client, mail = sign_in(reader), digest_to(reader)
    links = LINK.findall(mail.html)
    assert len(links) >= READERS[who]
    for url, text in links:
        page = client.get(unescape(url).removeprefix(SITE))
        told = float(text.replace(",", ""))
        rows = len(page.context["page"].rows)
        assert rows == told or (told < rows and told * 4 == rows)  # of four weeks it is the mean
    assert any(text != "0" for _url, text in links)


def test_every_link_of_a_digest_is_absolute_and_opens(cast, filled, sign_in):
    client = sign_in(cast.office_city)
    mail = digest_to(cast.office_city)
    links = {unescape(url) for url in re.findall(r'href="([^"]*)"', mail.html)}
    assert len(links) > 25
    for url in links:
        assert url.startswith(f"{SITE}/")
        assert client.get(url.removeprefix(SITE)).status_code == 200
