"""Files that belong to a case, an action or a visit."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from tracker.models.actions import AssistanceAction
from tracker.models.cases import Case
from tracker.models.follow_ups import FollowUp
from tracker.models.ids import new_public_id
from tracker.models.people import User
from tracker.models.visits import Visit


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Words about files."""

    def visible_to(self, user: User) -> AttachmentQuerySet:
        """As the record a file belongs to; asked row by row, for few files are asked for among many records."""
        if all(map(user.scope.sees_everything, ("case.view", "action.view", "enterprise.view"))):
            return self
        return self.filter(
            Exists(Case.objects.visible_to(user).filter(pk=OuterRef("case_id")))
            | Exists(AssistanceAction.objects.visible_to(user).filter(pk=OuterRef("action_id")))
            | Exists(Visit.objects.visible_to(user).filter(pk=OuterRef("visit_id")))
        )


@pghistory.track()
class Attachment(models.Model):
    """A stored file; its name on disk is the hash of its content, its name on screen what the person gave it."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="attachments")
    action = models.ForeignKey(
        AssistanceAction, models.PROTECT, null=True, blank=True, related_name="attachments"
    )
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, blank=True, related_name="attachments")
    follow_up = models.ForeignKey(
        FollowUp,
        models.PROTECT,
        verbose_name=_("follow-up"),
        null=True,
        blank=True,
        related_name="attachments",
    )
    file = models.FileField(_("file"), upload_to="attachments", max_length=200)
    name = models.CharField(_("name"), max_length=255)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(User, models.PROTECT, verbose_name=_("uploaded by"), related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, models.PROTECT, verbose_name=_("withdrawn by"), null=True, blank=True, related_name="+"
    )
    withdraw_reason = models.CharField(_("withdrawn because"), max_length=200, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        indexes = [models.Index(fields=["file"], name="attachment_file")]
        constraints = [
            models.CheckConstraint(
                condition=Q(case__isnull=False) | Q(action__isnull=False) | Q(visit__isnull=False),
                name="attachment_belongs",
            ),
            models.UniqueConstraint(
                fields=["sha256", "case", "action", "visit", "follow_up", "uploaded_by"],
                condition=Q(withdrawn_at__isnull=True),
                nulls_distinct=False,
                name="attachment_content_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def record(self) -> Case | AssistanceAction | Visit:
        """What it belongs to."""
        found = self.case or self.action or self.visit
        assert found is not None  # noqa: S101  # the database holds it
        return found
