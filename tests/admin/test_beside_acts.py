"""What is done on a case beside its acts, in the admin: files, the link for the enterprise; and a batch taken back."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from tests.admin.conftest import signed_in
from tests.admin.typing_in import shown
from tests.files import media, picture
from tracker.models import BulkAct, Case, EnterpriseLink
from tracker.operations.bulk import act_on_many
from tracker.operations.case_life import Facts

__all__ = ["media"]


@pytest.fixture
def case(own, people):
    return own["case"]


def on(case, page):
    return reverse(f"admin:tracker_case_{page}", args=[case.pk])


def fresh(case):
    """The files of these tests."""
    return case.attachments.filter(name__in=["现场.png", "账单.png", "a.exe"])


def tools(client, case):
    return [tool["url"] for tool in client.get(on(case, "change")).context["acts"]]


class TestFiles:
    def test_several_are_attached_to_a_case(self, case, people, media):
        client = signed_in(people["staff"])
        assert on(case, "files") in tools(client, case)
        answer = client.post(on(case, "files"), {"sent_files": [picture(1), picture(2)]})
        assert (answer.status_code, fresh(case).count()) == (302, 2)
        assert {one.uploaded_by for one in fresh(case)} == {people["staff"]}

    @pytest.mark.parametrize("sent", [[], [ContentFile(b"MZ" + bytes(60), name="a.exe")]])
    def test_none_or_a_wrong_one_says_so(self, case, people, media, sent):
        answer = signed_in(people["staff"]).post(on(case, "files"), {"sent_files": sent})
        assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["sent_files"])
        assert not fresh(case).exists()

    def test_they_come_with_a_follow_up_or_neither_does(self, case, people, media):
        client, page = signed_in(people["staff"]), on(case, "change")

        def noted(*files):
            sent = shown(client.get(page))
            row = f"follow_ups-{sent['follow_ups-INITIAL_FORMS']}"
            typed = {"verb": "note", "audience": "internal", "note": "见附件", "happened_on": "2026-11-20"}
            typed |= {"sent_files": list(files)}
            return client.post(page, sent | {f"{row}-{name}": value for name, value in typed.items()})

        wrong = noted(picture(1), ContentFile(b"MZ" + bytes(60), name="a.exe"))
        assert (wrong.status_code, fresh(case).count()) == (200, 0)
        assert not case.follow_ups.filter(note="见附件").exists()
        assert noted(picture(1), picture(2, "账单.png")).status_code == 302
        act = case.follow_ups.get(note="见附件")
        assert sorted(act.attachments.values_list("name", flat=True)) == ["现场.png", "账单.png"]
        cell = re.search(r'<td class="field-sent_files">(.*?)</td>', client.get(page).content.decode(), re.S)
        assert ("现场.png" in cell[1], "账单.png" in cell[1]) == (True, True)


class TestLink:
    def test_it_is_made_shown_once_and_revoked(self, case, people):
        client, page = signed_in(people["office"]), on(case, "link")
        assert page in tools(client, case)
        key = client.get(page).context["form"]["key"].value()
        made = client.post(page, {"key": key})
        address = made.context["address"]
        assert address.startswith(f"{settings.SITE_URL}/")
        assert (address in made.content.decode(), made["Cache-Control"]) == (
            True,
            "max-age=0, no-cache, no-store, must-revalidate, private",
        )
        assert client.post(page, {"key": key}).status_code == 409
        link = EnterpriseLink.objects.get()
        again = client.get(page)
        assert (again.context["current"], again.context["address"]) == (link, "")
        assert client.post(page, {"revoke": "1"}).status_code == 302
        link.refresh_from_db()
        assert link.revoked_at is not None

    def test_it_is_the_office_s_alone(self, case, people):
        client = signed_in(people["staff"])
        assert on(case, "link") not in tools(client, case)
        assert [client.get(on(case, "link")).status_code, client.post(on(case, "link")).status_code] == [
            403,
            403,
        ]
        assert not EnterpriseLink.objects.exists()


class TestBatch:
    @pytest.fixture
    def batch(self, case, people):
        chosen, by = {case.number: None}, people["office"]
        now, facts = timezone.localtime(), Facts(tags=["停电"])
        return act_on_many(chosen, "tag", by=by, now=now, facts=facts)

    def page(self, batch, name):
        return reverse(f"admin:tracker_bulkact_{name}", args=[batch.pk])

    def test_whoever_did_it_takes_it_back(self, case, batch, people):
        client = signed_in(people["office"])
        assert case.tags.count() == 1
        shown_page = client.get(self.page(batch, "change"))
        assert shown_page.context["undo_url"] == self.page(batch, "undo")
        assert client.post(self.page(batch, "undo")).status_code == 302
        assert BulkAct.objects.get().undone_by == people["office"]
        assert Case.objects.get(pk=case.pk).tags.count() == 0
        assert "undo_url" not in client.get(self.page(batch, "change")).context
        assert client.get(self.page(batch, "undo")).status_code == 405

    def test_too_late_or_somebody_else_s_it_stays(self, case, batch, people):
        other = signed_in(people["manager"]).post(self.page(batch, "undo"))
        assert other.status_code in (403, 404)
        BulkAct.objects.update(at=timezone.now() - timedelta(minutes=settings.BULK_UNDO_MINUTES + 1))
        client = signed_in(people["office"])
        assert "undo_url" not in client.get(self.page(batch, "change")).context
        assert client.post(self.page(batch, "undo")).status_code == 302
        assert (BulkAct.objects.get().undone_at, case.tags.count()) == (None, 1)


def test_foreign_cases_are_like_missing_ones(people, foreign):
    client = signed_in(people["office"])
    for page in ("files", "link"):
        assert client.get(on(foreign["case"], page)).status_code == 404
        assert client.get(reverse(f"admin:tracker_case_{page}", args=["x"])).status_code == 404
