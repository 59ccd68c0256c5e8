"""Lines of the ledger: what belongs to each case, by one question for as many cases as a piece has."""

from datetime import date, timedelta

import pytest

from tests.people import NOW, unit
from tracker.models import Case, CaseTag, CaseUnit, Contact, FollowUp, Pairing, Tag
from tracker.reports.ledger import Ledger, names

TODAY = date(2026, 11, 23)


@pytest.fixture
def ledger(cast):
    return Ledger(Case.objects.visible_to(cast.office_city), on=TODAY)


def write(case, by, note, *, minutes, verb="note"):
    """An act on a case, so many minutes after its registration."""
    at = NOW + timedelta(minutes=minutes)
    FollowUp.objects.create(case=case, verb=verb, note=note, happened_on=TODAY, by=by, at=at)


def test_what_belongs_to_a_case_is_read_by_one_query_and_one_for_the_people(
    cast, near, far, ledger, django_assert_num_queries
):
    case, helper = near.case, unit("市商务局")
    CaseUnit.objects.create(case=case, unit=unit("市工业和信息化局"), part="lead", assigned_on=TODAY)
    CaseUnit.objects.create(case=case, unit=helper, part="assist", assigned_on=TODAY)
    CaseTag.objects.create(case=case, tag=Tag.objects.create(name="用地"))
    Pairing.objects.create(enterprise=near.firm, officer=cast.owner, from_on=TODAY)
    Pairing.objects.create(
        enterprise=near.firm, officer=cast.lead, from_on=date(2026, 1, 1), to_on=TODAY - timedelta(days=1)
    )
    Case.objects.filter(pk=case.pk).update(rating="satisfied", contact=near.contact)
    write(case, cast.colleague, "已回访", verb="call_back", minutes=2)
    write(case, cast.lead, "先前回访", verb="call_back", minutes=1)
    write(case, cast.owner, "已联系用工单位", minutes=3)
    write(case, cast.owner, "", minutes=4)
    with django_assert_num_queries(2):
        lines = ledger.lines([far.case.pk, case.pk])
    other, one = lines
    assert (one.id, one.assigned_on, one.said) == (case.pk, TODAY, "已联系用工单位")
    assert (one.contact_name, one.contact_phone) == ("王经理", "13800002210")
    assert [ledger.people[pk] for pk in one.officers] == ["chief", "owner"]
    assert (ledger.people[one.caller], one.helpers) == ("colleague", [helper.pk])
    assert [names().tags[pk] for pk in one.tags] == [("用地", "")]
    assert (other.id, other.assigned_on, other.caller) == (far.case.pk, None, None)
    assert (other.helpers, other.officers, other.tags) == ([], [], [])


def test_known_people_are_not_asked_for_again(near, far, ledger, django_assert_num_queries):
    ledger.lines([near.case.pk])
    with django_assert_num_queries(1):
        lines = ledger.lines([near.case.pk, far.case.pk])
    assert [ledger.people[pk] for pk in lines[0].officers] == ["chief"]


def test_the_lines_are_those_of_the_reader_in_the_order_asked_for(cast, near, far):
    own = Ledger(Case.objects.visible_to(cast.office_district), on=TODAY)
    assert [one.id for one in own.lines([far.case.pk, near.case.pk, -5])] == [near.case.pk]


def test_a_removed_contact_says_so(near, ledger):
    Contact.objects.filter(pk=near.contact.pk).update(redacted_at=NOW)
    Case.objects.filter(pk=near.case.pk).update(contact=near.contact)
    assert ledger.lines([near.case.pk])[0].contact_redacted_at == NOW
