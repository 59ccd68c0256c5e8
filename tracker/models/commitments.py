"""Promises made in public, on an action or a case."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.actions import ActionStatus, AssistanceAction
from tracker.models.cases import Case, Status
from tracker.models.places import Unit


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    """Words about promises."""

    def unkept(self) -> CommitmentQuerySet:
        """Not kept yet, and made on something that was not entered by mistake."""
        mistaken = Q(case__status=Status.VOIDED) | Q(action__status=ActionStatus.VOIDED)
        return self.filter(kept_on__isnull=True).exclude(mistaken)


@pghistory.track()
class Commitment(models.Model):
    """A promise made in public: what, who, by when."""

    action = models.ForeignKey(
        AssistanceAction, models.PROTECT, null=True, blank=True, related_name="commitments"
    )
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="commitments")
    text = models.CharField(_("promise"), max_length=300)
    owner = models.ForeignKey(
        Unit, models.PROTECT, verbose_name=_("who"), null=True, blank=True, related_name="+"
    )
    due_on = models.DateField(_("due date"), null=True, blank=True)
    kept_on = models.DateField(_("kept on"), null=True, blank=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(action__isnull=False) | Q(case__isnull=False), name="commitment_belongs"
            )
        ]
        indexes = [
            models.Index(
                fields=["owner", "due_on"], condition=Q(kept_on__isnull=True), name="commitment_waiting"
            )
        ]

    def __str__(self) -> str:
        return self.text
