"""The pages of exports: a download at once, or a job that shows how far it is."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from tests.files import media
from tests.people import CANARY, NOW
from tests.web.answers import finish
from tracker.models import AuditEntry, Export
from tracker.operations.making_exports import make_exports

__all__ = ["media"]
ASKED = {"list": "cases", "query": "status=registered&after=2026-000001", "as": "ledger xlsx"}


@pytest.fixture
def job(cast, near, settings, sign_in) -> tuple:
    """The owner's long export and their browser."""
    settings.EXPORT_AT_ONCE = 0
    client = sign_in(cast.owner)
    answer = client.post(reverse("export_new"), ASKED)
    export = Export.objects.own(cast.owner).latest("id")
    assert answer.headers["Location"] == reverse("export_job", args=[export.public_id])
    return export, client


def test_few_rows_are_a_download_and_on_record(cast, near, far, sign_in):
    answer = sign_in(cast.owner).post(reverse("export_new"), ASKED)
    content = b"".join(answer.streaming_content)
    rows = list(load_workbook(BytesIO(content)).active.values)
    assert (len(rows), rows[1][1], CANARY in str(rows)) == (2, near.case.number, False)
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer.headers["Cache-Control"] == "private, no-store"
    export = Export.objects.own(cast.owner).get()
    assert (export.query, export.words, export.rows) == ("status=registered", "状态: 已登记", 1)
    assert AuditEntry.objects.filter(view="export_new", user=cast.owner).count() == 1


def test_a_csv_opens_in_excel(cast, near, sign_in):
    answer = sign_in(cast.owner).post(reverse("export_new"), ASKED | {"as": "screen csv"})
    content = b"".join(answer.streaming_content)
    assert (content[:3], answer.headers["Content-Type"]) == (b"\xef\xbb\xbf", "text/csv; charset=utf-8")


def test_a_job_waits_is_made_and_handed_to_its_owner_alone(cast, job, media, sign_in, near):
    export, client = job
    address = reverse("export_job", args=[export.public_id])
    assert "正在排队" in client.get(address).content.decode()
    part = client.get(address, headers={"HX-Request": "true"})
    assert part.content.decode().lstrip().startswith('<div id="progress"')
    make_exports(now=NOW.now(NOW.tzinfo))
    assert client.get(address, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    file = reverse("export_file", args=[export.public_id])
    assert file in client.get(address).content.decode()
    before = AuditEntry.objects.count()
    answer = client.get(file)
    rows = list(load_workbook(BytesIO(b"".join(answer.streaming_content))).active.values)
    assert (answer.status_code, rows[1][1]) == (200, near.case.number)
    assert AuditEntry.objects.count() == before + 1
    assert AuditEntry.objects.latest("id").on == export.public_id
    for other in (cast.office_city, cast.lead, cast.auditor, cast.stranger):
        for name in ("export_job", "export_file"):
            assert sign_in(other).get(reverse(name, args=[export.public_id])).status_code == 404
    assert [row["file_url"] for row in client.get(reverse("exports")).context["exports"]] == [file]


def test_it_is_called_off_once(job, media):
    export, client = job
    for _time in range(2):
        assert client.post(reverse("export_cancel", args=[export.public_id])).status_code == 302
    export.refresh_from_db()
    assert export.state == "cancelled"
    assert client.get(reverse("export_file", args=[export.public_id])).status_code == 409


def test_nonsense_is_refused_in_words(cast, near, sign_in):
    client = sign_in(cast.owner)
    assert client.post(reverse("export_new"), ASKED | {"list": "mails"}).status_code == 404
    assert client.post(reverse("export_new"), ASKED | {"as": "everything pdf"}).status_code == 400
    assert client.post(reverse("export_new"), ASKED | {"query": "q=" + "x" * 5000}).status_code == 400
    hostile = "district=%00&status=%ED%A0%80&q=%00&sort=__class__&stage=" + "9" * 400
    answer = client.post(reverse("export_new"), ASKED | {"query": hostile})
    assert answer.status_code == 200
    finish(answer)


@pytest.mark.parametrize("name", ["cases", "actions", "enterprises", "visits"])
def test_every_list_offers_it(name, cast, near, sign_in):
    client = sign_in(cast.owner)
    bar = client.get(reverse(name)).context["bar"]
    for one in bar["downloads"]:
        answer = client.post(reverse("export_new"), {"list": name, "query": bar["query"], "as": one["value"]})
        assert answer.status_code == 200
        finish(answer)


@pytest.mark.parametrize("who", ["auditor", "system_admin"])
def test_the_auditor_alone_sees_who_took_what(who, cast, near, sign_in):
    finish(sign_in(cast.owner).post(reverse("export_new"), ASKED))
    answer = sign_in(getattr(cast, who)).get(reverse("admin:tracker_export_changelist"))
    assert answer.status_code == (200 if who == "auditor" else 403)
    if who == "auditor":
        page = answer.content.decode()
        assert ("状态: 已登记" in page, "owner" in page) == (True, True)
