"""What people set for themselves."""

from tracker.models import User


def choose_language(user: User, *, language: str) -> None:
    """The language the person signs in with from now on."""
    user.language = language
    user.save(update_fields=["language"])
