"""Acts on many cases from the list of the admin: through the same preview; batches are read, tags kept."""

import pytest
from django.urls import reverse

from tests.admin.conftest import NOW, make_person, signed_in
from tests.admin.typing_in import save
from tracker.models import BulkAct, Tag
from tracker.operations.bulk import act_on_many
from tracker.operations.case_life import Facts

LIST = "admin:tracker_case_changelist"


@pytest.mark.parametrize(
    ("role", "acts"),
    [
        ("office", ["assign", "chase", "extend", "tag", "approve"]),
        ("supervisor", ["chase", "tag"]),
        ("staff", ["tag"]),
        ("manager", []),
    ],
)
def test_the_list_offers_what_the_role_may_do(role, acts, people, own):
    form = signed_in(people[role]).get(reverse(LIST)).context["action_form"]
    assert ([value for value, _label in form.fields["action"].choices if value] if form else []) == acts


def test_an_action_leads_to_the_preview(people, own, foreign):
    client = signed_in(people["office"])
    sent = {"action": "chase", "_selected_action": [own["case"].pk, foreign["case"].pk], "index": "0"}
    answer = client.post(reverse(LIST) + "?status__exact=registered", sent)
    assert answer.status_code == 302
    preview = client.get(answer["Location"]).context["preview"]
    assert ([case.pk for case in preview.possible], preview.missing) == ([own["case"].pk], 0)
    assert "next=%2Fadmin%2Ftracker%2Fcase%2F%3Fstatus__exact%3Dregistered" in answer["Location"]


def test_too_many_stay_in_the_list(people, own, settings):
    settings.BULK_CASES = 0
    client = signed_in(people["office"])
    sent = {"action": "chase", "_selected_action": [own["case"].pk], "index": "0"}
    assert "At most 0 cases" in client.post(reverse(LIST), sent, follow=True).content.decode()


def test_an_act_that_the_role_may_not_take_is_no_action(people, own):
    client = signed_in(people["staff"])
    sent = {"action": "approve", "_selected_action": [own["case"].pk], "index": "0"}
    assert client.post(reverse(LIST), sent, follow=True).status_code == 200
    assert not BulkAct.objects.exists()


def test_a_batch_is_read_by_its_office_alone(people, own, city):
    chosen = {own["case"].number: None}
    batch = act_on_many(chosen, "chase", by=people["office"], now=NOW, facts=Facts(note="请抓紧"))
    page = reverse("admin:tracker_bulkact_change", args=[batch.pk])
    for reader in (people["office"], make_person("colleague", "office", "金水区活动办")):
        answer = signed_in(reader).get(page)
        assert answer.status_code == 200
        assert own["case"].number in answer.content.decode()
        assert signed_in(reader).post(page, {"note": "x"}).status_code == 403
    for other in (people["supervisor"], people["staff"], city):
        assert signed_in(other).get(page).status_code == 404
    assert signed_in(people["manager"]).get(reverse("admin:tracker_bulkact_changelist")).status_code == 403


def test_tags_are_added_by_offices_and_kept_by_the_administrator(people):
    add = reverse("admin:tracker_tag_add")
    assert save(signed_in(people["office"]), add, name=" 重点  企业 ").status_code == 302
    tag = Tag.objects.get()
    assert tag.name == "重点 企业"
    page = reverse("admin:tracker_tag_change", args=[tag.pk])
    assert signed_in(people["office"]).post(page, {"name": "别名"}).status_code == 403
    assert signed_in(people["staff"]).get(add).status_code == 403
    assert save(signed_in(people["system_admin"]), page, name="重点企业").status_code == 302
    assert Tag.objects.get().name == "重点企业"
    assert save(signed_in(people["office"]), add, name="重点企业").status_code == 200
