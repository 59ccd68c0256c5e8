"""One entry of a visit makes the visit, the case, the promise and the action: as much of it as was asked for."""

from datetime import date

import pytest

from tests.operations.conftest import unit
from tracker.models import AssistanceAction, Case, Category, Commitment, Enterprise, FollowUp, Visit
from tracker.operations.enterprises import add_enterprise
from tracker.operations.visits import VisitData, log_visit
from tracker.rules.errors import BadInput, NotAllowed

DAY = date(2026, 11, 20)


@pytest.fixture
def firm(staff, now):
    return add_enterprise(by=staff, now=now, name="郑州星河装备制造有限公司", district=unit("金水区"))


def visit(firm, by, now, key=None, **facts):
    known = {"finding": "nothing", "visited_on": DAY, "people": "张三、李四", "note": "生产正常"}
    return log_visit(firm, by=by, now=now, data=VisitData(**(known | facts)), key=key)


def made():
    return tuple(model.objects.count() for model in (Visit, Case, AssistanceAction, Commitment))


def test_a_visit_without_a_problem_is_a_visit_alone(firm, staff, now):
    seen = visit(firm, staff, now)
    assert made() == (1, 0, 0, 0)
    assert (seen.unit, seen.by, seen.people, seen.finding) == (
        unit("市工业和信息化局"), staff, "张三、李四", "nothing"
    )  # fmt: skip
    assert (seen.case, seen.action) == (None, None)


def test_a_problem_is_a_case_with_its_promise(firm, staff, now):
    category = Category.objects.first()
    seen = visit(
        firm, staff, now, finding="problem", title="用电增容", category=category, promise="周五前勘察", promise_by=date(2026, 11, 27)
    )  # fmt: skip
    assert made() == (1, 1, 0, 1)
    case = Case.objects.get()
    assert seen.case == case
    assert (case.source, case.raised_on, case.enterprise, case.category) == ("visit", DAY, firm, category)
    assert (case.title, case.description, case.owner_office) == ("用电增容", "生产正常", unit("金水区活动办"))
    promise = Commitment.objects.get()
    assert (promise.case, promise.action, promise.text) == (case, None, "周五前勘察")
    assert (promise.owner, promise.due_on) == (seen.unit, date(2026, 11, 27))
    assert [act.verb for act in case.follow_ups.order_by("id")] == ["register", "promise"]


def test_a_promise_without_a_case_is_kept_on_an_action(firm, staff, now):
    seen = visit(firm, staff, now, promise="送政策上门", action_title="走访星河装备")
    assert made() == (1, 0, 1, 1)
    promise = Commitment.objects.get()
    assert (promise.action, promise.case, promise.owner, promise.due_on) == (
        seen.action, None, seen.unit, None
    )  # fmt: skip
    assert seen.action.title == "走访星河装备"


def test_the_action_names_the_firm_and_belongs_to_the_case(firm, staff, now):
    seen = visit(
        firm, staff, now, finding="problem", title="用电增容", as_action=True, action_title="走访星河装备"
    )
    action = AssistanceAction.objects.get()
    assert (action.kind, action.day, action.reporter) == ("调研走访", DAY, unit("市工业和信息化局"))
    assert [(part.role, part.enterprise) for part in action.participants.all()] == [("assisted", firm)]
    assert [str(district) for district in action.districts.all()] == ["金水区"]
    assert (list(action.cases.all()), seen.action) == ([seen.case], action)
    assert FollowUp.objects.filter(action=action, verb="link_action").count() == 1


def test_the_same_key_twice_is_one_of_each(firm, staff, stranger, now):
    facts = {"finding": "problem", "title": "用电增容", "promise": "周五前勘察", "as_action": True}
    first = visit(firm, staff, now, key="k" * 24, **facts)
    assert visit(firm, staff, now, key="k" * 24, **facts) == first
    assert made() == (1, 1, 1, 1)
    assert visit(firm, stranger, now, key="k" * 24, **facts) != first


@pytest.mark.parametrize(
    ("facts", "code", "field"),
    [
        ({"finding": "dirt"}, "required", "finding"),
        ({"finding": "problem", "title": "  "}, "required", "title"),
        ({"visited_on": date(2026, 11, 24)}, "day_in_future", None),
        ({"promise_by": date(2026, 11, 30)}, "required", "promise"),
        ({"promise": "办好", "promise_by": date(2026, 11, 19)}, "day_not_later", None),
        ({"people": "人" * 201}, "too_long", "people"),
    ],
)
def test_what_does_not_make_sense_leaves_nothing(firm, staff, now, facts, code, field):
    with pytest.raises(BadInput) as refused:
        visit(firm, staff, now, **facts)
    assert (refused.value.code, refused.value.params.get("field"), made()) == (code, field, (0, 0, 0, 0))


def test_a_failure_at_the_end_takes_back_the_beginning(firm, staff, now):
    with pytest.raises(BadInput):
        visit(
            firm,
            staff,
            now,
            finding="problem",
            title="用电增容",
            promise="办好",
            as_action=True,
            action_title="长" * 201,
        )
    assert made() == (0, 0, 0, 0)


def test_any_worker_visits_any_firm_and_readers_none(firm, person, now):
    for number, role in enumerate(("staff", "chief_officer", "unit_lead")):
        assert visit(firm, person(f"far{number}", role, "登封市"), now).unit == unit("登封市")
    assert visit(firm, person("office", "office", "登封市活动办"), now).unit == unit("登封市活动办")
    for number, role in enumerate(("supervisor", "manager", "system_admin", "auditor")):
        with pytest.raises(NotAllowed):
            visit(firm, person(f"reader{number}", role, "市活动办"), now)
    assert Visit.objects.count() == 4


def test_the_unit_is_one_where_the_role_visits(firm, person, now):
    both = person("both", "manager", "市活动办")
    both.memberships.create(user=both, unit=unit("市商务局"), role="staff", from_on=date(2026, 1, 1))
    assert visit(firm, both, now).unit == unit("市商务局")


def test_what_comes_of_it_is_the_unit_s_that_visited(firm, person, now):
    both = person("both", "auditor", "市活动办")
    both.memberships.create(user=both, unit=unit("市商务局"), role="staff", from_on=date(2026, 1, 1))
    facts = {"finding": "problem", "title": "用电增容", "promise": "周五前勘察", "as_action": True}
    seen = visit(firm, both, now, **facts)
    assert (seen.case.registrar, seen.case.registrar_unit) == (both, unit("市商务局"))
    assert unit("市商务局").pk in seen.case.visible_unit_ids
    assert (seen.case.commitments.get().owner, seen.action.reporter) == (unit("市商务局"), unit("市商务局"))


def test_a_merged_firm_is_visited_as_the_one_it_became(firm, staff, now):
    old = add_enterprise(by=staff, now=now, name="郑州老星河有限公司")
    Enterprise.objects.filter(pk=old.pk).update(merged_into=firm)
    old.refresh_from_db()
    assert visit(old, staff, now).enterprise == firm
