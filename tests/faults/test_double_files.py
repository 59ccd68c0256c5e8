"""Twenty browsers send one photo at the same moment: one row and one file; with a note, one note."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.faults.test_double_submit import BROWSERS, at_once, browsers, near, statuses
from tests.files import PNG, kept, media
from tracker.models import Attachment

__all__ = ["browsers", "media", "near"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("noun", ["case", "action"])
def test_one_file(noun, browsers, near, media):
    before, record = Attachment.objects.count(), getattr(near, noun)
    address = reverse(f"{noun}_files", args=[record.number if noun == "case" else record.public_id])

    def send(client, number):
        files = [SimpleUploadedFile(f"{number}-{one}.png", PNG + bytes([one])) for one in range(3)]
        return client.post(address, {"files": files if number % 2 else files[::-1]})

    assert statuses(at_once(browsers, send)) == {302: BROWSERS}
    assert (Attachment.objects.count() - before, len(kept(media))) == (3, 3)
