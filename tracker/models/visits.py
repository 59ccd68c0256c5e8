"""Who was at which firm on which day, and what was found there."""

from __future__ import annotations

from datetime import date

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.actions import AssistanceAction
from tracker.models.cases import Case
from tracker.models.enterprises import Enterprise
from tracker.models.ids import new_public_id
from tracker.models.people import User
from tracker.models.places import Campaign, Unit


class VisitFinding(models.TextChoices):
    """What a visit found."""

    NOTHING = "nothing", _("No problem")
    PROBLEM = "problem", _("A problem was raised")


class VisitQuerySet(models.QuerySet["Visit"]):
    """Words about visits."""

    def visible_to(self, user: User) -> VisitQuerySet:
        """My units' visits, those to my paired firms, those in my territory."""
        if user.scope.sees_everything("enterprise.view"):
            return self
        units = user.scope.units("enterprise.view")
        own = user.scope.own_enterprises("enterprise.view")
        return self.filter(
            Q(unit_id__in=units)
            | Q(enterprise__district_id__in=units)
            | Q(enterprise_id__in=own)
            | Q(by=user)
        )

    def since(self, day: date) -> VisitQuerySet:
        """On that day or later."""
        return self.filter(visited_on__gte=day)


@pghistory.track()
class Visit(models.Model):
    """Somebody was at a firm on a day; needs no case."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="visits")
    visited_on = models.DateField(_("day"))
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="+")
    by = models.ForeignKey(User, models.PROTECT, verbose_name=_("officer"), related_name="+")
    people = models.CharField(_("people"), max_length=200, blank=True)
    finding = models.CharField(_("finding"), max_length=10, choices=VisitFinding.choices)
    note = models.TextField(_("note"), blank=True)
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="visits")
    action = models.ForeignKey(AssistanceAction, models.PROTECT, null=True, blank=True, related_name="visits")
    created_at = models.DateTimeField(_("recorded at"))
    idempotency_key = models.CharField(max_length=40, null=True, blank=True, unique=True, editable=False)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        indexes = [
            models.Index(fields=["enterprise", "-visited_on"], name="visit_by_enterprise"),
            models.Index(fields=["-visited_on", "-id"], name="visit_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.visited_on}"
