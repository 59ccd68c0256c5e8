"""Showing a contact's number to somebody: an act that is written down before the number is shown."""

from __future__ import annotations

from datetime import datetime

import structlog
from django.db import transaction

from tracker.models import Contact, Enterprise, User
from tracker.models.disclosures import ContactDisclosure
from tracker.rules.errors import NotAllowed

log = structlog.get_logger(__name__)


@transaction.atomic
def reveal_contacts(enterprise: Enterprise, *, by: User, now: datetime) -> list[Contact]:
    """The contacts of a firm that the person may see, each with a row that says so."""
    seen = list(Contact.objects.visible_to(by).filter(enterprise=enterprise, redacted_at__isnull=True))
    if not by.scope.may("contact.view") or not seen:
        raise NotAllowed("not_permitted", verb="contact.view")
    ContactDisclosure.objects.bulk_create(
        ContactDisclosure(contact=contact, by=by, at=now) for contact in seen
    )
    log.info("contacts_revealed", enterprise=enterprise.public_id, by=by.public_id, count=len(seen))
    return seen
