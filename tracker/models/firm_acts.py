"""What happened to a firm itself: states, names, merges; written once, read as its timeline."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.enterprises import Enterprise
from tracker.models.people import User


class FirmVerb(models.TextChoices):
    """What was done, in the words of the timeline."""

    STATE = "state", _("State noted")
    RENAME = "rename", _("Renamed")
    MERGE = "merge", _("Another enterprise was merged into it")
    UNMERGE = "unmerge", _("A merge was undone")


class EnterpriseActQuerySet(models.QuerySet["EnterpriseAct"]):
    """Words about acts on firms."""

    def visible_to(self, user: User) -> EnterpriseActQuerySet:
        """What a firm is called and whether it still works is shown to all who find it."""
        return self if user.scope.may("enterprise.view") else self.none()


class EnterpriseAct(models.Model):
    """One act on a firm. It stays with the firm it was done to, whatever that is merged into.

    details  state: from, to · rename: from, to · merge, unmerge: name, merge (its public id)
    """

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="acts")
    verb = models.CharField(_("act"), max_length=10, choices=FirmVerb.choices)
    happened_on = models.DateField(_("day"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, verbose_name=_("by"), related_name="+")
    at = models.DateTimeField(_("at"))
    details = models.JSONField(default=dict, blank=True)

    objects = EnterpriseActQuerySet.as_manager()

    class Meta:
        verbose_name = _("act on an enterprise")
        verbose_name_plural = _("acts on enterprises")
        constraints = [
            models.CheckConstraint(condition=Q(verb__in=FirmVerb.values), name="enterprise_act_known")
        ]
        indexes = [models.Index(fields=["enterprise", "-happened_on", "-id"], name="enterprise_act_newest")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_verb_display()} {self.happened_on}"
