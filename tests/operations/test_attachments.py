"""Files of records: kept once under their hash, all or none, withdrawn but never deleted, swept when nobody owns them."""

import hashlib
import os
import stat
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from structlog.testing import capture_logs

from tests.files import ROOM, full_disk, kept, large, media, picture
from tests.people import NOW, cast, far, near, reference
from tracker.models import Attachment, FollowUp, Visit
from tracker.operations.attachments import attach, note_with_files, withdraw_attachment
from tracker.operations.bulletins import Upload, take_in
from tracker.operations.campaigns import current_campaign
from tracker.operations.cases import add_note
from tracker.operations.stored_files import FOLDERS, checked_copy, folders_at, place_of, store, sweep_orphans
from tracker.rules.errors import DomainError, NotAllowed

__all__ = ["cast", "far", "full_disk", "media", "near", "reference"]


@pytest.fixture(autouse=True)
def records(near, media):
    """The records, and then an empty store: what was attached while they were made lies elsewhere."""
    return near


def sha_of(file: ContentFile) -> str:
    file.seek(0)
    return hashlib.sha256(file.read()).hexdigest()


def refused(code, call, *args, **kwargs):
    with pytest.raises(DomainError) as caught:
        call(*args, **kwargs)
    assert caught.value.code == code


def age(path, hours):
    stamp = (NOW - timedelta(hours=hours)).timestamp()
    os.utime(path, (stamp, stamp))


def test_a_file_lies_under_its_hash_readable_by_its_group_only(cast, near, media):
    file = picture()
    [row] = attach([file], to=near.case, by=cast.owner, now=NOW)
    sha = sha_of(file)
    assert kept(media) == [f"attachments/{sha[:2]}/{sha[2:4]}/{sha}"]
    path = media / row.file.name
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert hashlib.sha256(path.read_bytes()).hexdigest() == sha
    assert (row.case, row.name, row.content_type, row.size, row.sha256) == (
        near.case,
        "现场.png",
        "image/png",
        file.size,
        sha,
    )
    assert (row.uploaded_by, row.uploaded_at, row.follow_up, row.withdrawn_at) == (
        cast.owner,
        NOW,
        None,
        None,
    )


def test_the_same_content_is_kept_once_and_listed_once_a_person_and_record(cast, near, media):
    before = Attachment.objects.count()
    first = attach([picture(), picture(name="又一个名字.png")], to=near.case, by=cast.owner, now=NOW)
    again = attach([picture(name="改名.png")], to=near.case, by=cast.owner, now=NOW)
    assert [row.pk for row in first] == [row.pk for row in again]
    attach([picture()], to=near.case, by=cast.colleague, now=NOW)
    attach([picture()], to=near.action, by=cast.owner, now=NOW)
    note = add_note(near.case, by=cast.owner, now=NOW, note="补照片")
    attach([picture()], to=near.case, by=cast.owner, now=NOW, follow_up=note)
    assert (Attachment.objects.count() - before, len(kept(media))) == (4, 1)


def test_the_database_holds_it_too(cast, near):
    [row] = attach([picture()], to=near.case, by=cast.owner, now=NOW)
    row.pk, row.public_id = None, "x" * 12
    with pytest.raises(IntegrityError, match="attachment_content_once"), transaction.atomic():
        row.save(force_insert=True)


def test_all_files_or_none(cast, near, media):
    before = Attachment.objects.count()
    bad = ContentFile(b"<html></html>", name="页.html")
    refused("file_runs", attach, [picture(1), bad, picture(2)], to=near.case, by=cast.owner, now=NOW)
    assert (Attachment.objects.count(), kept(media)) == (before, [])


def test_limits(cast, near, settings, media):
    settings.UPLOAD_FILE_MB, settings.UPLOAD_FILES = 1, 3
    for code, files in (
        ("no_files", []),
        ("too_many_files", [picture(number) for number in range(4)]),
        ("file_too_large", [large(1024 * 1024 + 1)]),
        ("file_empty", [ContentFile(b"", name="空.png")]),
    ):
        refused(code, attach, files, to=near.case, by=cast.owner, now=NOW)
    assert len(attach([large(1024 * 1024)], to=near.case, by=cast.owner, now=NOW)) == 1


def test_who_may_attach(cast, near, far):
    visit = Visit.objects.create(
        campaign=current_campaign(),
        enterprise=near.firm,
        visited_on=NOW.date(),
        unit=near.action.reporter,
        by=cast.owner,
        finding="nothing",
        created_at=NOW,
    )
    may = {"case": set(), "action": set(), "visit": set()}
    for name in ("owner", "chief", "lead", "office_district", "supervisor", "manager"):
        for noun, record in (("case", near.case), ("action", near.action), ("visit", visit)):
            try:
                attach([picture()], to=record, by=getattr(cast, name), now=NOW)
            except NotAllowed:
                continue
            may[noun].add(name)
    assert may == {
        "case": {"owner", "chief", "lead", "office_district", "supervisor", "manager"},
        "action": {"owner", "lead", "office_district"},
        "visit": {"owner", "chief", "lead"},
    }
    for record in (far.case, far.action):
        refused("gone", attach, [picture()], to=record, by=cast.owner, now=NOW)


def test_a_note_and_its_files_are_one(cast, near, media):
    before = FollowUp.objects.count()
    bad = ContentFile(b"MZ\x90\x00\x03\x00\x00\x00", name="程序.exe")
    refused(
        "file_runs",
        note_with_files,
        near.case,
        by=cast.owner,
        now=NOW,
        files=[picture(), bad],
        note="现场查看",
    )
    assert (FollowUp.objects.count(), kept(media)) == (before, [])
    key = {"note": "现场查看", "key": "k" * 24}
    for _time in range(2):
        note = note_with_files(near.case, by=cast.owner, now=NOW, files=[picture()], **key)
    assert FollowUp.objects.count() == before + 1
    assert [row.name for row in note.attachments.all()] == ["现场.png"]
    assert (
        note_with_files(near.case, by=cast.owner, now=NOW, files=[], note="无照片").attachments.count() == 0
    )
    with pytest.raises(ValueError, match="another record"):
        attach([picture()], to=near.action, by=cast.owner, now=NOW, follow_up=note)


def test_a_full_disk_leaves_nothing(cast, near, full_disk):
    attach([picture(9)], to=near.case, by=cast.owner, now=NOW)
    before, rows = kept(full_disk), Attachment.objects.count()
    with capture_logs() as lines, pytest.raises(DomainError) as caught:
        attach([picture(1), picture(9), large(2 * ROOM)], to=near.case, by=cast.owner, now=NOW)
    assert (caught.value.code, caught.value.params) == ("disk_full", {"name": "扫描.png"})
    assert [line["event"] for line in lines] == ["disk_full"]
    assert (kept(full_disk), Attachment.objects.count()) == (before, rows)
    assert len(attach([picture(1)], to=near.case, by=cast.owner, now=NOW)) == 1


def test_a_bulletin_finds_no_room(cast, full_disk):
    text = "★工作组动态\n帮助企业招工\n11月21日，市财政局组织招聘会，30人达成意向。\n"
    upload = Upload(data=os.urandom(2 * ROOM), name="简报.docx")
    refused("disk_full", take_in, by=cast.office_city, now=NOW, text=text, dated_on=NOW.date(), upload=upload)
    assert kept(full_disk) == []
    upload = Upload(data=b"x", name="../简报.docx")
    bulletin, is_new = take_in(by=cast.office_city, now=NOW, text=text, dated_on=NOW.date(), upload=upload)
    assert (is_new, bulletin.file_name, kept(full_disk)) == (True, "简报.docx", [bulletin.file.name])


def test_a_flipped_byte_is_found_and_healed(cast, near, media):
    [row] = attach([picture()], to=near.case, by=cast.owner, now=NOW)
    path = media / row.file.name
    data = bytearray(path.read_bytes())
    data[20] ^= 1
    path.write_bytes(data)
    with capture_logs() as lines:
        refused("file_damaged", checked_copy, row.file, sha256=row.sha256, name=row.name)
        path.unlink()
        refused("file_damaged", checked_copy, row.file, sha256=row.sha256, name=row.name)
    assert [(line["event"], line["log_level"]) for line in lines] == [
        ("file_damaged", "error"),
        ("file_missing", "error"),
    ]
    attach([picture()], to=near.case, by=cast.owner, now=NOW)
    with checked_copy(row.file, sha256=row.sha256, name=row.name) as file:
        assert hashlib.sha256(file.read()).hexdigest() == row.sha256


def test_withdrawing(cast, near, media):
    [row] = attach([picture()], to=near.case, by=cast.owner, now=NOW)
    refused("reason_required", withdraw_attachment, row, by=cast.owner, now=NOW, reason="  ")
    refused("not_permitted", withdraw_attachment, row, by=cast.colleague, now=NOW, reason="x")
    gone = withdraw_attachment(row, by=cast.owner, now=NOW, reason=" 传错企业 ")
    later = withdraw_attachment(row, by=cast.office_district, now=NOW + timedelta(days=1), reason="另一个")
    for one in (gone, later):
        assert (one.withdrawn_at, one.withdrawn_by, one.withdraw_reason) == (NOW, cast.owner, "传错企业")
    assert len(kept(media)) == 1
    [again] = attach([picture()], to=near.case, by=cast.owner, now=NOW)
    assert again.pk != row.pk
    refused("gone", withdraw_attachment, again, by=cast.stranger, now=NOW, reason="x")


def test_the_sweep_takes_old_files_without_a_row(cast, near, media):
    [row] = attach([picture(1)], to=near.case, by=cast.owner, now=NOW)
    withdraw_attachment(row, by=cast.owner, now=NOW, reason="传错")
    old, young = picture(2), picture(3)
    for file in (old, young):
        store(file, sha256=sha_of(file), name="x")
    part = media / f"{row.file.name}.0123.part"
    part.write_bytes(b"half")
    for name, hours in (
        (row.file.name, 99),
        (place_of(sha_of(old)), 25),
        (place_of(sha_of(young)), 23),
        (part, 25),
    ):
        age(media / name, hours)
    assert (sweep_orphans(NOW), sweep_orphans(NOW)) == (2, 0)
    assert kept(media) == sorted([row.file.name, place_of(sha_of(young))])


def test_every_folder_has_its_turn_each_day(media):
    day = NOW.replace(hour=0, minute=3)
    turns = [folders_at(day + timedelta(minutes=10 * tick)) for tick in range(144)]
    assert sorted(folder for turn in turns for folder in turn) == list(FOLDERS)
    assert max(map(len, turns)) == 2


def test_nothing_to_sweep_where_nothing_was_stored(media):
    assert sweep_orphans(NOW) == 0
