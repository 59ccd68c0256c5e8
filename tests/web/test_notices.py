"""The bell and its list: own notices of what one still sees, marked read by a press only, copied as text."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from tests.people import BUREAU, CANARY, NOW, add_person, unit
from tracker.models import Membership, Notice, NoticeChoice, User
from tracker.operations.case_life import Facts, act_on
from tracker.operations.notice_mails import choices_of
from tracker.rules.notices import DEFAULTS
from tracker.web.paging import PAGE_SIZE


@pytest.fixture
def assigned(cast, near):
    """The near case before the lead's unit, with a word from the manager."""
    act_on(near.case, "accept", by=cast.office_district, now=NOW, facts=Facts(case_class="B"))
    act_on(
        near.case, "assign", by=cast.office_district, now=NOW, facts=Facts(unit=unit(BUREAU), note="请尽快")
    )
    act_on(near.case, "instruct", by=cast.manager, now=NOW, facts=Facts(note="本周内办结"))
    return near.case


@pytest.fixture
def lead(cast, sign_in):
    return sign_in(cast.lead)


def headings(answer) -> list[str]:
    return [row["heading"] for row in answer.context["page"].rows]


def bell(answer) -> str:
    return str(answer.context["unread"])


def test_the_bell_counts_and_the_list_tells_the_newest_first(lead, assigned):
    answer = lead.get(reverse("notices"))
    assert (headings(answer), bell(answer)) == (["批示", "交办"], "2")
    row = answer.context["page"].rows[1]
    assert (row["case"], row["url"]) == (
        f"{assigned.number} {assigned.title}",
        reverse("case", args=[assigned.number]),
    )
    assert (row["note"], row["is_urgent"]) == ("请尽快", False)
    assert 'class="bell-count" aria-hidden="true">2<' in lead.get(reverse("home")).content.decode()


def test_a_notice_as_text(lead, assigned, settings):
    settings.SITE_URL = "https://zhuqi.example.cn"
    row = lead.get(reverse("notices")).context["page"].rows[1]
    assert row["copy"] == (
        f"【助企服务台账】{assigned.number} {assigned.title}：金水区活动办 office_district 11-23 10:00 交办，"
        f"12-14 到期。https://zhuqi.example.cn/cases/{assigned.number}/"
    )
    lead.cookies["django_language"] = "en"
    assert lead.get(reverse("notices")).context["page"].rows[1]["copy"] == (
        f"[Enterprise Assistance Tracker] {assigned.number} {assigned.title}: "
        "Jinshui campaign office office_district, 11-23 10:00: Assigned, due 12-14. "
        f"https://zhuqi.example.cn/cases/{assigned.number}/"
    )


def test_every_entry_of_a_case_s_trail_can_be_copied(lead, assigned):
    page = unescape(lead.get(reverse("case", args=[assigned.number])).content.decode())
    assert page.count("data-copy-text=") == assigned.follow_ups.count() == 4
    assert "交办: 请尽快" in page or "交办：请尽快" in page


def test_phones_are_masked_in_what_is_copied(lead, cast, assigned):
    act_on(assigned, "chase", by=cast.supervisor, now=NOW, facts=Facts(note="请电13912345678"))
    page = unescape(lead.get(reverse("case", args=[assigned.number])).content.decode())
    copied = [part.split('"')[0] for part in page.split('data-copy-text="')[1:]]
    assert "请电139****5678" in copied[0]


def test_reading_one_and_all(lead, assigned):
    rows = lead.get(reverse("notices")).context["page"].rows
    answer = lead.post(rows[0]["read_url"], {"next": reverse("notices")}, follow=True)
    assert (headings(answer), bell(answer)) == (["交办"], "1")
    assert lead.post(rows[0]["read_url"]).status_code == 302
    answer = lead.post(reverse("notices_read"), {"until": rows[1]["id"]}, follow=True)
    assert (headings(answer), bell(answer)) == ([], "")
    assert [str(message) for message in answer.context["messages"]] == ["已将 1 条通知标为已读。"]
    assert headings(lead.get(reverse("notices"), {"show": "all"})) == ["批示", "交办"]


def test_what_came_since_stays_unread(lead, cast, assigned):
    seen = lead.get(reverse("notices")).context["until"]
    act_on(assigned, "chase", by=cast.supervisor, now=NOW)
    lead.post(reverse("notices_read"), {"until": seen})
    assert headings(lead.get(reverse("notices"))) == ["催办"]


@pytest.mark.parametrize("until", ["", "\x00", "x" * 5000, "nonsense"])
def test_a_place_there_is_not_marks_nothing(lead, assigned, until):
    assert lead.post(reverse("notices_read"), {"until": until}).status_code == 302
    assert bell(lead.get(reverse("notices"))) == "2"


def test_whoever_opens_what_was_taken_back_meanwhile_is_told_so(cast, lead, assigned):
    row = lead.get(reverse("notices")).context["page"].rows[0]
    Notice.objects.filter(public_id=row["id"]).update(withdrawn_at=NOW)
    answer = lead.post(row["read_url"], {"next": row["url"]}, follow=True)
    assert [str(message) for message in answer.context["messages"]] == ["这条通知所说的事已被撤回。"]
    assert Notice.objects.get(public_id=row["id"]).read_at is None


def test_reading_leads_nowhere_else(lead, assigned):
    row = lead.get(reverse("notices")).context["page"].rows[0]
    answer = lead.post(row["read_url"], {"next": "https://evil.example/"})
    assert answer["Location"] == reverse("home")


def test_another_s_notice_is_like_missing(cast, sign_in, lead, assigned):
    theirs = Notice.objects.filter(recipient=cast.lead)[0]
    stranger = sign_in(cast.colleague)
    for name in (theirs.public_id, "a" * 12):
        assert stranger.post(reverse("notice_read", args=[name])).status_code == 404
    stranger.post(reverse("notices_read"), {"until": theirs.public_id})
    assert Notice.objects.unread().filter(recipient=cast.lead).count() == 2


def test_a_case_that_went_out_of_sight_takes_its_notices_along(cast, far, sign_in):
    lead = add_person("far_lead", "unit_lead", "市财政局")
    act_on(far.case, "accept", by=cast.far_office, now=NOW, facts=Facts(case_class="B"))
    act_on(far.case, "assign", by=cast.far_office, now=NOW, facts=Facts(unit=unit("市财政局")))
    client = sign_in(lead)
    answer = client.get(reverse("notices"))
    assert (CANARY in answer.content.decode(), bell(answer)) == (True, "1")
    read_url = answer.context["page"].rows[0]["read_url"]
    Membership.objects.filter(user=lead).update(unit=unit("登封市"))
    for address in (reverse("notices"), reverse("notices") + "?show=all", reverse("home")):
        answer = client.get(address)
        assert (CANARY in answer.content.decode(), bell(answer)) == (False, "")
    assert client.post(read_url).status_code == 404


def many(user, case, count: int) -> None:
    Notice.objects.bulk_create(
        Notice(recipient=user, kind="near_due", case=case, told_for=str(number), at=NOW, params={"days": 2})
        for number in range(count)
    )


def test_pages_follow_one_another_and_the_bell_is_capped(cast, lead, assigned):
    many(cast.lead, assigned, 2 * PAGE_SIZE)
    pages = [lead.get(reverse("notices"))]
    while pages[-1].context["page"].older_url:
        pages.append(lead.get(pages[-1].context["page"].older_url))
    ids = [row["id"] for page in pages for row in page.context["page"].rows]
    assert ids == list(
        Notice.objects.filter(recipient=cast.lead).order_by("-id").values_list("public_id", flat=True)
    )
    assert (bell(pages[0]), pages[0].context["until"] != "", pages[1].context["until"]) == ("99+", True, "")


def test_queries_do_not_grow_with_notices(cast, lead, assigned, django_assert_num_queries):
    lead.get(reverse("notices"))
    with django_assert_num_queries(8):
        lead.get(reverse("notices"))
    many(cast.lead, assigned, PAGE_SIZE - 2)
    with django_assert_num_queries(8):
        assert len(lead.get(reverse("notices")).context["page"].rows) == PAGE_SIZE


@pytest.mark.parametrize("text", ["\x00", "x" * 5000, "a" * 12, "'; --"])
def test_garbage_in_the_address_is_ignored(lead, assigned, text):
    for name in ("show", "after", "before"):
        assert lead.get(reverse("notices"), {name: text}).status_code == 200


def test_reminders_are_told_with_days(cast, lead, near):
    for kind, days in (("near_due", 1), ("came_due", 0), ("came_due", -1), ("late_supervise", -2)):
        Notice.objects.create(
            recipient=cast.lead,
            kind=kind,
            case=near.case,
            told_for=f"{days}",
            at=NOW - timedelta(days=1),
            params={"days": days, "due_on": "2027-01-04"},
        )
    rows = lead.get(reverse("notices")).context["page"].rows
    assert [row["heading"] for row in rows] == [
        "逾期，应督办：逾期 2 个工作日",
        "逾期 1 个工作日",
        "今日到期",
        "临期：还剩 1 个工作日",
    ]
    assert {row["due"] for row in rows} == {"2027-01-04 到期"}


@pytest.fixture
def moved(cast, near, far):
    """The calendar moved dates of a case the lead sees and of one they do not see any more."""
    cases = [near.case.pk, far.case.pk]
    return Notice.objects.create(recipient=cast.lead, kind="redate", at=NOW, params={"cases": cases})


def test_dates_that_moved_lead_to_their_cases(cast, lead, assigned, moved, settings):
    settings.SITE_URL = "https://zhuqi.example.cn"
    row = lead.get(reverse("notices")).context["page"].rows[0]
    address = f"{reverse('cases')}?notice={moved.public_id}"
    assert (row["heading"], row["case"], row["url"]) == ("日期随日历变动", "2 件诉求", address)
    assert row["copy"] == f"【助企服务台账】2 件诉求：日期随日历变动。https://zhuqi.example.cn{address}"
    answer = lead.get(row["url"])
    assert [row["number"] for row in answer.context["page"].rows] == [assigned.number]
    assert answer.context["narrowed"][0].startswith(f"来自通知：日期随日历变动 {NOW:%m-%d}")
    assert CANARY not in answer.content.decode()


def test_another_s_notice_lists_nothing(cast, sign_in, assigned, moved):
    for name in (moved.public_id, "a" * 12, "\x00", "x" * 5000):
        answer = sign_in(cast.office_district).get(reverse("cases"), {"notice": name})
        assert answer.status_code == 200
    mine = sign_in(cast.office_district).get(reverse("cases"), {"notice": moved.public_id})
    assert (list(mine.context["page"].rows), mine.context["narrowed"]) == ([], [])


def test_everybody_chooses_how_notices_come_by_mail(cast, lead):
    form = lead.get(reverse("profile")).context["choices"]
    assert form.initial == DEFAULTS
    chosen = {"work": "daily", "pressing": "off", "dates": "weekly", "answers": "at_once", "digest": "off"}
    for _time in range(2):
        assert lead.post(reverse("notice_choices"), chosen)["Location"] == reverse("profile")
    assert choices_of([cast.lead.pk])[cast.lead.pk] == chosen
    assert NoticeChoice.objects.count() == 5
    assert lead.get(reverse("profile")).context["choices"].initial == chosen


@pytest.mark.parametrize("bad", [{"work": "hourly"}, {"work": ""}, {"dates": "\x00"}, {"digest": "daily"}])
def test_a_choice_there_is_not_keeps_what_stands(lead, bad):
    chosen = {
        "work": "daily",
        "pressing": "off",
        "dates": "weekly",
        "answers": "at_once",
        "digest": "off",
    } | bad
    answer = lead.post(reverse("notice_choices"), chosen)
    assert (answer.status_code, list(answer.context["choices"].errors)) == (400, list(bad))
    assert NoticeChoice.objects.count() == 0


def test_people_without_an_address_are_told_that_no_mails_come(cast, lead):
    assert "没有登记邮箱" in lead.get(reverse("profile")).content.decode()
    User.objects.filter(pk=cast.lead.pk).update(email="lead@example.cn")
    assert "没有登记邮箱" not in lead.get(reverse("profile")).content.decode()
