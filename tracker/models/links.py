"""Links for enterprises, which have no account: one case, a token kept only as a hash, an end, one rating."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from tracker.models.cases import SAID, UNHAPPY, Case
from tracker.models.follow_ups import FollowUp, Verb
from tracker.models.people import User

NO_ANSWER: Final = (Verb.TAG, Verb.UNTAG, Verb.CHASE, Verb.UNCHASE)
UNRATED: Final = Q(rated_at__isnull=True, rating="")
RATED: Final = Q(rated_at__isnull=False, rating__in=[one.value for one in SAID])
WRITTEN_ONCE: Final = (
    pgtrigger.Q(old__rated_at__isnull=False)
    & (
        pgtrigger.Q(old__rated_at__df=pgtrigger.F("new__rated_at"))
        | pgtrigger.Q(old__rating__df=pgtrigger.F("new__rating"))
        | pgtrigger.Q(old__remark__df=pgtrigger.F("new__remark"))
    )
) | (
    pgtrigger.Q(old__revoked_at__isnull=False)
    & pgtrigger.Q(old__revoked_at__df=pgtrigger.F("new__revoked_at"))
)
FIXED: Final = pgtrigger.Q(old__case__df=pgtrigger.F("new__case")) | pgtrigger.Q(
    old__token_sha256__df=pgtrigger.F("new__token_sha256")
)


class EnterpriseLinkQuerySet(models.QuerySet["EnterpriseLink"]):
    """Words about links."""

    def current(self) -> EnterpriseLinkQuerySet:
        """Not revoked; at most one a case."""
        return self.filter(revoked_at__isnull=True)

    def unhappy(self) -> EnterpriseLinkQuerySet:
        """Through which the enterprise said that it is not content, and the case's office has not acted on it since.

        What a unit writes meanwhile is no answer, nor is a tag.
        """
        answers = FollowUp.objects.filter(
            case=OuterRef("case"), at__gt=OuterRef("rated_at"), by_unit=OuterRef("case__owner_office")
        ).exclude(verb__in=NO_ANSWER)
        return self.filter(~Exists(answers), rating__in=sorted(UNHAPPY))

    def visible_to(self, user: User) -> EnterpriseLinkQuerySet:
        """Those of one's office: what the enterprise says goes there, not to the unit it is about."""
        if user.scope.sees_everything("link.make"):
            return self
        return self.filter(case__owner_office_id__in=sorted(user.scope.units("link.make")))


@pghistory.track(exclude=["token_sha256", "remark", "idempotency_key"])
class EnterpriseLink(models.Model):
    """What a firm was given to look at its case and to rate it. Who knows the token may; the token is nowhere kept.

    How often it was opened is not counted: chat programs open links by themselves to preview them.
    """

    case = models.ForeignKey(Case, models.PROTECT, verbose_name=_("case"), related_name="links")
    token_sha256 = models.CharField(max_length=64, unique=True, editable=False)
    created_by = models.ForeignKey(User, models.PROTECT, verbose_name=_("made by"), related_name="+")
    created_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("valid until"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    rated_at = models.DateTimeField(_("rated at"), null=True, blank=True)
    rating = models.CharField(
        _("rating"), max_length=12, choices=[(one.value, one.label) for one in SAID], blank=True
    )
    remark = models.TextField(_("remark"), blank=True)
    idempotency_key = models.CharField(max_length=40, null=True, blank=True, unique=True, editable=False)

    objects = EnterpriseLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link for the enterprise")
        verbose_name_plural = _("links for enterprises")
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(revoked_at__isnull=True), name="link_one_current_a_case"
            ),
            models.CheckConstraint(condition=UNRATED | RATED, name="link_rated_whole_or_not"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="link_ends_after_it_begins"
            ),
        ]
        indexes = [
            models.Index(fields=["case"], condition=Q(rating__in=sorted(UNHAPPY)), name="link_unhappy")
        ]
        triggers = [
            pgtrigger.Protect(
                name="written_once", operation=pgtrigger.Update, condition=WRITTEN_ONCE | FIXED
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.created_at:%Y-%m-%d}"

    def is_live(self, now: datetime) -> bool:
        """Whether it still opens."""
        return self.revoked_at is None and now < self.expires_at


class LinkAttempt(models.Model):
    """A wrong token or a rating, by where it came from: counted in the database, so that no restart forgets it."""

    class Kind(models.TextChoices):
        """What was tried."""

        GUESS = "guess"
        RATING = "rating"

    kind = models.CharField(max_length=6, choices=Kind.choices)
    source = models.CharField(max_length=45)
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["source", "kind", "at"], name="link_attempt_by_source")]

    def __str__(self) -> str:
        return f"{self.kind} {self.source}"
