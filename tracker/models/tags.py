"""Tags: short words that an office puts on cases to find them again; the list is the city's."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tracker.models.cases import Case
from tracker.models.ids import new_public_id
from tracker.models.people import User

LONGEST_TAG = 20


class TagQuerySet(models.QuerySet["Tag"]):
    """Words about tags."""

    def visible_to(self, user: User) -> TagQuerySet:
        """All: reference data for people with any role."""
        return self if user.scope.may("reference.view") else self.none()

    def active(self) -> TagQuerySet:
        """Those that may be put on a case."""
        return self.filter(is_active=True)


@pghistory.track()
class Tag(models.Model):
    """One word of the list; retired it stays where it is."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    name = models.CharField(_("name"), max_length=LONGEST_TAG)
    name_en = models.CharField(_("English name"), max_length=40, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("active"), default=True)

    objects = TagQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="tag_name_once",
                violation_error_message=_("There is such a tag already."),
            )
        ]

    def __str__(self) -> str:
        return tag_name(self.name, self.name_en)


def tag_name(name: str, name_en: str) -> str:
    """A tag in the reader's language."""
    return name_en if (get_language() or "").startswith("en") and name_en else name


class CaseTagQuerySet(models.QuerySet["CaseTag"]):
    """Words about tags on cases."""

    def visible_to(self, user: User) -> CaseTagQuerySet:
        """As the case."""
        if user.scope.sees_everything("case.view"):
            return self
        return self.filter(case__in=Case.objects.visible_to(user))


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent())
class CaseTag(models.Model):
    """A tag on a case: put there and taken off by acts that stand on the trail."""

    case = models.ForeignKey(
        Case, models.PROTECT, verbose_name=_("case"), related_name="tags", db_index=False
    )
    tag = models.ForeignKey(Tag, models.PROTECT, verbose_name=_("tag"), related_name="+", db_index=False)

    objects = CaseTagQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag of a case")
        verbose_name_plural = _("tags of cases")
        constraints = [models.UniqueConstraint(fields=["case", "tag"], name="case_tag_once")]
        indexes = [models.Index(fields=["tag", "case"], name="case_tag_cases")]

    def __str__(self) -> str:
        return str(self.tag)
