"""Closed periods (关账): the numbers of a week or month as they stood, with the cases behind each, for good."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.models.people import User
from tracker.models.places import Unit


class ClosingQuerySet(models.QuerySet["Closing"]):
    """Words about closed periods."""

    def visible_to(self, user: User) -> ClosingQuerySet:
        """Whoever reads progress reads of them what it would show them."""
        return self if user.scope.may("progress.view") else self.none()


class Closing(models.Model):
    """A period that is over, counted once at a set hour.

    on, near_until  the day it was counted, and the last due date that was near then
    spans           by → unit → working days of handling → cases, as JSON has keys
    ranking         is_on, weights and minimum of rankings on that day
    topics          category → cases collected, as they were sorted on that day
    The last two are None where the period was closed before they were kept.
    """

    code = models.CharField(_("period"), max_length=24, unique=True)
    kind = models.CharField(max_length=8)
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    on = models.DateField()
    near_until = models.DateField()
    closed_at = models.DateTimeField(_("closed at"))
    spans = models.JSONField(default=dict)
    ranking = models.JSONField(null=True)
    topics = models.JSONField(null=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.ForeignKey(
        User, models.PROTECT, verbose_name=_("published by"), null=True, blank=True, related_name="+"
    )

    objects = ClosingQuerySet.as_manager()

    class Meta:
        verbose_name = _("closed period")
        verbose_name_plural = _("closed periods")
        ordering = ["-last", "-first"]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="written_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["published_at", "published_by"]),
            ),
            pgtrigger.Protect(
                name="published_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class ClosedCount(models.Model):
    """One number of a closed period, and the cases it counted; `unit` is `tallies.NONE` for those of no unit."""

    closing = models.ForeignKey(Closing, models.PROTECT, related_name="counts", db_index=False)
    by = models.CharField(max_length=8)
    unit = models.IntegerField()
    code = models.CharField(max_length=16)
    count = models.IntegerField()
    case_ids = ArrayField(models.BigIntegerField())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["closing", "by", "code", "unit"], name="closed_count_once")
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.by} {self.unit} {self.code}: {self.count}"


class Confirmation(models.Model):
    """A district stands by its numbers of a closed period, with what it has to say of them."""

    closing = models.ForeignKey(Closing, models.PROTECT, related_name="confirmations", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("district"), related_name="+")
    by = models.ForeignKey(User, models.PROTECT, verbose_name=_("confirmed by"), related_name="+")
    at = models.DateTimeField(_("confirmed at"))
    note = models.CharField(_("remark"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["closing", "unit"], name="confirmed_once")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.closing} {self.unit}"
