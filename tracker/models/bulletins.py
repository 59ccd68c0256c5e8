"""Bulletins as received or sent, and the drafts a reading proposes, one an item."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.actions import AssistanceAction
from tracker.models.cases import Case
from tracker.models.ids import new_public_id
from tracker.models.people import User
from tracker.models.places import Campaign, Unit

if TYPE_CHECKING:
    from tracker.rules.access import Scope


class Direction(models.TextChoices):
    """Received from elsewhere, or issued by this office."""

    IN = "in", _("Received")
    OUT = "out", _("Issued")


class BulletinQuerySet(models.QuerySet["Bulletin"]):
    """Words about bulletins."""

    def visible_to(self, user: User) -> BulletinQuerySet:
        """Issued ones are read by all; received ones by the offices that work on them."""
        scope: Scope = user.scope
        if not scope.may("bulletin.view"):
            return self.none()
        if scope.sees_everything("bulletin.review"):
            return self
        return self.filter(
            Q(direction=Direction.OUT, issued_at__isnull=False)
            | Q(office_id__in=scope.units("bulletin.review"))
        )


@pghistory.track(exclude=["text"])
class Bulletin(models.Model):
    """A weekly bulletin: its text exactly as received, and where it came from."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, verbose_name=_("campaign"), related_name="bulletins"
    )
    direction = models.CharField(
        _("direction"), max_length=3, choices=Direction.choices, default=Direction.IN
    )
    title = models.CharField(_("title"), max_length=120)
    issue_number = models.CharField(_("issue"), max_length=20, blank=True)
    dated_on = models.DateField(_("date"))
    text = models.TextField(_("text"))
    text_sha256 = models.CharField(max_length=64, editable=False)
    file = models.FileField(_("file"), upload_to="bulletins", blank=True, max_length=200)
    file_name = models.CharField(_("file name"), max_length=255, blank=True)
    office = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("office"), related_name="bulletins")
    taken_in_by = models.ForeignKey(User, models.PROTECT, verbose_name=_("taken in by"), related_name="+")
    taken_in_at = models.DateTimeField(_("taken in at"))
    issued_at = models.DateTimeField(_("issued at"), null=True, blank=True)

    objects = BulletinQuerySet.as_manager()

    class Meta:
        verbose_name = _("bulletin")
        verbose_name_plural = _("bulletins")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "text_sha256"], name="bulletin_text_once"),
        ]
        indexes = [models.Index(fields=["-dated_on", "-id"], name="bulletin_newest")]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.title


class Decision(models.TextChoices):
    """What a reviewer did with a draft."""

    PENDING = "pending", _("To review")
    ACCEPTED = "accepted", _("Adopted")
    ATTACHED = "attached", _("Attached to a case")
    DISCARDED = "discarded", _("Discarded")
    REPLACED = "replaced", _("Split or joined")


class DraftQuerySet(models.QuerySet["Draft"]):
    """Words about drafts."""

    def visible_to(self, user: User) -> DraftQuerySet:
        """As their bulletin, for those who review."""
        if not user.scope.may("bulletin.review"):
            return self.none()
        return self.filter(bulletin__in=Bulletin.objects.visible_to(user))

    def pending(self) -> DraftQuerySet:
        """Not yet decided."""
        return self.filter(decision=Decision.PENDING)

    def shown(self) -> DraftQuerySet:
        """Without those that were split or joined into others, in the order of the text."""
        return self.exclude(decision=Decision.REPLACED).order_by("start", "id")


@pghistory.track()
class Draft(models.Model):
    """One item of a bulletin as the reader understood it, and what a person made of it."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    bulletin = models.ForeignKey(Bulletin, models.CASCADE, related_name="drafts")
    reporter = models.ForeignKey(
        Unit,
        models.PROTECT,
        verbose_name=_("reporter"),
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        help_text="as read, then as accepted",
    )
    section = models.CharField(_("section"), max_length=50, blank=True)
    headline = models.CharField(_("headline"), max_length=300)
    start = models.PositiveIntegerField(help_text="offset into the bulletin's text")
    end = models.PositiveIntegerField(help_text="offset into the bulletin's text, exclusive")
    proposal = models.JSONField(_("as read"), default=dict)
    edits = models.JSONField(_("as typed so far"), default=dict, blank=True)
    decision = models.CharField(
        _("decision"), max_length=10, choices=Decision.choices, default=Decision.PENDING
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    action = models.OneToOneField(
        AssistanceAction,
        models.PROTECT,
        verbose_name=_("action"),
        null=True,
        blank=True,
        related_name="draft",
    )
    case = models.ForeignKey(
        Case, models.PROTECT, verbose_name=_("case"), null=True, blank=True, related_name="drafts"
    )
    replaced_by = ArrayField(models.BigIntegerField(), default=list, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=models.F("start")), name="draft_span_not_empty"),
            models.CheckConstraint(
                condition=~Q(decision__in=[Decision.ACCEPTED, Decision.ATTACHED]) | Q(action__isnull=False),
                name="draft_accepted_has_action",
            ),
        ]
        indexes = [models.Index(fields=["bulletin", "start", "id"], name="draft_in_order")]

    def __str__(self) -> str:
        return self.headline
