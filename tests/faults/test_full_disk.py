"""A disk that is full, wherever a file comes in: a sentence that names the file, what was typed stays, nothing is left.

Full twice over: where files lie, and where a large one waits while it arrives.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.faults.tables import rows
from tests.files import PNG, ROOM, full_disk, kept, media
from tests.people import Records, far, near
from tests.web.permissions import action, case, firm, visit

__all__ = ["far", "full_disk", "media", "near"]

SENTENCE = "没有空间存放“{}”，未保留任何内容，请告知管理员。"
TEXT = "★工作组动态\n帮助企业招工\n11月21日，市财政局组织招聘会，30人达成意向。\n"
PASSING = 3_000_000  # larger than what is kept in memory while it arrives
BESIDE = ("tracker_auditentry", "tracker_auditentry_event", "django_session")  # each request's own


@dataclass(frozen=True)
class Door:
    """A form with files: who sends it where, and what else was typed into it."""

    address: str
    args: Callable[[Records], list[str]] = lambda records: []
    who: str = "owner"
    box: str = "files"
    typed: dict[str, str] = field(default_factory=dict)
    is_text: bool = False

    def send(self, client: Client, records: Records, *files: SimpleUploadedFile) -> HttpResponse:
        """The page that the sender is shown in the end."""
        where = reverse(self.address, args=self.args(records))
        sent = self.typed | {self.box: list(files) if len(files) > 1 else files[0]}
        return client.post(where, sent, follow=True)

    def file(self, size: int, name: str) -> SimpleUploadedFile:
        """Of a size, as this door takes it."""
        data = TEXT.encode() + b"\n" * size if self.is_text else PNG + os.urandom(size)
        return SimpleUploadedFile(f"{name}.{'txt' if self.is_text else 'png'}", data)


VISIT = {"finding": "problem", "title": "用电增容", "visited_on": "2026-11-20", "note": "缺变压器"}
NOTE = {"note": "电话联系过", "verb": "call", "audience": "internal", "happened_on": "2026-11-20"}
ISSUE = {"title": "第9期", "dated_on": "2026-11-22"}
DOORS = {
    "files of a case": Door("case_files", case),
    "files of an action": Door("action_files", action),
    "files of a visit": Door("visit_files", visit),
    "a follow-up with photos": Door("case_note", case, typed=NOTE),
    "a visit with its case and photos": Door("visit_new", firm, typed=VISIT | {"promise": "周五前勘察"}),
    "a bulletin": Door("bulletin_new", who="office_city", box="file", typed=ISSUE, is_text=True),
}
QUICK = ("a follow-up with photos", "a bulletin")


@pytest.fixture(autouse=True)
def stored(near, media):
    """What the records brought with them lies elsewhere."""


@pytest.fixture(
    params=[name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in DOORS]
)
def door(request) -> Door:
    return DOORS[request.param]


@pytest.fixture
def client(door, cast, sign_in) -> Client:
    made = sign_in(getattr(cast, door.who))
    made.raise_request_exception = False
    made.get(reverse("home"))
    return made


def refused_without_a_trace(door: Door, answer: HttpResponse, name: str) -> None:
    """A page with the sentence and everything that was typed."""
    page = answer.content.decode()
    assert (answer.status_code in (200, 400), SENTENCE.format(name) in page) == (True, True)
    if not answer.redirect_chain:
        assert [value for value in door.typed.values() if value not in page] == []


def test_no_room_where_files_lie(door, client, near, full_disk):
    before = rows(but=BESIDE)
    small, large = door.file(0, "小"), door.file(2 * ROOM, "大")
    answer = door.send(client, near, *([large] if door.is_text else [small, large]))
    refused_without_a_trace(door, answer, large.name)
    assert (rows(but=BESIDE), kept(full_disk)) == (before, [])
    small.seek(0)
    assert door.send(client, near, small).status_code == 200
    assert (rows(but=BESIDE) != before, len(kept(full_disk))) == (True, 1)


@pytest.mark.slow
def test_no_room_while_it_arrives(door, client, near, media, full_disk, settings):
    settings.FILE_UPLOAD_TEMP_DIR, settings.MEDIA_ROOT = full_disk, media
    before, large = rows(but=BESIDE), door.file(PASSING, "大")
    refused_without_a_trace(door, door.send(client, near, large), large.name)
    assert (rows(but=BESIDE), kept(full_disk), kept(media)) == (before, [], [])
