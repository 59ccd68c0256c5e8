"""T8, T25 without their guards: what is taken in, where it lies, how it is handed out, and to whom."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils.cache import patch_cache_control

from tests.faults import test_full_disk
from tests.faults.sabotage import Twin, instead, turns_red, twins, without
from tests.files import PNG, full_disk, media
from tests.operations import test_links
from tests.operations.conftest import now, person
from tests.operations.test_notice_mails import life
from tests.people import far, near
from tests.web import test_files, test_public
from tests.web.test_logs import written
from tests.web.test_public import drawn, enterprise
from tracker.documents.uploads import KINDS
from tracker.models.storage import WholeFiles
from tracker.operations.attachments import store
from tracker.web.receiving import LimitedUpload

__all__ = ["drawn", "enterprise", "far", "full_disk", "life", "media", "near", "now", "person", "written"]


@pytest.fixture
def client(request, cast, sign_in, near, media) -> Client:
    """Of the near records' owner where nobody else is named; new files lie apart from those of the records."""
    made = sign_in(getattr(cast, getattr(request, "param", "owner")))
    made.raise_request_exception = False
    return made


def in_place(storage: WholeFiles, name: str, content: Any) -> str:
    """Written under its name from the first piece on."""
    path = Path(storage.path(name))
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb", buffering=0) as file:
        for piece in content.chunks(4096):
            file.write(piece)
    return name


def one_by_one(received: Any) -> None:
    """Each file for itself: what was kept before the disk was full stays."""
    for one in received:
        store(one.file, sha256=one.sha256, name=one.name)


def refused_aloud(handler: LimitedUpload, error: OSError) -> None:
    """A full disk is an error like any other."""
    with suppress(OSError):
        handler.file.close()
    raise error


@twins(
    Twin(
        "T25",
        "what a file is by its content",
        instead({"tracker.operations.attachments.kind_of_upload": lambda _file, _name: KINDS["txt"]}),
        test_files.test_types_that_lie_are_refused,
        {"name": next(iter(test_files.BAD))},
    ),
    Twin(
        "T25",
        "how large a file may be",
        instead({"django.conf.settings.UPLOAD_FILE_MB": 100}),
        test_files.test_fifty_megabytes_are_not_read,
    ),
    Twin(
        "T25",
        "how many files may come",
        instead({"django.conf.settings.UPLOAD_FILES": 1000}),
        test_files.test_too_many_files,
        {"count": 21},
    ),
    Twin(
        "T25",
        "who may read a stored file",
        instead({"django.core.files.storage.default_storage.file_permissions_mode": 0o644}),
        test_files.test_two_hundred_hostile_names,
    ),
    Twin(
        "T25",
        "the name a file lies under",
        instead({"tracker.operations.stored_files.place_of": lambda sha256, under="": f"x/{sha256}"}),
        test_files.test_two_hundred_hostile_names,
    ),
    Twin(
        "T25",
        "what is handed out to be shown",
        instead({"tracker.web.files.SHOWN_TYPES": {kind.content_type for kind in KINDS.values()}}),
        test_files.test_only_pictures_are_shown,
        {"name": "函.pdf", "disposition": "attachment"},
    ),
    Twin(
        "T25",
        "that a damaged file is not handed out",
        instead({"tracker.web.files.checked_copy": lambda *_stored, **_known: ContentFile(PNG, name="x")}),
        test_files.test_a_flipped_byte_is_not_handed_out,
    ),
    Twin(
        "T25",
        "the hash of a token",
        instead({"tracker.operations.links.sha256_of": str}),
        test_links.test_the_token_is_long_and_nowhere_kept,
        is_quick=True,
    ),
    Twin(
        "T25",
        "the length of a token",
        instead({"tracker.operations.links.TOKEN_BYTES": 8}),
        test_links.test_the_token_is_long_and_nowhere_kept,
    ),
    Twin(
        "T25",
        "the count of guesses",
        without("tracker.operations.links.check_attempts", "tracker.operations.link_attempts.check_attempts"),
        test_public.test_guessing_ends_after_twenty,
    ),
    Twin(
        "T25",
        "the count of ratings",
        without("tracker.operations.link_attempts.check_attempts"),
        test_public.test_a_flood_of_ratings_ends_after_twenty,
    ),
    Twin(
        "T25",
        "the network that is counted",
        instead({"tracker.web.public.IPv6Address": type(None)}),
        test_public.test_a_household_s_billions_of_addresses_are_one_source,
    ),
    Twin(
        "T25",
        "the end of a link",
        instead({"tracker.models.links.EnterpriseLink.is_live": lambda _link, _now: True}),
        test_public.test_wrong_expired_and_revoked_look_alike,
    ),
    Twin(
        "T25",
        "that the page is kept nowhere",
        instead({"tracker.web.public.add_never_cache_headers": patch_cache_control}),
        test_public.test_it_is_found_by_nobody_and_tells_nobody,
    ),
)
def test_of_files_and_links_turns_red_without(twin, request):
    turns_red(twin, request)


@pytest.mark.parametrize("written", ["production"], indirect=True)
@twins(
    Twin(
        "T25",
        "that the log leaves tokens out",
        instead({"tracker.web.middleware.without_tokens": str}),
        test_public.test_the_token_is_written_down_nowhere,
    ),
)
def test_of_the_log_turns_red_without(twin, request, written):
    turns_red(twin, request)


FILES, ISSUE = ({"door": test_full_disk.DOORS[name]} for name in ("files of a case", "a bulletin"))


@pytest.mark.parametrize("full_disk", ["a limit of the process"], indirect=True)
@pytest.mark.parametrize("client", ["office_city"], indirect=True)
@twins(
    Twin(
        "T8",
        "the sentence",
        instead({"tracker.operations.stored_files.NO_ROOM": ()}),
        test_full_disk.test_no_room_where_files_lie,
        FILES,
    ),
    Twin(
        "T8",
        "that no part of a file stays",
        instead({"tracker.models.storage.WholeFiles._save": in_place}),
        test_full_disk.test_no_room_where_files_lie,
        ISSUE,
    ),
    Twin(
        "T8",
        "all files or none",
        instead({"tracker.operations.attachments._keep": one_by_one}),
        test_full_disk.test_no_room_where_files_lie,
        FILES,
    ),
    Twin(
        "T8",
        "that there is no bulletin without its file",
        without("tracker.operations.bulletins._keep"),
        test_full_disk.test_no_room_where_files_lie,
        ISSUE,
    ),
    Twin(
        "T8",
        "the sentence while it arrives",
        instead({"tracker.web.receiving.LimitedUpload._refuse": refused_aloud}),
        test_full_disk.test_no_room_while_it_arrives,
        FILES,
    ),
)
def test_of_a_full_disk_turns_red_without(twin, request, client, full_disk):
    turns_red(twin, request)
