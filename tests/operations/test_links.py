"""Links for enterprises: one a case, an end, one rating, and what the rating does."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tests.operations.conftest import unit
from tests.operations.life import Life
from tracker.models import Campaign, Case, EnterpriseLink, FollowUp, LinkAttempt
from tracker.operations.links import make_link, open_link, rate_by_link, revoke_link, sha256_of
from tracker.rules.errors import DomainError
from tracker.rules.status import RATABLE, STATUSES

HERE = "203.0.113.7"


@pytest.fixture
def life(person, now):
    return Life(person, now)


def link_to(life, case, **more):
    """A new token of a case."""
    return make_link(case, by=life.people.office, now=life.now, **more).token


def rate(life, token, rating="satisfied", **more):
    return rate_by_link(token, rating=rating, source=HERE, now=life.now, **more)


def refusal(act):
    """The code of what is refused."""
    with pytest.raises(DomainError) as refused:
        act()
    return refused.value.code


def test_the_token_is_long_and_nowhere_kept(life):
    case = life.register()
    new = make_link(case, by=life.people.office, now=life.now)
    assert len(new.token) == 32
    assert new.link.token_sha256 == sha256_of(new.token) != new.token
    assert new.link.expires_at == life.now + timedelta(days=14)
    kept = [str(EnterpriseLink.objects.values()), str(new.link.events.values())]
    assert [new.token in text for text in kept] == [False, False]
    assert "token_sha256" not in {field.name for field in new.link.events.model._meta.fields}


def test_a_link_opens_its_own_case_only(life):
    first, second = life.register("一"), life.register("二")
    tokens = {case.pk: link_to(life, case) for case in (first, second)}
    opened = {key: open_link(token, source=HERE, now=life.now).case_id for key, token in tokens.items()}
    assert opened == {first.pk: first.pk, second.pk: second.pk}


def test_a_new_link_ends_the_one_before(life):
    case = life.register()
    old, new = link_to(life, case), link_to(life, case)
    assert refusal(lambda: open_link(old, source=HERE, now=life.now)) == "link_over"
    assert open_link(new, source=HERE, now=life.now).case == case


def test_an_expired_or_revoked_link_neither_opens_nor_rates(life):
    case = life.walk("call_back")
    token = link_to(life, case, days=3)
    late = life.now + timedelta(days=3)
    assert refusal(lambda: open_link(token, source=HERE, now=late)) == "link_over"
    assert refusal(lambda: rate_by_link(token, rating="satisfied", source=HERE, now=late)) == "link_over"
    assert revoke_link(case, by=life.people.office, now=life.now) is True
    assert refusal(lambda: rate(life, token)) == "link_over"
    assert revoke_link(case, by=life.people.office, now=life.now) is False
    assert Case.objects.get(pk=case.pk).status == "call_back"
    assert LinkAttempt.objects.count() == 0


@pytest.mark.parametrize("who", ["unit_lead", "staff", "supervisor", "manager", "district_office"])
def test_only_the_office_of_the_case_makes_links(life, who):
    case = life.register()
    Case.objects.filter(pk=case.pk).update(visible_unit_ids=[*case.visible_unit_ids, unit("金水区").pk])
    by = getattr(life.people, who)
    assert refusal(lambda: make_link(case, by=by, now=life.now)) == "not_permitted"
    assert refusal(lambda: revoke_link(case, by=by, now=life.now)) == "not_permitted"


def test_a_case_that_is_not_seen_is_missing(life, stranger):
    case = life.register()
    assert refusal(lambda: make_link(case, by=stranger, now=life.now)) == "gone"


def test_a_voided_case_gets_no_link(life):
    assert refusal(lambda: link_to(life, life.walk("voided"))) == "not_now"


def test_the_same_form_twice_makes_one_link(life):
    case = life.register()
    token = link_to(life, case, key="k" * 20)
    assert refusal(lambda: link_to(life, case, key="k" * 20)) == "link_shown"
    assert open_link(token, source=HERE, now=life.now).case == case


@pytest.mark.parametrize(
    ("rating", "status", "redone"),
    [
        ("satisfied", "closed", 0),
        ("basically", "closed", 0),
        ("dissatisfied", "handling", 1),
        ("unsolved", "handling", 1),
    ],
)
def test_a_rating_has_the_effect_of_the_call_back(life, rating, status, redone):
    by_phone = life.act(life.walk("call_back"), "call_back", rating=rating, by=life.people.colleague)
    case = life.walk("call_back", life.register("另一处"))
    rate(life, link_to(life, case), rating, remark="办得慢")
    case.refresh_from_db()
    names = ("status", "rating", "rated_on", "closed_on", "result_kind", "redo_count", "version", "due_on")
    assert {name: getattr(case, name) for name in names} == {name: getattr(by_phone, name) for name in names}
    assert (case.status, case.redo_count) == (status, redone)
    act = case.follow_ups.order_by("-id")[0]
    assert (act.verb, act.by, act.by_unit, act.note) == ("rate", None, None, "")
    assert (act.from_status, act.to_status) == ("call_back", status)
    assert act.details == {"facts": {"rating": rating}}
    assert case.follow_up_count == case.follow_ups.count()


@pytest.mark.parametrize("status", [one for one in STATUSES if one not in ("call_back", "voided")])
def test_elsewhere_a_rating_is_kept_for_the_office_and_moves_nothing(life, status):
    case = life.walk(status)
    token, before = link_to(life, case), FollowUp.objects.filter(case=case).count()
    if status not in RATABLE:
        assert refusal(lambda: rate(life, token, "unsolved")) == "not_ratable"
        assert FollowUp.objects.filter(case=case).count() == before
        return
    link = rate(life, token, "unsolved", remark="压着让撤")
    after = Case.objects.get(pk=case.pk)
    assert (after.status, after.rating, after.version) == (status, case.rating, case.version)
    act = case.follow_ups.order_by("-id")[0]
    assert (act.verb, act.by, act.note, act.details) == ("rate", None, "", {})
    assert (link.rating, link.remark, link.rated_at) == ("unsolved", "压着让撤", life.now)


def test_one_rating_a_link(life):
    case = life.walk("call_back")
    token = link_to(life, case)
    rate(life, token, "unsolved")
    assert refusal(lambda: rate(life, token, "satisfied")) == "already_rated"
    assert refusal(lambda: rate(life, token, "unsolved")) == "already_rated"
    case.refresh_from_db()
    assert (case.status, case.redo_count, EnterpriseLink.objects.get().rating) == ("handling", 1, "unsolved")
    assert open_link(token, source=HERE, now=life.now).rated_at == life.now


def test_what_the_enterprise_says_waits_until_its_office_acts(life):
    """A tag, and what a unit writes, is no answer; a word of the office is."""
    case = life.walk("closed")
    rate(life, link_to(life, case), "unsolved")
    steps = (
        lambda: life.note(case, by=life.people.unit_lead, days=1, verb="call"),
        lambda: life.act(case, "tag", days=2),
    )
    for step in steps:
        step()
        assert case.links.unhappy().count() == 1
    life.note(case, by=life.people.colleague, days=3, verb="call")
    assert case.links.unhappy().count() == 0


@pytest.mark.parametrize(
    ("rating", "end"), [("unsolved", "call_back"), ("dissatisfied", "call_back"), ("satisfied", "closed")]
)
def test_an_unhappy_enterprise_is_called_back_though_nobody_drew_its_case(life, rating, end):
    Campaign.objects.update(call_back_percent=0)
    case = life.walk("in_review")
    rate(life, link_to(life, case), rating)
    assert life.act(case, "approve", days=1).status == end


@pytest.mark.parametrize("rating", ["", "unreachable", "nonsense", "SATISFIED"])
def test_what_is_no_rating_is_refused(life, rating):
    assert refusal(lambda: rate(life, link_to(life, life.walk("call_back")), rating)) == "required"


def test_a_remark_has_an_end(life):
    token = link_to(life, life.walk("call_back"))
    assert refusal(lambda: rate(life, token, remark="长" * 2001)) == "too_long"


def test_twenty_wrong_tokens_an_hour_by_source(life):
    token, later = link_to(life, life.register()), life.now + timedelta(hours=1)
    codes = [refusal(lambda: open_link(f"no-{n}", source=HERE, now=life.now)) for n in range(25)]  # noqa: B023
    assert codes == ["link_unknown"] * 20 + ["too_many"] * 5
    assert refusal(lambda: open_link(token, source=HERE, now=life.now)) == "too_many"
    assert open_link(token, source="198.51.100.1", now=life.now)
    assert open_link(token, source=HERE, now=later)
    refusal(lambda: open_link("no", source=HERE, now=life.now + timedelta(days=2)))
    assert LinkAttempt.objects.count() == 1


def test_twenty_ratings_an_hour_by_source(life):
    token = link_to(life, life.walk("call_back"))
    codes = [refusal(lambda: rate(life, token, "")) for _ in range(22)]
    assert codes == ["required"] * 20 + ["too_many"] * 2


def test_the_remark_is_for_the_office_of_the_case(life):
    case = life.walk("call_back")
    rate(life, link_to(life, case), "unsolved", remark="不要告诉他们")
    seen = {
        who: EnterpriseLink.objects.visible_to(getattr(life.people, who)).count()
        for who in ("office", "unit_lead", "staff", "supervisor", "manager", "district_office", "auditor")
    }
    assert seen == dict.fromkeys(seen, 0) | {"office": 1}
    assert "不要告诉他们" not in str(
        [*case.follow_ups.values(), *EnterpriseLink.objects.get().events.values()]
    )


@pytest.mark.parametrize(
    "change",
    [
        {"rating": "satisfied"},
        {"remark": "x"},
        {"rated_at": None, "rating": ""},
        {"token_sha256": "0" * 64},
        {"revoked_at": None},
    ],
)
def test_the_database_keeps_what_was_said(life, change):
    case = life.walk("call_back")
    rate(life, link_to(life, case), "unsolved", remark="慢")
    revoke_link(case, by=life.people.office, now=life.now)
    with pytest.raises(DatabaseError), transaction.atomic():
        EnterpriseLink.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        EnterpriseLink.objects.all().delete()


def test_only_the_enterprise_speaks_without_an_account(life):
    case = life.register()
    row = {"case": case, "happened_on": life.now.date(), "at": life.now}
    for verb, by in (("note", None), ("rate", life.people.office)):
        with pytest.raises(IntegrityError), transaction.atomic():
            FollowUp.objects.create(**row, verb=verb, by=by)
