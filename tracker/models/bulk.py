"""One act on many cases: what was asked, and what became of it on each of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from tracker.models.cases import Case
from tracker.models.follow_ups import FollowUp, Verb
from tracker.models.ids import new_public_id
from tracker.models.people import Membership, RoleName, User
from tracker.models.places import Unit
from tracker.rules.status import IN_BULK


class BulkActQuerySet(models.QuerySet["BulkAct"]):
    """Words about batches."""

    def visible_to(self, user: User) -> BulkActQuerySet:
        """One's own, and those of one's own office."""
        held = Membership.objects.current(localdate()).filter(user=user, role=RoleName.OFFICE)
        return self.filter(Q(by=user) | Q(by_unit_id__in=held.values("unit_id")))


class BulkAct(models.Model):
    """Somebody did the same to many cases.

    facts     as on the trail: label → text or texts     chosen  how many cases were asked for, those not found too
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    verb = models.CharField(_("act"), max_length=20, choices=Verb.choices)
    note = models.TextField(_("note"), blank=True)
    facts = models.JSONField(_("facts"), default=dict, blank=True)
    chosen = models.PositiveSmallIntegerField(_("cases chosen"), default=0)
    by = models.ForeignKey(User, models.PROTECT, verbose_name=_("by"), related_name="+")
    by_unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name=_("unit"), null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(_("at"))
    undone_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        User, models.PROTECT, verbose_name=_("taken back by"), null=True, blank=True, related_name="+"
    )
    idempotency_key = models.CharField(max_length=40, null=True, blank=True, unique=True, editable=False)

    objects = BulkActQuerySet.as_manager()

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        constraints = [
            models.CheckConstraint(condition=Q(verb__in=IN_BULK), name="bulk_verb_known"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="bulk_undone_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verb_display()} {self.at:%Y-%m-%d}"


class BulkRowQuerySet(models.QuerySet["BulkRow"]):
    """Words about the rows of batches."""

    def visible_to(self, user: User) -> BulkRowQuerySet:
        """Of a batch that one sees the cases that one sees."""
        seen = self.filter(batch__in=BulkAct.objects.visible_to(user))
        if user.scope.sees_everything("case.view"):
            return seen
        return seen.filter(case__in=Case.objects.visible_to(user))

    def standing(self) -> BulkRowQuerySet:
        """Done and not taken back."""
        return self.filter(follow_up__isnull=False, undo__isnull=True)


class BulkRow(models.Model):
    """What became of the act on one case: an act on its trail, or the refusal; and the same of taking it back.

    before  what the act altered, as it was, by the names of `operations.case_life.undoing`
    """

    batch = models.ForeignKey(BulkAct, models.PROTECT, verbose_name=_("batch"), related_name="rows")
    case = models.ForeignKey(Case, models.PROTECT, verbose_name=_("case"), related_name="+")
    follow_up = models.OneToOneField(
        FollowUp, models.PROTECT, verbose_name=_("act"), null=True, blank=True, related_name="bulk_row"
    )
    refusal = models.CharField(_("refused"), max_length=40, blank=True)
    refusal_params = models.JSONField(default=dict, blank=True)
    before = models.JSONField(default=dict, blank=True)
    undo = models.OneToOneField(
        FollowUp, models.PROTECT, verbose_name=_("taken back"), null=True, blank=True, related_name="+"
    )
    undo_refusal = models.CharField(_("not taken back"), max_length=40, blank=True)
    undo_refusal_params = models.JSONField(default=dict, blank=True)

    objects = BulkRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("case of a batch")
        verbose_name_plural = _("cases of a batch")
        constraints = [
            models.UniqueConstraint(fields=["batch", "case"], name="bulk_row_once"),
            models.CheckConstraint(
                condition=Q(follow_up__isnull=False, refusal="")
                | (Q(follow_up__isnull=True) & ~Q(refusal="")),
                name="bulk_row_done_or_refused",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.case_id}"
