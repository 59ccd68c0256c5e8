"""Acts that meet on the same rows: nobody waits for a deadlock, and no date is counted by a calendar that is gone."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.base import ContentFile
from django.db import transaction

from tests.files import media
from tests.operations.crossing import crossing, just_before
from tests.operations.life import Life
from tests.people import BUREAU, NEAR_DISTRICT, NOW, cast, make_records
from tracker.models import AssistanceAction, Campaign, Case, Draft, Notice, Tag
from tracker.operations import review
from tracker.operations.answers import UnitNames, default_answers
from tracker.operations.attachments import attach, note_with_files
from tracker.operations.bulk import act_on_many, undo_batch
from tracker.operations.calendar import change_calendar
from tracker.operations.case_life import act_on
from tracker.operations.cases import add_note, edit_case
from tracker.operations.handover import hand_over
from tracker.reports.calendar import calendar_of_city
from tracker.reports.calendar_preview import DayRow, preview_of
from tracker.rules import clock
from tracker.rules.errors import Conflict, NotAllowed

__all__ = ["cast", "media"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def now():
    return datetime(2027, 1, 19, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def life(person, now):
    return Life(person, now)


def both_done(futures):
    return [future.result(30) for future in futures]


class TestLocks:
    def hand_over(self, life):
        people = life.people
        return hand_over(
            people.staff, to=people.unit_lead, by=people.office, now=life.now, on=life.now.date()
        )

    def test_a_hand_over_meets_a_batch_of_the_same_persons_cases(self, life):
        case = life.walk("handling")

        def chase():
            chosen = {case.number: None}
            return act_on_many(chosen, "chase", by=life.people.supervisor, now=life.now, facts=life.facts())

        batch, plan = both_done(crossing(chase, 'INSERT INTO "tracker_notice"', lambda: self.hand_over(life)))
        assert batch.rows.get().follow_up is not None
        assert [part.case_id for part in plan.moves.parts] == [case.pk]

    def test_a_hand_over_meets_a_batch_of_the_same_persons_cases_that_is_taken_back(self, life):
        case, by = life.walk("handling"), life.people.supervisor
        chosen = {case.number: None}
        batch = act_on_many(chosen, "chase", by=by, now=life.now, facts=life.facts())
        assert Notice.objects.filter(bulk=batch, recipient=life.people.staff).exists()

        def undo():
            return undo_batch(batch, by=by, now=life.now + timedelta(minutes=1))

        crossed = crossing(undo, 'FROM "tracker_user"', lambda: self.hand_over(life))
        undone, plan = both_done(crossed)
        assert undone.undone_at is not None
        assert [part.case_id for part in plan.moves.parts] == [case.pk]

    def test_a_hand_over_meets_a_note_of_that_person(self, life):
        case = life.walk("handling")

        def note():
            return add_note(case, by=life.people.staff, now=life.now, note="电话")

        both_done(crossing(note, 'INSERT INTO "tracker_followup"', lambda: self.hand_over(life)))
        verbs = set(case.follow_ups.values_list("verb", flat=True))
        assert {"note", "set_handler"} <= verbs

    def test_a_note_with_a_file_meets_the_same_file(self, life, media):
        case, people = life.walk("handling"), life.people

        def photo():
            return [ContentFile("同一张照片".encode(), name="现场.txt")]

        def note():
            return note_with_files(case, by=people.staff, now=life.now, files=photo(), note="见附件")

        both_done(
            crossing(
                note,
                "pg_advisory_xact_lock",
                lambda: attach(photo(), to=case, by=people.office, now=life.now),
            )
        )
        assert case.attachments.count() == 2

    def test_two_people_make_the_same_new_tags(self, life):
        cases = [life.walk("handling", life.register(title)) for title in ("停电", "用工")]

        def tag(case, names, by):
            facts = life.facts(tags=names)
            return lambda: act_on_many({case.number: None}, "tag", by=by, now=life.now, facts=facts)

        first = tag(cases[0], ["甲", "乙"], life.people.office)
        second = tag(cases[1], ["乙", "甲"], life.people.colleague)
        both_done(crossing(first, "SAVEPOINT", second))
        assert sorted(Tag.objects.filter(name__in="甲乙").values_list("name", flat=True)) == ["乙", "甲"]
        assert all(case.tags.count() == 2 for case in cases)


class TestCalendar:
    """A day off of the case's time is put in while something counts its date."""

    days = (DayRow(date(2027, 1, 21), "off", "临时放假"),)

    def change(self, life):
        token = preview_of(self.days, on=life.now.date()).token
        return change_calendar(self.days, by=life.people.system_admin, now=life.now, seen=token)

    def assert_counted_anew(self, case):
        now = Case.objects.get(pk=case.pk)
        wanted = clock.due_on(now.clock, calendar_of_city(date(2027, 1, 19)))
        led = set(now.units.filter(is_current=True, part="lead").values_list("due_on", flat=True))
        assert (now.due_on, led or {wanted}) == (wanted, {wanted})

    @pytest.mark.parametrize("calendar_first", [True, False])
    @pytest.mark.parametrize(
        ("status", "verbs"),
        [
            ("closed", ["reopen"]),
            ("registered", ["accept"]),
            ("declined", ["reconsider", "accept"]),
            ("in_review", ["reject"]),
        ],
    )
    def test_an_act_meets_a_change(self, life, status, verbs, calendar_first):
        case = life.walk(status)

        @transaction.atomic
        def act():
            for verb in verbs:
                act_on(case, verb, by=life.people.office, now=life.now, facts=life.facts())
            Case.objects.filter(pk=case.pk).exists()

        def calendar():
            with transaction.atomic():
                try:
                    return self.change(life)
                except Conflict as error:
                    if error.code != "calendar_moved_on":
                        raise
            return None  # what was seen is not what is: look again

        if calendar_first:
            _act, changed = both_done(crossing(calendar, 'INSERT INTO "tracker_calendarday"', act)[::-1])
        else:
            _act, changed = both_done(crossing(act, 'UPDATE "tracker_case"', calendar))
        if not changed:
            assert calendar()
        self.assert_counted_anew(case)

    def test_another_class_meets_a_change(self, life):
        case = life.walk("handling")

        def edit():
            known = Case.objects.get(pk=case.pk)
            edit_case(
                known, by=life.people.office, now=life.now, version=known.version, changes={"case_class": "C"}
            )

        with pytest.raises(Conflict, match="A colleague changed"):
            both_done(crossing(lambda: self.change(life), 'INSERT INTO "tracker_calendarday"', edit))
        edit()
        self.assert_counted_anew(case)

    def test_what_a_batch_closed_and_took_back_is_counted_by_the_calendar_of_now(self, life):
        Campaign.objects.update(call_back_percent=0)
        case, by = life.walk("in_review"), life.people.colleague
        batch = act_on_many({case.number: None}, "approve", by=by, now=life.now, facts=life.facts())
        before = Case.objects.get(pk=case.pk).due_on
        self.change(life)
        undo_batch(batch, by=by, now=life.now + timedelta(minutes=1))
        self.assert_counted_anew(case)
        assert Case.objects.get(pk=case.pk).due_on > before


def test_a_draft_that_a_colleague_accepts_is_not_joined_away(cast):
    office = cast.office_city
    near = make_records(cast.owner, BUREAU, NEAR_DISTRICT, "近处", office)
    middle = (near.draft.start + near.draft.end) // 2
    first, second = review.split(near.draft, by=office, now=NOW, version=near.draft.version, at=middle)
    answers = default_answers(second, UnitNames.of_city()) | {
        "reporter": near.action.reporter_id,
        "enterprises": [],
        "noise": [],
        "title": "第二条",
    }

    def accept():
        return review.accept(second, by=office, now=NOW, version=second.version, answers=answers)

    def join():
        with pytest.raises(Conflict) as refused:
            review.join(first, by=office, now=NOW, version=first.version)
        assert refused.value.code == "nothing_to_join"

    both_done(crossing(accept, 'INSERT INTO "tracker_assistanceaction"', join))
    second.refresh_from_db()
    assert second.decision == "accepted"
    assert second.action is not None
    assert Draft.objects.get(pk=first.pk).decision == "pending"


def test_a_note_finds_that_its_case_has_left(life):
    case = life.walk("handling")

    def leaves():
        Case.objects.filter(pk=case.pk).update(visible_unit_ids=[])

    with (
        just_before(['FROM "tracker_case"', "FOR NO KEY UPDATE"], leaves) as fired,
        pytest.raises(NotAllowed) as refused,
    ):
        add_note(case, by=life.people.staff, now=life.now, note="电话")
    assert (refused.value.code, len(fired)) == ("gone", 1)
    assert not case.follow_ups.filter(verb="note").exists()
    assert not AssistanceAction.objects.exists()
