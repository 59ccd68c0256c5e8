"""Days that differ from the plain week: public holidays and make-up working weekends."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _


class DayKind(models.TextChoices):
    """What an announced day is."""

    OFF = "off", _("Day off")
    WORK = "work", _("Working day")


@pghistory.track()
class CalendarDay(models.Model):
    """One day of the State Council's yearly notice."""

    day = models.DateField(_("day"), unique=True)
    kind = models.CharField(_("kind"), max_length=4, choices=DayKind.choices)
    name = models.CharField(_("occasion"), max_length=50)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
