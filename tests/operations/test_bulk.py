"""One act on many cases: each for itself, refused in words, told once, taken back where nothing has happened since."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.operations.conftest import unit
from tests.operations.life import HELPER, LEAD, OTHER, Life
from tracker.models import BulkAct, BulkRow, Campaign, Case, CaseTag, FollowUp, Notice, OutgoingMail, Tag
from tracker.models.mail import MailState
from tracker.models.notice_words import due_words
from tracker.operations.bulk import act_on_many, undo_batch
from tracker.operations.case_life import Facts, act_on
from tracker.operations.cases import add_note
from tracker.operations.notice_mails import plan_mails
from tracker.operations.notices import due_of_several, mark_read
from tracker.operations.tags import tag_called
from tracker.rules.errors import BadInput, Conflict, DomainError, NotAllowed
from tracker.rules.status import IN_BULK, TABLE, UNDO

STATUS = {
    "assign": "accepted",
    "chase": "handling",
    "extend": "handling",
    "tag": "closed",
    "approve": "in_review",
}
TITLES = ("停电频繁", "用工缺口", "道路积水")


@pytest.fixture
def life(person, now):
    return Life(person, now)


def three(life, status, **facts):
    """Three cases in a status."""
    return [life.walk(status, life.register(title), **facts) for title in TITLES]


def versions(cases):
    return {case.number: case.version for case in cases}


def run(life, verb, cases, *, by=None, key=None, chosen=None, **facts):
    """The act on these cases as they stand."""
    return act_on_many(
        chosen or versions(Case.objects.filter(pk__in=[case.pk for case in cases])),
        verb,
        by=by or life.people.colleague,
        now=life.now,
        facts=life.facts(**facts),
        key=key,
    )


def undo(life, batch, *, minutes=1, by=None):
    return undo_batch(batch, by=by or batch.by, now=life.now + timedelta(minutes=minutes))


def refusals(batch):
    """(number of the case, code of the refusal or nothing), in the order of the cases."""
    return list(batch.rows.order_by("case_id").values_list("case__title", "refusal"))


def stored(cases):
    """What a case and everything it consists of looks like in the database, but the trail and its counters."""
    keys = [case.pk for case in cases]
    hidden = ("version", "follow_up_count", "last_follow_up_at", "visible_unit_ids")
    rows = [
        {name: value for name, value in row.items() if name not in hidden}
        for row in Case.objects.filter(pk__in=keys).order_by("pk").values()
    ]
    requests = [list(case.requests.order_by("pk").values()) for case in cases]
    units = [list(case.units.filter(is_current=True).order_by("pk").values()) for case in cases]
    return rows, requests, units, list(CaseTag.objects.filter(case__in=keys).values_list("case", "tag"))


@pytest.mark.parametrize("verb", IN_BULK)
def test_each_act_happens_on_every_case_and_is_taken_back_whole(life, verb):
    cases = three(life, STATUS[verb])
    before = stored(cases)
    batch = run(life, verb, cases)
    assert refusals(batch) == [(title, "") for title in TITLES]
    acts = FollowUp.objects.filter(bulk_row__batch=batch)
    assert [(act.verb, act.by) for act in acts] == [(verb, life.people.colleague)] * 3
    assert (stored(cases) == before) is (verb == "chase")
    trail = FollowUp.objects.filter(case__in=cases).count()
    undone = undo(life, batch)
    assert (undone.undone_by, undone.undone_at) == (batch.by, life.now + timedelta(minutes=1))
    assert [row.undo.verb for row in batch.rows.select_related("undo")] == [UNDO[verb]] * 3
    assert stored(cases) == before
    assert FollowUp.objects.filter(case__in=cases).count() == trail + 3


def test_every_act_in_bulk_has_its_way_back():
    assert set(UNDO) == set(IN_BULK)
    assert {TABLE[verb].by for verb in IN_BULK} == {TABLE[back].by for back in UNDO.values()}


def test_what_is_not_possible_is_refused_row_by_row_and_the_others_go_on(life):
    done, theirs, ended = three(life, "accepted")
    office = unit("金水区活动办")
    for case in (done, ended):
        life.act(case, "hand_down")
    Case.objects.filter(pk=theirs.pk).update(visible_unit_ids=[*theirs.visible_unit_ids, office.pk])
    life.act(ended, "withdraw")
    batch = run(life, "assign", [done, theirs, ended], by=life.people.district_office)
    assert refusals(batch) == [
        (TITLES[0], ""),
        (TITLES[1], "not_permitted"),
        (TITLES[2], "move_not_possible"),
    ]
    assert [Case.objects.get(pk=case.pk).status for case in (done, theirs, ended)] == [
        "assigned",
        "accepted",
        "withdrawn",
    ]
    refused = batch.rows.get(case=ended)
    assert refused.refusal_params == {"verb": "assign", "status": "withdrawn"}


def test_a_colleague_was_faster_on_one_of_them(life):
    cases = three(life, "accepted")
    seen = versions(cases)
    Case.objects.filter(pk=cases[1].pk).update(version=cases[1].version + 1)
    batch = run(life, "assign", cases, chosen=seen)
    assert refusals(batch) == [(TITLES[0], ""), (TITLES[1], "stale"), (TITLES[2], "")]


def test_what_only_adds_needs_no_newest_version(life):
    cases = three(life, "handling")
    assert refusals(run(life, "chase", cases, chosen=dict.fromkeys(versions(cases), 0))) == [
        (title, "") for title in TITLES
    ]


def test_foreign_and_missing_cases_are_not_there(life):
    cases = three(life, "handling")
    far = life.people.district_office
    chosen = versions(cases) | {"2026-999999": 1}
    batch = act_on_many(chosen, "chase", by=far, now=life.now, facts=Facts())
    assert (batch.rows.count(), batch.chosen) == (0, 4)
    assert not FollowUp.objects.filter(verb="chase").exists()


def test_the_same_key_is_one_batch(life):
    cases = three(life, "handling")
    twice = [run(life, "chase", cases, key="k" * 24) for _ in range(2)]
    assert twice[0] == twice[1]
    assert (BulkAct.objects.count(), FollowUp.objects.filter(verb="chase").count()) == (1, 3)
    assert run(life, "chase", cases, key="k" * 24, by=life.people.supervisor) != twice[0]


@pytest.mark.parametrize(
    ("verb", "by", "facts", "code"),
    [
        ("assign", "staff", {}, "not_permitted"),
        ("chase", "manager", {}, "not_permitted"),
        ("accept", "office", {}, "required"),
        ("nonsense", "office", {}, "required"),
        ("assign", "office", {"unit": None}, "required"),
        ("extend", "office", {"until": None}, "required"),
        ("approve", "office", {"result_kind": "nonsense"}, "required"),
        ("tag", "office", {"tags": []}, "required"),
    ],
)
def test_what_is_wrong_for_all_of_them_does_nothing(life, verb, by, facts, code):
    cases = three(life, "accepted")
    with pytest.raises(DomainError) as refused:
        run(life, verb, cases, by=getattr(life.people, by), **facts)
    assert (refused.value.code, BulkAct.objects.count()) == (code, 0)


def test_none_and_too_many(life, settings):
    settings.BULK_CASES = 2
    with pytest.raises(BadInput, match="At most 2"):
        run(life, "chase", three(life, "handling"))
    with pytest.raises(BadInput, match="No case"):
        act_on_many({}, "chase", by=life.people.office, now=life.now, facts=Facts())


def test_who_claimed_a_result_does_not_approve_it_in_a_batch_either(life):
    own = life.act(life.register("自办"), "settle", by=life.people.colleague)
    batch = run(life, "approve", [own, life.walk("in_review")])
    assert refusals(batch) == [("自办", "needs_another_person"), ("用电增容", "")]


def test_the_sample_decides_where_an_approved_case_goes(life):
    drawn = three(life, "in_review")
    run(life, "approve", drawn)
    Campaign.objects.update(call_back_percent=0)
    rest = three(life, "in_review")
    run(life, "approve", rest)
    statuses = [
        set(Case.objects.filter(pk__in=[c.pk for c in some]).values_list("status", flat=True))
        for some in (drawn, rest)
    ]
    assert statuses == [{"call_back"}, {"closed"}]


def test_an_extension_answers_what_was_asked_and_its_undo_asks_again(life):
    case, plain = three(life, "handling")[:2]
    life.act(case, "ask_extension", until=date(2026, 12, 20))
    batch = run(life, "extend", [case, plain], until=date(2026, 12, 20))
    assert [(row.answer, row.until) for row in case.requests.all()] == [("granted", date(2026, 12, 20))]
    assert {part.due_on for part in case.units.filter(part="lead")} == {date(2026, 12, 20)}
    undo(life, batch)
    assert [row.answer for row in case.requests.all()] == ["open"]
    assert case.units.get(part="lead").due_on == Case.objects.get(pk=case.pk).due_on == plain.due_on


def test_the_enterprise_is_told_of_both(life):
    cases = three(life, "handling")
    undo(life, run(life, "extend", cases))
    told = FollowUp.objects.filter(case=cases[0], audience="enterprise").values_list("verb", flat=True)
    assert list(told.order_by("id")) == ["extend", "unextend"]


def test_an_assignment_taken_back_can_be_made_anew(life):
    cases = three(life, "accepted")
    undo(life, run(life, "assign", cases, unit=unit(OTHER), assisting=[unit(HELPER)]))
    batch = run(life, "assign", cases)
    assert refusals(batch) == [(title, "") for title in TITLES]
    assert [part.unit.name for part in cases[0].units.filter(is_current=True)] == [LEAD]


def test_a_unit_assigned_by_mistake_does_not_see_the_case_any_more(life):
    [case] = cases = [life.walk("accepted")]
    batch, by_mistake = run(life, "assign", cases, unit=unit(OTHER)), life.people.other_unit_lead
    assert Case.objects.visible_to(by_mistake).filter(pk=case.pk).exists()
    undo(life, batch)
    assert not Case.objects.visible_to(by_mistake).filter(pk=case.pk).exists()
    assert not case.units.exists()


def test_what_was_told_inside_is_taken_back_inside(life):
    [case] = cases = [life.walk("handling")]
    undo(life, run(life, "extend", cases, audience="internal"))
    told = case.follow_ups.filter(verb__in=["extend", "unextend"]).order_by("id")
    assert list(told.values_list("audience", flat=True)) == ["internal", "internal"]


class TestTags:
    @pytest.mark.parametrize("language", ["zh-hans", "en"])
    def test_they_are_kept_in_the_citys_language(self, life, language):
        key = Tag.objects.create(name="保供", name_en="Supply")
        with translation.override(language):
            batch = run(life, "tag", [life.walk("handling")], tags=[key, "用电"])
        assert batch.facts["tags"] == "＋保供 ＋用电"
        assert batch.rows.get().follow_up.details["facts"]["tags"] == "＋保供 ＋用电"

    def test_letters_and_looks_make_no_second_tag(self, life):
        by = life.people.office
        assert tag_called("VIP", by=by) == tag_called("ｖｉｐ", by=by) == tag_called("vip ", by=by)
        assert tag_called("☎热线", by=by) == tag_called("☎\ufe0f热线", by=by)

    def test_one_line_says_what_came_and_what_went(self, life):
        cases = three(life, "handling")
        old = tag_called("重复", by=life.people.office)
        CaseTag.objects.create(case=cases[0], tag=old)
        batch = run(life, "tag", cases, tags=["  Ａ级 停电 "], untags=[old])
        told = [act.details["facts"] for act in FollowUp.objects.filter(verb="tag").order_by("case_id")]
        assert told == [{"tags": "＋A级 停电 －重复"}, {"tags": "＋A级 停电"}, {"tags": "＋A级 停电"}]
        assert Tag.objects.filter(name="A级 停电").count() == 1
        undo(life, batch)
        assert list(CaseTag.objects.values_list("case", "tag__name")) == [(cases[0].pk, "重复")]

    def test_what_is_on_already_is_no_act(self, life):
        case, other = three(life, "handling")[:2]
        tag = tag_called("重点", by=life.people.office)
        CaseTag.objects.create(case=case, tag=tag)
        assert refusals(run(life, "tag", [case, other], tags=[tag])) == [
            (TITLES[0], "tags_stand"),
            (TITLES[1], ""),
        ]

    def test_only_the_office_makes_new_ones(self, life):
        case = life.walk("handling")
        with pytest.raises(NotAllowed):
            act_on(case, "tag", by=life.people.staff, now=life.now, facts=Facts(tags=["新词"]))
        assert not Tag.objects.filter(name="新词").exists()
        tag = tag_called("新词", by=life.people.district_office)
        act_on(case, "tag", by=life.people.staff, now=life.now, facts=Facts(tags=["新词"]))
        assert [one.tag for one in case.tags.all()] == [tag]

    def test_a_retired_one_comes_back_when_an_office_asks_for_it(self, life):
        tag = tag_called("旧词", by=life.people.office)
        Tag.objects.update(is_active=False)
        with pytest.raises(NotAllowed):
            tag_called("旧词", by=life.people.staff)
        assert tag_called("旧词", by=life.people.office) == tag
        tag.refresh_from_db()
        assert tag.is_active

    @pytest.mark.parametrize("name", ["", " \t ", "长" * 21, "零\x00字"])
    def test_what_is_no_name(self, life, name):
        with pytest.raises(BadInput) as refused:
            tag_called(name, by=life.people.office)
        assert refused.value.code == ("bad_tag" if name.strip() else "required")
        assert str(refused.value).isprintable()

    def test_history_keeps_both_and_cannot_be_altered(self, life):
        undo(life, run(life, "tag", [life.walk("handling")]))
        events = CaseTag.pgh_event_model.objects.order_by("pgh_id").values_list("pgh_label", flat=True)
        assert list(events) == ["insert", "delete"]
        with connection.cursor() as cursor:
            for table in ("tracker_casetagevent", "tracker_tagevent"):
                cursor.execute("SELECT has_table_privilege('tracker_app', %s, 'UPDATE, DELETE')", [table])
                assert cursor.fetchone() == (False,)


class TestUndo:
    def test_only_whoever_did_it(self, life):
        batch = run(life, "chase", three(life, "handling"))
        with pytest.raises(NotAllowed) as refused:
            undo(life, batch, by=life.people.office)
        assert refused.value.code == "not_yours"
        with pytest.raises(NotAllowed, match="no longer among"):
            undo(life, batch, by=life.people.supervisor)

    def test_not_after_the_time(self, life, settings):
        settings.BULK_UNDO_MINUTES = 30
        batch = run(life, "chase", three(life, "handling"))
        with pytest.raises(Conflict) as refused:
            undo(life, batch, minutes=31)
        assert (refused.value.code, refused.value.params) == ("undo_over", {"minutes": 30})
        assert undo(life, batch, minutes=30).undone_at is not None

    def test_refused_on_every_case_it_may_be_tried_again(self, life):
        batch, by = (
            run(life, "chase", [life.walk("handling")], by=life.people.supervisor),
            life.people.supervisor,
        )
        by.memberships.update(role="manager")
        undo(life, batch, by=type(by).objects.get(pk=by.pk))
        row = batch.rows.get()
        assert (row.undo, row.undo_refusal, batch.undone_at) == (None, "not_permitted", None)
        by.memberships.update(role="supervisor")
        assert undo(life, batch, by=type(by).objects.get(pk=by.pk)).undone_at is not None
        row = batch.rows.get()
        assert row.undo is not None

    def test_twice_is_once(self, life):
        batch = run(life, "chase", three(life, "handling"))
        first, second = undo(life, batch), undo(life, batch, minutes=2)
        assert first.undone_at == second.undone_at
        assert FollowUp.objects.filter(verb="unchase").count() == 3

    @pytest.mark.parametrize("verb", ["assign", "chase", "extend", "tag", "approve"])
    def test_where_something_happened_since_it_stands(self, life, verb):
        cases = three(life, STATUS[verb])
        batch = run(life, verb, cases)
        add_note(cases[1], by=life.people.office, now=life.now, note="电话联系")
        after = Case.objects.filter(pk=cases[1].pk).values().get()
        undo(life, batch)
        rows = list(batch.rows.order_by("case_id").values_list("undo__verb", "undo_refusal"))
        assert rows == [(UNDO[verb], ""), (None, "acted_since"), (UNDO[verb], "")]
        assert Case.objects.filter(pk=cases[1].pk).values().get() == after

    def test_a_call_back_stands(self, life):
        case = life.walk("in_review")
        batch = run(life, "approve", [case])
        life.act(Case.objects.get(pk=case.pk), "call_back", by=life.people.office)
        undo(life, batch)
        assert batch.rows.get().undo_refusal == "acted_since"
        assert Case.objects.get(pk=case.pk).status == "closed"

    def test_whoever_lost_the_role_meanwhile_takes_nothing_back(self, life):
        batch = run(life, "chase", three(life, "handling"), by=life.people.supervisor)
        life.people.supervisor.memberships.update(role="manager")
        again = type(life.people.supervisor).objects.get(pk=life.people.supervisor.pk)
        undo(life, batch, by=again)
        assert set(batch.rows.values_list("undo_refusal", flat=True)) == {"not_permitted"}

    def test_it_is_no_act_of_its_own(self, life):
        batch = run(life, "chase", three(life, "handling"))
        row, other = batch.rows.order_by("case_id")[:2]
        for wrong in (None, other):
            with pytest.raises(DomainError):
                act_on(row.case, "unchase", by=batch.by, now=life.now, facts=Facts(undo=wrong))
        with pytest.raises(DomainError):
            act_on(row.case, "untag", by=batch.by, now=life.now, facts=Facts(undo=row))


def bell(user):
    """(kind, how many cases) of the unread notices."""
    return [(one.kind, one.case_count) for one in Notice.objects.visible_to(user).unread().order_by("id")]


class TestTelling:
    def test_one_notice_a_person_however_many_cases(self, life):
        cases = three(life, "accepted")
        batch = run(life, "assign", cases, assisting=[unit(HELPER)])
        assert bell(life.people.unit_lead) == [("assign", 3)]
        assert bell(life.people.helper_unit_lead) == [("assign", 3)]
        assert Notice.objects.filter(kind="assign").count() == 2
        assert Notice.objects.filter(bulk=batch).count() == 2

    def test_of_one_case_as_always(self, life):
        case, ended = life.walk("handling"), life.walk("closed", life.register("已了"))
        run(life, "chase", [case, ended])
        notice = Notice.objects.get(kind="chase", recipient=life.people.unit_lead)
        assert (notice.case, notice.case_count, notice.params) == (case, 1, {"due_on": str(case.due_on)})

    def test_of_several_the_first_due_date_is_said(self, life):
        cases = three(life, "handling")
        run(life, "chase", cases)
        notice = Notice.objects.get(kind="chase", recipient=life.people.unit_lead)
        assert due_words(notice) == f"{cases[0].due_on:%m-%d} 到期"
        cases[1].due_on -= timedelta(days=2)
        notice.params |= due_of_several(cases)
        assert due_words(notice) == f"最早 {cases[1].due_on:%m-%d} 到期"
        assert due_of_several([Case()]) == {}

    def test_unread_it_is_withdrawn_and_nobody_hears_of_it_again(self, life):
        batch = run(life, "chase", three(life, "handling"))
        undo(life, batch)
        assert ("chase", 3) not in bell(life.people.unit_lead)
        assert not Notice.objects.filter(kind="unchase").exists()
        assert Notice.objects.filter(kind="chase", withdrawn_at__isnull=False).count() == 2
        plan_mails(now=life.now + timedelta(minutes=2))
        assert not [mail for mail in OutgoingMail.objects.all() if "催办" in mail.text]

    def test_read_it_is_told_that_it_is_taken_back(self, life):
        batch = run(life, "chase", three(life, "handling"))
        mark_read(
            life.people.unit_lead,
            now=life.now,
            public_id=Notice.objects.get(kind="chase", recipient=life.people.unit_lead).public_id,
        )
        undo(life, batch)
        assert ("unchase", 3) in bell(life.people.unit_lead)
        assert [kind for kind, _count in bell(life.people.staff) if "chase" in kind] == []

    def test_a_mail_that_waits_is_stopped_and_one_that_went_out_is_followed_by_another(self, life):
        for name in ("unit_lead", "staff"):
            user = getattr(life.people, name)
            user.email = f"{user.username}@example.org"
            user.save()
        batch = run(life, "chase", three(life, "handling"))
        plan_mails(now=life.now)
        chases = OutgoingMail.objects.filter(
            kind="notice",
            dedupe_key__in=[
                f"notice:{one.recipient.public_id}:{one.public_id}"
                for one in Notice.objects.filter(kind="chase")
            ],
        )
        assert chases.count() == 2
        chases.filter(recipient=life.people.staff).update(state=MailState.SENT)
        undo(life, batch)
        assert dict(chases.values_list("recipient__username", "state")) == {
            "life_lead": "void",
            "life_staff": "sent",
        }
        told = Notice.objects.filter(kind="unchase").values_list("recipient__username", flat=True)
        assert list(told) == ["life_staff"]

    def test_taken_back_in_part_it_tells_of_the_rest(self, life):
        cases = three(life, "handling")
        batch = run(life, "chase", cases)
        add_note(cases[2], by=life.people.office, now=life.now, note="电话联系")
        undo(life, batch)
        notice = Notice.objects.get(kind="chase", recipient=life.people.unit_lead)
        assert (notice.case, notice.case_count, notice.withdrawn_at) == (cases[2], 1, None)


def test_who_sees_a_batch(life):
    batch = run(life, "chase", three(life, "handling"))
    people = life.people
    seen = {name for name, user in vars(people).items() if batch in BulkAct.objects.visible_to(user)}
    assert seen == {"colleague", "office"}
    assert BulkRow.objects.visible_to(people.office).count() == 3
    assert BulkRow.objects.visible_to(people.staff).count() == 0


def test_each_case_costs_what_a_single_act_costs_and_telling_nothing_more(life):
    def cost(count):
        cases = [life.walk("handling", life.register(f"第{number}件")) for number in range(count)]
        with CaptureQueriesContext(
            connection,
        ) as seen:
            run(life, "chase", cases)
        return len(seen)

    cost(1)  # who asks is known from now on
    assert [cost(count) for count in (1, 3)] == [27, 49]
