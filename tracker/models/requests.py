"""What a handling unit asks its office for: more time, or to park a case."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.cases import Case
from tracker.models.people import User


class RequestKind(models.TextChoices):
    """What is asked for."""

    EXTENSION = "extension", _("Extension")
    PARK = "park", _("Parking")


class Answer(models.TextChoices):
    """What the office said."""

    OPEN = "open", _("Not answered yet")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")
    DROPPED = "dropped", _("No longer needed")


class CaseRequestQuerySet(models.QuerySet["CaseRequest"]):
    """Words about requests."""

    def waiting(self) -> CaseRequestQuerySet:
        """Not answered yet."""
        return self.filter(answer=Answer.OPEN)

    def visible_to(self, user: User) -> CaseRequestQuerySet:
        """As the case."""
        return self.filter(case__in=Case.objects.visible_to(user))


@pghistory.track()
class CaseRequest(models.Model):
    """A unit asks, its reason stands on the trail, the office answers once."""

    case = models.ForeignKey(Case, models.PROTECT, verbose_name=_("case"), related_name="requests")
    kind = models.CharField(_("kind"), max_length=10, choices=RequestKind.choices)
    until = models.DateField(_("until"))
    reason = models.TextField(_("reason"))
    asked_by = models.ForeignKey(User, models.PROTECT, verbose_name=_("asked by"), related_name="+")
    asked_on = models.DateField(_("asked on"))
    answer = models.CharField(_("answer"), max_length=8, choices=Answer.choices, default=Answer.OPEN)
    answered_by = models.ForeignKey(
        User, models.PROTECT, verbose_name=_("answered by"), null=True, blank=True, related_name="+"
    )
    answered_on = models.DateField(_("answered on"), null=True, blank=True)

    objects = CaseRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request of a unit")
        verbose_name_plural = _("requests of units")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"], condition=Q(answer=Answer.OPEN), name="request_one_open_each"
            ),
            models.CheckConstraint(condition=Q(kind__in=RequestKind.values), name="request_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.until}"
