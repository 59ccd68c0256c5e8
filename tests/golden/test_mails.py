"""Mails as they go out, byte for byte: the weekly digest by role and week, notices alone and bundled.

After a change that is meant: RENEW_MAILS=1 .venv/bin/python -m pytest tests/golden/test_mails.py, and read the diff.
"""

import os
import re
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import pytest

from tests.operations.conftest import now, person, reference, unit
from tests.operations.life import LEAD, Life
from tests.operations.test_notice_mails import at
from tracker.models import Case, Enterprise, Notice, OutgoingMail, User
from tracker.operations.digests import plan_digests
from tracker.operations.notice_mails import plan_mails

__all__ = ["now", "person", "reference"]

KEPT = Path(__file__).parent / "mails"
MONDAYS = {
    "normal": at("11-30T08:00"),
    "quiet": at("11-30T08:00"),
    "long": at("11-30T08:00"),
    "w53": at("12-28T08:00"),
    "jumps": at("11-30T08:00"),
}
READERS = {"staff": "unit_lead", "district": "district_office", "office": "office", "leader": "manager"}
MAILS = [(who, week) for week in MONDAYS for who in READERS if week != "jumps" or who == "office"]
LANGUAGES = {"zh-hans": "", "en": "-en"}  # and how the names of their files end
LONGEST = 100 * 1024  # bytes
LINK = re.compile(r"https://zhuqi\.example\.cn/(?!cases/|progress/|mails/)\S*?(?=[\s\"<])")


@pytest.fixture
def life(person, now, settings):
    settings.SITE_URL = "https://zhuqi.example.cn"
    made = Life(person, now)
    for name, user in vars(made.people).items():
        User.objects.filter(pk=user.pk).update(email=f"{name}@example.cn", name=f"王{name}")
    return made


def lead(life, week):
    """Three cases of the near district, late, near and far from due; with names as long as they may be where asked."""
    if week == "quiet":
        return
    titles = ["用电增容", "停车难", "招工难"]
    for place, title in enumerate(titles):
        case = life.walk("handling", life.register(title))
        life.act(case, "promise", note="下周送电", until=date(2026, 12, 3))
        day = MONDAYS[week].date() + timedelta(days=7 * place - 6)
        Case.objects.filter(pk=case.pk).update(district=unit("金水区"), due_on=day, is_difficult=place == 0)
        if week == "long":
            Case.objects.filter(pk=case.pk).update(title=(title * 40)[:120])
            Enterprise.objects.filter(pk=case.enterprise_id).update(name=f"{title}集团有限公司" * 9)
    if week == "jumps":
        come_in(life, "金水区", [2, 1, 3, 2, 7])
        come_in(life, "巩义市", [6, 6, 7, 7, 0])
        come_in(life, "登封市", [0, 0, 0, 0, 6])
    if week == "long":
        User.objects.update(name="欧阳" * 25)


def come_in(life, district, counts):
    """So many more cases of a district in each of the last weeks."""
    for weeks, count in enumerate(reversed(counts)):
        day = at("11-25T10:00") - timedelta(weeks=weeks)
        for number in range(count):
            case = life.register(f"{district}{weeks}{number}")
            Case.objects.filter(pk=case.pk).update(district=unit(district), registered_at=day)


def steady(text):
    """Keys of units and of links are made anew each time."""
    text = re.sub(r"/progress/[a-z0-9]{12}/", "/progress/UNIT/", text)
    text = re.sub(r"unit=[a-z0-9]{12}(?=[\s\"])", "unit=UNIT", text)
    return re.sub(r"(/mail-choices/|/notices/mails/|/mails/)[^\s\"<]+", r"\1KEY", LINK.sub("LINK", text))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("who", "week"), MAILS)
def test_it_reads_as_it_did(life, who, week, language):
    lead(life, week)
    User.objects.update(language=language)
    plan_digests(now=MONDAYS[week])
    mail = OutgoingMail.objects.get(kind="digest", recipient=getattr(life.people, READERS[who]))
    assert unit(LEAD).pk in (mail.reach or [unit(LEAD).pk]) or who == "district"
    assert len(mail.html.encode()) <= LONGEST
    compare(f"{who}-{week}{LANGUAGES[language]}", mail)


NOTICES = {"alone": 0, "bundled": 3, "many": 60, "long": 3, "english": 3}


@pytest.mark.parametrize("which", NOTICES)
def test_notices_read_as_they_did(life, which):
    reader, case = life.people.unit_lead, life.walk("handling")
    if which == "long":
        Case.objects.filter(pk=case.pk).update(title=("用电增容" * 40)[:120])
        User.objects.update(name="欧阳" * 25)
    User.objects.filter(pk=reader.pk).update(language="en" if which == "english" else "zh-hans")
    is_alone = which == "alone"
    Notice.objects.exclude(recipient=reader, kind="assign" if is_alone else "").delete()
    told = {"recipient": reader, "at": at("11-23T09:00"), "case": case}
    for number in range(NOTICES[which]):
        kind, params = (
            ("near_due", {"days": number + 1}) if number % 2 == 0 else ("came_due", {"days": -number})
        )
        Notice.objects.create(kind=kind, params=params, told_for=str(number), **told)
    plan_mails(now=at("11-24T09:00"))
    mail = OutgoingMail.objects.get(recipient=reader)
    assert len(mail.html.encode()) <= LONGEST
    compare(f"notices-{which}", mail)


def compare(name, mail):
    """Both parts with what is kept; or keep them."""
    for ending, text in (("html", mail.html), ("txt", f"{mail.subject}\n\n{mail.text}")):
        path = KEPT / f"{name}.{ending}"
        if os.environ.get("RENEW_MAILS"):
            path.write_text(steady(text), encoding="utf-8")
        assert path.read_text(encoding="utf-8") == steady(text)


HEAD = ("单位", "Unit")  # over the names of the table, which the text has at the beginning of its lines


@pytest.mark.parametrize("path", sorted(KEPT.glob("*.html")), ids=lambda path: path.stem)
def test_the_text_says_all_that_the_page_does(path):
    text = path.with_suffix(".txt").read_text(encoding="utf-8")
    body = path.read_text(encoding="utf-8").split("<body", 1)[1].split(">", 1)[1]
    words = [part.strip(" ·()") for part in re.split(r"<[^>]+>|\n", unescape(body))]
    assert [word for word in words if word and word not in text and word not in HEAD] == []
    assert re.findall(r"<(script|link|img|style)|class=|url\(", body) == []
