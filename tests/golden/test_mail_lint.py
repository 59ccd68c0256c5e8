"""Every kept mail is sound, the longest one too; and the lint sees what is not."""

import pytest

from tests.golden.mail_lint import faults_of
from tests.golden.test_mails import KEPT, life, now, person, reference
from tests.operations.conftest import unit
from tests.operations.test_notice_mails import at
from tracker.models import Case, Enterprise, Membership, Notice, OutgoingMail, Unit, User
from tracker.operations.digests import plan_digests
from tracker.operations.notice_mails import plan_mails

__all__ = ["life", "now", "person", "reference"]

LINK = "https://zhuqi.example.cn/"
SOUND = f'<table><tr><td>12 <a href="{LINK}cases/" style="color:#0b4f9e">1,204</a></td></tr></table>'


@pytest.mark.parametrize("path", sorted(KEPT.glob("*.html")), ids=lambda path: path.stem)
def test_a_kept_mail_is_sound(path):
    html = path.read_text(encoding="utf-8").replace('href="LINK"', f'href="{LINK}"')
    assert faults_of("", path.with_suffix(".txt").read_text(encoding="utf-8"), html) == []


def longest(life):
    """As much of everything as there is room for, under names as long as they may be."""
    for number in range(12):
        case = life.walk("handling", life.register(f"难题{number}"))
        life.act(case, "promise", note="送" * 200, until=at("12-03T00:00").date())
        Enterprise.objects.filter(pk=case.enterprise_id).update(name=f"{number:02d}" + "郑" * 148)
    due = at("11-20T00:00").date()
    Case.objects.update(title="难" * 120, district=unit("金水区"), due_on=due, is_difficult=True)
    Case.objects.update(registered_at=at("11-25T10:00"))
    for one in Unit.objects.all():
        name = f"{one.pk:03d}" + "区" * 47
        Unit.objects.filter(pk=one.pk).update(short_name=name, name_en=f"{one.pk:03d} " + "District " * 16)
    districts = list(Unit.objects.districts())
    for at_district, district in enumerate(districts[:6]):
        for number in range(5):
            case = life.register(f"{at_district}{number}")
            Case.objects.filter(pk=case.pk).update(district=district, registered_at=at("11-25T10:00"))
    User.objects.update(name="欧阳" * 25)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_longest_mails_are_sound(life, language):
    longest(life)
    User.objects.update(language=language)
    offices = Unit.objects.filter(kind="office", parent__in=Unit.objects.districts())
    for office in offices[:4]:
        Membership.objects.get_or_create(
            user=life.people.district_office, unit=office, role="office", from_on=at("01-01T00:00").date()
        )
    plan_digests(now=at("11-30T08:00"))
    Notice.objects.exclude(recipient=life.people.unit_lead).delete()
    Notice.objects.update(kind="near_due", params={"days": 2})
    plan_mails(now=at("11-30T09:00"))
    mails = list(OutgoingMail.objects.all())
    assert {mail.kind for mail in mails} == {"digest", "notices_daily"}
    assert [fault for mail in mails for fault in faults_of(mail.subject, mail.text, mail.html)] == []
    assert max(len(mail.html.encode()) for mail in mails) > 30_000


@pytest.mark.parametrize(
    ("text", "html", "fault"),
    [
        ("12 1,204", SOUND, None),
        ("12", SOUND, "the number 1,204 is not in the text"),
        ("12 1,204", SOUND + "<script>1</script>", "<script>"),
        ("12 1,204", SOUND + "<style>p{}</style>", "<style>"),
        ("12 1,204", SOUND + '<img src="https://x.cn/1.png">', "<img>"),
        ("12 1,204", SOUND.replace("<table>", '<table class="x">'), "table class"),
        ("12 1,204", SOUND.replace("color:", "background:url(x);color:"), "a style that loads"),
        ("12 1,204", SOUND.replace(LINK, "/"), "the link /cases/"),
        (
            "12 1,204",
            SOUND.replace(LINK, "http://zhuqi.example.cn/"),
            "the link http://zhuqi.example.cn/cases/",
        ),
        ("12 1,204", SOUND.replace("</td>", ""), "</tr>"),
        ("12 1,204", SOUND + "<p>", "<p> stays open"),
        ("12 1,204", SOUND + "长" * 40_000, f"{len(SOUND) + 120_000} bytes"),
    ],
)
def test_the_lint_sees_it(text, html, fault):
    found = faults_of("", text, html)
    assert (fault in found) if fault else found == []
