"""The people of the admin's tests, and records of two districts: 金水区 is theirs, 登封市 is foreign."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import Client

from tests.people import plain_static, reference, unit
from tracker.models import (
    Attachment,
    Contact,
    Membership,
    OutgoingMail,
    SavedView,
    Unit,
    User,
    Visit,
)
from tracker.models.places import UnitKind
from tracker.operations.actions import (
    ActionData,
    CommitmentData,
    FigureData,
    ParticipantData,
    PolicyData,
    log_action,
)
from tracker.operations.bulletins import take_in
from tracker.operations.campaigns import current_campaign
from tracker.operations.cases import CaseData, add_note, register_case
from tracker.operations.enterprises import add_enterprise, add_name, pair
from tracker.operations.firm_parts import add_label, add_site

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
ROLES = {
    "staff": ("staff", "金水区"),
    "chief": ("chief_officer", "金水区"),
    "lead": ("unit_lead", "金水区"),
    "office": ("office", "金水区活动办"),
    "supervisor": ("supervisor", "金水区活动办"),
    "manager": ("manager", "金水区活动办"),
    "system_admin": ("system_admin", "市活动办"),
    "security_admin": ("security_admin", "市活动办"),
    "auditor": ("auditor", "市活动办"),
}
CANARY = "金丝雀"

__all__ = ["plain_static", "reference", "unit"]


def make_person(username, role, unit_name):
    """Somebody with a role in a unit."""
    user = User.objects.create_user(username, None, name=f"{username}的姓名")
    Membership.objects.create(
        user=user, unit=unit(unit_name), role=role, is_main=True, from_on=date(2020, 1, 1)
    )
    return user


def signed_in(user):
    """A browser of this person, reading English."""
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(User.objects.get(pk=user.pk), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture(autouse=True)
def _pages(plain_static):
    """Every test here renders pages."""


@pytest.fixture
def city(reference):
    """The city's office: sees and may everything of the domain."""
    return make_person("city", "office", "市活动办")


@pytest.fixture
def people(reference):
    """One person a role, all of 金水区 where a role has a place."""
    return {name: make_person(name, role, place) for name, (role, place) in ROLES.items()}


@pytest.fixture
def owner(people):
    return people["staff"]


@pytest.fixture
def colleague(people):
    return people["office"]


@pytest.fixture
def stranger(reference):
    return make_person("stranger", "staff", "登封市")


def firm_of(city, district, word):
    """A firm with everything that may belong to one; `word` marks every text."""
    firm = add_enterprise(
        by=city,
        now=NOW,
        name=f"{word}实业有限公司",
        district=unit(district),
        industry=word,
        address=f"{word}路1号",
    )
    add_name(firm, by=city, now=NOW, name=f"{word}旧名", kind="former")
    add_site(firm, by=city, name=f"{word}厂", district=unit(district))
    add_label(firm, by=city, label=f"{word}标", issuer=word)
    pair(firm, by=city, officer=city, from_on=date(2026, 1, 1))
    Contact.objects.create(enterprise=firm, name=f"{word}联系人", phone="13800138000")
    return firm


def case_of(city, firm, word):
    """A case with a note."""
    data = CaseData(
        title=f"{word}的诉求", description=word, source="visit", raised_on=date(2026, 11, 1), enterprise=firm
    )
    case = register_case(by=city, now=NOW, data=data)
    add_note(case, by=city, now=NOW, note=f"{word}的记录")
    return case


def action_of(city, district, firm, word):
    """An action with a row of every kind."""
    data = ActionData(
        kind="培训",
        title=f"{word}的培训",
        reporter=unit(district),
        summary=word,
        day=date(2026, 11, 2),
        districts=[unit(district)],
        participants=[ParticipantData(role="assisted", enterprise=firm)],
        figures=[FigureData(value=3, unit="家", measure=word)],
        policies=[PolicyData(title=f"{district}办法", number="1号")],
        commitments=[CommitmentData(text=f"{word}的承诺")],
    )
    return log_action(by=city, now=NOW, data=data)


def world_of(city, district, word):
    """One record of every scoped noun in a district."""
    firm = firm_of(city, district, word)
    case, action = case_of(city, firm, word), action_of(city, district, firm, word)
    office = Unit.objects.get(kind=UnitKind.OFFICE, parent=unit(district))
    text = f"★局委动态\n市财政局举办{word}培训\n11月2日，市财政局举办{word}政策培训。"
    bulletin, _is_new = take_in(
        by=city, now=NOW, text=text, dated_on=date(2026, 11, 3), title=f"{word}简报", office=office
    )
    draft = bulletin.drafts.get()
    attachment = Attachment.objects.create(
        case=case,
        name=f"{word}.pdf",
        content_type="application/pdf",
        size=1,
        sha256="0",
        uploaded_by=city,
        uploaded_at=NOW,
    )
    visit = Visit.objects.create(
        campaign=current_campaign(),
        enterprise=firm,
        visited_on=date(2026, 11, 4),
        unit=unit(district),
        by=city,
        finding="nothing",
        note=word,
        created_at=NOW,
    )
    return {
        "enterprise": firm,
        "case": case,
        "followup": case.follow_ups.order_by("-id")[0],
        "assistanceaction": action,
        "bulletin": bulletin,
        "draft": draft,
        "attachment": attachment,
        "visit": visit,
    }


@pytest.fixture
def own(city, people):
    """Records of 金水区."""
    return world_of(city, "金水区", "本区")


@pytest.fixture
def foreign(city, people):
    """Records of 登封市, each text marked."""
    return world_of(city, "登封市", CANARY)


def mail_to(user, number):
    """A mail in the outbox."""
    return OutgoingMail.objects.create(
        kind="digest",
        dedupe_key=f"k{number}",
        recipient=user,
        to_address="a@example.org",
        subject=f"周报{number}",
        text="x",
        message_id=f"<{number}@x>",
        next_try_at=NOW,
        created_at=NOW,
    )


def view_of(user, number):
    """A kept filter."""
    return SavedView.objects.create(owner=user, name=f"看板{number}", list_name="cases")
