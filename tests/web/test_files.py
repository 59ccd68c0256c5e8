"""Files through the browser's door: what is taken in, how it is handed out, and to whom."""

import os
import stat
import tracemalloc
import urllib.parse

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT
from django.urls import reverse
from structlog.testing import capture_logs

from tests.documents.samples import BAD, EXE, GOOD, HTML, JPG, PNG, SVG
from tests.documents.test_uploads import hostile_names
from tests.files import ROOM, full_disk, kept, media, picture
from tests.people import CANARY, NOW
from tracker.models import Attachment, Bulletin
from tracker.operations.attachments import attach, withdraw_attachment
from tracker.rules.errors import BadInput
from tracker.web.dates import Clock
from tracker.web.files import file_box, file_rows
from tracker.web.receiving import LimitedUpload
from tracker.web.wire import guarded

__all__ = ["full_disk", "media"]
BY_SCRIPT = {"headers": {"X-Requested-With": "files"}}
FENCE = "sandbox; default-src 'none'"


@pytest.fixture(autouse=True)
def stored(near, media):
    """The store of these tests, empty once the records are there."""
    return media


@pytest.fixture
def client(cast, sign_in):
    return sign_in(cast.owner)


def sent(data=PNG, name="现场.png"):
    return SimpleUploadedFile(name, data, content_type="text/html")


def post(client, record, *files, **how):
    name, key = (
        ("case_files", record.number) if hasattr(record, "number") else ("action_files", record.public_id)
    )
    return client.post(reverse(name, args=[key]), {"files": list(files)}, **how)


def newest():
    return Attachment.objects.latest("id")


def body(answer):
    return b"".join(answer.streaming_content)


def raw(*files: tuple[bytes, bytes]) -> bytes:
    """A multipart request as no browser would write it: names go out as they are."""
    parts = [
        b'--%s\r\nContent-Disposition: form-data; name="files"; filename="%s"\r\n\r\n%s\r\n'
        % (BOUNDARY.encode(), name, data)
        for name, data in files
    ]
    return b"".join(parts) + b"--%s--\r\n" % BOUNDARY.encode()


@pytest.mark.parametrize("noun", ["case", "action"])
def test_files_are_attached_and_listed(noun, client, near):
    record, before = getattr(near, noun), Attachment.objects.count()
    answer = post(client, record, sent(), sent(JPG, "执照.jpg"))
    assert answer.status_code == 302
    assert answer["Location"].endswith("/#files")
    assert Attachment.objects.count() == before + 2
    page = post(client, record, sent(), **BY_SCRIPT).content.decode()
    assert ("现场.png" in page, "执照.jpg" in page, "<html" in page) == (True, True, False)
    assert Attachment.objects.count() == before + 2


def test_a_refusal_is_a_sentence_for_form_and_script(client, near, media):
    answer = post(client, near.case, sent(HTML, "图.png"))
    assert answer.status_code == 302
    page = client.get(reverse("case", args=[near.case.number])).content.decode()
    assert "“图.png”是网页、程序或脚本" in page
    answer = post(client, near.case, sent(HTML, "图.png"), **BY_SCRIPT)
    assert (answer.status_code, answer["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert answer.content.decode().startswith("“图.png”是网页")
    assert post(client, near.case, **BY_SCRIPT).content.decode() == "没有选择文件。"
    assert kept(media) == []


def test_a_download_is_fenced_in(client, near):
    post(client, near.case, sent(name="现场 1.png"))
    answer = client.get(reverse("file", args=[newest().public_id]))
    assert body(answer) == PNG
    assert {
        name: answer[name]
        for name in ("Content-Type", "X-Content-Type-Options", "Cache-Control", "Content-Security-Policy")
    } == {
        "Content-Type": "image/png",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-cache",
        "Content-Security-Policy": FENCE,
    }
    assert answer["Content-Disposition"] == f"attachment; filename*=utf-8''{urllib.parse.quote('现场 1.png')}"
    assert answer["Content-Length"] == str(len(PNG))
    again = client.get(reverse("file", args=[newest().public_id]), headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("name", "disposition"),
    [
        ("现场.png", "inline"),
        ("照片.jpg", "inline"),
        ("函.pdf", "attachment"),
        ("说明.txt", "attachment"),
        ("苹果.heic", "attachment"),
    ],
)
def test_only_pictures_are_shown(name, disposition, client, near):
    data = PNG if name == "现场.png" else GOOD[name][0]
    post(client, near.case, sent(data, name))
    answer = client.get(reverse("file", args=[newest().public_id]) + "?inline")
    body(answer)
    assert answer["Content-Disposition"].partition(";")[0] == disposition
    assert (answer["Content-Security-Policy"], answer["X-Content-Type-Options"]) == (FENCE, "nosniff")


@pytest.mark.parametrize("name", BAD)
def test_types_that_lie_are_refused(name, client, near, media):
    data, _code = BAD[name]
    before = Attachment.objects.count()
    assert post(client, near.case, sent(data, name.strip()), **BY_SCRIPT).status_code == 400
    assert (Attachment.objects.count(), kept(media)) == (before, [])


def test_two_hundred_hostile_names(client, near, media):
    address, statuses = reverse("case_files", args=[near.case.number]), set()
    for number, name in enumerate(hostile_names(200)):
        data = PNG + number.to_bytes(2, "big")
        line = name.encode("utf-8", "surrogatepass")
        answer = client.generic("POST", address, raw((line, data)), MULTIPART_CONTENT, **BY_SCRIPT)
        statuses.add(answer.status_code)
    rows = list(Attachment.objects.filter(case=near.case, content_type="image/png"))
    assert statuses <= {200, 400}
    assert len(rows) > 150
    assert kept(media) == sorted(row.file.name for row in rows)
    for row in rows:
        assert row.file.name == f"attachments/{row.sha256[:2]}/{row.sha256[2:4]}/{row.sha256}"
        assert stat.S_IMODE((media / row.file.name).stat().st_mode) == 0o640
        assert row.name.endswith(".png")
        answer = client.get(reverse("file", args=[row.public_id]))
        body(answer)
        assert "\n" not in answer["Content-Disposition"]
        assert answer["Content-Disposition"].startswith("attachment;")


def test_a_long_ending_of_a_large_file(client, near):
    name = b"a." + "名".encode() * 80
    address = reverse("case_files", args=[near.case.number])
    data = PNG + os.urandom(3_000_000)  # so large that it passes through a file of its own
    answer = client.generic("POST", address, raw((name, data)), MULTIPART_CONTENT, **BY_SCRIPT)
    assert (answer.status_code, newest().size) == (200, len(data))


def test_fifty_megabytes_are_not_read(client, near, media):
    environ = {"CONTENT_LENGTH": str(50 * 1024 * 1024), "wsgi.input": None}  # reading it would break
    seen = []
    guarded(lambda *_all: [b"reached"])(environ, lambda status, _headers: seen.append(status))
    assert seen == ["413 Content Too Large"]
    answer = post(client, near.case, Zeros(50 * 1024 * 1024), **BY_SCRIPT)
    assert (answer.status_code, answer.content.decode()) == (400, "“大.png”超过 20 MB，请上传小一些的文件。")
    assert kept(media) == []


def test_what_is_too_large_is_dropped_while_it_arrives():
    handler, piece = LimitedUpload(), bytes(64 * 1024)
    handler.new_file("files", "大.png", "image/png", None)
    tracemalloc.start()
    try:
        for number in range(800):
            handler.receive_data_chunk(piece, number * len(piece))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    file = handler.file_complete(800 * len(piece))
    with pytest.raises(BadInput):
        file.read()
    assert (file.size, handler.file.closed, peak < 1_000_000) == (800 * len(piece), True, True)


class Zeros(SimpleUploadedFile):
    """So many empty bytes under a picture's name."""

    def __init__(self, size):
        super().__init__("大.png", bytes(size))


def test_a_large_file_keeps_what_was_typed(cast, sign_in):
    text = "★工作组动态\n帮助企业招工\n11月21日，市财政局组织招聘会，30人达成意向。\n"
    answer = sign_in(cast.office_city).post(
        reverse("bulletin_new"), {"title": "第9期", "file": Zeros(21 * 1024 * 1024), "text": text}
    )
    assert (answer.status_code, Bulletin.objects.filter(title="第9期").count()) == (400, 0)
    page = answer.content.decode()
    assert ("“大.png”超过 20 MB" in page, "第9期" in page) == (True, True)


@pytest.mark.parametrize("count", [21, 200])
def test_too_many_files(count, client, near, media):
    before = Attachment.objects.count()
    files = [sent(PNG + bytes([number]), f"{number}.png") for number in range(count)]
    answer = post(client, near.case, *files, **BY_SCRIPT)
    assert (answer.status_code, "20" in answer.content.decode()) == (400, True)
    assert "一次最多发送 20 个文件" in answer.content.decode()
    assert (Attachment.objects.count(), kept(media)) == (before, [])


def test_two_hundred_files_in_ten_requests(client, near, media):
    for start in range(0, 200, 20):
        files = [
            sent(PNG + number.to_bytes(2, "big"), f"{number}.png") for number in range(start, start + 20)
        ]
        assert post(client, near.case, *files, **BY_SCRIPT).status_code == 200
    assert len(kept(media)) == 200


def test_a_full_disk_is_a_sentence(client, near, full_disk):
    before = Attachment.objects.count()
    answer = post(client, near.case, sent(), sent(PNG + os.urandom(2 * ROOM), "扫描.png"), **BY_SCRIPT)
    assert (answer.status_code, answer.content.decode()) == (
        400,
        "没有空间存放“扫描.png”，未保留任何内容，请告知管理员。",
    )
    assert (kept(full_disk), Attachment.objects.count()) == ([], before)


def test_no_room_while_it_arrives(client, near, full_disk, settings):
    settings.FILE_UPLOAD_TEMP_DIR = full_disk
    answer = post(client, near.case, sent(PNG + os.urandom(3_000_000), "扫描.png"), **BY_SCRIPT)
    assert (answer.status_code, "没有空间存放“扫描.png”" in answer.content.decode()) == (400, True)
    assert kept(full_disk) == []


def test_a_flipped_byte_is_not_handed_out(client, near, media):
    post(client, near.case, sent())
    path = media / newest().file.name
    path.write_bytes(PNG[:-1] + b"\x01")
    with capture_logs() as lines:
        answer = client.get(reverse("file", args=[newest().public_id]))
    assert (answer.status_code, answer.streaming) == (409, False)
    assert "“现场.png”已丢失或损坏" in answer.content.decode()
    assert [line["event"] for line in lines if line["log_level"] == "error"] == ["file_damaged"]


def test_the_file_of_a_bulletin_obeys_the_same_rules(cast, sign_in, media):
    text = "★工作组动态\n帮助企业招工\n11月21日，市财政局组织招聘会，30人达成意向。\n"
    client = sign_in(cast.office_city)
    client.post(reverse("bulletin_new"), {"file": sent(text.encode(), "简报.txt"), "dated_on": "2026-11-22"})
    bulletin = Bulletin.objects.latest("id")
    assert stat.S_IMODE((media / bulletin.file.name).stat().st_mode) == 0o640
    answer = client.get(reverse("bulletin_file", args=[bulletin.public_id]))
    assert body(answer).decode() == text
    assert (answer["Content-Type"], answer["Content-Security-Policy"]) == ("application/octet-stream", FENCE)
    (media / bulletin.file.name).write_bytes(b"x")
    assert client.get(reverse("bulletin_file", args=[bulletin.public_id])).status_code == 409


def test_strangers_meet_nothing(cast, near, far, sign_in):
    [row] = attach([picture(name=f"{CANARY}.png")], to=far.case, by=cast.far_staff, now=NOW)
    for who in (
        cast.owner,
        cast.chief,
        cast.lead,
        cast.office_district,
        cast.nobody,
        cast.auditor,
        cast.system_admin,
    ):
        client = sign_in(who)
        for query in ("", "?inline"):
            answer = client.get(reverse("file", args=[row.public_id]) + query)
            missing = client.get(reverse("file", args=["x" * 12]) + query)
            assert (answer.status_code, CANARY in answer.content.decode()) == (404, False)
            assert len(answer.content) == len(missing.content)
        assert client.post(reverse("file_withdraw", args=[row.public_id]), {"reason": "x"}).status_code == 404
        assert post(client, far.case, sent()).status_code == 404
    answer = sign_in(None).get(reverse("file", args=[row.public_id]))
    assert answer["Location"].startswith("/sign-in/")


def test_a_withdrawn_file_opens_for_its_uploader_and_the_office_alone(cast, client, near, sign_in):
    post(client, near.case, sent())
    address, seen = reverse("file", args=[newest().public_id]), {}
    assert (
        client.post(reverse("file_withdraw", args=[newest().public_id]), {"reason": " "}).status_code == 302
    )
    assert newest().withdrawn_at is None
    answer = client.post(reverse("file_withdraw", args=[newest().public_id]), {"reason": "传错企业"})
    assert answer["Location"] == reverse("case", args=[near.case.number]) + "#files"
    for name in ("owner", "office_district", "colleague", "chief", "manager"):
        answer = sign_in(getattr(cast, name)).get(address)
        seen[name] = answer.status_code
        if answer.streaming:
            body(answer)
        else:
            assert "传错企业" in answer.content.decode()
    assert seen == {"owner": 200, "office_district": 200, "colleague": 403, "chief": 403, "manager": 403}


def test_rows_of_the_list(cast, near, django_assert_num_queries):
    Attachment.objects.filter(case=near.case).update(content_type="text/plain")
    files = [picture(number, f"{number}.png") for number in range(3)]
    rows = attach(files, to=near.case, by=cast.owner, now=NOW)
    withdraw_attachment(rows[0], by=cast.owner, now=NOW, reason="传错")
    clock = Clock.of_request()
    assert cast.colleague.scope  # read once a request, before any page
    with django_assert_num_queries(1):
        seen = file_rows(cast.colleague, near.case, clock)
    assert [
        (row["name"], bool(row["url"]), bool(row["preview_url"]), bool(row["withdraw_url"]))
        for row in seen[1:]
    ] == [
        ("0.png", False, False, False),
        ("1.png", True, True, False),
        ("2.png", True, True, False),
    ]
    own = file_rows(cast.owner, near.case, clock)
    assert [bool(row["withdraw_url"]) for row in own] == [True, False, True, True]
    assert file_rows(cast.stranger, near.case, clock) == []


def test_the_box_is_for_those_who_may(cast, near, client, sign_in):
    assert file_box(cast.manager, near.action, "/x/") is None
    assert file_box(cast.manager, near.case)["url"] == ""
    address = reverse("action", args=[near.action.public_id])
    assert "data-files-send" in client.get(address).content.decode()
    assert "data-files-send" not in sign_in(cast.manager).get(address).content.decode()


def test_the_admin_leads_to_the_same_address(cast, near, sign_in):
    attach([picture(name="行动.png")], to=near.action, by=cast.owner, now=NOW)
    client = sign_in(cast.office_district)
    for noun, record, row in (
        ("case", near.case, near.attachment),
        ("assistanceaction", near.action, newest()),
    ):
        page = client.get(reverse(f"admin:tracker_{noun}_change", args=[record.pk])).content.decode()
        assert f'href="{reverse("file", args=[row.public_id])}"' in page


def test_what_is_no_picture_has_no_preview(client, near):
    assert (SVG[:5], EXE[:2]) == (b"<?xml", b"MZ")
    post(client, near.action, sent(GOOD["函.pdf"][0], "函.pdf"))
    page = client.get(reverse("action", args=[near.action.public_id])).content.decode()
    assert ("函.pdf" in page, "?inline" in page) == (True, False)
