"""Presets of deadlines, campaigns and announced days in the admin."""

from datetime import date

import pytest
from django.urls import reverse

from tests.admin.conftest import NOW, ROLES, case_of, firm_of, signed_in
from tests.admin.typing_in import errors, save
from tracker.models import CalendarDay, Campaign, Case, DeadlinePreset
from tracker.operations.case_life import Facts, act_on

LIST = reverse("admin:tracker_deadlinepreset_changelist")
ADD = reverse("admin:tracker_deadlinepreset_add")


@pytest.fixture
def client(people):
    return signed_in(people["system_admin"])


@pytest.fixture
def preset(people):
    return DeadlinePreset.objects.get(code="classes")


def page(preset):
    return reverse("admin:tracker_deadlinepreset_change", args=[preset.pk])


def test_the_shipped_presets_are_read_by_all_in_words(people):
    for role in ROLES:
        shown = signed_in(people[role]).get(LIST).content.decode()
        assert "Solve class B (normal), from acceptance: 15 working days" in shown
        assert "Solve class A (complex), from acceptance: 1 month<br>" in shown


@pytest.mark.parametrize("role", ROLES)
def test_only_the_system_administrator_changes_them(role, people, preset):
    client = signed_in(people[role])
    may = role == "system_admin"
    assert (client.get(ADD).status_code, client.get(page(preset)).status_code) == (200 if may else 403, 200)
    shown = client.get(page(preset)).content.decode()
    assert ('name="steps_assign_0"' in shown) is may
    assert "Dates that run already stay as they are." in shown
    if not may:
        assert client.post(page(preset), {"name": "x"}).status_code == 403


def test_a_line_is_a_number_and_a_unit(client, preset):
    answer = save(client, page(preset), steps_reply_0="4", steps_reply_1="d", solve_B_0="20", solve_B_1="wd")
    assert answer.status_code == 302
    preset.refresh_from_db()
    assert preset.steps == {"assign": "1wd", "sign": "2wd", "reply": "4d", "return": "2wd", "assist": "3wd"}
    assert preset.solve == {"A": "1m", "B": "20wd", "C": "5wd"}


def test_a_new_preset(client):
    answer = save(client, ADD, code="fast", name="快办", solve_A_0="10", solve_A_1="wd")
    assert answer.status_code == 302, errors(answer)
    assert DeadlinePreset.objects.get(code="fast").solve == {"A": "10wd", "B": "15wd", "C": "5wd"}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"solve_B_0": "0"}, "Please give a number between 1 and 250."),
        ({"solve_B_0": "251"}, "Please give a number between 1 and 250."),
        ({"solve_A_0": "25"}, "Please give a number between 1 and 24."),
        ({"steps_sign_0": "-1"}, "Please give a number between 0 and 250."),
        ({"steps_sign_0": "x"}, "Enter a whole number."),
        ({"steps_sign_0": ""}, "This field is required."),
        ({"steps_sign_1": "years"}, "Select a valid choice. years is not one of the available choices."),
        ({"near_days": "61"}, "Ensure this value is less than or equal to 60."),
        ({"supervise_days": "6"}, "A case is escalated after it is supervised, not before."),
    ],
)
def test_what_cannot_be_is_said_on_the_form(typed, sentence, client, preset):
    before = (preset.steps, preset.solve, preset.near_days)
    answer = save(client, page(preset), **typed)
    assert answer.status_code == 200
    assert errors(answer) == [sentence]
    preset.refresh_from_db()
    assert (preset.steps, preset.solve, preset.near_days) == before


def test_a_change_counts_for_cases_accepted_from_then_on(client, city, preset):
    def accept(word):
        case = case_of(city, firm_of(city, "金水区", word), word)
        act_on(case, "accept", by=city, now=NOW, facts=Facts(case_class="B"))
        return Case.objects.get(pk=case.pk)

    Campaign.objects.update(deadline_preset=preset)
    before = accept("先")
    save(client, page(preset), solve_B_0="3", solve_B_1="wd")
    after = accept("后")
    assert (before.due_on, after.due_on) == (date(2026, 12, 14), date(2026, 11, 26))
    assert Case.objects.get(pk=before.pk).due_on == date(2026, 12, 14)


def test_a_campaign_works_by_a_preset_and_calls_a_share_back(client):
    campaign, chosen = Campaign.objects.get(), DeadlinePreset.objects.get(code="13710")
    address = reverse("admin:tracker_campaign_change", args=[campaign.pk])
    answer = save(client, address, deadline_preset=str(chosen.pk), call_back_percent="55")
    assert answer.status_code == 302
    campaign.refresh_from_db()
    assert (campaign.deadline_preset, campaign.call_back_percent) == (chosen, 55)
    answer = save(client, address, call_back_percent="101")
    assert errors(answer) == ["Ensure this value is less than or equal to 100."]


def test_announced_days_are_read_here_and_changed_in_the_calendar(people, client):
    address = reverse("admin:tracker_calendarday_changelist")
    day = CalendarDay.objects.first()
    change = reverse("admin:tracker_calendarday_change", args=[day.pk])
    assert f'href="{reverse("calendar")}"' in client.get(address).content.decode()
    assert client.get(reverse("admin:tracker_calendarday_add")).status_code == 403
    assert client.get(change).status_code == 200
    assert client.post(change, {"day": "2030-01-01", "kind": "off", "name": "x"}).status_code == 403
    day.refresh_from_db()
    assert day.day.year < 2030
