"""Whether a person may open a page at all, before anything is read."""

from django.http import HttpRequest

from tracker.models import User
from tracker.rules.errors import NotAllowed
from tracker.web.people import person


def need(request: HttpRequest, verb: str) -> User:
    """The person, when some role of theirs may do this; otherwise 403 with a sentence."""
    user = person(request)
    if not user.scope.may(verb):
        raise NotAllowed("not_permitted", verb=verb)
    return user
