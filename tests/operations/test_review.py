"""From the sample bulletin to records, one draft at a time."""

from datetime import date
from pathlib import Path

import pytest

from tests.operations.conftest import unit
from tracker.models import AssistanceAction, Bulletin, Case, Enterprise
from tracker.operations import review
from tracker.operations.answers import UnitNames, default_answers
from tracker.operations.bulletins import take_in
from tracker.operations.enterprises import add_enterprise
from tracker.rules.errors import BadInput, Conflict, NotAllowed

SAMPLE = (Path(__file__).resolve().parents[2] / "tracker/data/bulletins/seed.txt").read_text(encoding="utf-8")


@pytest.fixture
def bulletin(office, now):
    taken, is_new = take_in(by=office, now=now, text=SAMPLE, dated_on=date(2022, 5, 1))
    assert is_new
    return taken


def draft(bulletin, words):
    return bulletin.drafts.shown().get(headline__contains=words)


def answers(one):
    return default_answers(one, UnitNames.of_city())


def accept(one, office, now, **options):
    return review.accept(one, by=office, now=now, version=one.version, answers=answers(one), **options)


def test_seventeen_drafts_wait(bulletin):
    drafts = list(bulletin.drafts.shown())
    assert len(drafts) == 17
    assert {one.decision for one in drafts} == {"pending"}
    assert [one.start for one in drafts] == sorted(one.start for one in drafts)
    assert bulletin.text[drafts[0].start :].startswith("第十四工作组到郑东新区考察")


@pytest.mark.parametrize(
    "change", [str, lambda t: t.replace("\n", "\r\n"), lambda t: t.replace("。", "。\n\n　　")]
)
def test_the_same_text_is_the_same_bulletin(bulletin, office, now, change):
    again, is_new = take_in(by=office, now=now, text=change(SAMPLE), dated_on=date(2022, 6, 1))
    assert (again.pk, is_new, Bulletin.objects.count()) == (bulletin.pk, False, 1)


def test_a_year_is_asked_when_the_text_has_none(office, now):
    with pytest.raises(BadInput) as caught:
        take_in(by=office, now=now, text="★工作组动态\n第一工作组走访企业\n4月25日,第一工作组走访企业。")
    assert caught.value.code == "year_needed"
    assert Bulletin.objects.count() == 0


def test_only_offices_take_in(staff, now):
    with pytest.raises(NotAllowed):
        take_in(by=staff, now=now, text=SAMPLE, dated_on=date(2022, 5, 1))


def test_accepting_makes_one_action(bulletin, office, now):
    one = draft(bulletin, "龙湖办事处")
    done = accept(one, office, now)
    again = review.accept(one, by=office, now=now, version=1, answers=answers(one))
    assert done.action_id == again.action_id
    action = AssistanceAction.objects.get()
    assert (action.reporter.name, action.reporter_sub_unit) == ("郑东新区", "龙湖办事处")
    assert [p.enterprise.name for p in action.participants.filter(role="assisted")] == [
        "郑州华泓房地产开发有限公司"
    ]
    assert (action.day, action.day_precision, action.day_as_written) == (None, "vague", "近日")
    assert action.listed_on == date(2022, 5, 1)
    assert Enterprise.objects.get().district.name == "郑东新区"


def test_foreign_text_is_asked_about_and_removed(bulletin, office, now):
    one = draft(bulletin, "信号盲区")
    with pytest.raises(BadInput) as caught:
        accept(one, office, now)
    assert caught.value.code == "foreign_text_open"
    given = answers(one)
    given["noise"][0]["decision"] = "remove"
    done = review.accept(one, by=office, now=now, version=1, answers=given)
    assert "j9九游平台" not in done.action.summary
    assert "j9九游平台" in bulletin.text


def test_a_case_opened_from_an_item(bulletin, office, now):
    done = accept(draft(bulletin, "第十四工作组"), office, now, open_case=True)
    case = done.case
    assert (case.status, case.source, case.due_on) == ("registered", "bulletin", None)
    assert (case.owner_office.name, case.suggested_unit.short_name) == ("市活动办", "市财政局")
    assert (case.district.name, case.place) == ("郑东新区", "郑东新区")
    assert [f.verb for f in case.follow_ups.order_by("id")] == ["register", "link_action"]
    accept(done, office, now, open_case=True)
    assert (Case.objects.count(), AssistanceAction.objects.count()) == (1, 1)


def test_an_item_attached_to_a_case(bulletin, office, now):
    case = accept(draft(bulletin, "第十四工作组"), office, now, open_case=True).case
    done = accept(draft(bulletin, "第十六工作组"), office, now, attach_to=case)
    assert (done.decision, done.case_id) == ("attached", case.pk)
    assert case.actions.count() == 2


def test_an_ambiguous_enterprise_asks(bulletin, office, now):
    near = add_enterprise(by=office, now=now, name="郑州华泓房地产有限公司", district=unit("郑东新区"))
    one = draft(bulletin, "龙湖办事处")
    given = answers(one)
    assert given["enterprises"][0]["link"] is None
    with pytest.raises(BadInput) as caught:
        review.accept(one, by=office, now=now, version=1, answers=given)
    assert caught.value.code == "enterprise_open"
    given["enterprises"][0]["link"] = near.public_id
    done = review.accept(one, by=office, now=now, version=1, answers=given)
    assert [p.enterprise_id for p in done.action.participants.filter(role="assisted")] == [near.pk]


def test_discard_and_take_up_again(bulletin, office, now):
    one = draft(bulletin, "新郑市")
    with pytest.raises(BadInput):
        review.discard(one, by=office, now=now, version=1, reason="")
    gone = review.discard(one, by=office, now=now, version=1, reason="会议，不属帮扶")
    assert (gone.decision, gone.reason) == ("discarded", "会议，不属帮扶")
    back = review.take_up_again(gone, by=office, now=now)
    assert (back.decision, back.decided_by) == ("pending", None)


def test_split_and_join_are_each_others_way_back(bulletin, office, now):
    one = draft(bulletin, "荥阳市")
    at = bulletin.text.index("会后,针对企业提出", one.start)
    first, second = review.split(one, by=office, now=now, version=1, at=at)
    assert bulletin.drafts.shown().count() == 18
    assert (first.start, first.end, second.start, second.end) == (one.start, at, at, one.end)
    assert second.proposal["body"]["text"].startswith("会后,针对企业提出")
    whole = review.join(first, by=office, now=now, version=1)
    assert bulletin.drafts.shown().count() == 17
    assert (whole.start, whole.end, whole.headline) == (one.start, one.end, one.headline)
    assert whole.proposal["body"]["text"] == one.proposal["body"]["text"]


@pytest.mark.parametrize("at", [0, 10**9, -1])
def test_a_split_outside_the_item_is_refused(bulletin, office, now, at):
    with pytest.raises(BadInput):
        review.split(draft(bulletin, "荥阳市"), by=office, now=now, version=1, at=at)


def test_a_whole_section_leaves_what_needs_an_answer(bulletin, office, now):
    done, left = review.accept_section(bulletin, "开发区、区县(市)动态", by=office, now=now)
    assert (len(done), [one.error.code for one in left]) == (11, ["foreign_text_open"])


def test_what_was_typed_is_kept(bulletin, office, now):
    one = draft(bulletin, "第十四工作组")
    typed = {**answers(one), "title": "改过的标题"}
    kept = review.save_edits(one, by=office, version=1, answers=typed)
    assert answers(kept)["title"] == "改过的标题"
    assert AssistanceAction.objects.count() == 0


def test_a_colleague_was_faster(bulletin, office, now):
    one = draft(bulletin, "新郑市")
    review.discard(one, by=office, now=now, version=1, reason="会议")
    with pytest.raises(Conflict):
        review.accept(one, by=office, now=now, version=1, answers=answers(one))


def test_another_office_does_not_see_the_drafts(bulletin, person, now):
    other = person("other", "office", "登封市活动办")
    with pytest.raises(NotAllowed, match="no longer among"):
        review.discard(bulletin.drafts.first(), by=other, now=now, version=1, reason="x")
