"""Firms that turned out to be one: what was merged, row by row, so that it can be taken back at any time."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tracker.models.actions import Participant
from tracker.models.cases import Case
from tracker.models.enterprises import Contact, Enterprise, EnterpriseLabel, EnterpriseName, Pairing, Site
from tracker.models.ids import new_public_id
from tracker.models.people import User
from tracker.models.visits import Visit


class MergeQuerySet(models.QuerySet["Merge"]):
    """Words about merges."""

    def visible_to(self, user: User) -> MergeQuerySet:
        """Those whose two firms both lie in the office's territory."""
        if user.scope.sees_everything("enterprise.merge"):
            return self
        units = user.scope.units("enterprise.merge")
        return self.filter(survivor__district_id__in=units, merged__district_id__in=units)

    def standing(self) -> MergeQuerySet:
        """Not undone."""
        return self.filter(undone_at__isnull=True)


@pghistory.track()
class Merge(models.Model):
    """One firm went up in another.

    before, after  "survivor" and "merged" → field → value, of the fields that the merge altered
    counts         noun → how many of its rows moved
    left           what its undoing left as it was, because somebody had altered it since: noun or field → how many
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    survivor = models.ForeignKey(
        Enterprise, models.PROTECT, verbose_name=_("stays"), related_name="merges_into_it"
    )
    merged = models.ForeignKey(Enterprise, models.PROTECT, verbose_name=_("merged"), related_name="merges")
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, verbose_name=_("by"), related_name="+")
    at = models.DateTimeField(_("at"))
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    undone_by = models.ForeignKey(
        User, models.PROTECT, verbose_name=_("undone by"), null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_reason = models.CharField(_("reason of the undoing"), max_length=300, blank=True)
    left = models.JSONField(default=dict)

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge of enterprises")
        verbose_name_plural = _("merges of enterprises")
        constraints = [
            models.CheckConstraint(condition=~Q(survivor=F("merged")), name="merge_of_two"),
            models.UniqueConstraint(
                fields=["merged"], condition=Q(undone_at__isnull=True), name="merge_one_standing"
            ),
        ]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.merged} → {self.survivor}"


class Deed(models.TextChoices):
    """What a merge did to a row."""

    MOVED = "moved", "moved"
    MADE = "made", "made"
    ALTERED = "altered", "altered"


class MergedRow(models.Model):
    """One row that a merge touched; written once.

    model    the noun in lower case     row_id  its key
    details  of an altered row: before and after, field → value
    """

    merge = models.ForeignKey(Merge, models.PROTECT, related_name="rows")
    model = models.CharField(max_length=40)
    row_id = models.BigIntegerField()
    deed = models.CharField(max_length=8, choices=Deed.choices, default=Deed.MOVED, db_default=Deed.MOVED)
    details = models.JSONField(default=dict, db_default={})

    class Meta:
        indexes = [models.Index(fields=["merge", "model"], name="merged_row_by_merge")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.model} {self.row_id}"


class DistinctQuerySet(models.QuerySet["DistinctFirms"]):
    """Words about firms that are told apart."""

    def visible_to(self, user: User) -> DistinctQuerySet:
        """Those of which one lies in the office's territory."""
        if user.scope.sees_everything("enterprise.merge"):
            return self
        units = user.scope.units("enterprise.merge")
        return self.filter(Q(one__district_id__in=units) | Q(other__district_id__in=units))


@pghistory.track()
class DistinctFirms(models.Model):
    """Somebody looked: these two are not the same, however alike their names. `one` has the lower key."""

    one = models.ForeignKey(Enterprise, models.PROTECT, related_name="+")
    other = models.ForeignKey(Enterprise, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, verbose_name=_("by"), related_name="+")
    at = models.DateTimeField(_("at"))

    objects = DistinctQuerySet.as_manager()

    class Meta:
        verbose_name = _("enterprises told apart")
        verbose_name_plural = _("enterprises told apart")
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="distinct_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="distinct_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.one} ≠ {self.other}"


class FollowsMerge(pgtrigger.Trigger):
    """What is written for a firm that was merged away, even a moment ago, is written for the one it went up in.

    The firm's key is held until the writer is done: a merge waits for those who write, and they for it.
    """

    name = "follows_merge"
    when = pgtrigger.Before
    operation = pgtrigger.Insert | pgtrigger.UpdateOf("enterprise_id")  # type: ignore[no-untyped-call]
    declare = [("target", "bigint")]  # as the class wants it

    def get_func(self, model: models.Model) -> str:
        """One look by key; an update that leaves the firm alone costs a comparison."""
        return self.format_sql(f"""
            IF NEW.enterprise_id IS NULL THEN RETURN NEW; END IF;
            IF TG_OP = 'UPDATE' THEN
                IF NEW.enterprise_id IS NOT DISTINCT FROM OLD.enterprise_id THEN RETURN NEW; END IF;
            END IF;
            LOOP
                SELECT merged_into_id INTO target FROM {Enterprise._meta.db_table}
                    WHERE id = NEW.enterprise_id FOR KEY SHARE;
                EXIT WHEN target IS NULL;
                NEW.enterprise_id := target;
            END LOOP;
            RETURN NEW;
        """)  # noqa: S608  # of our own words only


FOLLOWING = (EnterpriseName, Site, EnterpriseLabel, Contact, Pairing, Visit, Case, Participant)
for _model in FOLLOWING:
    pgtrigger.register(FollowsMerge())(_model)
