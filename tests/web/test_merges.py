"""Merging two enterprises on the workbench: chosen, looked at, done, taken back."""

import pytest
from django.urls import reverse

from tests.people import NOW, unit
from tracker.models import Enterprise, Merge
from tracker.operations.enterprises import add_enterprise


@pytest.fixture
def office(cast, sign_in):
    """A client of the district's office."""
    return sign_in(cast.office_district)


@pytest.fixture
def twin(cast, near):
    """Another spelling of the near firm."""
    return add_enterprise(
        by=cast.owner, now=NOW, name="金水区机戒制造有限公司", district=unit("金水区"), industry="机械"
    )


def address(firm, other):
    """Where both are looked at."""
    return f"{reverse('enterprise_merge', args=[firm.public_id])}?other={other.public_id}"


def test_likely_ones_are_offered_with_the_reason(office, near, twin):
    page = office.get(reverse("enterprise_merge", args=[near.firm.public_id]))
    assert [(row["name"], row["reason"]) for row in page.context["twins"]] == [(twin.name, "名称只差一个字")]


def test_looked_at_merged_and_taken_back(office, near, twin):
    page = office.get(address(near.firm, twin))
    assert [row["name"] for row in page.context["rows"] if row["name"]] == ["take_name", "take_industry"]
    sent = {"take_name": "survivor", "take_industry": "merged", "reason": "同一家"}
    answer = office.post(address(near.firm, twin), sent | {"seen": page.context["form"].plan.seen})
    assert answer["Location"] == reverse("enterprise", args=[near.firm.public_id])
    assert Enterprise.objects.get(pk=near.firm.pk).industry == "机械"
    assert office.get(reverse("enterprise", args=[twin.public_id]))["Location"] == answer["Location"]
    assert near.case.title in office.get(reverse("cases"), {"enterprise": twin.public_id}).content.decode()
    done = Merge.objects.get(merged=twin)
    assert office.get(reverse("merge", args=[done.public_id])).status_code == 200
    undo = reverse("merge_undo", args=[done.public_id])
    assert office.post(undo, {"reason": ""}).status_code == 400
    assert office.post(undo, {"reason": "看错了"}).status_code == 302
    assert (
        office.post(undo, {"reason": "再来"}).status_code,
        Enterprise.objects.get(pk=near.firm.pk).industry,
    ) == (
        409,
        "",
    )


def test_what_was_not_seen_is_not_confirmed(office, near, twin):
    sent = {"take_name": "survivor", "take_industry": "merged", "reason": "", "seen": "f" * 16}
    answer = office.post(address(near.firm, twin), sent)
    assert (answer.status_code, Merge.objects.filter(merged=twin).count()) == (409, 0)


def test_a_foreign_firm_is_not_merged(office, near, far):
    for pair in ((near.firm, far.firm), (far.firm, near.firm)):
        assert office.get(address(*pair)).status_code == 403
        assert office.post(address(*pair), {"seen": "f"}).status_code == 403
