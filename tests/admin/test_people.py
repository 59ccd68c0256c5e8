"""Accounts and roles: who may give what to whom."""

from datetime import date

import pytest
from django.urls import reverse

from tests.admin.conftest import make_person, signed_in, unit
from tests.admin.typing_in import errors, save, shown
from tracker.models import Membership, User

ADD = "admin:tracker_user_add"
PASSWORD = "Xin-Mi-Ma-2026"


def page(user):
    return reverse("admin:tracker_user_change", args=[user.pk])


def role_row(number, role, place):
    return {
        "memberships-TOTAL_FORMS": str(number + 1),
        f"memberships-{number}-unit": str(unit(place).pk),
        f"memberships-{number}-role": role,
        f"memberships-{number}-from_on": "2026-11-01",
    }


def test_a_system_administrator_adds_an_account(people):
    client = signed_in(people["system_admin"])
    typed = {"username": "new", "name": "新同事", "password1": PASSWORD, "password2": PASSWORD}
    assert save(client, reverse(ADD), **typed).status_code == 302
    user = User.objects.get(username="new")
    assert (user.check_password(PASSWORD), user.memberships.count()) == (True, 0)


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        (PASSWORD, "other", ["The two passwords differ."]),
        (
            "12345",
            "12345",
            [
                "This password is entirely numeric.",
                "This password is too common.",
                "This password is too short. It must contain at least 10 characters.",
            ],
        ),
    ],
)
def test_a_weak_or_mistyped_password_is_refused(first, second, said, people):
    client = signed_in(people["system_admin"])
    answer = save(client, reverse(ADD), username="new", name="新", password1=first, password2=second)
    assert errors(answer) == said
    assert not User.objects.filter(username="new").exists()


def test_facts_of_an_account_are_corrected(people, stranger):
    client = signed_in(people["system_admin"])
    assert save(client, page(stranger), title="科长").status_code == 302
    stranger.refresh_from_db()
    assert stranger.title == "科长"


def test_nobody_locks_themselves_out(people):
    client = signed_in(people["system_admin"])
    sent = shown(client.get(page(people["system_admin"])))
    del sent["is_active"]
    assert client.post(page(people["system_admin"]), sent).status_code == 403
    assert User.objects.get(pk=people["system_admin"].pk).is_active


def test_a_new_password_signs_in(people, stranger, client):
    address = reverse("admin:auth_user_password_change", args=[stranger.pk])
    keeper = signed_in(people["system_admin"])
    sent = {"password1": PASSWORD, "password2": PASSWORD, "usable_password": "true", "set-password": "1"}
    assert keeper.post(address, sent).status_code == 302
    assert User.objects.get(pk=stranger.pk).check_password(PASSWORD)


@pytest.mark.parametrize("role", ["office", "security_admin"])
def test_a_password_is_not_set_by_those_who_give_roles(role, people):
    address = reverse("admin:auth_user_password_change", args=[people["staff"].pk])
    assert signed_in(people[role]).get(address).status_code == 403


def test_an_office_gives_working_roles_in_its_territory(people):
    answer = save(signed_in(people["office"]), page(people["staff"]), **role_row(1, "unit_lead", "金水区"))
    assert answer.status_code == 302, errors(answer)
    assert [(m.role, m.unit.name) for m in people["staff"].memberships.order_by("id")] == [
        ("staff", "金水区"),
        ("unit_lead", "金水区"),
    ]


@pytest.mark.parametrize(
    ("role", "place"), [("office", "金水区"), ("system_admin", "金水区"), ("staff", "登封市")]
)
def test_an_office_gives_nothing_else(role, place, people):
    answer = save(signed_in(people["office"]), page(people["staff"]), **role_row(1, role, place))
    assert answer.status_code == 200
    assert len(errors(answer)) == 1
    assert people["staff"].memberships.count() == 1


def test_a_person_of_another_territory_is_like_missing(people, stranger):
    assert signed_in(people["office"]).get(page(stranger)).status_code == 404


def test_a_security_administrator_gives_any_role(people, stranger):
    answer = save(signed_in(people["security_admin"]), page(stranger), **role_row(1, "auditor", "市活动办"))
    assert answer.status_code == 302, errors(answer)
    assert stranger.memberships.filter(role="auditor").exists()


@pytest.mark.parametrize("role", ["office", "security_admin"])
def test_nobody_changes_their_own_roles(role, people):
    client = signed_in(people[role])
    save(client, page(people[role]), **role_row(1, "staff", "金水区"), **{"memberships-0-end": "on"})
    assert [m.to_on for m in people[role].memberships.all()] == [None]


def test_a_system_administrator_gives_no_roles(people, stranger):
    save(signed_in(people["system_admin"]), page(stranger), **role_row(1, "staff", "登封市"))
    assert stranger.memberships.count() == 1


def test_a_role_ends_and_stays(people):
    answer = save(signed_in(people["office"]), page(people["staff"]), **{"memberships-0-end": "on"})
    assert answer.status_code == 302, errors(answer)
    membership = Membership.objects.get(user=people["staff"])
    assert membership.from_on == date(2020, 1, 1)
    assert membership.to_on is not None


def test_an_office_ends_no_role_given_elsewhere(people):
    person = make_person("both", "staff", "金水区")
    other = Membership.objects.create(
        user=person, unit=unit("登封市"), role="staff", from_on=date(2021, 1, 1)
    )
    answer = save(signed_in(people["office"]), page(person), **{"memberships-0-end": "on"})
    assert answer.status_code == 302, errors(answer)
    other.refresh_from_db()
    assert other.to_on is None


def test_groups_of_permissions_do_not_exist_here(people):
    assert signed_in(people["system_admin"]).get("/admin/auth/group/").status_code == 404
