"""The link at the foot of every mail: without signing in, what comes by mail is changed or stopped. It opens nothing else.

The link is signed and kept nowhere; it says whose choice it is, of which kinds its mail was, and until when it holds.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from tracker.models import LinkAttempt, User
from tracker.operations.link_attempts import check_attempts, count_attempt
from tracker.operations.profile import choose_notices
from tracker.rules.errors import Conflict
from tracker.rules.notices import DEFAULTS

HOLDS: Final = timedelta(days=60)
GUESS: Final = LinkAttempt.Kind.GUESS
_SIGNER: Final = Signer(salt="tracker.mail_choices", sep=".")


@dataclass(frozen=True)
class Opened:
    """Whose choice a link changes, and of which kinds the mail was that held it."""

    user: User
    groups: tuple[str, ...]


def choice_url(user: User, groups: Collection[str], *, now: datetime) -> str:
    """The address at the foot of a mail of these kinds, in its reader's language."""
    address = settings.SITE_URL + reverse("mail_choice", args=[choice_token(user, groups, now=now)])
    return address if user.language == settings.LANGUAGE_CODE else f"{address}?lang={user.language}"


def choice_token(user: User, groups: Collection[str], *, now: datetime) -> str:
    """What that address holds: the account, the last day and the kinds, signed for this purpose alone."""
    until = now.date() + HOLDS
    return _SIGNER.sign(f"{user.public_id}.{until:%Y%m%d}.{'-'.join(sorted(groups))}")


def open_choice(token: str, *, source: str, now: datetime) -> Opened:
    """Whose choice it is. A token that nobody gave out counts against the source, as those of enterprises do.

    Raises TooMany, Conflict `link_unknown`, `link_over`
    """
    check_attempts(GUESS, source=source, now=now)
    try:
        public_id, until, kinds = _SIGNER.unsign(token).split(".")
    except (BadSignature, ValueError) as error:
        count_attempt(GUESS, source=source, now=now)
        raise Conflict("link_unknown") from error
    user = User.objects.active().filter(public_id=public_id).first()
    if user is None or now.date() > date.fromisoformat(until):
        raise Conflict("link_over")
    return Opened(user, tuple(kind for kind in kinds.split("-") if kind in DEFAULTS))


def choose_by_link(token: str, *, chosen: Mapping[str, str], source: str, now: datetime) -> Opened:
    """The choice is kept as if it had been made in the profile.

    Raises as `open_choice`, BadInput
    """
    opened = open_choice(token, source=source, now=now)
    choose_notices(opened.user, chosen=chosen)
    return opened


def stop_by_link(token: str, *, source: str, now: datetime) -> Opened:
    """No more mails of the kinds whose mail held the link."""
    opened = open_choice(token, source=source, now=now)
    choose_notices(opened.user, chosen=dict.fromkeys(opened.groups, "off"))
    return opened
