"""Who was shown whose number: revealing a contact is an act of its own, written once."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.models.enterprises import Contact, ContactQuerySet, Enterprise
from tracker.models.people import User
from tracker.rules.access import OFFICE


def contacts_of(enterprise: Enterprise, user: User) -> ContactQuerySet:
    """Those a person may know of at all, masked or not: officers of the firm's district and its paired ones.

    Which of them may be revealed is `Contact.objects.visible_to(user)`.
    """
    audience = [enterprise.district_id] if enterprise.district_id else []
    rows = Contact.objects.filter(enterprise=enterprise, redacted_at__isnull=True).order_by("id")
    if user.scope.may("enterprise.edit", audience, enterprise.pk):
        return rows
    return rows.visible_to(user)


def may_know_contacts(user: User, *, firm_id: int, district_id: int | None) -> bool:
    """The same of one firm without asking the database, for lists of many."""
    scope = user.scope
    if scope.may("enterprise.edit", [district_id] if district_id else [], firm_id):
        return True
    if scope.sees_everything("contact.view") or firm_id in scope.own_enterprises("contact.view"):
        return True
    offices = (grant for grant in scope.grants if grant.role == OFFICE)
    return any(district_id in grant.unit_ids for grant in offices)


class ContactDisclosure(models.Model):
    """A person was shown a contact's number. Never altered, not even by the application's database role."""

    contact = models.ForeignKey(
        Contact, models.PROTECT, verbose_name=_("contact"), related_name="disclosures"
    )
    by = models.ForeignKey(User, models.PROTECT, verbose_name=_("by"), related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("disclosure")
        verbose_name_plural = _("disclosures")
        indexes = [models.Index(fields=["contact", "-at"], name="disclosure_by_contact")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.contact} {self.at:%Y-%m-%d}"
