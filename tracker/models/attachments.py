"""Files that belong to a case, an action or a visit."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.actions import AssistanceAction
from tracker.models.cases import Case
from tracker.models.enterprises import Visit
from tracker.models.ids import new_public_id
from tracker.models.people import User


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Words about files."""

    def visible_to(self, user: User) -> AttachmentQuerySet:
        """As the record a file belongs to."""
        return self.filter(
            Q(case__in=Case.objects.visible_to(user))
            | Q(action__in=AssistanceAction.objects.visible_to(user))
            | Q(visit__in=Visit.objects.visible_to(user))
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
    file = models.FileField(_("file"), upload_to="attachments", max_length=200)
    name = models.CharField(_("name"), max_length=255)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded at"))

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints = [
            models.CheckConstraint(
                condition=Q(case__isnull=False) | Q(action__isnull=False) | Q(visit__isnull=False),
                name="attachment_belongs",
            )
        ]

    def __str__(self) -> str:
        return self.name
