"""Signing in and out, language, theme, the own page."""

import pytest
from django.urls import reverse

from tests.people import unit
from tracker.models import Membership, User

PASSWORD = "Zhuqi-Taizhang-7"


@pytest.fixture
def member(reference, plain_static):
    """Somebody with a password."""
    user = User.objects.create_user("member", PASSWORD, name="赵敏")
    Membership.objects.create(
        user=user, unit=unit("市财政局"), role="staff", from_on="2020-01-01", is_main=True
    )
    return user


def sign_in_with(client, password=PASSWORD, **more):
    return client.post(reverse("sign_in"), {"username": "member", "password": password} | more)


def test_signing_in_leads_where_one_wanted_to_go(client, member):
    asked = client.get(reverse("cases"))
    assert asked["Location"] == f"{reverse('sign_in')}?next={reverse('cases')}"
    assert sign_in_with(client, next=reverse("cases"))["Location"] == reverse("cases")
    assert client.get(reverse("cases")).status_code == 200


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil", ""]
)
def test_signing_in_never_leads_elsewhere(client, member, target):
    assert sign_in_with(client, next=target)["Location"] == reverse("home")


def test_a_wrong_password_says_so_without_naming_which(client, member):
    answer = sign_in_with(client, "wrong")
    assert answer.status_code == 200
    assert len(answer.context["form"].non_field_errors()) == 1


def test_too_many_attempts_lock(client, member):
    statuses = [sign_in_with(client, "wrong").status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 200, 429]
    assert sign_in_with(client).status_code == 429


def test_somebody_signed_in_is_led_on(client, member):
    client.force_login(member, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("sign_in"), {"next": reverse("actions")})["Location"] == reverse("actions")


def test_signing_out_ends_the_session(client, member):
    sign_in_with(client)
    client.post(reverse("sign_out"))
    assert client.get(reverse("home")).status_code == 302


def test_pages_are_chinese_whatever_the_browser_prefers(client, member):
    answer = client.get(reverse("sign_in"), headers={"Accept-Language": "en-US"})
    assert answer["Content-Language"] == "zh-hans"


def test_the_chosen_language_is_kept_with_the_account(client, member):
    sign_in_with(client)
    client.post(reverse("set_language"), {"language": "en", "next": "/"})
    assert User.objects.get(pk=member.pk).language == "en"
    assert client.get(reverse("home"))["Content-Language"] == "en"
    client.cookies.clear()
    assert sign_in_with(client).cookies["django_language"].value == "en"
    client.post(reverse("set_language"), {"language": "tlh", "next": "/"})
    assert User.objects.get(pk=member.pk).language == "en"


def test_the_theme_is_a_cookie(client, member):
    answer = client.post(reverse("theme"), {"theme": "dark", "next": reverse("sign_in")})
    assert (answer["Location"], answer.cookies["theme"].value) == (reverse("sign_in"), "dark")
    assert 'data-bs-theme="dark"' in client.get(reverse("sign_in")).content.decode()
    assert "theme" not in client.post(reverse("theme"), {"theme": "<script>"}).cookies


def test_the_own_page_changes_the_password(client, member):
    sign_in_with(client)
    new = {"old_password": PASSWORD, "new_password1": "Banlizhong-2027", "new_password2": "Banlizhong-2027"}
    assert client.post(reverse("profile"), new)["Location"] == reverse("profile")
    assert client.get(reverse("home")).status_code == 200
    assert User.objects.get(pk=member.pk).check_password("Banlizhong-2027")


@pytest.mark.parametrize(
    "changes",
    [
        {"old_password": "wrong"},
        {"new_password2": "other"},
        {"new_password1": "12345", "new_password2": "12345"},
    ],
)
def test_a_bad_new_password_changes_nothing(client, member, changes):
    sign_in_with(client)
    new = {"old_password": PASSWORD, "new_password1": "Banlizhong-2027", "new_password2": "Banlizhong-2027"}
    assert client.post(reverse("profile"), new | changes).status_code == 400
    assert User.objects.get(pk=member.pk).check_password(PASSWORD)


def test_htmx_is_sent_to_sign_in_as_a_whole_page(client, member):
    answer = client.get(reverse("cases"), headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == f"{reverse('sign_in')}?next={reverse('cases')}"
    assert client.get(reverse("lookup_units")).status_code == 401


def test_an_account_closed_meanwhile_is_signed_out(client, member):
    sign_in_with(client)
    User.objects.filter(pk=member.pk).update(is_active=False)
    assert client.get(reverse("home")).status_code == 302
