"""Links for enterprises: made and revoked by the office, opened and rated with by whoever holds the token."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from tracker.models import Case, EnterpriseLink, LinkAttempt, User
from tracker.models.cases import SAID
from tracker.operations.case_life.said import rated_by_enterprise
from tracker.operations.holding import held, hold_calendar
from tracker.operations.link_attempts import check_attempts, count_attempt
from tracker.operations.repeats import own_key
from tracker.rules.errors import BadInput, Conflict, NotAllowed
from tracker.rules.status import VOIDED

DAYS: Final = 14
TOKEN_BYTES: Final = 24  # 192 bits
LONGEST_REMARK: Final = 2000
KIND: Final = LinkAttempt.Kind


@dataclass(frozen=True)
class NewLink:
    """A link just made: the only moment at which its token is known."""

    link: EnterpriseLink
    token: str


def make_link(case: Case, *, by: User, now: datetime, days: int = DAYS, key: str | None = None) -> NewLink:
    """A new link to a case; the one before it ends.

    Raises NotAllowed (`gone` when the person does not see it), Conflict `not_now` for a voided case, `link_shown` for a form sent twice
    """
    key, token = own_key(by, key), secrets.token_urlsafe(TOKEN_BYTES)
    try:
        with transaction.atomic():
            locked = _locked(case, by)
            if locked.status == VOIDED:
                raise Conflict("not_now", verb="link.make")
            if key and EnterpriseLink.objects.filter(idempotency_key=key).exists():
                raise Conflict("link_shown")
            locked.links.current().update(revoked_at=now)
            link = EnterpriseLink.objects.create(
                case=locked,
                token_sha256=sha256_of(token),
                created_by=by,
                created_at=now,
                expires_at=now + timedelta(days=days),
                idempotency_key=key,
            )
    except IntegrityError as error:
        raise Conflict("link_shown") from error
    return NewLink(link, token)


@transaction.atomic
def revoke_link(case: Case, *, by: User, now: datetime) -> bool:
    """End the link of a case; whether there was one."""
    return bool(_locked(case, by).links.current().update(revoked_at=now))


def open_link(token: str, *, source: str, now: datetime) -> EnterpriseLink:
    """The link of a token with its case. A token that nobody gave out counts against the source.

    Raises TooMany, Conflict `link_unknown`, `link_over`
    """
    check_attempts(KIND.GUESS, source=source, now=now)
    found = EnterpriseLink.objects.filter(token_sha256=sha256_of(token))
    link = found.select_related("case__enterprise", "case__lead_unit", "case__owner_office").first()
    if link is None:
        count_attempt(KIND.GUESS, source=source, now=now)
        raise Conflict("link_unknown")
    if not link.is_live(now):
        raise Conflict("link_over")
    return link


def rate_by_link(token: str, *, rating: str, remark: str = "", source: str, now: datetime) -> EnterpriseLink:
    """What the enterprise says, once a link. The remark stays with the office: it may name people of the unit.

    Raises as `open_link`, Conflict `already_rated`, `not_ratable`, BadInput
    """
    link = open_link(token, source=source, now=now)
    count_attempt(KIND.RATING, source=source, now=now)
    if rating not in SAID:
        raise BadInput("required", field="rating")
    if len(remark) > LONGEST_REMARK:
        raise BadInput("too_long", field="remark", limit=LONGEST_REMARK)
    with transaction.atomic():
        hold_calendar()  # an unhappy one starts the clock anew
        cases = Case.objects.select_for_update(of=("self",), no_key=True)
        locked = cases.select_related("campaign__deadline_preset")
        case = locked.get(pk=link.case_id)
        link = EnterpriseLink.objects.select_for_update(no_key=True).get(pk=link.pk)
        if not link.is_live(now):
            raise Conflict("link_over")
        if link.rated_at:
            raise Conflict("already_rated")
        rated_by_enterprise(case, rating, now=now)
        link.rating, link.remark, link.rated_at = rating, remark.strip(), now
        link.save(update_fields=["rating", "remark", "rated_at"])
    return link


def may_make_link(user: User, case: Case) -> bool:
    """For the office whose case it is."""
    return user.scope.may("link.make", [case.owner_office_id])


def address_of(new: NewLink) -> str:
    """What the enterprise is sent."""
    return f"{settings.SITE_URL}{reverse('public_case', args=[new.token])}"


def sha256_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _locked(case: Case, by: User) -> Case:
    """The case's row, locked, for the office whose case it is."""
    locked = held(case, by)
    if not may_make_link(by, locked):
        raise NotAllowed("not_permitted", verb="link.make")
    return locked
