"""Enterprises: adding, correcting, and numbers of contacts that are shown only as an act."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from tests.people import add_person
from tracker.models import ContactDisclosure, Enterprise

PHONE, MASKED = "13800002210", "138****2210"


@pytest.fixture
def office(cast, sign_in):
    """A client of the district's office."""
    return sign_in(cast.office_district)


def test_adding_twice_is_one_enterprise(office, cast):
    sent = {"name": "郑州启航物流有限公司", "credit_code": "", "industry": "物流"}
    addresses = {office.post(reverse("enterprise_new"), sent)["Location"] for _ in range(2)}
    assert (Enterprise.objects.count(), len(addresses)) == (1, 1)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "（）"}, "name"),
        ({"credit_code": "91410100MA3X12345A"}, "credit_code"),
    ],
)
def test_a_wrong_form_says_where(office, cast, changes, field):
    answer = office.post(
        reverse("enterprise_new"), {"name": "郑州启航物流有限公司", "address": "某路1号"} | changes
    )
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, [field])
    assert "某路1号" in answer.content.decode()


def test_a_corrected_name_leaves_the_former_one_findable(office, near):
    address = reverse("enterprise_edit", args=[near.firm.public_id])
    shown = {
        name: field.value() or ""
        for name, field in ((f.html_name, f) for f in office.get(address).context["form"])
    }
    sent = shown | {"name": "金水机械集团有限公司", "district": near.firm.district.public_id}
    assert office.post(address, sent).status_code == 302
    firm = Enterprise.objects.get(pk=near.firm.pk)
    assert (firm.name, {str(name) for name in firm.names.all()}) == (
        "金水机械集团有限公司",
        {near.firm.name, near.merge.merged.name},
    )
    assert firm.district == near.firm.district


def test_a_name_that_another_firm_bears_is_refused(office, near, far):
    address = reverse("enterprise_edit", args=[near.firm.public_id])
    sent = {"name": far.firm.name, "state": "normal", "district": near.firm.district.public_id}
    assert office.post(address, sent).status_code == 400


def test_the_page_shows_only_what_the_person_sees(cast, near, far, sign_in):
    context = sign_in(cast.owner).get(reverse("enterprise", args=[far.firm.public_id])).context
    assert (context["cases"], context["actions"], context["contacts"]) == ([], [], [])
    context = sign_in(cast.owner).get(reverse("enterprise", args=[near.firm.public_id])).context
    assert [case["title"] for case in context["cases"]] == [near.case.title]
    assert [action["title"] for action in context["actions"]] == [near.action.title]


def test_numbers_are_masked_until_revealed_and_that_is_written_down(office, cast, near):
    page = office.get(reverse("enterprise", args=[near.firm.public_id])).content.decode()
    assert (MASKED in page, PHONE in page) == (True, False)
    answer = office.post(reverse("contact_reveal", args=[near.firm.public_id]))
    assert PHONE in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    written = ContactDisclosure.objects.get()
    assert (written.contact, written.by) == (near.contact, cast.office_district)


def test_what_is_written_down_stays(office, near):
    office.post(reverse("contact_reveal", args=[near.firm.public_id]))
    for change in (ContactDisclosure.objects.all().delete, lambda: ContactDisclosure.objects.update(at=None)):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert ContactDisclosure.objects.count() == 1


def test_those_of_the_district_see_masked_numbers_without_the_button(cast, near, sign_in):
    local = add_person("local", "staff", "金水区")
    context = sign_in(local).get(reverse("enterprise", args=[near.firm.public_id])).context
    assert [contact["phone"] for contact in context["contacts"]] == [MASKED]
    assert context["reveal"] is None
    assert (
        sign_in(cast.manager).get(reverse("enterprise", args=[near.firm.public_id])).context["contacts"] == []
    )
