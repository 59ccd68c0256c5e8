"""Every request that might have changed something, allowed or refused: who, when, what, on what, with which outcome."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.models.people import User


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    """Words about the log."""

    def visible_to(self, user: User) -> AuditEntryQuerySet:
        """All for the auditor, nothing for anybody else."""
        return self if user.scope.may("history.view") else self.none()


class AuditEntry(models.Model):
    """One unsafe request. Never altered, not even by the application's database role; kept for good.

    view     the address by its name, without what was asked     on  the ids in it, as 2026-000123
    outcome  the status of the answer: 2xx and 3xx done, 4xx refused, 5xx failed
    """

    at = models.DateTimeField(_("at"))
    user = models.ForeignKey(User, models.PROTECT, verbose_name=_("account"), null=True, related_name="+")
    method = models.CharField(_("method"), max_length=10)
    view = models.CharField(_("request"), max_length=80)
    on = models.CharField(_("on what"), max_length=80, blank=True)
    outcome = models.PositiveSmallIntegerField(_("answered with"))
    source = models.GenericIPAddressField(_("from address"), null=True)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("request on record")
        verbose_name_plural = _("requests on record")
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_newest"),
            models.Index(fields=["user", "-at"], name="audit_by_user"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.view} {self.outcome}"
