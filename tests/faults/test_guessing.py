"""Guesses that come all at once are counted one by one."""

from collections import Counter

import pytest
from django.test import Client
from django.urls import reverse

from tests.faults.test_double_submit import at_once
from tracker.models import User

pytestmark = pytest.mark.django_db(transaction=True)
GUESSES, LIMIT = 30, 5


@pytest.mark.parametrize("parameters", [[["username", "ip_address"]], [["username"], ["ip_address"]]])
def test_no_more_guesses_are_weighed_than_one_after_another(
    parameters, reference, plain_static, settings, monkeypatch
):
    settings.AXES_LOCKOUT_PARAMETERS = parameters
    User.objects.create_user("victim", "Zhuqi-Taizhang-7", name="钱宁")
    weighed: list[str] = []
    check = User.check_password
    monkeypatch.setattr(
        User, "check_password", lambda user, guess: weighed.append(guess) or check(user, guess)
    )
    clients = [Client(raise_request_exception=False) for _number in range(GUESSES)]
    answers = at_once(
        clients,
        lambda client, number: client.post(
            reverse("sign_in"), {"username": "victim", "password": f"guess-{number}"}
        ),
    )
    assert Counter(answer.status_code for answer in answers) == {200: LIMIT - 1, 429: GUESSES - LIMIT + 1}
    assert len(weighed) == LIMIT
