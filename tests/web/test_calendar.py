"""The calendar's pages: read by all, changed by the system administrator, never unseen."""

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.people import CANARY
from tests.rules.notices import NOTICE_2027
from tracker.models import CalendarDay, Case
from tracker.rules.clock import start
from tracker.rules.deadlines import Span

YEAR, DAY, NOTICE = (f"/calendar/{name}" for name in ("", "days/", "notice/"))


@pytest.fixture
def editor(cast, sign_in):
    client = sign_in(cast.system_admin)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def case(near):
    """An accepted case that is due after Spring Festival 2027."""
    return run(near.case, date(2027, 1, 19), due_on=date(2027, 2, 15))


def run(case, accepted_on, *, due_on):
    """A case with a clock of fifteen working days."""
    Case.objects.filter(pk=case.pk).update(
        status="accepted",
        accepted_on=accepted_on,
        clock=[start(accepted_on, Span(15, "wd"))],
        due_on=due_on,
    )
    return Case.objects.get(pk=case.pk)


def token(answer) -> str:
    """What the preview's form would send."""
    return re.search(r'name="seen" value="(\w+)"', answer.content.decode())[1]


def test_a_year_shows_its_days_off_and_its_make_up_days(cast, sign_in, django_assert_num_queries):
    client = sign_in(cast.owner)
    client.get(YEAR)
    with django_assert_num_queries(8):
        page = client.get(YEAR, {"year": "2026"}).content.decode()
    assert [page.count(f'class="day-{kind}"') for kind in ("off", "work", "law")] == [33 + 1, 6 + 1, 0]
    assert "已公布" in page
    assert "10-01" in page
    assert DAY not in page


def test_a_year_not_announced_says_so(cast, sign_in):
    page = sign_in(cast.owner).get(YEAR, {"year": "2027"}).content.decode()
    assert "未公布" in page
    assert page.count('class="day-law"') == 19 + 1


@pytest.mark.parametrize("year", ["", "x", "99999", "0001", "2101", "１９９９", "-1", "2026'"])
def test_nonsense_is_this_year(year, cast, sign_in):
    page = sign_in(cast.owner).get(YEAR, {"year": year})
    assert page.status_code == 200
    assert page.context["year"] == timezone.localdate().year


def test_the_edges_of_what_is_shown(cast, sign_in):
    client = sign_in(cast.owner)
    assert [client.get(YEAR, {"year": year}).context["year"] for year in ("2000", "2100")] == [2000, 2100]


def test_the_editor_finds_the_ways(editor):
    page = editor.get(YEAR, {"year": "2026"}).content.decode()
    assert f'href="{NOTICE}"' in page
    assert f'href="{DAY}?day=2026-10-10"' in page
    assert reverse("admin:tracker_deadlinepreset_changelist") in page


def test_everybody_finds_the_calendar_in_the_menu(cast, sign_in):
    assert f'href="{YEAR}"' in sign_in(cast.owner).get("/").content.decode()
    assert f'href="{YEAR}"' not in sign_in(cast.nobody).get("/").content.decode()


def test_a_notice_is_previewed_with_every_date_it_moves_then_applied(case, far, editor):
    run(far.case, date(2027, 1, 19), due_on=date(2027, 2, 15))
    shown = editor.post(NOTICE, {"text": NOTICE_2027, "step": "preview"})
    page = shown.content.decode()
    assert shown.status_code == 200
    assert not CalendarDay.objects.filter(day__year=2027).exists()
    assert "2027 counts as announced" in page
    assert "the dates of 2 cases move" in page
    for text in (case.number, far.case.number, "2027-02-15", "2027-02-16", "Spring Festival"):
        assert text in page, text
    for text in (case.title, case.enterprise.name, CANARY, far.case.enterprise.name):
        assert text not in page, text
    done = editor.post(NOTICE, {"text": NOTICE_2027, "step": "apply", "seen": token(shown)}, follow=True)
    assert done.redirect_chain == [("/calendar/?year=2027", 302)]
    page = done.content.decode()
    assert "35 days changed. The dates of 2 cases were counted again." in page
    assert "Not announced" not in page
    assert Case.objects.get(pk=case.pk).due_on == date(2027, 2, 16)
    assert case.follow_ups.order_by("-id")[0].note == "国务院办公厅关于2027年部分节假日安排的通知"


def test_the_trail_tells_what_moved(case, cast, editor, sign_in):
    shown = editor.post(NOTICE, {"text": NOTICE_2027})
    editor.post(NOTICE, {"text": NOTICE_2027, "step": "apply", "seen": token(shown)})
    page = sign_in(cast.owner).get(reverse("case", args=[case.number])).content.decode()
    assert "日期重算" in page
    assert "2027-02-15 → 2027-02-16" in page


def test_a_preview_that_is_out_of_date_is_shown_again(case, far, editor):
    seen = token(editor.post(NOTICE, {"text": NOTICE_2027}))
    run(far.case, date(2027, 1, 19), due_on=date(2027, 2, 15))
    again = editor.post(NOTICE, {"text": NOTICE_2027, "step": "apply", "seen": seen})
    assert again.status_code == 409
    assert "have changed since you looked" in again.content.decode()
    assert far.case.number in again.content.decode()
    assert not CalendarDay.objects.filter(day__year=2027).exists()
    done = editor.post(NOTICE, {"text": NOTICE_2027, "step": "apply", "seen": token(again)})
    assert done.status_code == 302


@pytest.mark.parametrize("seen", ["", "x" * 64, "金"])
def test_nothing_is_applied_unseen(seen, case, editor):
    answer = editor.post(NOTICE, {"text": NOTICE_2027, "step": "apply", "seen": seen})
    assert answer.status_code == 409
    assert not CalendarDay.objects.filter(day__year=2027).exists()


def test_one_day_is_added_changed_and_taken_out(case, editor):
    def send(**typed):
        shown = editor.post(DAY, {"day": "2027-01-21", **typed})
        assert shown.status_code == 200, shown.context["form"].errors
        sent = {"day": "2027-01-21", **typed, "step": "apply", "seen": token(shown)}
        assert editor.post(DAY, sent).status_code == 302
        return Case.objects.get(pk=case.pk).due_on

    assert send(kind="off", name="临时放假", name_en="Snow") == date(2027, 2, 16)
    assert editor.get(DAY, {"day": "2027-01-21"}).context["form"].initial["name_en"] == "Snow"
    assert send(kind="work", name="照常上班") == date(2027, 2, 15)
    assert send(kind="plain") == date(2027, 2, 15)
    assert not CalendarDay.objects.filter(day=date(2027, 1, 21)).exists()


def test_going_back_keeps_what_was_typed(editor):
    answer = editor.post(NOTICE, {"text": NOTICE_2027, "step": "edit", "seen": "x"})
    assert answer.status_code == 200
    assert "农历除夕" in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"text": ""}, "This field is required."),
        ({"text": "今天放假"}, "does not fit"),
        ({"text": NOTICE_2027.replace("共9天", "共8天")}, "共8天"),
        ({"text": NOTICE_2027.replace("2月20日（周六）", "2月20日（周日）")}, "2月20日（周日）"),
        ({"text": "x" * 20_001}, "at most 20000 characters"),
        ({"text": "2027年部分节假日\x00"}, "Null characters"),
    ],
)
def test_a_notice_that_does_not_fit_comes_back_with_its_text(typed, sentence, editor):
    answer = editor.post(NOTICE, typed)
    assert answer.status_code == 400
    assert sentence in answer.content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"day": "2027-02-30", "kind": "off", "name": "x"},
        {"day": "0001-01-01", "kind": "off", "name": "x"},
        {"day": "9999-12-31", "kind": "off", "name": "x"},
        {"day": "2027-01-21", "kind": "off", "name": ""},
        {"day": "2027-01-21", "kind": "nonsense", "name": "x"},
        {"day": "2027-01-21", "kind": "off", "name": "x" * 51},
        {"day": "2026-10-01", "kind": "off", "name": "国庆节"},
        {"day": "2027-01-21", "kind": "plain"},
    ],
)
def test_a_day_that_cannot_be_comes_back(typed, editor):
    for step in ("preview", "apply"):
        answer = editor.post(DAY, typed | {"step": step})
        assert answer.status_code == 400, typed
    assert not CalendarDay.objects.filter(day__year__gt=2026).exists()


def test_a_nonsense_day_in_the_address_is_an_empty_form(editor):
    assert editor.get(DAY, {"day": "x"}).context["form"].initial == {}


def test_long_lists_are_cut_and_say_so(case, far, editor, monkeypatch):
    run(far.case, date(2027, 1, 19), due_on=date(2027, 2, 15))
    monkeypatch.setattr("tracker.web.calendar_page.SHOWN_MOVES", 1)
    page = editor.post(NOTICE, {"text": NOTICE_2027}).content.decode()
    assert [one.number in page for one in (case, far.case)] == [True, False]
    assert "and 1 more" in page


@pytest.mark.parametrize("role", ["owner", "office_city", "security_admin", "auditor", "manager"])
def test_only_the_system_administrator_changes_it(role, cast, sign_in):
    client = sign_in(getattr(cast, role))
    for address in (DAY, NOTICE):
        assert client.post(address, {"text": NOTICE_2027, "step": "apply"}).status_code == 403
    assert not CalendarDay.objects.filter(day__year=2027).exists()
