"""The cast of the tests: the same people everywhere, each with one role in one unit, and records near and far.

Near is what the owner did: reported by 市工业和信息化局 in 金水区. Far is the same in 巩义市, seen by none of the cast
but the city's office; its texts hold a canary that must never be shown to the others.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from tests.reference import put as put_reference
from tests.servers import PLACES
from tracker.models import (
    AssistanceAction,
    Attachment,
    BulkAct,
    BulkRow,
    Bulletin,
    Campaign,
    Case,
    Category,
    Closing,
    Contact,
    Draft,
    Enterprise,
    Export,
    Membership,
    Merge,
    OutgoingMail,
    Pairing,
    SavedView,
    Unit,
    User,
    Visit,
)
from tracker.models.places import UnitKind
from tracker.operations.actions import ActionData, FigureData, ParticipantData, log_action
from tracker.operations.attachments import attach
from tracker.operations.bulletins import take_in
from tracker.operations.cases import CaseData, register_case
from tracker.operations.circulars import approve_circular, write_circular
from tracker.operations.enterprises import add_enterprise
from tracker.operations.firm_merges import MergeChoice, merge_firms
from tracker.operations.links import make_link
from tracker.operations.visits import VisitData, log_visit
from tracker.rules.access import reach_of

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
BUREAU, NEAR_DISTRICT, FAR_DISTRICT = "市工业和信息化局", "金水区", "巩义市"
CLOSED_WEEK = "2026-W47"
PUBLISHED_WEEK = "2026-W28"
CANARY = "远方金丝雀"
PEOPLE = {
    "owner": ("staff", BUREAU),
    "colleague": ("staff", BUREAU),
    "stranger": ("staff", "登封市"),
    "far_staff": ("staff", FAR_DISTRICT),
    "chief": ("chief_officer", "市商务局"),
    "lead": ("unit_lead", BUREAU),
    "office_city": ("office", "市活动办"),
    "office_district": ("office", "金水区活动办"),
    "far_office": ("office", "巩义市活动办"),
    "supervisor": ("supervisor", "金水区活动办"),
    "manager": ("manager", "金水区活动办"),
    "system_admin": ("system_admin", "市活动办"),
    "security_admin": ("security_admin", "市活动办"),
    "auditor": ("auditor", "市活动办"),
}


@dataclass
class Records:
    """One record of each kind, in one place."""

    firm: Enterprise
    case: Case
    action: AssistanceAction
    bulletin: Bulletin
    draft: Draft
    contact: Contact
    token: str  # of the case's link
    attachment: Attachment
    batch: BulkAct
    view: SavedView
    export: Export
    mail: OutgoingMail | None = None  # to somebody of the district

    @property
    def merge(self) -> Merge:
        """The merge of a spelling of the firm into it."""
        return Merge.objects.get(survivor=self.firm)

    @property
    def visit(self) -> Visit:
        """The visit that was logged with them."""
        return Visit.objects.filter(enterprise=self.firm).earliest("id")


def unit(name: str) -> Unit:
    """The unit with this name."""
    return Unit.objects.exclude(kind=UnitKind.SUBUNIT).get(name=name)


def add_person(username: str, role: str | None, unit_name: str = "") -> User:
    """An account that cannot sign in by password; with a role where one is given."""
    user = User.objects.create_user(username, None, name=username)
    if role:
        Membership.objects.create(
            user=user, unit=unit(unit_name), role=role, is_main=True, from_on=date(2020, 1, 1)
        )
    return user


@pytest.fixture
def plain_static(settings) -> None:
    """Pages name their files without the hashes that only collecting them would make."""
    PLACES.static.mkdir(parents=True, exist_ok=True)
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture
def reference(db: None) -> None:
    """Campaign, units, categories, calendar."""
    put_reference()


@pytest.fixture
def cast(reference: None) -> SimpleNamespace:
    """Everybody, by name; `nobody` has an account without a role."""
    people = {name: add_person(name, *where) for name, where in PEOPLE.items()}
    return SimpleNamespace(**people, nobody=add_person("nobody", None))


@pytest.fixture
def near(cast: SimpleNamespace) -> Records:
    """The owner's records in 金水区; the chief is paired with the firm."""
    records = make_records(cast.owner, BUREAU, NEAR_DISTRICT, "近处", cast.office_district)
    Pairing.objects.create(enterprise=records.firm, officer=cast.chief, from_on=date(2026, 1, 1))
    records.mail = mail_to(cast.manager, "近处")
    return records


@pytest.fixture
def far(cast: SimpleNamespace) -> Records:
    """Somebody else's records in 巩义市."""
    records = make_records(cast.far_staff, FAR_DISTRICT, FAR_DISTRICT, CANARY, cast.far_office)
    records.mail = mail_to(cast.far_staff, CANARY)
    return records


@pytest.fixture
def sign_in(plain_static: None) -> Callable[[User | None], Client]:
    """Makes a client in which a person is signed in; None is somebody without an account."""

    def make(user: User | None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(
                User.objects.get(pk=user.pk), backend="django.contrib.auth.backends.ModelBackend"
            )
        return client

    return make


def make_records(by: User, reporter: str, district: str, word: str, office: User) -> Records:
    """A firm with a contact, a case with a file, an action and a bulletin with one draft; the word is in their texts."""
    firm = add_enterprise(by=by, now=NOW, name=f"{district}机械制造有限公司", district=unit(district))
    spelling = add_enterprise(by=by, now=NOW, name=f"{district}机械制造厂", district=unit(district))
    merge_firms(spelling, into=firm, by=office, now=NOW, choice=MergeChoice())
    contact = Contact.objects.create(
        enterprise=firm, name="王经理", phone="13800002210" if district == NEAR_DISTRICT else "13911118888"
    )
    log_visit(
        firm, by=by, now=NOW, data=VisitData("nothing", NOW.date(), people=f"{word}同事", note=f"{word}正常")
    )
    case = register_case(
        by=by,
        now=NOW,
        data=CaseData(
            title=f"{word}用工缺口",
            description=f"{word}希望协调职业院校",
            enterprise=firm,
            source="visit",
            raised_on=NOW.date(),
            category=Category.objects.first(),
        ),
    )
    action = log_action(
        by=by,
        now=NOW,
        data=ActionData(
            kind="调研走访",
            title=f"{word}调研企业",
            summary=f"{word}走进车间",
            reporter=unit(reporter),
            day=NOW.date(),
            districts=[unit(district)],
            participants=[ParticipantData("assisted", enterprise=firm)],
            figures=[FigureData(value=120, unit="人", measure=f"{word}用工", nature="target", text="120人")],
        ),
    )
    bulletin, draft = make_bulletin(office, word)
    token = make_link(case, by=office, now=timezone.localtime()).token
    photo = ContentFile(f"{word}现场情况\n".encode(), name=f"{word}现场.txt")
    attachment = attach([photo], to=case, by=by, now=NOW)[0]
    batch = make_batch(case, office)
    make_closing()
    make_circular()
    view = SavedView.objects.create(
        owner=by, name=f"{word}视图", list_name="cases", query="status=registered", shared_with=unit(reporter)
    )
    export = make_export(office)
    return Records(firm, case, action, bulletin, draft, contact, token, attachment, batch, view, export)


def make_export(office: User) -> Export:
    """An export of an office, called off before it was made."""
    return Export.objects.create(
        by=office,
        list_name="cases",
        words="状态: 已登记",
        columns="ledger",
        format="xlsx",
        language="zh-hans",
        state="cancelled",
        asked_at=NOW,
        finished_at=NOW,
    )


def make_closing() -> None:
    """A closed week in which nothing was counted."""
    day = NOW.date() - timedelta(days=7)
    known = {"kind": "week", "first": day, "last": day + timedelta(days=6), "closed_at": NOW}
    known |= {"on": NOW.date(), "near_until": NOW.date() + timedelta(days=2)}
    Closing.objects.get_or_create(code=CLOSED_WEEK, defaults=known)


def make_circular() -> None:
    """Rankings switched on, and the approved circular of a published week in which nothing was counted."""
    Campaign.objects.update(ranking_on=True)
    day = NOW.date() - timedelta(days=7 * 20)
    known = {"kind": "week", "first": day, "last": day + timedelta(days=6), "closed_at": NOW}
    known |= {"on": day + timedelta(days=7), "near_until": day + timedelta(days=9), "published_at": NOW}
    closing, is_new = Closing.objects.get_or_create(code=PUBLISHED_WEEK, defaults=known)
    if is_new:
        by = User.objects.filter(memberships__unit__name="市活动办", memberships__role="office").earliest(
            "id"
        )
        circular = write_circular(closing, by=by, now=NOW)
        approve_circular(circular, by=by, now=NOW, version=0)


def make_batch(case: Case, office: User) -> BulkAct:
    """A batch of an office that came to nothing on its one case."""
    home = office.memberships.get().unit
    batch = BulkAct.objects.create(verb="chase", chosen=1, by=office, by_unit=home, at=NOW)
    BulkRow.objects.create(batch=batch, case=case, refusal="not_now", refusal_params={"verb": "chase"})
    return batch


def mail_to(user: User, word: str, **fields: object) -> OutgoingMail:
    """A digest that went out to somebody, told from where they work today; the word is in its text."""
    number = OutgoingMail.objects.count() + 1
    given = {
        "kind": "digest",
        "dedupe_key": f"test:{number}",
        "recipient": user,
        "reach": reach_of(user.scope.grants),
        "to_address": f"{user.username}@example.cn",
        "subject": f"【助企服务台账】每周简讯 {number}",
        "text": f"{word}用工缺口 http://testserver/cases/",
        "html": f"<html><head></head><body>{word}用工缺口</body></html>",
        "message_id": f"<{number}@test>",
        "state": "sent",
        "attempts": 1,
        "created_at": NOW,
        "next_try_at": NOW,
        "sent_at": NOW,
    }
    return OutgoingMail.objects.create(**given | fields)


def make_bulletin(office: User, word: str) -> tuple[Bulletin, Draft]:
    """A received bulletin of an office with one draft to review."""
    text = f"★工作组动态\n{word}破解用工难题\n11月20日，市工信局组织{word}招聘会，120人达成意向。\n"
    bulletin, _is_new = take_in(by=office, now=NOW, text=text, dated_on=NOW.date(), title=f"{word}简报")
    return bulletin, bulletin.drafts.get()
