"""Text that wants to be markup, in every column of every table: on each page it stays text."""

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import CharField, Model, TextField
from django.urls import reverse
from lxml import html

from tests.people import NOW, Records
from tests.web.permissions import RULES
from tests.web.test_hostile_requests import admin_pages
from tracker.models import (
    Bulletin,
    Enterprise,
    EnterpriseLabel,
    EnterpriseName,
    PolicyDocument,
    SavedView,
    Site,
    Visit,
)
from tracker.operations.campaigns import current_campaign
from tracker.operations.cases import add_note, edit_case
from tracker.operations.enterprises import pair

SHORT = "\"'><xss-canary onx=1>"
LONG = f"</title></textarea></script>-->{SHORT}{{{{7*7}}}}<!--"
ESCAPED = "&lt;xss-canary onx=1&gt;"
KEPT = {
    "public_id",
    "number",
    "credit_code",
    "status",
    "language",
    "text_sha256",
    "password",
    "role",
    "kind",
    "code",
    "outcome",
}
WRITTEN_ONCE = {"AuditEntry", "FollowUp", "ContactDisclosure", "OutgoingMail", "CalendarDay", "Circular"}
WRITTEN_ONCE |= {"EnterpriseAct", "Export", "MergedRow"}


def poison(model: type[Model]) -> None:
    """Fill every free text of a table, each row a little different."""
    names = [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, (CharField, TextField)) and not field.choices and field.name not in KEPT
        and not field.name.endswith(("_key", "file", "sha256", "precision"))
    ]  # fmt: skip
    for row in model._default_manager.all():
        texts = {
            field.name: f"{row.pk}{LONG if (field.max_length or 999) >= 100 else SHORT}"[: field.max_length]
            for field in names
        }
        model._default_manager.filter(pk=row.pk).update(**texts)


@pytest.fixture
def poisoned(cast, near, sign_in, settings, tmp_path) -> Records:
    """The near records with one more row of each kind, all of them hostile."""
    settings.MEDIA_ROOT = tmp_path
    firm, office = near.firm, cast.office_city
    EnterpriseName.objects.create(enterprise=firm, name="x", name_key="x", kind="short")
    Site.objects.create(enterprise=firm, name="x", district=firm.district)
    EnterpriseLabel.objects.create(enterprise=firm, label="x")
    PolicyDocument.objects.create(title="x").actions.add(near.action)
    SavedView.objects.create(owner=office, name="x", list_name="cases")
    pair(firm, by=office, officer=cast.owner, from_on=NOW.date())
    where = {"campaign": current_campaign(), "enterprise": firm, "unit": firm.district, "by": office}
    Visit.objects.create(**where, visited_on=NOW.date(), finding="nothing", note="x", created_at=NOW)
    near.action.cases.add(near.case)
    add_note(near.case, by=office, now=NOW, note=LONG)
    edit_case(near.case, by=office, now=NOW, version=1, changes={"title": LONG[:120], "description": LONG})
    text = f"★工作组动态{SHORT}\n破解{LONG}难题\n11月20日，市工信局走访河南{SHORT}有限公司，金额3亿元，后期将{LONG}落实，j9九游平台{SHORT}欢迎您。\n"
    sent = {
        "file": SimpleUploadedFile(f"a{SHORT}.txt", text.encode()),
        "dated_on": "2026-11-22",
        "title": LONG,
    }
    assert sign_in(office).post(reverse("bulletin_new"), sent).status_code == 302
    for model in apps.get_app_config("tracker").get_models():
        if (
            not model._meta.proxy
            and model.__name__ not in WRITTEN_ONCE
            and not model.__name__.endswith("Event")
        ):
            poison(model)
    bulletin = Bulletin.objects.get(dated_on="2026-11-22")
    Bulletin.objects.filter(pk=bulletin.pk).update(text=text)
    near.bulletin, near.draft = bulletin, bulletin.drafts.order_by("start").first()
    return near


@pytest.mark.parametrize("who", ["office_city", "system_admin", "owner"])
def test_text_stays_text(who, cast, poisoned, sign_in):
    client, told = sign_in(getattr(cast, who)), 0
    addresses = [reverse(name, args=rule.args(poisoned) if rule.args else []) for name, rule in RULES.items()]
    for address in [*addresses, *admin_pages()]:
        answer = client.get(address)
        if answer.streaming:
            assert b"".join(answer.streaming_content)
            continue
        if not answer.content.strip() or not answer["Content-Type"].startswith("text/html"):
            continue
        page = html.fromstring(answer.content)
        assert [e.tag for e in page.iter("xss-canary")] == [], address
        assert [(e.tag, a) for e in page.iter() for a in e.attrib if a.startswith("on")] == [], address
        assert [
            e.text
            for e in page.iter("script")
            if not e.get("src") and e.get("type") != "application/json" and (e.text or "").strip()
        ] == [], address
        told += ESCAPED in answer.content.decode()
    assert told >= {"office_city": 40, "system_admin": 30, "owner": 30}[who]


def test_a_revealed_number_and_a_refused_form_stay_text(cast, poisoned, sign_in):
    client = sign_in(cast.office_city)
    pages = [
        client.post(reverse("contact_reveal", args=[poisoned.firm.public_id])),
        client.post(reverse("case_new"), {"title": LONG * 9, "place": LONG, "description": LONG}),
        client.post(
            reverse("action_new"), {"title": LONG, "summary": LONG, "new_firms": LONG, "reporter": LONG}
        ),
        client.post(reverse("enterprise_new"), {"name": LONG, "credit_code": SHORT}),
        client.get(reverse("cases"), {"q": LONG, "status": LONG, "after": LONG}),
        client.get(reverse("action_new"), {"case": LONG, "enterprise": LONG}),
        client.get(reverse("sign_in"), {"next": LONG}),
        client.get(f"/{SHORT}/"),
    ]
    for answer in pages:
        if answer.status_code != 302:
            assert list(html.fromstring(answer.content).iter("xss-canary")) == []


def test_answers_for_scripts_are_no_pages(cast, poisoned, sign_in):
    client = sign_in(cast.office_city)
    Enterprise.objects.filter(pk=poisoned.firm.pk).update(name=f"机械{SHORT}")
    asked = {"app_label": "tracker", "model_name": "case", "field_name": "enterprise", "term": "机械"}
    for answer in (
        client.get(reverse("lookup_enterprises"), {"q": "机械"}),
        client.get(reverse("admin:autocomplete"), asked),
    ):
        assert SHORT in answer.json()["results"][0]["text"]
        assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/json", "nosniff")


def test_a_hostile_file_comes_back_as_a_download(cast, poisoned, sign_in):
    answer = sign_in(cast.office_city).get(reverse("bulletin_file", args=[poisoned.bulletin.public_id]))
    assert "招聘" not in b"".join(answer.streaming_content).decode()
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/octet-stream")
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
