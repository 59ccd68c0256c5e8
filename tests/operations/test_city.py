"""A generated city: everything counted, legal, connected, and the same for the same seed and moment."""

from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.models import F, Q
from django.db.models.fields import AutoFieldMixin
from django.utils import timezone

from tracker.models import (
    AssistanceAction,
    Case,
    CaseUnit,
    Contact,
    Enterprise,
    FollowUp,
    Pairing,
    Participant,
    Unit,
    User,
    Visit,
)
from tracker.operations.cases import audience_of
from tracker.operations.city import bulk, load, make_city
from tracker.operations.city.paths import PATHS, path_of
from tracker.operations.city.plan import plan_city
from tracker.operations.city.reference import town_of_database
from tracker.operations.city.story import Act, Story, hand_out
from tracker.operations.city.texts import PHRASES, PROBLEMS
from tracker.operations.city.town import Place
from tracker.operations.reference import load_reference
from tracker.rules.errors import BadInput, Conflict
from tracker.rules.names import is_credit_code, normal_name
from tracker.rules.status import MOVES, OPEN, STATUSES

NOW = datetime(2026, 11, 24, 10, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
CASES = 300


@pytest.fixture(scope="module")
def city(django_db_setup, django_db_blocker):
    """One city for the module: made once, rolled back at the end."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            load_reference()
            made = make_city(cases=CASES, seed=7, now=NOW)
            yield made
            transaction.set_rollback(True)
        connection.close()


def test_every_number_asked_for_is_met(city):
    assert Case.objects.count() == CASES
    assert AssistanceAction.objects.count() == CASES // 10
    assert Enterprise.objects.count() == CASES // 20
    assert {model: city.of(model) for model in (Case, FollowUp, CaseUnit)} == {
        model: model.objects.count() for model in (Case, FollowUp, CaseUnit)
    }
    assert 3 <= FollowUp.objects.count() / CASES <= 4.5


def test_every_status_is_met(city):
    assert set(Case.objects.values_list("status", flat=True)) == set(STATUSES)


def test_old_cases_are_mostly_closed_and_some_open_ones_are_late(city):
    old = Case.objects.filter(registered_at__lt=NOW - timedelta(days=365))
    assert old.filter(status="closed").count() / old.count() > 0.7
    assert 0 < Case.objects.overdue(timezone.localdate(NOW)).count() < Case.objects.open().count()


def test_every_trail_walks_the_table_of_moves(city):
    targets = {(move.verb, source): move.targets for move in MOVES for source in move.sources or ("",)}
    trails: dict[int, list[FollowUp]] = {}
    for act in FollowUp.objects.order_by("case_id", "at", "id"):
        trails.setdefault(act.case_id, []).append(act)
    assert len(trails) == CASES
    for case in Case.objects.all():
        trail, status = trails[case.pk], ""
        for act in trail:
            if act.to_status:
                assert act.from_status == status
                assert act.to_status in targets[act.verb, status]
                status = act.to_status
        assert (status, len(trail), trail[-1].at) == (
            case.status,
            case.follow_up_count,
            case.last_follow_up_at,
        )
        moments = [act.at for act in trail]
        assert sorted(set(moments)) == moments
        assert case.registered_at == moments[0]
        assert moments[-1] <= NOW


def test_numbers_and_codes_and_names_are_unique_and_right(city):
    numbers = list(Case.objects.order_by("registered_at").values_list("number", flat=True))
    assert sorted(set(numbers)) == numbers
    assert [int(number[:4]) for number in numbers] == [
        timezone.localtime(at).year
        for at in Case.objects.order_by("registered_at").values_list("registered_at", flat=True)
    ]
    codes = [code for code in Enterprise.objects.values_list("credit_code", flat=True) if code]
    assert all(is_credit_code(code) for code in codes)
    assert len(set(codes)) == len(codes) > 0
    assert all(
        firm.name_key == normal_name(firm.name) and firm.pinyin_keys for firm in Enterprise.objects.all()
    )


def test_the_next_number_follows_on(city):
    last = Case.objects.filter(number__startswith="2026-").order_by("-number").first()
    with connection.cursor() as cursor:
        cursor.execute("SELECT next_case_number(2026)")
        assert int(cursor.fetchone()[0][5:]) == int(last.number[5:]) + 1


def test_what_is_added_later_gets_a_fresh_id(city):
    behind = []
    for model in apps.get_app_config("tracker").get_models():
        table = model._meta.db_table
        key = model._meta.pk
        if model._meta.proxy or key.column != "id" or not isinstance(key, AutoFieldMixin):
            continue
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table])
            following = cursor.fetchone()[0]
        highest = model._default_manager.order_by("-pk").values_list("pk", flat=True).first() or 0
        behind += [table] if following <= highest else []
    assert behind == []


def test_nothing_refers_to_what_is_not_there(city):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    assert AssistanceAction.objects.exclude(participants__role="assisted").count() == 0
    assert AssistanceAction.objects.filter(districts__isnull=True).count() == 0
    linked = set(FollowUp.objects.filter(verb="link_action").values_list("case_id", "action_id"))
    assert linked == set(AssistanceAction.cases.through.objects.values_list("case_id", "assistanceaction_id"))
    assert linked


def test_who_sees_a_case_or_an_action_is_what_operations_would_store(city):
    for case in Case.objects.all():
        assert case.visible_unit_ids == audience_of(case)
    for action in AssistanceAction.objects.all():
        units = {action.reporter_id, *action.districts.values_list("id", flat=True)}
        units |= set(
            Participant.objects.filter(action=action, unit__isnull=False).values_list("unit_id", flat=True)
        )
        assert action.visible_unit_ids == sorted(units)


def test_dates_stand_where_the_status_says(city):
    cases = Case.objects.all()
    assert (
        cases.filter(status="closed")
        .filter(Q(closed_on=None) | Q(resolved_on=None) | Q(result_kind=""))
        .count()
        == 0
    )
    assert cases.exclude(status="closed").exclude(closed_on=None).count() == 0
    assert (
        cases.exclude(accepted_on=None).filter(Q(due_on=None) | Q(due_on__lt=F("accepted_on"))).count() == 0
    )
    assert cases.filter(status="parked", next_answer_on=None).count() == 0
    assert cases.filter(raised_on__gt=timezone.localdate(NOW)).count() == 0
    assert (
        cases.filter(status__in=("assigned", "disputed", "handling", "parked"), lead_unit=None).count() == 0
    )


def test_one_unit_leads_and_it_is_the_one_on_the_case(city):
    leads = dict(CaseUnit.objects.filter(part="lead", is_current=True).values_list("case_id", "unit_id"))
    assert leads == dict(Case.objects.exclude(lead_unit=None).values_list("id", "lead_unit_id"))
    assert CaseUnit.objects.filter(part="assist").count() > 0


def test_a_merged_case_points_to_an_earlier_one_that_is_not_merged(city):
    merged = Case.objects.filter(status="merged").select_related("merged_into")
    assert merged.count() > 0
    for case in merged:
        assert case.merged_into.status != "merged"
        assert case.merged_into.registered_at < case.registered_at
        assert case.merged_into.enterprise_id == case.enterprise_id


def test_people_cannot_sign_in_and_phones_are_nobodys(city):
    users = User.objects.filter(username__startswith="city-")
    assert users.filter(memberships__is_main=True).count() == users.count() > 0
    assert not any(user.has_usable_password() for user in users)
    phones = [*users.values_list("phone", flat=True), *Contact.objects.values_list("phone", flat=True)]
    assert [phone for phone in phones if not phone.startswith("000-")] == []


def test_firms_have_somebody_who_looks_after_them_and_visits(city):
    assert Pairing.objects.count() > 0
    assert Visit.objects.filter(finding="problem", case=None).count() == 0
    assert Visit.objects.filter(finding="problem").count() > 0


def test_the_guard_on_first_statuses_stands_again_afterwards(city):
    case = Case.objects.filter(status="closed").first()
    case.pk, case.number = None, "2026-999999"
    with pytest.raises(ProgrammingError, match="Cannot insert rows"), transaction.atomic():
        case.save(force_insert=True)


def test_a_second_city_is_refused(city):
    with pytest.raises(Conflict, match="a generated city"), transaction.atomic():
        make_city(cases=10, seed=1, now=NOW)
    with pytest.raises(CommandError, match="a generated city"):
        call_command("make_city", cases=10)


def test_the_same_seed_and_moment_make_the_same_rows(city):
    assert _plan(seed=3) == _plan(seed=3)
    assert _plan(seed=3) != _plan(seed=4)


def _plan(seed: int) -> list[str]:
    clock, town = load.clock_at(NOW), town_of_database()
    reserved = load.Reserved(1, 1, 1, 1, 1, 1, 1, dict.fromkeys(clock.years, 1), {}, frozenset())
    return [repr(row) for row in plan_city(town, clock, reserved, cases=60, seed=seed)]


@pytest.mark.django_db
def test_without_reference_data_it_says_what_to_do():
    with pytest.raises(BadInput, match="load_reference"):
        make_city(cases=10, seed=1, now=NOW)


@pytest.mark.django_db
def test_a_city_of_one_case_is_possible():
    load_reference()
    assert make_city(cases=1, seed=1, now=NOW).of(Case) == 1
    assert Unit.objects.filter(kind="subunit").count() == 256


@pytest.mark.django_db
def test_indexes_and_keys_come_back_as_they_were():
    tables, steps = ["firms", "acts"], []
    with connection.cursor() as cursor:
        cursor.execute("""
            CREATE TEMP TABLE firms (id int PRIMARY KEY, name text CONSTRAINT name_once UNIQUE);
            CREATE TEMP TABLE acts (
                id int PRIMARY KEY, firm int CONSTRAINT of_firm REFERENCES firms DEFERRABLE INITIALLY DEFERRED
            );
            CREATE UNIQUE INDEX acts_odd ON acts (firm DESC) WHERE id % 2 = 1;
        """)
        before = _secondary(cursor, tables)
        with bulk.without_indexes(tables, steps.append):
            assert _secondary(cursor, tables) == []
            cursor.execute("INSERT INTO firms VALUES (1, 'one'); INSERT INTO acts VALUES (1, 1), (2, 1)")
        assert _secondary(cursor, tables) == before
    assert sorted(steps) == ["acts_odd", "name_once", "of_firm"]
    assert len(before) == 3


@pytest.mark.django_db
def test_rows_that_break_a_key_are_refused_at_the_end():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE firms (name text CONSTRAINT name_once UNIQUE)")
        with (
            pytest.raises(IntegrityError, match="name_once"),
            transaction.atomic(),
            bulk.without_indexes(["firms"], str),
        ):
            cursor.execute("INSERT INTO firms VALUES ('one'), ('one')")


def _secondary(cursor, tables: list[str]) -> list[str]:
    cursor.execute(
        "SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = ANY(%s::text[]::regclass[]) AND NOT indisprimary"
        " UNION ALL SELECT conname || pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = ANY(%s::text[]::regclass[]) AND contype = 'f' ORDER BY 1",
        [tables, tables],
    )
    return [definition for (definition,) in cursor.fetchall()]


def test_every_path_ends_where_it_is_filed():
    assert set(PATHS) == set(STATUSES)
    assert [
        status for status, paths in PATHS.items() for path in paths.paths if path.steps[-1].target != status
    ] == []


@pytest.mark.parametrize("words", ["accept", "register sign", "register accept=closed", "register register"])
def test_an_illegal_path_is_refused(words):
    with pytest.raises(ValueError, match="does not lead"):
        path_of(words)


def test_a_case_that_ended_early_remembers_where_it_stood():
    assert path_of("register accept withdraw").before == "accepted"
    assert [path.before for status in OPEN for path in PATHS[status].paths if path.before] == []


@pytest.mark.parametrize("units", [1, 2, 3])
def test_few_units_never_have_two_parts_at_once(units):
    places = [Place(number, f"单位{number}", {"staff": [number]}) for number in range(units)]
    path = path_of("register accept assign return rule sign reassign sign")
    for seed in range(50):
        acts = [Act(float(at), step.verb, step.source, step.target) for at, step in enumerate(path.steps)]
        story = Story(1, "2026-000001", "B", None, path, acts)
        hand_out(story, places, Random(seed))
        current = [part.unit.id for part in story.parts if part.is_current]
        assert len(current) == len(set(current))
        assert [part.part for part in story.parts if part.is_current].count("lead") == 1


def test_every_category_has_forty_ways_to_say_it():
    assert [p.category for p in PROBLEMS if len(set(p.objects)) * len(set(p.troubles)) < 40] == []


def test_texts_hold_nothing_that_copy_would_read_as_a_mark():
    texts = f"{PHRASES}{[vars_of(p) for p in PROBLEMS]}"
    assert [mark for mark in ("\\n", "\\t", "\\\\") if mark in texts] == []


def vars_of(problem):
    return [getattr(problem, name) for name in problem.__slots__]
