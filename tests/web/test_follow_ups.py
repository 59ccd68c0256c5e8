"""The list of follow-ups: what was done lately on the cases one sees, and on no other."""

import pytest
from django.urls import reverse

from tests.people import CANARY, NOW, unit
from tracker.models import FollowUp
from tracker.operations.cases import add_note

QUERIES = 10


@pytest.fixture
def city(cast, sign_in):
    """A client that sees everything."""
    return sign_in(cast.office_city)


def told(client, **params) -> list[str]:
    """The notes that a list shows."""
    return [
        row["note"] for row in client.get(reverse("follow_ups"), params).context["page"].rows if row["note"]
    ]


def test_each_row_says_who_did_what_on_which_case(cast, near, city):
    add_note(near.case, by=cast.owner, now=NOW, note="已联系供电公司", audience="enterprise")
    row = city.get(reverse("follow_ups"), {"own": "", "officer": cast.owner.name}).context["page"].rows[0]
    assert (row["act"], row["note"], row["officer"], row["unit"]) == (
        "跟进",
        "已联系供电公司",
        cast.owner.name,
        "市工信局",
    )
    assert (row["number"], row["url"]) == (near.case.number, reverse("case", args=[near.case.number]))
    assert row["audience"] == "对企业"


def test_none_is_shown_without_its_case(cast, near, far, sign_in):
    add_note(far.case, by=cast.far_staff, now=NOW, note=CANARY)
    for who in ("owner", "office_district", "chief", "lead", "manager", "supervisor"):
        page = sign_in(getattr(cast, who)).get(reverse("follow_ups"))
        assert CANARY not in page.content.decode(), who
        assert {row["number"] for row in page.context["page"].rows} == {near.case.number}, who
    foreign = {"district": far.firm.district.public_id, "enterprise": far.firm.public_id}
    for name, value in foreign.items():
        assert sign_in(cast.owner).get(reverse("follow_ups"), {name: value}).context["page"].rows == []


def test_filters(cast, near, far, city):
    add_note(near.case, by=cast.owner, now=NOW, note="近处的话")
    add_note(far.case, by=cast.far_staff, now=NOW, note="远处的话", audience="enterprise")
    both = {"近处的话", "远处的话"}
    asked = {"verb": "note"}
    assert set(told(city, **asked)) == both
    assert told(city, **asked, unit=unit("市工业和信息化局").public_id) == ["近处的话"]
    assert told(city, **asked, district=unit("巩义市").public_id) == ["远处的话"]
    assert told(city, **asked, enterprise=near.firm.public_id) == ["近处的话"]
    assert told(city, **asked, officer=cast.far_staff.name) == ["远处的话"]
    assert told(city, **asked, audience="enterprise") == ["远处的话"]
    assert told(city, **asked, own="mine") == []
    assert set(told(city, **asked, status="registered")) == both
    assert told(city, **asked, status="closed") == []
    assert set(told(city, **asked, since="2026-11-23", until="2026-11-23")) == both
    assert told(city, **asked, until="2026-11-22") == []
    assert told(city, **asked, files="yes") == []


def test_queries_do_not_grow_with_rows(cast, near, city, django_assert_num_queries):
    address = f"{reverse('follow_ups')}?verb=note"
    city.get(address)
    for more in (1, 2):
        for _time in range(more):
            add_note(near.case, by=cast.owner, now=NOW, note="又一次")
        with django_assert_num_queries(QUERIES):
            shown = len(city.get(address).context["page"].rows)
    assert shown == FollowUp.objects.filter(verb="note").count() == 3
