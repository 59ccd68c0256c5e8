"""Exports: who took which rows of a list out of the house, and how far the making of the file has come."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.ids import new_public_id
from tracker.models.people import User


class ExportColumns(models.TextChoices):
    """Which columns."""

    LEDGER = "ledger", _("Ledger")
    SCREEN = "screen", _("Columns on screen")


class ExportFormat(models.TextChoices):
    """What kind of file."""

    XLSX = "xlsx", _("Excel (.xlsx)")
    CSV = "csv", _("Text (.csv)")


class ExportState(models.TextChoices):
    """How far it is."""

    WAITING = "waiting", _("In the queue")
    RUNNING = "running", _("Being made")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


UNFINISHED = (ExportState.WAITING, ExportState.RUNNING)


class ExportQuerySet(models.QuerySet["Export"]):
    """Words about exports."""

    def visible_to(self, user: User) -> ExportQuerySet:
        """One's own; the auditor sees that all of them were made, and opens none."""
        return self if user.scope.may("history.view") else self.own(user)

    def own(self, user: User) -> ExportQuerySet:
        """Those a person asked for: nobody else's file is handed out."""
        return self.filter(by=user)

    def unfinished(self) -> ExportQuerySet:
        """Waiting or being made."""
        return self.filter(state__in=UNFINISHED)


class Export(models.Model):
    """The rows of a list that a person asked for: at once, or made in the background as a file that lasts a day.

    query    what the address of the list said     words  the same as people say it, without numbers of persons
    rows     written so far, in the end all of them     total  how many there were when it began
    reach    what the person could see when it was made: who sees less by now is not given the file
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    by = models.ForeignKey(User, models.PROTECT, verbose_name=_("by"), related_name="+")
    list_name = models.CharField(_("list"), max_length=20)
    query = models.CharField(max_length=2000, blank=True)
    words = models.CharField(_("filters"), max_length=500, blank=True)
    columns = models.CharField(_("columns"), max_length=10, choices=ExportColumns.choices)
    format = models.CharField(_("format"), max_length=4, choices=ExportFormat.choices)
    language = models.CharField(_("language"), max_length=10)
    state = models.CharField(_("how far"), max_length=10, choices=ExportState.choices)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    total = models.PositiveIntegerField(_("rows in all"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    reach = models.CharField(max_length=64, blank=True, editable=False)
    asked_at = models.DateTimeField(_("asked for at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    expires_at = models.DateTimeField(_("handed out until"), null=True, blank=True)
    file = models.FileField(max_length=150, blank=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    size = models.PositiveBigIntegerField(_("size"), default=0)
    refusal = models.CharField(_("why not"), max_length=40, blank=True)
    refusal_params = models.JSONField(default=dict, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ExportState.values), name="export_state_known"),
            models.UniqueConstraint(
                fields=["by", "list_name", "query", "columns", "format", "language"],
                condition=Q(state__in=UNFINISHED),
                name="export_once_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["by", "-id"], name="export_by_person"),
            models.Index(fields=["id"], condition=Q(state__in=UNFINISHED), name="export_unfinished"),
            models.Index(fields=["expires_at"], condition=~Q(file=""), name="export_with_file"),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="asked_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("by", "list_name", "query", "columns", "format", "asked_at"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.list_name} {self.asked_at:%Y-%m-%d %H:%M}"
