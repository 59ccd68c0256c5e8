"""The signed-in person of a request, typed as ours."""

from django.http import HttpRequest

from tracker.models import User


def person(request: HttpRequest) -> User:
    """Who asks; every page but the public ones comes after the sign-in check."""
    assert isinstance(request.user, User)  # noqa: S101  # the sign-in middleware has seen to it
    return request.user
