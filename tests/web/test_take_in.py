"""Taking a bulletin in through the page: text, files, and what hostile files are answered."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.documents import makers
from tests.servers import ROOT
from tracker.models import Bulletin, Draft

SAMPLE = (ROOT / "tracker/data/bulletins/seed.txt").read_text(encoding="utf-8")
CHINESE = {"HTTP_ACCEPT_LANGUAGE": "zh-hans"}


@pytest.fixture
def client(cast, sign_in):
    return sign_in(cast.office_city)


def send(client, **fields):
    return client.post(reverse("bulletin_new"), fields, **CHINESE)


def file(data, name="简报.txt"):
    return SimpleUploadedFile(name, data)


def test_pasted_text_becomes_drafts(client, cast):
    answer = send(client, text=SAMPLE, dated_on="2022-05-01", title="第12期")
    bulletin = Bulletin.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == reverse("bulletin", args=[bulletin.public_id])
    assert (bulletin.title, bulletin.dated_on, bulletin.taken_in_by) == (
        "第12期",
        date(2022, 5, 1),
        cast.office_city,
    )
    assert bulletin.drafts.count() == 17


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_encoding_gives_the_same_bulletin(client, encoding):
    send(client, text=SAMPLE, dated_on="2022-05-01")
    answer = send(client, file=file(SAMPLE.encode(encoding)), dated_on="2022-05-01")
    assert answer.status_code == 302
    assert (Bulletin.objects.count(), Draft.objects.count()) == (1, 17)


def test_a_word_file_gives_the_same_bulletin(client):
    send(client, file=file(makers.word_file(SAMPLE), "简报.docx"), dated_on="2022-05-01")
    bulletin = Bulletin.objects.get()
    assert bulletin.drafts.count() == 17
    assert bulletin.file_name == "简报.docx"
    assert bulletin.file.name.startswith("bulletins/")
    got = client.get(reverse("bulletin_file", args=[bulletin.public_id]))
    assert got["Content-Type"] == "application/octet-stream"
    assert got["Content-Disposition"].startswith("attachment;")
    assert b"".join(got.streaming_content)[:2] == b"PK"
    got.close()


def test_a_missing_year_is_asked_and_the_files_text_kept(client):
    text = SAMPLE.replace("2022年", "").replace("2021年", "")
    answer = send(client, file=file(text.encode()))
    assert answer.status_code == 400
    assert "文中没有写明年份，请填写简报日期。" in answer.content.decode()
    assert answer.context["form"].data["text"].startswith("★工作组动态")
    assert Bulletin.objects.count() == 0
    assert send(client, text=answer.context["form"].data["text"], dated_on="2022-05-01").status_code == 302


HOSTILE = {
    "empty": (b"", "x.txt"),
    "random": (bytes(range(256)) * 40, "x.txt"),
    "nul": (b"\x00" * 4096, "x.txt"),
    "old word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 4096, "简报.docx"),
    "bomb": (
        makers.zipped({"word/document.xml": b"\x20" * 60_000_000, "[Content_Types].xml": b""}),
        "a.docx",
    ),
    "xxe": (
        makers.raw_word(
            "<w:p><w:r><w:t>&x;</w:t></w:r></w:p>",
            prologue='<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        ),
        "a.docx",
    ),
    "half a pdf": (b"%PDF-1.7\n1 0 obj\n<<", "a.pdf"),
    "picture": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "a.pdf"),
    "long line": (("企业" * 2_000_000).encode(), "a.txt"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gets_a_sentence_and_writes_nothing(client, name):
    answer = send(client, file=file(*HOSTILE[name]), dated_on="2022-05-01")
    assert answer.status_code == 400
    errors = [text for messages in answer.context["form"].errors.values() for text in messages]
    assert len(errors) == 1
    assert "请" in errors[0]
    assert "%" not in errors[0]
    assert (Bulletin.objects.count(), Draft.objects.count()) == (0, 0)


@pytest.mark.parametrize("fields", [{}, {"text": " \n "}, {"text": "x", "dated_on": "2022-13-45"}])
def test_nothing_usable_is_told(client, fields):
    answer = send(client, **fields)
    assert answer.status_code == 400
    assert Bulletin.objects.count() == 0


def test_only_offices_may(cast, sign_in):
    assert send(sign_in(cast.owner), text=SAMPLE, dated_on="2022-05-01").status_code == 403
    assert Bulletin.objects.count() == 0
