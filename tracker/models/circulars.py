"""Circulars (通报): what the city's office says of a closed period, to everybody, once approved for good."""

from __future__ import annotations

from typing import Final

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.closings import Closing
from tracker.models.ids import new_public_id
from tracker.models.people import User
from tracker.models.places import Unit

LONGEST_TITLE: Final = 120
KEPT: Final = (  # what stands once it is decided
    "closing_id office_id year issue title text facts version written_by_id written_at approved_by_id approved_at"
)
WITHDRAWAL: Final = "reason withdrawn_by_id withdrawn_at"  # written with the move to withdrawn, once
MOVES: Final = [("draft", "approved"), ("draft", "withdrawn"), ("approved", "withdrawn")]


def _changed(names: str) -> str:
    return " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in names.split())


class CircularState(models.TextChoices):
    """Where a circular stands."""

    DRAFT = "draft", _("Draft")
    APPROVED = "approved", _("Approved")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class CircularQuerySet(models.QuerySet["Circular"]):
    """Words about circulars."""

    def visible_to(self, user: User) -> CircularQuerySet:
        """Once approved, whoever reads progress, and for good; before, the city's office."""
        if user.scope.sees_everything("circular.write"):
            return self
        return self.filter(approved_at__isnull=False) if user.scope.may("progress.view") else self.none()

    def standing(self) -> CircularQuerySet:
        """Those that are not withdrawn."""
        return self.exclude(state=CircularState.WITHDRAWN)


@pghistory.track()
class Circular(models.Model):
    """A text and tables about one closed period.

    year, issue  its number of the year, given when it is approved
    facts        the numbers it was written from, as `rules.circular` keeps them
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    closing = models.ForeignKey(
        Closing, models.PROTECT, verbose_name=_("closed period"), related_name="circulars"
    )
    office = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("office"), related_name="+")
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    issue = models.PositiveSmallIntegerField(_("issue"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=LONGEST_TITLE)
    text = models.TextField(_("text"))
    facts = models.JSONField()
    state = models.CharField(
        _("state"), max_length=12, choices=CircularState.choices, default=CircularState.DRAFT
    )
    version = models.PositiveIntegerField(default=0)
    written_by = models.ForeignKey(User, models.PROTECT, verbose_name=_("written by"), related_name="+")
    written_at = models.DateTimeField(_("written at"))
    approved_by = models.ForeignKey(
        User, models.PROTECT, verbose_name=_("approved by"), null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, models.PROTECT, verbose_name=_("withdrawn by"), null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = CircularQuerySet.as_manager()

    class Meta:
        verbose_name = _("circular")
        verbose_name_plural = _("circulars")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CircularState.values), name="circular_state_known"),
            models.CheckConstraint(
                condition=~Q(state="approved")
                | Q(
                    approved_at__isnull=False,
                    approved_by__isnull=False,
                    year__isnull=False,
                    issue__isnull=False,
                ),
                name="circular_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(reason="")),
                name="circular_withdrawn_by_somebody_with_reason",
            ),
            models.UniqueConstraint(
                fields=["closing"], condition=~Q(state="withdrawn"), name="circular_one_of_a_period"
            ),
            models.UniqueConstraint(fields=["year", "issue"], name="circular_number_once"),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.FSM(name="state_moves", field="state", transitions=MOVES),
            pgtrigger.Protect(
                name="born_a_draft", operation=pgtrigger.Insert, condition=~pgtrigger.Q(new__state="draft")
            ),
            pgtrigger.Protect(
                name="frozen_once_decided",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(f"OLD.state <> 'draft' AND ({_changed(KEPT)})"),
            ),
            pgtrigger.Protect(
                name="withdrawn_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(f"OLD.state = NEW.state AND ({_changed(WITHDRAWAL)})"),
            ),
        ]

    def __str__(self) -> str:
        return self.title
