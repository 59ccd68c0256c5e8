"""Days that differ from the plain week, and the deadlines an office works by."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class DayKind(models.TextChoices):
    """What an announced day is."""

    OFF = "off", _("Day off")
    WORK = "work", _("Working day")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
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


def _steps() -> dict[str, str]:
    return {"assign": "1wd", "sign": "2wd", "reply": "3wd", "return": "2wd", "assist": "3wd"}


def _solve() -> dict[str, str]:
    return {"A": "1m", "B": "15wd", "C": "5wd"}


@pghistory.track()
class DeadlinePreset(models.Model):
    """How long each step of a case may take, and when reminders climb.

    steps, solve  name of the step, class of the case → a length as `rules.deadlines.Span` writes it: 3wd, 7d, 1m
    """

    code = models.SlugField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=50)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    steps = models.JSONField(_("steps"), default=_steps)
    solve = models.JSONField(_("until solved, by class"), default=_solve)
    extension_notice = models.PositiveSmallIntegerField(
        _("extension asked so many working days before"), default=1
    )
    near_days = models.PositiveSmallIntegerField(_("near due so many working days before"), default=2)
    supervise_days = models.PositiveSmallIntegerField(
        _("supervised after so many working days overdue"), default=2
    )
    escalate_days = models.PositiveSmallIntegerField(
        _("escalated after so many working days overdue"), default=5
    )

    class Meta:
        verbose_name = _("deadline preset")
        verbose_name_plural = _("deadline presets")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") and self.name_en else self.name
