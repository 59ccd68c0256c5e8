"""Handing over: pairings and cases of one person go to another at once, and the past stays."""

from datetime import date, timedelta

import pytest

from tests.operations.conftest import unit
from tests.operations.life import LEAD, Life
from tracker.models import Case, CaseUnit, Enterprise, FollowUp, Notice, OutgoingMail, Pairing, User
from tracker.models.notice_words import heading, sentence, titled
from tracker.operations.enterprises import add_enterprise, pair
from tracker.operations.firm_parts import end_pairing
from tracker.operations.handover import hand_over, open_work, plan_handover, successors
from tracker.operations.notice_mails import path_of, plan_mails
from tracker.rules.errors import BadInput, NotAllowed

TODAY = date(2026, 11, 23)


@pytest.fixture
def life(person, now):
    return Life(person, now)


@pytest.fixture
def leaving(life):
    return life.people.staff


@pytest.fixture
def office(life):
    return life.people.office


def paired(life, officer, name="郑州甲机械有限公司", since=date(2026, 1, 1), group=None):
    firm = add_enterprise(by=life.people.office, now=life.now, name=name)
    return Pairing.objects.create(enterprise=firm, officer=officer, from_on=since, group=group)


def spans(firm):
    rows = Pairing.objects.filter(enterprise=firm).order_by("id")
    return [(row.officer.username, row.from_on, row.to_on) for row in rows]


def test_pairings_end_the_day_before_and_begin_with_their_group(life, leaving, office, now):
    group = unit("第十四工作组")
    one = paired(life, leaving, group=group)
    plan = hand_over(leaving, to=life.people.chief_officer, by=office, now=now, on=TODAY)
    assert plan.moves.pairings == (one,)
    assert spans(one.enterprise) == [
        ("life_staff", date(2026, 1, 1), TODAY - timedelta(days=1)),
        ("life_chief", TODAY, None),
    ]
    assert Pairing.objects.get(officer=life.people.chief_officer).group == group


def test_what_begins_later_is_the_successors_from_its_beginning(life, leaving, office, now):
    soon, group = TODAY + timedelta(days=30), unit("第十四工作组")
    one = paired(life, leaving, since=soon, group=group)
    assert open_work(leaving, by=office, on=TODAY).pairings == (one,)
    for _ in range(2):
        hand_over(leaving, to=life.people.chief_officer, by=office, now=now, on=TODAY)
    assert spans(one.enterprise) == [("life_chief", soon, None)]
    assert Pairing.objects.get().group == group


def test_a_hand_over_of_an_earlier_day_takes_what_began_since(life, leaving, office, now):
    began, on = TODAY - timedelta(days=5), TODAY - timedelta(days=10)
    one, old = paired(life, leaving, since=began), paired(life, leaving, "郑州乙机械有限公司")
    hand_over(leaving, to=life.people.chief_officer, by=office, now=now, on=on)
    assert spans(one.enterprise) == [("life_chief", began, None)]
    assert spans(old.enterprise) == [
        ("life_staff", date(2026, 1, 1), on - timedelta(days=1)),
        ("life_chief", on, None),
    ]
    assert not open_work(leaving, by=office, on=TODAY)


def test_what_begins_later_at_a_firm_of_the_successor_adds_no_second_pairing(life, leaving, office, now):
    soon = TODAY + timedelta(days=30)
    one = paired(life, leaving, since=soon)
    pair(one.enterprise, by=office, officer=life.people.chief_officer, from_on=date(2026, 6, 1))
    for _ in range(2):
        hand_over(leaving, to=life.people.chief_officer, by=office, now=now, on=TODAY)
    assert spans(one.enterprise) == [("life_staff", soon, soon), ("life_chief", date(2026, 6, 1), None)]
    assert not open_work(leaving, by=office, on=TODAY)


def test_the_successor_is_told_once_of_all_of_it(life, leaving, office, now):
    User.objects.update(email="somebody@example.cn")
    one, case = paired(life, leaving), life.walk("handling")
    Notice.objects.all().delete()
    for _ in range(2):
        hand_over(leaving, to=life.people.chief_officer, by=office, now=now, on=TODAY)
    notice = Notice.objects.get()
    assert (notice.recipient, notice.params["cases"], notice.params["firms"]) == (
        life.people.chief_officer,
        [case.pk],
        [one.enterprise_id],
    )
    assert (heading(notice), titled(notice)) == ("工作交接给您", "1 家企业 · 1 件诉求")
    assert sentence(notice) == "市活动办 life_office 将 life_staff 的工作自 11-23 起交接给您"
    seen = Notice.objects.visible_to(life.people.chief_officer)
    assert list(Case.objects.filter(pk__in=seen.told_cases())) == [case]
    assert list(Enterprise.objects.filter(pk__in=seen.told_firms())) == [one.enterprise]
    assert path_of(notice) == f"/cases/?notice={notice.public_id}"
    assert plan_mails(now=now) == 1
    assert OutgoingMail.objects.get().subject == "【助企服务台账】工作交接给您"


def test_of_firms_alone_the_notice_opens_the_firms(life, leaving, office, now):
    paired(life, leaving)
    hand_over(leaving, to=life.people.chief_officer, by=office, now=now, on=TODAY)
    notice = Notice.objects.get()
    assert path_of(notice) == f"/enterprises/?notice={notice.public_id}"
    assert titled(notice) == "1 家企业 · 0 件诉求"


def test_whoever_takes_over_themselves_is_told_nothing(life, leaving, now):
    by = life.people.chief_officer
    by.memberships.create(unit=unit("市活动办"), role="office", from_on=date(2026, 1, 1))
    paired(life, leaving)
    by = User.objects.get(pk=by.pk)
    assert hand_over(leaving, to=by, by=by, now=now, on=TODAY).moves
    assert not Notice.objects.exists()


def test_cases_get_their_handler_and_the_trail_says_so(life, leaving, office, now):
    case = life.walk("handling")
    assert case.units.get(is_current=True).handler == leaving
    hand_over(leaving, to=life.people.chief_officer, by=office, now=now, on=TODAY, note="轮岗")
    assert case.units.get(is_current=True).handler == life.people.chief_officer
    told = FollowUp.objects.get(case=case, verb="set_handler")
    assert (told.by, told.note) == (office, "轮岗")
    assert told.details == {"facts": {"unit": LEAD, "handler": "life_chief"}}
    case.refresh_from_db()
    assert case.status == "handling"


def test_ended_cases_former_units_and_ended_pairings_stay(life, leaving, office, now):
    closed = life.walk("closed")
    old = paired(life, leaving, since=date(2025, 1, 1))
    end_pairing(old, by=office, now=now, last_on=date(2025, 12, 31))
    plan = hand_over(leaving, to=life.people.chief_officer, by=office, now=now, on=TODAY)
    assert (bool(plan.moves), bool(plan.stays)) == (False, False)
    assert spans(old.enterprise) == [("life_staff", date(2025, 1, 1), date(2025, 12, 31))]
    assert CaseUnit.objects.get(case=closed, is_current=True).handler == leaving


def test_a_second_time_nothing_is_left(life, leaving, office, now):
    one, case = paired(life, leaving, since=TODAY), life.walk("handling")
    for _ in range(2):
        plan = hand_over(leaving, to=life.people.chief_officer, by=office, now=now, on=TODAY)
    assert not plan.moves
    assert spans(one.enterprise) == [("life_staff", TODAY, TODAY), ("life_chief", TODAY, None)]
    assert case.follow_ups.filter(verb="set_handler").count() == 1
    assert not open_work(leaving, by=office, on=TODAY)


def test_one_who_looks_after_the_firm_already_goes_on(life, leaving, office, now):
    one = paired(life, leaving)
    pair(one.enterprise, by=office, officer=life.people.chief_officer, from_on=date(2026, 6, 1))
    hand_over(leaving, to=life.people.chief_officer, by=office, now=now, on=TODAY)
    assert spans(one.enterprise) == [
        ("life_staff", date(2026, 1, 1), date(2026, 11, 22)),
        ("life_chief", date(2026, 6, 1), None),
    ]


def test_a_case_of_a_unit_the_successor_is_not_in_stays(life, leaving, office, now, person):
    case = life.walk("handling")
    leaving.memberships.create(unit=unit("第十四工作组"), role="staff", from_on=date(2026, 1, 1))
    mate = person("mate", "staff", "第十四工作组")
    plan = plan_handover(leaving, to=mate, by=office, on=TODAY)
    assert ([part.case for part in plan.stays.parts], plan.moves.parts) == ([case], ())
    hand_over(leaving, to=mate, by=office, now=now, on=TODAY)
    assert case.units.get(is_current=True).handler == leaving


def test_an_office_hands_over_in_its_territory_only(life, person, now):
    leaving, mate = person("leaving", "staff", "金水区"), person("mate", "staff", "金水区")
    near, far = (
        Pairing.objects.create(
            enterprise=add_enterprise(by=life.people.office, now=now, name=f"{name}机械有限公司", district=unit(name)),
            officer=leaving,
            from_on=date(2026, 1, 1),
        )
        for name in ("金水区", "登封市")
    )  # fmt: skip
    office = life.people.district_office
    plan = hand_over(leaving, to=mate, by=office, now=now, on=TODAY)
    assert (plan.moves.pairings, plan.stays.pairings) == ((near,), (far,))
    assert spans(far.enterprise) == [("leaving", date(2026, 1, 1), None)]


def test_a_firm_without_a_district_is_handed_over_by_the_city(life, person, now):
    leaving, mate = person("leaving", "staff", "金水区"), person("mate", "staff", "金水区")
    one = paired(life, leaving)
    assert one.enterprise.district is None
    plan = hand_over(leaving, to=mate, by=life.people.district_office, now=now, on=TODAY)
    assert (plan.moves.pairings, plan.stays.pairings) == ((), (one,))
    assert hand_over(leaving, to=mate, by=life.people.office, now=now, on=TODAY).moves.pairings == (one,)


def test_successors_are_colleagues_who_work(life, leaving, office, person, now):
    person("reader", "manager", LEAD)
    gone = person("gone", "staff", LEAD)
    gone.is_active = False
    gone.save()
    found = [user.username for user in successors(leaving, by=office, on=TODAY)]
    assert found == ["life_chief", "life_lead"]
    with pytest.raises(BadInput, match="units of this person"):
        hand_over(leaving, to=life.people.helper_staff, by=office, now=now, on=TODAY)
    with pytest.raises(BadInput, match="future"):
        hand_over(leaving, to=life.people.chief_officer, by=office, now=now, on=TODAY + timedelta(days=1))


@pytest.mark.parametrize(
    "name", ["staff", "unit_lead", "supervisor", "manager", "system_admin", "security_admin"]
)
def test_only_offices_hand_over(life, leaving, now, name):
    with pytest.raises(NotAllowed):
        hand_over(leaving, to=life.people.chief_officer, by=getattr(life.people, name), now=now, on=TODAY)


def test_pairing_twice_is_one_and_needs_a_working_role(life, office, now):
    firm = add_enterprise(by=office, now=now, name="郑州甲机械有限公司")
    first = pair(firm, by=office, officer=life.people.chief_officer, from_on=date(2026, 1, 1))
    assert pair(firm, by=office, officer=life.people.chief_officer, from_on=TODAY) == first
    with pytest.raises(BadInput, match="working role"):
        pair(firm, by=office, officer=life.people.auditor, from_on=TODAY)
