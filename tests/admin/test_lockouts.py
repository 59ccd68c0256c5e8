"""Lock-outs: seen and lifted by the security administrator, by nobody else."""

import pytest
from axes.models import AccessAttempt
from django.urls import reverse

from tests.admin.conftest import ROLES, signed_in

LIST = "admin:axes_accessattempt_changelist"


@pytest.fixture
def attempt(db):
    return AccessAttempt.objects.create(
        username="staff",
        ip_address="10.0.0.1",
        user_agent="x",
        failures_since_start=5,
        path_info="/",
        http_accept="",
    )


@pytest.mark.parametrize("role", ROLES)
def test_who_sees_them(role, people, attempt):
    client = signed_in(people[role])
    expected = 200 if role == "security_admin" else 403
    assert client.get(reverse(LIST)).status_code == expected
    one = reverse("admin:axes_accessattempt_change", args=[attempt.pk])
    assert client.get(one).status_code == (200 if role == "security_admin" else 404)


@pytest.mark.parametrize(("role", "left"), [("security_admin", 0), ("system_admin", 1)])
def test_who_lifts_them(role, left, people, attempt):
    signed_in(people[role]).post(
        reverse(LIST), {"action": "unlock", "_selected_action": [attempt.pk], "index": "0"}
    )
    assert AccessAttempt.objects.count() == left
